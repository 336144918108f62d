import {execFileSync} from "node:child_process"
import {existsSync, readdirSync, readFileSync} from "node:fs"
import path from "node:path"

const ROOT = path.resolve(__dirname, "..")

/** Rules that complain when each code stands in place of its file. */
function complaints(texts: readonly {file: string; code: string}[]): string[][] {
    const output = execFileSync(process.execPath, [path.join(ROOT, "test/lint-texts.mjs")], {
        input: JSON.stringify(texts),
        encoding: "utf8",
    })
    return JSON.parse(output) as string[][]
}

describe("boundaries and purity", () => {
    const planted: [what: string, file: string, code: string, rule: string][] = [
        ["shared may not do I/O", "shared/src/score.ts", "export const x = fetch", "no-restricted-globals"],
        ["shared may not read the clock", "shared/src/score.ts", "export const x = Date.now()", "no-restricted-properties"],
        ["shared may not make a date of now", "shared/src/score.ts", "export const x = new Date()", "no-restricted-syntax"],
        ["shared may not be random", "shared/src/score.ts", "export const x = Math.random()", "no-restricted-properties"],
        ["shared may not use Node", "shared/src/score.ts", 'import "node:fs"', "no-restricted-imports"],
        ["shared may not import the app", "shared/src/detection.ts", 'import "@beton/posthog-app/engine"', "no-restricted-imports"],
        ["the score may not import zod", "shared/src/score.ts", 'import * as z from "zod"\nexport const x = z', "no-restricted-imports"],
        ["zod comes in the star form", "shared/src/signals/signal.ts", 'import {z} from "zod"\nexport const x = z', "no-restricted-syntax"],
        ["the app may not import scripts", "posthog-app/src/store.ts", 'import "@beton/scripts/beton"', "no-restricted-imports"],
        ["the app may not import the other app", "posthog-app/src/store.ts", 'import "@beton/attio-app/x"', "no-restricted-imports"],
        ["the app may not use timers", "posthog-app/src/store.ts", "export const x = setTimeout", "no-restricted-globals"],
        ["the runner may not import scripts", "posthog-app/runner/storage/storage.ts", 'import "@beton/scripts/beton"', "no-restricted-imports"],
        ["the runner may not import the other app", "posthog-app/runner/storage/storage.ts", 'import "@beton/attio-app/x"', "no-restricted-imports"],
        ["the runner may not import test", "posthog-app/runner/storage/storage.ts", 'import "../../../test/global-setup"', "no-restricted-imports"],
        ["scripts may not import test", "scripts/node-host.ts", 'import "../test/global-setup"', "no-restricted-imports"],
        ["query text may not be built by hand", "shared/src/queries/sources.ts", "export const q = (t: string): string => `SELECT 1 FROM ${t}`", "no-restricted-syntax"],
        ["no any", "posthog-app/src/store.ts", "export const x = (y: any): unknown => y", "@typescript-eslint/no-explicit-any"],
    ] // prettier-ignore
    const untouched = [
        "shared/src/score.ts",
        "posthog-app/src/store.ts",
        "posthog-app/runner/storage/storage.ts",
    ]
    let answers: string[][]
    beforeAll(() => {
        const real = untouched.map((file) => ({file, code: readFileSync(path.join(ROOT, file), "utf8")}))
        answers = complaints([...planted.map(([, file, code]) => ({file, code: `${code}\n`})), ...real])
    })

    test.each(planted.map(([what, , , rule], i) => [what, rule, i] as const))("%s (%s)", (_what, rule, i) => {
        expect(answers[i]).toContain(rule)
    })

    it("lets real files through as they are", () => {
        expect(answers.slice(planted.length)).toEqual(untouched.map(() => []))
    })
})

describe("one idea has one home", () => {
    it("names a signal in its own file and the list of signals only", () => {
        const registry = readFileSync(path.join(ROOT, "shared/src/signals/index.ts"), "utf8")
        const files = readdirSync(path.join(ROOT, "shared/src/signals")).filter(
            (file) =>
                !file.endsWith(".test.ts") && !["index.ts", "signal.ts", "custom-signal.ts"].includes(file),
        )
        expect(files).toHaveLength(8)
        for (const file of files) {
            const name = file.replace(/\.ts$/, "")
            expect(registry).toContain(`"./${name}"`)
            const id = name.replaceAll("-", "_")
            const elsewhere = productFiles().filter(
                (other) => !other.includes("/signals/") && readFileSync(other, "utf8").includes(`"${id}"`),
            )
            expect(elsewhere.map((other) => path.relative(ROOT, other))).toEqual([])
        }
    })

    it("keeps the top level as agreed", () => {
        const allowed = ["posthog-app", "attio-app", "shared", "scripts", "test", "docs", "package.json", "package-lock.json", "turbo.json", "tsconfig.base.json", "README.md", "CHANGELOG.md", "LICENSE", "node_modules"] // prettier-ignore
        expect(readdirSync(ROOT).filter((name) => !name.startsWith(".") && !allowed.includes(name))).toEqual(
            [],
        )
        expect(existsSync(path.join(ROOT, ".npmrc"))).toBe(true)
        expect(readFileSync(path.join(ROOT, ".npmrc"), "utf8")).toContain("ignore-scripts=true")
    })
})

function productFiles(): string[] {
    return ["shared/src", "posthog-app/src"].flatMap((dir) =>
        readdirSync(path.join(ROOT, dir), {recursive: true, encoding: "utf8"})
            .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
            .map((file) => path.join(ROOT, dir, file)),
    )
}
