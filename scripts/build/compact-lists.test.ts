import {mkdtempSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {build} from "esbuild"

import {compactLists} from "./compact-lists"

const words = (n: number): string[] => Array.from({length: n}, (_, i) => `word${i}.example`)

/** The value that a bundle gets from a JSON file, and the bundle's text. */
async function bundled(value: unknown): Promise<{loaded: unknown; code: string}> {
    const dir = mkdtempSync(path.join(tmpdir(), "compact-"))
    try {
        writeFileSync(path.join(dir, "list.json"), JSON.stringify(value))
        const result = await build({
            stdin: {contents: `export {default} from "./list.json"`, resolveDir: dir},
            bundle: true,
            format: "cjs",
            write: false,
            logLevel: "silent",
            plugins: [compactLists],
        })
        const code = result.outputFiles[0]?.text ?? ""
        const module = {exports: {} as {default?: unknown}}
        new Function("module", "exports", code)(module, module.exports)
        return {loaded: module.exports.default, code}
    } finally {
        rmSync(dir, {recursive: true})
    }
}

test("a long list of words becomes one text and loads as the same list", async () => {
    const {loaded, code} = await bundled(words(5000))
    expect(loaded).toEqual(words(5000))
    expect(code).toContain(words(5000).join(" "))
})

test.each<[what: string, value: unknown]>([
    ["a short list", words(3)],
    ["a list with a space in a word", [...words(500), "two words"]],
    ["a list with an empty word", [...words(500), ""]],
    ["a list that holds more than words", [...words(500), 1]],
    ["an object", {words: words(500)}],
])("%s stays as it is", async (_what, value) => {
    const {loaded, code} = await bundled(value)
    expect(loaded).toEqual(value)
    expect(code).not.toContain(".split(")
})
