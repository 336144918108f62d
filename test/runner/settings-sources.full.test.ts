import {readFileSync, writeFileSync} from "node:fs"
import path from "node:path"

import {keyPairOf} from "@beton/shared/events/signing"

import {leaksIn} from "../app/support/leaks"
import {KEYS} from "../app/support/project"
import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {start, variables, virtualClock} from "./support/in-process"
import {type Exit, startProcess} from "./support/process"
import {treeOf} from "./support/tree"
import {type RunnerWorld, runnerWorld} from "./support/world"

jest.setTimeout(60_000)

let built: Built
let world: RunnerWorld
let dir: string
beforeAll(async () => {
    built = await buildForTests()
    world = await runnerWorld()
})
beforeEach(() => {
    dir = temporaryFolder("settings")
})

const fileWith = (form: Readonly<Record<string, unknown>>): string => {
    const file = path.join(dir, "beton.json")
    writeFileSync(file, JSON.stringify(form))
    return file
}
/** A dry run, which needs all settings and changes nothing. */
const dry = (o: {configFile?: string; env?: Record<string, string>}) =>
    start(built, {state: path.join(dir, "state"), clock: virtualClock(), dryRun: true, ...o})

describe("where settings come from", () => {
    it("a file: the same one that the plugin's form would hold, JSON field as text or as JSON", async () => {
        const asText = await dry({configFile: fileWith(world.form)})
        expect([asText.code, asText.report?.events]).toEqual([0, 4])
        const settings = JSON.parse(String(world.form.settings)) as object
        const asJson = await dry({configFile: fileWith({...world.form, settings, target_hour: 6})})
        expect([asJson.code, asJson.report?.events]).toEqual([0, 4])
    })

    it("the environment alone, BETON_CONFIG for the file, and of both the environment wins", async () => {
        const env = await dry({env: variables(world.form)})
        expect([env.code, env.report?.events]).toEqual([0, 4])
        const named = await dry({env: {BETON_CONFIG: fileWith(world.form)}})
        expect([named.code, named.report?.events]).toEqual([0, 4])
        const onlyTalks = {...(JSON.parse(String(world.form.settings)) as object), signals: SUPPORT_ONLY}
        const both = await dry({
            configFile: fileWith({...world.form, posthog_key: "phx_of_the_file"}),
            env: {BETON_POSTHOG_KEY: world.project.key, BETON_SETTINGS: JSON.stringify(onlyTalks)},
        })
        expect([both.code, both.report?.events]).toEqual([0, 1])
    })

    it("a variable that is set to nothing is not set", async () => {
        const started = await dry({
            configFile: fileWith(world.form),
            env: {BETON_POSTHOG_KEY: "", BETON_CONFIG: "", BETON_STATE_DIR: "", DATABASE_URL: ""},
        })
        expect([started.code, started.report?.events]).toEqual([0, 4])
    })

    it("an unknown BETON_ variable is named, with those there are, and does not matter", async () => {
        const {code, messages} = await dry({
            env: {...variables(world.form), BETON_POSTHOG_KEE: "phx_secret_x"},
        })
        expect(code).toBe(0)
        expect(messages[0]).toMatch(
            /^BETON_POSTHOG_KEE is not a setting and is ignored\. Settings are: BETON_POSTHOG_HOST, .*BETON_SETTINGS\.$/,
        )
        expect(messages.join("\n")).not.toContain("phx_secret_x")
    })
})

const SUPPORT_ONLY = {
    ...Object.fromEntries(
        ["usage_spike", "pricing_intent", "feature_adoption", "limit_approaching"].map(off),
    ),
    ...Object.fromEntries(["trial_expiring", "team_growth", "billing_intent"].map(off)),
}
function off(id: string): [string, object] {
    return [id, {enabled: false}]
}

describe("log lines", () => {
    it("json: each line is an object with time, level and message, on the run's own clock", async () => {
        const {lines} = await dry({env: variables(world.form)})
        expect(lines.length).toBeGreaterThan(5)
        for (const line of lines) {
            const entry = JSON.parse(line) as Record<string, string>
            expect(Object.keys(entry)).toEqual(["time", "level", "message"])
            expect(entry.time).toBe("2026-10-05T06:05:00.000Z")
            expect(["info", "warn", "error"]).toContain(entry.level)
            expect(entry.message).toMatch(/^\w.*[.!]$/s)
        }
    })

    it("text: time, level where it matters, and the sentence", async () => {
        const clock = virtualClock()
        const env = {...variables(world.form), BETON_ODD: "1"}
        const {lines} = await start(built, {state: dir, clock, dryRun: true, format: "text", env})
        expect(lines[0]).toMatch(/^2026-10-05T06:05:00\.000Z warn: BETON_ODD is not a setting/)
        expect(lines.at(-1)).toMatch(/^2026-10-05T06:05:00\.000Z Dry run done: 4 events would be written, /)
        expect(lines.filter((line) => /[{}]/.test(line))).toEqual([])
    })

    it("a terminal gets text and everything else JSON, unless it is told", async () => {
        const bad = await startProcess(built, {cwd: dir, env: {BETON_POSTHOG_PROJECT: "x"}}).exit()
        for (const line of bad.stderr.trim().split("\n"))
            expect(JSON.parse(line)).toHaveProperty("level", "error")
    })
})

describe("secrets", () => {
    const own = keyPairOf(Uint8Array.from({length: 32}, (_, i) => 255 - i))
    // Processes run on the real clock.
    let today: RunnerWorld
    beforeAll(async () => {
        today = await runnerWorld({day: "today"})
    })
    const password = "p@ss/w0rd of the database"
    const database = `postgres://beton:${encodeURIComponent(password)}@127.0.0.1:9/beton`
    const secretsOf = (env: Readonly<Record<string, string>>) => ({
        "personal key": env.BETON_POSTHOG_KEY ?? today.project.key,
        "Attio token": env.BETON_ATTIO_TOKEN ?? today.crm.token,
        "signing key": env.BETON_SIGNING_KEY ?? own.privateKey,
        "database password": password,
        "database password in an address": encodeURIComponent(password),
    })
    const launch = async (env: Record<string, string>, args: readonly string[] = []) => {
        const all = {...variables(today.form), BETON_SIGNING_KEY: own.privateKey, ...env}
        const exit = await startProcess(built, {
            cwd: dir,
            env: all,
            args: ["--state", "state", ...args],
        }).exit()
        return {exit, secrets: secretsOf(all)}
    }
    const placesOf = ({stdout, stderr}: Exit) => ({
        stdout,
        stderr,
        state: Object.entries(treeOf(path.join(dir, "state")))
            .filter(([, entry]) => entry !== "folder")
            .map(([name]) => readFileSync(path.join(dir, "state", name), "utf8"))
            .join("\n"),
    })

    it.each([
        ["a run that works", {}, [], 0],
        ["a dry run", {}, ["--dry-run"], 0],
        ["a backfill", {}, ["--backfill"], 0],
        ["a key that is refused", {BETON_POSTHOG_KEY: "phx_planted_key_that_nobody_accepts"}, ["--now"], 1],
        ["a token that is refused", {BETON_ATTIO_TOKEN: "planted_token_that_nobody_accepts"}, ["--now"], 1],
        ["a key in a wrong field", {BETON_POSTHOG_PROJECT: "phx_pasted_into_the_wrong_field"}, [], 2],
        ["a signing key that cannot be read", {BETON_SIGNING_KEY: "planted_signing_key_of_odd_form"}, [], 2],
    ])("%s tells none, neither in its output nor in its state", async (_what, env, args, code) => {
        const {exit, secrets} = await launch(env, args)
        expect(exit.code).toBe(code)
        const places = placesOf(exit)
        expect(leaksIn(places, {...secrets, ...env})).toEqual([])
        // The check itself finds what is there.
        expect(leaksIn(places, {word: code === 2 ? "BETON_" : "PostHog"})).toContain("word in stderr")
    })

    it("a database that cannot be reached is named without its password, and the code says settings", async () => {
        const all = {...variables(today.form), DATABASE_URL: database}
        const exit = await startProcess(built, {cwd: dir, env: all, args: ["--log", "text"]}).exit()
        expect(exit.code).toBe(2)
        expect(exit.stderr).toContain("DATABASE_URL")
        expect(leaksIn(placesOf(exit), {...secretsOf(all), "signing key": KEYS.privateKey})).toEqual([])
    })
})
