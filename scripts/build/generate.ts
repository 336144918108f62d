import {readFileSync, writeFileSync} from "node:fs"
import path from "node:path"
import {fileURLToPath} from "node:url"

import {pluginManifest} from "@beton/posthog-app/config/fields"

import {formTable, settingsDoc} from "./settings-doc"

const ROOT = fileURLToPath(new URL("../..", import.meta.url))

/** Files that are made from definitions and committed, with their content. */
export function generatedFiles(): {readonly file: string; readonly content: string}[] {
    const {version} = JSON.parse(readFileSync(path.join(ROOT, "posthog-app/package.json"), "utf8")) as {
        version: string
    }
    return [
        {file: "posthog-app/plugin.json", content: `${JSON.stringify(pluginManifest(version), null, 4)}\n`},
        {file: "docs/SETTINGS.md", content: settingsDoc()},
        {file: README, content: withFormTable(readFileSync(path.join(ROOT, README), "utf8"))},
    ]
}

/** The page of the app in a plugin directory: written by hand, but for the table of settings. */
const README = "posthog-app/README.md"
const TABLE_START = "<!-- settings: generated, see scripts/build/generate.ts -->"
const TABLE_END = "<!-- end of settings -->"

/** A page with the current settings form between its two marks. Throws when a mark is gone. */
function withFormTable(page: string): string {
    const [start, end] = [page.indexOf(TABLE_START), page.indexOf(TABLE_END)]
    if (start < 0 || end < start)
        throw new Error(`${README} lacks the mark ${start < 0 ? TABLE_START : TABLE_END}`)
    const before = page.slice(0, start + TABLE_START.length)
    return [before, "", "<!-- prettier-ignore -->", ...formTable(), "", page.slice(end)].join("\n")
}

/** Generated files whose committed content is out of date. */
export function staleFiles(): string[] {
    return generatedFiles()
        .filter(({file, content}) => readOrEmpty(path.join(ROOT, file)) !== content)
        .map(({file}) => file)
}

function readOrEmpty(file: string): string {
    try {
        return readFileSync(file, "utf8")
    } catch {
        return ""
    }
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
    for (const {file, content} of generatedFiles()) {
        writeFileSync(path.join(ROOT, file), content)
        console.error(`${file} written`)
    }
}
