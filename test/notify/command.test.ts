import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {FIELD_KEYS} from "@beton/posthog-app/config/fields"
import {variableOf} from "@beton/posthog-app/runner/config"

import {runCli} from "../../scripts/cli/run"
import {type Receiver, startReceiver} from "../../scripts/sandbox/receiver"
import {slackAnswer} from "../../scripts/sandbox/receiver/slack"
import {appHost} from "../app/support/app-host"
import {openCrm, type TestCrm} from "../app/support/crm"
import {formFor, KEYS, onlySignals, type TestProject, testProject, WAKE} from "../app/support/project"
import {checkoutAccounts} from "../app/support/tiny-data"
import {openWire} from "../app/support/wire"

jest.setTimeout(60_000)

const SLACK = "https://hooks.slack.com/services/T000/B000/abcdefghijklmnop"
const HOOK = "https://hooks.example.com/beton"

let project: TestProject
let crm: TestCrm
let dir: string
let receiver: Receiver
beforeAll(async () => {
    for (const key of FIELD_KEYS) delete process.env[variableOf(key)]
    dir = mkdtempSync(path.join(tmpdir(), "beton-notify-"))
    project = await testProject()
    crm = await openCrm()
})
afterAll(() => rmSync(dir, {recursive: true, force: true}))
beforeEach(async () => {
    receiver = await startReceiver({publicKey: KEYS.publicKey})
})
afterEach(async () => {
    jest.restoreAllMocks()
    await receiver.close()
})

const form = (notify: object = {}, more: object = {}) =>
    formFor(
        project,
        {attio_token: crm.token, routing_confirmed: "on", slack_webhook: SLACK, ...more},
        {
            attio_url: crm.url,
            signals: onlySignals({billing_intent: {}}),
            outcomes: {from: "off"},
            notify,
        },
    )

async function notify(given: object, ...args: string[]) {
    const file = path.join(dir, "beton.json")
    writeFileSync(file, JSON.stringify(given))
    const out: string[] = []
    const err: string[] = []
    const code = await runCli(["notify", "--config", file, ...args], {
        stdout: {write: (text) => out.push(text)},
        stderr: {write: (text) => err.push(text)},
        cwd: dir,
        debug: undefined,
        signal: new AbortController().signal,
        clock: () => 0,
    })
    const [stdout, stderr] = [out.join(""), err.join("")]
    for (const secret of [KEYS.privateKey, crm.token, project.key, "abcdefghijklmnop"])
        expect(stdout + stderr).not.toContain(secret)
    return {code, out: stdout, err: stderr}
}

/** Slack's address leads to the stand-in; nothing else changes. */
function withSlackAtReceiver(): void {
    const real = globalThis.fetch
    jest.spyOn(globalThis, "fetch").mockImplementation((input, init) =>
        real(input === SLACK ? receiver.slackUrl : input, init),
    )
}

describe("--preview", () => {
    it("before any account was scored an example is shown, and marked as one", async () => {
        const {code, out} = await notify(form(), "--preview")
        expect(code).toBe(0)
        expect(out).toMatch(
            /^Preview: nothing is sent\.\nEXAMPLE: no account has been scored yet, so this one is invented\.\n/,
        )
        expect(out).toContain("*Example Company* is ready for sales (score 72).")
        expect(out).toContain("Webhook (not set up: notify.webhook.url is empty)")
        expect(out).not.toContain("Slack (not set up")
    })

    it("after a run it is about a real account, in the words in which it would be sent", async () => {
        await checkoutAccounts(project, ["acme"])
        await crm.admin.seedRecords(crm.workspaceId, "companies", [
            {values: {name: "Acme & Sons", domains: ["acme.example"]}},
        ])
        const sent: string[] = []
        const wire = openWire()
        const host = appHost({
            config: form({webhook: {url: HOOK}}),
            clock: {now: WAKE},
            wire: {
                ...wire,
                fetch: (url, request) => {
                    if (url !== SLACK && url !== HOOK) return wire.fetch(url, request)
                    sent.push(request.body ?? "")
                    return wire.fetch(url === SLACK ? receiver.slackUrl : receiver.hookUrl, request)
                },
            },
        })
        await host.day()
        expect(sent).toHaveLength(2)
        jest.spyOn(Date, "now").mockReturnValue(WAKE + 3_600_000)
        const since = await crm.mark()
        const {code, out} = await notify(form({webhook: {url: HOOK}}), "--preview", "--json")
        expect(code).toBe(0)
        const preview = JSON.parse(out) as {slack: object; webhook: {body: object}; example: boolean}
        expect(preview).toMatchObject({example: false, account: "acme", notes: []})
        expect(preview.slack).toEqual(JSON.parse(sent[0] ?? ""))
        expect(preview.webhook.body).toEqual(JSON.parse(sent[1] ?? ""))
        expect(await crm.writes(since)).toBe(0)
        const text = await notify(form({webhook: {url: HOOK}}), "--preview")
        expect(text.out).toContain("About acme, as the run of 2026-10-05 06:00 UTC knows it.")
        expect(text.out).toContain("  *Acme &amp; Sons* is ready for sales (score 45).")
        expect(receiver.deliveries).toHaveLength(sent.length)
    })

    it("your own template is filled, and Slack would take it; a wrong one is refused with its fix", async () => {
        const template = "{{company}} ({{score}}){{#deal_url}} {{deal_url}}{{/deal_url}}"
        const {out} = await notify(form({slack: {template}}), "--preview", "--json")
        const {slack} = JSON.parse(out) as {slack: {text: string}}
        expect(slack.text).toMatch(/\(\d+\)/)
        expect(slackAnswer(JSON.stringify(slack))).toEqual({status: 200, text: "ok"})
        const wrong = await notify(form({slack: {template: "{{owner}}"}}), "--preview")
        expect([wrong.code, wrong.err]).toEqual([
            2,
            expect.stringContaining('"notify.slack.template": there is no variable {{owner}}.'),
        ])
    })
})

describe("--test", () => {
    it("says that it arrived, and the message says that it is a test", async () => {
        withSlackAtReceiver()
        const {code, out} = await notify(form(), "--test")
        expect([code, out]).toEqual([
            0,
            'Slack: It arrived. Look into the channel: the message begins with "This is a test message of Beton".\n',
        ])
        expect(receiver.posted()).toMatchObject([{text: expect.stringMatching(/^This is a test message of Beton\./)}])
    }) // prettier-ignore

    it.each([
        ["no_service", "Slack does not know this webhook any more. Make a new incoming webhook and paste its address."],
        ["channel_is_archived", "The channel of the Slack webhook is archived. Restore it, or make a webhook for another one."],
    ] as const)("%s: says that it did not arrive, and what to do", async (state, sentence) => {
        withSlackAtReceiver()
        receiver.setSlack(state)
        const {code, out} = await notify(form(), "--test")
        expect([code, out]).toEqual([1, `Slack: It did not arrive. ${sentence}\n`])
    }) // prettier-ignore

    it("a name that nobody knows is said with what to look at; --json says the same", async () => {
        withSlackAtReceiver()
        const given = form({webhook: {url: "https://receiver.invalid/x"}})
        const {code, out, err} = await notify(given, "--test", "--json=told.json")
        expect(code).toBe(1)
        expect(out).toContain("Slack: It arrived.")
        expect(out).toMatch(/Webhook: It did not arrive\. .* Check the address, and that this machine may reach it/)
        expect(err).toContain("Busy: trying again in")
        expect(JSON.parse(readFileSync(path.join(dir, "told.json"), "utf8"))).toMatchObject({
            messages: [{to: "Slack", arrived: true}, {to: "Webhook", arrived: false}],
        })
    }) // prettier-ignore

    it("with nothing set up, or without a choice, it says what to write", async () => {
        expect(await notify(form({}, {slack_webhook: ""}), "--test")).toMatchObject({
            code: 2,
            err: expect.stringContaining("Nothing is set up that could be told."),
        })
        for (const args of [[], ["--preview", "--test"]])
            expect(await notify(form(), ...args)).toMatchObject({
                code: 2,
                err: expect.stringContaining("Write either --preview or --test."),
            })
    })
})
