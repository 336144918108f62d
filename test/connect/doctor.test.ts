import {mkdtempSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import type {CheckLine} from "@beton/posthog-app/checks/check"
import {CHECKS} from "@beton/posthog-app/checks/registry"
import {FIELD_KEYS} from "@beton/posthog-app/config/fields"
import {variableOf} from "@beton/posthog-app/runner/config"

import {runCli} from "../../scripts/cli/run"
import {givenAnswers} from "../../scripts/commands/connect"
import {openCrm, type TestCrm} from "../app/support/crm"
import {leaksIn} from "../app/support/leaks"
import {formFor, KEYS, type TestProject, testProject} from "../app/support/project"
import {checkoutAccounts} from "../app/support/tiny-data"
import {checked, refusal, wireWith, writesOf} from "./support"

let project: TestProject
let crm: TestCrm
let dir: string
const environment = {...process.env}
beforeAll(async () => {
    project = await testProject()
    crm = await openCrm()
    await checkoutAccounts(project, ["a", "b", "c"])
    dir = mkdtempSync(path.join(tmpdir(), "beton-doctor-"))
})
beforeEach(() => {
    for (const key of FIELD_KEYS) delete process.env[variableOf(key)]
})
afterAll(async () => {
    process.env = environment
    rmSync(dir, {recursive: true, force: true})
    expect(await writesOf(project, crm)).toBe(0)
})

const form = (more: Record<string, unknown> = {}, settings: object = {}): Record<string, unknown> => ({
    ...formFor(project, {attio_token: crm.token, ...more}, {attio_url: crm.url, ...settings}),
})

async function doctor(given: Record<string, unknown> | null, ...more: string[]) {
    const file = path.join(dir, "beton.json")
    if (given !== null) writeFileSync(file, JSON.stringify(given))
    const out: string[] = []
    const err: string[] = []
    const code = await runCli(["doctor", ...(given === null ? [] : ["--config", file]), ...more], {
        stdout: {write: (text) => out.push(text)},
        stderr: {write: (text) => err.push(text)},
        cwd: dir,
        debug: undefined,
        signal: new AbortController().signal,
        clock: () => 0,
    })
    return {code, out: out.join(""), err: err.join("")}
}

it("prints a line per check and exits with 0 when nothing has to be fixed", async () => {
    const {code, out} = await doctor(form())
    const lines = out.trimEnd().split("\n")
    expect(lines).toHaveLength(CHECKS.length + 2)
    expect(lines.slice(0, 3)).toEqual([
        `ok    PostHog address: PostHog answers at ${project.url}.`,
        "ok    Region: Your own PostHog.",
        'ok    PostHog personal API key: PostHog accepts the key "Beton".',
    ])
    expect(lines).toContain(
        "-     Conversion event: None is set. Backtests need one; scores and routing do not.",
    )
    expect(lines.at(-1)).toMatch(/^Nothing to fix; \d+ notes\.$/)
    expect(code).toBe(0)
})

it("exits with 1 when something has to be fixed, in JSON as well", async () => {
    const {code, out} = await doctor(form({account: "group:team"}), "--json")
    const {ok, checks} = JSON.parse(out) as {ok: boolean; checks: CheckLine[]}
    expect([code, ok]).toEqual([1, false])
    expect(checks.map(({id}) => id)).toEqual(CHECKS.map(({id}) => id))
    expect(checks.find(({state}) => state === "fail")).toEqual({
        id: "account",
        title: "What an account is",
        state: "fail",
        message: 'The project has no group type "team". It has: company.',
    })
    expect((await doctor(form({account: "group:team"}))).out).toContain(
        "fix   What an account is: The project has no",
    )
})

it("exits with 2 for a configuration that cannot be used, with every problem and its field", async () => {
    expect(await doctor({...form(), posthog_key: "phc_public", threshold: "150", settings: "{"})).toEqual({
        code: 2,
        out: "",
        err: [
            "PostHog personal API key is a project key (phc_), which can only send events. Paste a personal API key (phx_).",
            'Routing threshold must be a whole number from 0 to 100; it is "150".',
            "More settings (JSON) is not valid JSON (line 1, column 2). Check commas, quotes and brackets.",
            "",
        ].join("\n"),
    })
    expect(await doctor({...form(), nonsense: 1})).toMatchObject({
        code: 2,
        err: expect.stringContaining("nonsense"),
    })
    expect(await doctor(null, "--config", path.join(dir, "none.json"))).toMatchObject({
        code: 2,
        err: "--config none.json: there is no such file.\n",
    })
})

it("takes settings from the environment, which override the file", async () => {
    process.env[variableOf("account")] = "group:team"
    expect((await doctor(form(), "--json")).code).toBe(1)
    delete process.env[variableOf("account")]
    for (const [key, value] of Object.entries(form()))
        process.env[variableOf(key as "account")] = String(value)
    expect((await doctor(null)).code).toBe(0)
})

it("shows no secret, whatever goes wrong", async () => {
    const secrets = {"PostHog key": project.key, "Attio token": crm.token, "signing key": KEYS.privateKey}
    const echo = `${project.key} ${crm.token} ${KEYS.privateKey}`
    const answers = [
        {status: 200, text: echo},
        {status: 500, text: echo},
        {status: 302, text: "", headers: {location: `https://elsewhere.example/?key=${project.key}`}},
        refusal(401, "authentication_failed", "Invalid personal API key."),
        refusal(404, "not_found", "Not found."),
    ]
    const texts: Record<string, string> = {}
    for (const [n, answer] of answers.entries())
        for (const where of ["/api/personal_api_keys/", "/api/projects/", "/query/", "/batch/", "/v2/"]) {
            const wire = wireWith(({url}) => (url.includes(where) ? answer : undefined))
            texts[`lines with answer ${n} at ${where}`] = JSON.stringify(await checked(form(), {wire}))
            texts[`addresses with answer ${n} at ${where}`] = wire.sent.map(({url}) => url).join("\n")
        }
    const broken = await doctor({...form(), signing_key: `${KEYS.privateKey}x`, account: project.key})
    expect(leaksIn({...texts, "broken configuration": broken.out + broken.err}, secrets)).toEqual([])
})

describe("the answers of beton connect", () => {
    it("come from options before variables, secrets from variables only", () => {
        const env = {
            BETON_POSTHOG_KEY: "phx_a",
            BETON_ACCOUNT: "email",
            BETON_POSTHOG_HOST: "https://posthog.acme.example",
            BETON_ATTIO_TOKEN: "",
        }
        expect(
            givenAnswers({account: "group:team", address: "eu", backfill: false, sources: undefined}, env),
        ).toEqual({
            account: {value: "group:team", from: "--account"},
            address: {value: "https://eu.posthog.com", from: "--address"},
            key: {value: "phx_a", from: "BETON_POSTHOG_KEY"},
            backfill: {value: "no", from: "--backfill"},
        })
        expect(givenAnswers({}, env).address?.value).toBe("https://posthog.acme.example")
    })
})
