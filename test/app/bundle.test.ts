import {execFileSync} from "node:child_process"
import {mkdtempSync, readdirSync, readFileSync, rmSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"
import {fileURLToPath} from "node:url"
import {runInNewContext} from "node:vm"

import {parse} from "@babel/parser"
import traverse from "@babel/traverse"
import {FIELD_KEYS, FIELDS} from "@beton/posthog-app/config/fields"
import {build} from "esbuild"

import type {BuiltPlugin} from "../../scripts/build/build-plugin"
import {staleFiles} from "../../scripts/build/generate"
import {createPluginHost, memoryStorage, type PluginHost} from "../../scripts/sandbox/plugin-host"
import {openCrm, valueOf} from "./support/crm"
import {
    formFor,
    onlyRun,
    onlySignals,
    type TestProject,
    testProject,
    verifiedFirings,
    WAKE,
} from "./support/project"
import {checkoutAccounts} from "./support/tiny-data"
import {openWire} from "./support/wire"

jest.setTimeout(120_000)

/**
 * The bundle is stored in the customer's Postgres and parsed by each worker thread of an old Babel: keep it small. The
 * dashboards with the SQL of their tiles are about a fifth of it.
 */
const CEILING_BYTES = 1_200_000
/** HOST.md §2.1: what the VM offers besides the language itself. */
const OFFERED = [
    "console",
    "fetch",
    "module",
    "exports",
    "globalThis",
    "URL",
    "Buffer",
    "posthog",
    "RetryError",
    "Intl",
]
/** zod names these behind a `typeof`, or in codecs and file checks that Beton has none of. */
const NEVER_REACHED = [
    ...["navigator", "atob", "btoa", "TextDecoder", "TextEncoder", "File"],
    // lru-cache: behind a `typeof`, or only with a ttlResolution above 0.
    ...["performance", "process", "setTimeout", "clearTimeout", "AbortController"],
]

const ROOT = fileURLToPath(new URL("../..", import.meta.url))
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`

let dir = ""
let plugin: BuiltPlugin
let source = ""
beforeAll(() => {
    dir = mkdtempSync(path.join(tmpdir(), "beton-bundle-"))
    const script = path.join(ROOT, "test/app/support/build-bundle.ts")
    const printed = execFileSync(process.execPath, ["--import", "tsx", script, dir], {cwd: ROOT})
    plugin = JSON.parse(printed.toString()) as BuiltPlugin
    source = readFileSync(plugin.indexJs, "utf8")
})
afterAll(() => rmSync(dir, {recursive: true, force: true}))

describe("the files", () => {
    it("lie flat side by side and are small", () => {
        expect(
            readdirSync(dir)
                .filter((name) => !name.endsWith(".LEGAL.txt"))
                .sort(),
        ).toEqual(["index.js", "plugin.json"])
        process.stderr.write(`index.js: ${kilobytes(plugin.bytes)} of at most ${kilobytes(CEILING_BYTES)}\n`)
        expect(plugin.bytes).toBeLessThan(CEILING_BYTES)
        expect(plugin.bytes).toBeGreaterThan(50_000)
    })

    it("are what the definitions say: plugin.json and docs/SETTINGS.md are up to date", () => {
        expect(staleFiles()).toEqual([])
        expect(readFileSync(plugin.pluginJson, "utf8")).toBe(
            readFileSync(path.join(ROOT, "posthog-app/plugin.json"), "utf8"),
        )
    })

    it("hold no syntax that the host's old parser or its import rewriting trips over", async () => {
        expect(source).not.toMatch(/\bimport\s*\(/)
        expect(source).not.toMatch(/^\s*(import|export)\s/m)
        expect(source).not.toMatch(/\brequire\s*\(\s*["'`]/)
        // Class-private names and static blocks: lowering once more would change nothing.
        const {code} = await lowered(source)
        const helpers = (text: string) => text.match(/\b_?__private(Get|Set|Add|Method)\d*\s*=/g) ?? []
        expect(helpers(code)).toEqual(helpers(source))
        expect(source).not.toMatch(/this\.#\w|^\s*(static )?#\w+/m)
        expect(source).not.toMatch(/\bstatic\s*\{/)
        // With target ES2016 no await is left, so the host's double evaluation cannot happen.
        expect(source).not.toMatch(/\basync\s+function\b|\bawait\s+\w/)
    })

    it("use no global that the host lacks", () => {
        const names = new Set<string>()
        traverse(parse(source, {sourceType: "script"}), {
            Program(program) {
                const {globals} = program.scope as unknown as {globals: Record<string, unknown>}
                for (const name of Object.keys(globals)) names.add(name)
                program.stop()
            },
        })
        // The language: what a bare context has that got nothing from Node.
        const language = new Set(runInNewContext("Object.getOwnPropertyNames(globalThis)") as string[])
        const known = new Set([...language, ...OFFERED, ...NEVER_REACHED, "arguments", "undefined"])
        expect(names.size).toBeGreaterThan(20)
        expect([...names].filter((name) => !known.has(name))).toEqual([])
    })

    it("export what the host calls, and nothing else", async () => {
        const module = {exports: {} as Record<string, unknown>}
        new Function("module", "exports", source)(module, module.exports)
        expect(Object.keys(module.exports).sort()).toEqual(["jobs", "runEveryHour", "setupPlugin"])
        expect(Object.keys(module.exports.jobs as object)).toEqual([
            "step",
            "check",
            "run_now",
            "backfill",
            "wake",
        ])
    })
})

/** The bundle in the syntax of ES2020. */
async function lowered(text: string): Promise<{code: string}> {
    const result = await build({
        stdin: {contents: text},
        write: false,
        target: "es2020",
        format: "cjs",
        logLevel: "silent",
    })
    return {code: result.outputFiles[0]?.text ?? ""}
}

describe("the settings form", () => {
    const manifest = () =>
        JSON.parse(readFileSync(plugin.pluginJson, "utf8")) as {
            main: string
            config: ({key?: string} & Record<string, unknown>)[]
        }
    const fields = () => manifest().config.filter((entry) => entry.key !== undefined)

    it("has at most 12 fields, each with name, hint and default", () => {
        expect(manifest().main).toBe("index.js")
        expect(fields().length).toBeLessThanOrEqual(12)
        expect(fields().map(({key}) => key)).toEqual(FIELD_KEYS.filter((key) => FIELDS[key].hidden !== true))
        for (const field of fields()) {
            expect([field.key, typeof field.default]).toEqual([field.key, "string"])
            expect(String(field.hint).length).toBeGreaterThan(10)
            expect(String(field.name).length).toBeGreaterThan(3)
            expect(["string", "json", "choice"]).toContain(field.type)
            if (field.type === "choice") expect(field.choices).toContain(field.default)
        }
    })

    it("marks every key and token as secret, and nothing else", () => {
        const secret = fields()
            .filter((field) => field.secret === true)
            .map(({key}) => key)
        expect(secret).toEqual(["posthog_key", "attio_token", "slack_webhook", "signing_key"])
        expect(FIELD_KEYS.filter((key) => /key|token|secret|password|slack/.test(key))).toEqual(secret)
        for (const key of secret) expect(FIELDS[key as keyof typeof FIELDS].default).toBe("")
    })
})

describe("in the emulated plugin host", () => {
    let project: TestProject
    let host: PluginHost
    let now = WAKE

    afterAll(() => host.teardown())

    it("a whole day runs: set-up, heartbeat, jobs; events and deals are there", async () => {
        project = await testProject()
        await checkoutAccounts(project, ["acme", "beta"])
        const crm = await openCrm()
        await crm.admin.seedRecords(crm.workspaceId, "companies", [
            {values: {name: "Acme", domains: ["acme.example"]}},
        ])
        const wire = openWire()
        host = createPluginHost({
            indexJs: plugin.indexJs,
            pluginJson: plugin.pluginJson,
            config: formFor(
                project,
                {attio_token: crm.token, routing_confirmed: "on"},
                {attio_url: crm.url, signals: onlySignals({billing_intent: {}, team_growth: {}})},
            ),
            storage: memoryStorage(),
            now: () => now,
            fetch: wire.nativeFetch,
        })
        await host.setup()
        expect(host.scheduled()).toEqual(["runEveryHour"])
        await host.drainJobs({advance: (ms) => (now += ms)})
        expect(host.logs.at(-1)?.text).toBe("Connect check done: nothing to fix.")
        // A passing fault on the way shows that back-off needs no timer.
        await project.admin.setFaults(
            [{path: "/query/", nth: 3, count: 1, effect: {kind: "rate-limit", retryAfter: 9}}],
            project.id,
        )
        await host.runSchedule("runEveryHour")
        await host.drainJobs({advance: (ms) => (now += ms)})
        expect(host.errors).toEqual([])
        expect(host.pendingJobs()).toEqual([])
        expect(host.captured).toEqual([])
        expect((await verifiedFirings(project)).map(({account}) => account).sort()).toEqual(["acme", "beta"])
        expect((await onlyRun(project)).routing).toMatchObject({state: "on", created: 1})
        expect((await crm.deals()).map((deal) => valueOf(deal, "beton_key"))).toEqual([
            `${project.id}:acme:1`,
        ])
        expect(host.logs.map(({text}) => text).join("\n")).toMatch(
            /^prepare: PostHog asks to slow down\. Trying again in (9|10) s\.$/m,
        )
    })

    it("the next heartbeats of the day do nothing", async () => {
        const before = (await project.admin.requests({projectId: project.id})).length
        now += 3_600_000
        await host.runSchedule("runEveryHour")
        await host.drainJobs({advance: (ms) => (now += ms)})
        expect(await project.admin.requests({projectId: project.id})).toHaveLength(before)
        expect(host.errors).toEqual([])
    })

    it("a wrong setting is the plugin's error, word for word", async () => {
        const wrong = createPluginHost({
            indexJs: plugin.indexJs,
            pluginJson: plugin.pluginJson,
            config: formFor(project, {threshold: "abc"}),
        })
        await expect(wrong.setup()).rejects.toThrow(
            'Routing threshold must be a whole number from 0 to 100; it is "abc".',
        )
        await wrong.teardown()
    })
})
