import {execFileSync} from "node:child_process"
import {createRequire} from "node:module"
import path from "node:path"

import {bundles, readBundles, ROOT} from "./support/bundles"
import {deprecatedNames, guardedConnections, holdsLargeZod, holdsZod, unstableUses} from "./support/guards"
import {type Source, sources} from "./support/source-tree"

const MAX_BYTES = 300_000

beforeAll(readBundles, 240_000)

/** As `attio version create` uploads it: the same build as `attio build`, which minifies packages and not the app. */
const tooLarge = (code: string): boolean => Buffer.byteLength(code) >= MAX_BYTES

const planted = (code: string, file = "x.tsx"): Source => ({
    file: path.join(ROOT, "attio-app/src", file),
    code,
})
const inShort = ({file}: Source) => path.relative(ROOT, file)

describe("no experimental and no deprecated part of the SDK", () => {
    const deprecated = deprecatedNames()

    it("knows what the SDK calls deprecated", () => {
        expect([...deprecated]).toEqual(expect.arrayContaining(["attioFetch", "useWorkspaceSettingsForm"]))
    })

    it("holds for every source", () => {
        const found = sources().map((source) => [inShort(source), unstableUses(source, deprecated)] as const)
        expect(found.length).toBeGreaterThan(40)
        expect(found.filter(([, uses]) => uses.length > 0)).toEqual([])
    })

    it.each([
        ['import {Experimental_Chart} from "attio/client"', "Experimental_Chart"],
        ["export default Extensions.experimental_definePage({})", "experimental_definePage"],
        ["export default Extensions.definePage({})", "definePage"],
        ['export default Extensions.defineExtension({type: "record-tab"})', "record-tab"],
        ['export default Extensions["experimental_definePage"]({})', "experimental_definePage"],
        ['import {attioFetch} from "attio/server"', "attioFetch"],
        ['import {attioFetch as ask} from "attio/server"', "attioFetch"],
        ['import * as server from "attio/server"\nserver.attioFetch()', "import *"],
        ['export * from "attio/client"', "export *"],
        ['export default Extensions["definePage"]({})', "definePage"],
        ["const {definePage: page} = Extensions", "definePage"],
        ["export default Extensions.defineExtension({type: `record-tab`})", "record-tab"],
        ["export default Extensions[`experimental_definePage`]({})", "experimental_definePage"],
        ["const x = Workflows.useConfigurator(block.configSchema)", "useConfigurator(configSchema)"],
    ])("finds %s", (code, name) => expect(unstableUses(planted(code), deprecated)).toEqual([name]))
})

describe("connections", () => {
    it("are never read inside a try", () => {
        expect(sources().flatMap(guardedConnections)).toEqual([])
        expect(
            sources().filter(({code}) => code.includes("getWorkspaceConnection()")).length,
        ).toBeGreaterThan(1)
    })

    const body = (text: string) => `export default async function f() { ${text} }`

    it.each([
        ["x.server.ts", body("try { getWorkspaceConnection() } catch {}")],
        ["x.server.ts", body("try { return () => getUserConnection('x') } finally {}")],
        // A function of its own may be called anywhere, inside a try too.
        ["x.ts", "export function f() { return getWorkspaceConnection() }"],
        [
            "x.server.ts",
            `function key() { return getWorkspaceConnection() }\n${body("try { key() } catch {}")}`,
        ],
        ["x.server.ts", body("const key = () => getWorkspaceConnection(); try { key() } catch {}")],
        [
            "x.server.ts",
            body("await Promise.resolve().then(() => getWorkspaceConnection()).catch(() => null)"),
        ],
        ["x.server.ts", body("[1].map(getWorkspaceConnection)")],
        ["x.server.ts", 'import {getWorkspaceConnection as key} from "attio/server"'],
        ["x.server.ts", body("server.getWorkspaceConnection()")],
        ["x.server.ts", body("server['getUserConnection']()")],
    ])("in %s: %s is found", (file, code) => expect(guardedConnections(planted(code, file))).toHaveLength(1))

    it("the body of a server function is where they are read", () => {
        const code = body("const {value} = getWorkspaceConnection(); return value")
        expect(guardedConnections(planted(code, "x.server.ts"))).toEqual([])
    })
})

describe("bundles", () => {
    const all = (): Readonly<Record<"client" | "server", string> & Record<string, string>> => {
        const {client, server, workflow} = bundles()
        return {client, server, ...workflow}
    }

    it("are below 300 kB each, as they are built", () => {
        expect(Object.keys(all()).sort()).toEqual(["client", "get-pql-score", "server", "signal-fired"])
        expect(Object.entries(all()).filter(([, code]) => tooLarge(code)).map(([name]) => name)).toEqual([])
        expect(tooLarge(`${all().client}${" ".repeat(MAX_BYTES)}`)).toBe(true)
    }) // prettier-ignore

    it("client: no zod; the others: the small form of it", () => {
        const {client, server, ...blocks} = all()
        expect(holdsZod(client)).toBe(false)
        // The same look finds it where it is.
        expect(holdsZod(server)).toBe(true)
        expect([server, ...Object.values(blocks)].filter(holdsLargeZod)).toEqual([])
    })

    it("the large form of zod is found, and would not fit", async () => {
        const bundle = await bundled('import * as z from "zod"\nexport const x = z.object({})')
        expect([holdsZod(bundle), holdsLargeZod(bundle)]).toEqual([true, true])
        expect(tooLarge(`${bundle}${all().server}`)).toBe(true)
    })

    it("hold no Node module and no secret", () => {
        const {client, server, workflow} = bundles()
        for (const code of [client, server, ...Object.values(workflow)]) {
            expect(code).not.toMatch(/from "node:|require\("node:/)
            expect(code).not.toMatch(/phx_[A-Za-z0-9]{20,}/)
        }
    })
})

/** A text bundled as the CLI does it, without its plugins. */
async function bundled(contents: string): Promise<string> {
    const require = createRequire(path.join(ROOT, "scripts/package.json"))
    const {build} = require("esbuild") as {
        build(o: object): Promise<{outputFiles: readonly {text: string}[]}>
    }
    const options = {bundle: true, platform: "browser", format: "esm", write: false} as const
    const {outputFiles} = await build({
        stdin: {contents, resolveDir: path.join(ROOT, "attio-app")},
        ...options,
    })
    return outputFiles.map(({text}) => text).join("")
}

describe("lint", () => {
    const texts: [rule: string, file: string, code: string][] = [
        ["no-restricted-imports", "beton/words.ts", 'import "@beton/posthog-app/engine"'],
        ["no-restricted-imports", "beton/words.ts", 'import "@beton/scripts/beton"'],
        ["no-restricted-imports", "beton/words.ts", 'import "node:fs"'],
        ["no-restricted-imports", "beton/words.ts", 'import "../../../posthog-app/src/engine"'],
        ["no-restricted-imports", "beton/words.ts", 'export * from "@beton/posthog-app/engine"'],
        ["no-restricted-syntax", "beton/words.ts", 'export const x = import("@beton/posthog-app/engine")'],
        ["no-restricted-syntax", "posthog/posthog.ts", "export const x = (y: string) => `SELECT 1 FROM ${y}`"],
        ["attio/server-default-export", "beton/evidence/load-evidence.server.ts", "export default () => 1"],
        ["attio/attio-client-import", "beton/evidence/load-evidence.server.ts", 'import {Badge} from "attio/client"\nexport default async function x() { return Badge }'],
        ["attio/widget-text-children", "beton/card/signals-widget.tsx", 'import {Widget} from "attio/client"\nexport const X = () => <Widget.TextWidget><Widget.Decoration>x</Widget.Decoration></Widget.TextWidget>'],
        ["attio/form-submit-button", "beton/feedback/show-not-useful.tsx", 'import {Forms, useForm} from "attio/client"\nexport const X = () => { const {Form} = useForm({a: Forms.string()}, {}); return <Form onSubmit={() => undefined}>x</Form> }'],
        ["attio/settings-page-components", "app/settings/page.tsx", 'import {Badge, Settings} from "attio/client"\nimport schema from "./schema"\nexport default Settings.defineWorkspacePage(schema, () => <Badge color="red">x</Badge>)'],
        ["@typescript-eslint/no-explicit-any", "beton/words.ts", "export const x = (y: any): unknown => y"],
    ] // prettier-ignore

    it("Attio's rules and the boundaries hold for every file of the app, and are alive", () => {
        const planted = texts.map(([, file, code]) => ({file: `attio-app/src/${file}`, code: `${code}\n`}))
        const real = sources().map(({file, code}) => ({file: path.relative(ROOT, file), code}))
        const given = [...planted, ...real]
        const output = execFileSync(process.execPath, [path.join(ROOT, "test/lint-texts.mjs")], {
            input: JSON.stringify(given),
            encoding: "utf8",
        })
        const answers = JSON.parse(output) as string[][]
        texts.forEach(([rule], i) => expect(answers[i]).toContain(rule))
        const found = given.map(({file}, i) => [file, answers[i]] as const).slice(planted.length)
        expect(found.length).toBeGreaterThan(50)
        expect(found.filter(([, rules]) => rules?.length !== 0)).toEqual([])
    })

    it("every file has one subject: below 200 lines", () => {
        expect(sources().filter(({code}) => code.split("\n").length > 200).map(inShort)).toEqual([])
    }) // prettier-ignore
})
