import {chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync} from "node:fs"
import path from "node:path"

import {FIELDS} from "@beton/posthog-app/config/fields"

import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {variables} from "./support/in-process"
import {startProcess} from "./support/process"
import {type RunnerWorld, runnerWorld} from "./support/world"

jest.setTimeout(60_000)

let built: Built
let world: RunnerWorld
let cwd: string
beforeAll(async () => {
    built = await buildForTests()
    world = await runnerWorld({day: "today"})
})
beforeEach(() => {
    cwd = temporaryFolder("codes")
})

const launch = (args: readonly string[], env: Readonly<Record<string, string>> = variables(world.form)) =>
    startProcess(built, {cwd, env, args: ["--log", "text", ...args]}).exit()
/** Its sentences without their times. */
const sentences = (stderr: string) => stderr.trim().split("\n").map((line) => line.replace(/^\S+Z /, "")) // prettier-ignore

describe("0", () => {
    it("when the work is done, then when nothing is due, also with the state lost", async () => {
        const done = await launch([])
        expect([done.code, done.stdout.split("\n")[0]]).toEqual([
            0,
            expect.stringMatching(`^Run of ${world.asOf}: 4 accounts written, \\d+ queries\\.$`),
        ])
        const idle = await launch([])
        expect([idle.code, idle.stdout, sentences(idle.stderr)]).toEqual([0, "", ["Nothing is due."]])
        rmSync(path.join(cwd, ".beton"), {recursive: true})
        const rebuilt = await launch([])
        expect([rebuilt.code, rebuilt.stdout]).toEqual([0, ""])
        expect(sentences(rebuilt.stderr).at(-1)).toBe(
            `Nothing is due: PostHog knows the run of ${world.asOf} as done.`,
        )
    })

    it("--help tells all options and codes, and asks for no settings", async () => {
        const help = await launch(["--help"], {})
        expect([help.code, help.stderr]).toEqual([0, ""])
        for (const option of ["config", "now", "dry-run", "backfill", "state", "log", "max-minutes"])
            expect(help.stdout).toContain(`--${option} `)
        expect(help.stdout).toContain("Exit codes: 0 ")
    })
})

describe("1", () => {
    it("when the key was revoked: the sentence says what to do, once", async () => {
        const key = await world.project.admin.createPersonalKey({scopes: ["query:read", "project:read"]})
        await world.project.admin.revokeKey(key)
        const env = {...variables(world.form), BETON_POSTHOG_KEY: key}
        const {code, stdout, stderr} = await launch([], env)
        expect([code, stdout]).toEqual([1, ""])
        const stopped = sentences(stderr).filter((line) => line.includes("stopped."))
        expect(stopped).toEqual([
            expect.stringMatching(/^error: Run of \S+Z stopped\. PostHog project: .*key/),
        ])
    })

    it("when the time is up, and says that the next start goes on", async () => {
        await world.project.admin.setFaults(
            [{path: "/query/", effect: {kind: "rate-limit", retryAfter: 600}}],
            world.project.id,
        )
        const {code, stderr} = await launch(["--now", "--max-minutes", "5"])
        await world.project.admin.setFaults([], world.project.id)
        expect(code).toBe(1)
        expect(sentences(stderr).at(-1)).toBe("warn: Time is up; the next start goes on from here.")
    })

    it("when the packed app does not lie beside the runner", async () => {
        mkdirSync(path.join(cwd, "alone"))
        const moved = path.join(cwd, "alone/runner.cjs")
        copyFileSync(built.runnerCjs, moved)
        const {code, stderr} = await startProcess(
            {runnerCjs: moved},
            {cwd, env: variables(world.form), args: ["--log", "text"]},
        ).exit()
        expect(code).toBe(1)
        expect(sentences(stderr)).toEqual([
            `error: The packed app ${path.join(cwd, "alone/index.js")} cannot be read: put it beside the runner, or build both again.`,
        ])
    })
})

describe("2", () => {
    it("when settings are wrong: every problem is told at once, by the setting's name and its variable", async () => {
        const {code, stdout, stderr} = await launch([], {
            BETON_POSTHOG_HOST: "posthog",
            BETON_POSTHOG_PROJECT: "mine",
            BETON_THRESHOLD: "150",
            BETON_TARGET_HOUR: "24",
            BETON_ACCOUNT: "company",
            BETON_ROUTING_CONFIRMED: "yes",
            BETON_SETTINGS: "{",
        })
        expect([code, stdout]).toEqual([2, ""])
        const said = sentences(stderr)
        const wrong = [
            ...(["posthog_host", "posthog_key", "posthog_project", "account", "threshold"] as const),
            ...(["target_hour", "routing_confirmed", "signing_key", "settings"] as const),
        ]
        expect(said).toHaveLength(wrong.length)
        for (const key of wrong) {
            const lines = said.filter((line) => line.includes(`(BETON_${key.toUpperCase()})`))
            expect([key, lines.length, lines[0]?.startsWith(`error: ${FIELDS[key].name} `)]).toEqual([
                key,
                1,
                true,
            ])
        }
    })

    it.each([
        ["a file that is missing", [], "there is no such file."],
        ["a file that is no JSON", "{\n  posthog_key: 1", "is not valid JSON. Check commas and quotes."],
        ["a file that is no object", "[]", "must be a JSON object with the app's settings."],
        [
            "an unknown setting",
            '{"posthog_kee": "x"}',
            "unknown setting posthog_kee. Settings are: posthog_host, ",
        ],
    ])("when --config names %s", async (_what, content, sentence) => {
        const file = path.join(cwd, "beton.json")
        if (typeof content === "string") writeFileSync(file, content)
        const {code, stdout, stderr} = await launch(["--config", file])
        expect([code, stdout]).toEqual([2, ""])
        expect(sentences(stderr)).toEqual([
            expect.stringContaining(`error: --config beton.json: ${sentence}`),
        ])
    })

    it("when the state cannot be kept: the sentence names the place and the fix", async () => {
        writeFileSync(path.join(cwd, "state"), "a file, no folder")
        const {code, stderr} = await launch(["--state", "state"])
        expect(code).toBe(2)
        expect(sentences(stderr)).toEqual([
            expect.stringMatching(/^error: The storage at \S+ cannot be used: .* Name another folder\.$/),
        ])
    })

    it("when a file of the state is damaged", async () => {
        await launch(["--dry-run", "--state", "state"])
        const project = path.join(cwd, `state/project-${world.project.id}`)
        mkdirSync(project, {recursive: true})
        chmodSync(project, 0o700)
        writeFileSync(path.join(project, "run.json"), "{")
        const {code, stderr} = await launch(["--state", "state"])
        expect(code).toBe(2)
        expect(sentences(stderr).at(-1)).toContain("run.json is damaged or not from Beton. Delete it")
    })

    it.each([
        [["--nope"], "--nope"],
        [["--log", "xml"], "--log xml: must be text or json."],
        [["--max-minutes", "0"], "--max-minutes 0: must be a whole number from 1."],
        [["--lock-expiry", "1"], "--lock-expiry 1: must be a whole number from 2."],
        [["--lock-expiry", "soon"], "--lock-expiry soon: must be a whole number from 2."],
        [["--now", "--backfill"], "Use --now or --backfill, not both."],
        [["now"], "now"],
        [["--config"], "--config"],
    ])("when it is used wrongly: %j", async (args, words) => {
        const {code, stdout, stderr} = await startProcess(built, {cwd, args}).exit()
        expect([code, stdout]).toEqual([2, ""])
        expect(stderr).toContain(words)
        expect(stderr.trim().split("\n")).toHaveLength(1)
    })
})
