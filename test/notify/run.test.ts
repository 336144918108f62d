import {verifyWebhook} from "@beton/shared/notify/webhook"

import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {appHost} from "../app/support/app-host"
import {openCrm, type TestCrm} from "../app/support/crm"
import {DAY_MS, formFor, KEYS, onlyRun, onlySignals, type TestProject, testProject, WAKE} from "../app/support/project" // prettier-ignore
import {checkoutAccounts} from "../app/support/tiny-data"
import {openWire} from "../app/support/wire"

jest.setTimeout(60_000)

const SLACK = "https://hooks.slack.com/services/T000/B000/abcdefghijklmnop"
const HOOK = "https://hooks.example.com/beton"

interface Answer {
    readonly status: number
    readonly text: string
    readonly retryAfter?: string
}
interface Received {
    readonly url: string
    readonly body: string
    readonly headers: Readonly<Record<string, string>>
}

let project: TestProject
let crm: TestCrm
let storage = memoryStorage()
let received: Received[] = []
/** What the next requests are answered; "cut": the connection breaks; then everything is fine. */
let answers: (Answer | "cut")[] = []
beforeEach(async () => {
    project = await testProject()
    crm = await openCrm()
    storage = memoryStorage()
    received = []
    answers = []
})

const receivers = (to: ReturnType<typeof openWire>): ReturnType<typeof openWire> => ({
    ...to,
    fetch: async (url, request) => {
        if (url !== SLACK && url !== HOOK) return to.fetch(url, request)
        received.push({url, body: request.body ?? "", headers: request.headers})
        const answer = answers.shift() ?? {status: 200, text: "ok"}
        if (answer === "cut") throw new TypeError("fetch failed")
        const headers = {get: (name: string) => (name === "retry-after" ? (answer.retryAfter ?? null) : null)}
        return {status: answer.status, headers, text: async () => answer.text}
    },
})
const day = async (
    days: number,
    o: {notify?: object; slack?: string; routing?: object; form?: object} = {},
) => {
    const config = formFor(
        project,
        {attio_token: crm.token, routing_confirmed: "on", slack_webhook: o.slack ?? SLACK, ...o.form},
        {
            attio_url: crm.url,
            signals: onlySignals({billing_intent: {}}),
            outcomes: {from: "off"},
            notify: o.notify ?? {},
            routing: o.routing ?? {},
        },
    )
    const clock = {now: WAKE + days * DAY_MS}
    const host = appHost({config, clock, wire: receivers(openWire()), storage})
    await host.day()
    expect(host.errors).toEqual([])
    expect(JSON.stringify(host.logs)).not.toContain("abcdefghijklmnop")
    return host
}
const companies = (...keys: string[]) =>
    crm.admin.seedRecords(
        crm.workspaceId,
        "companies",
        keys.map((key) => ({values: {name: key.toUpperCase(), domains: [`${key}.example`]}})),
    )
const textOf = ({body}: Received): string => (JSON.parse(body) as {text: string}).text

it("a new deal is told once, to Slack and to the webhook", async () => {
    await checkoutAccounts(project, ["acme"])
    await companies("acme")
    await day(0, {notify: {webhook: {url: HOOK}}})
    expect(received.map(({url}) => url)).toEqual([SLACK, HOOK])
    const [slack, hook] = received
    if (slack === undefined || hook === undefined) throw new Error("Two messages were expected.")
    expect(textOf(slack)).toMatch(/^\*ACME\* is ready for sales \(score 45\)\./)
    expect(textOf(slack)).toContain("Sent because: always sent to sales: Billing intent.")
    const headers = Object.fromEntries(
        Object.entries(hook.headers).map(([name, value]) => [name.toLowerCase(), value]),
    )
    expect(verifyWebhook({body: hook.body, headers}, KEYS.publicKey, WAKE)).toBe(true)
    expect(JSON.parse(hook.body)).toMatchObject({
        type: "account.routed",
        data: {account: "acme", company: "ACME", score: 45, signals: ["Billing intent"]},
    })
    await day(1, {notify: {webhook: {url: HOOK}}})
    expect(received).toHaveLength(2)
})

it("what is over the number of messages is summed up in one", async () => {
    const keys = ["a1", "a2", "a3", "a4", "a5"]
    await checkoutAccounts(project, keys)
    await companies(...keys)
    await day(0, {notify: {slack: {max_per_run: 2}}})
    expect(received).toHaveLength(3)
    expect(textOf(received[2] as Received)).toMatch(/^3 more accounts were sent to the CRM: /)
})

it("a busy Slack is waited for; what it refuses is said once, and the run is done", async () => {
    await checkoutAccounts(project, ["acme", "beta"])
    await companies("acme", "beta")
    answers = [
        {status: 429, text: "", retryAfter: "30"},
        {status: 200, text: "ok"},
        {status: 403, text: "action_prohibited"},
    ]
    await day(0)
    expect(received).toHaveLength(3)
    const run = await onlyRun(project)
    expect(run.problems).toEqual([
        "Slack: An admin of your Slack does not allow this webhook to post. Ask for it to be allowed.",
    ])
    expect(run.routing.created).toBe(2)
})

it("a webhook whose answer is lost is sent again under the same id", async () => {
    await checkoutAccounts(project, ["acme"])
    await companies("acme")
    answers = ["cut", "cut", {status: 502, text: "<html>"}]
    await day(0, {slack: "", notify: {webhook: {url: HOOK}}})
    expect(received.length).toBeGreaterThanOrEqual(4)
    const ids = received.map(({headers}) => headers["webhook-id"])
    expect(new Set(ids).size).toBe(1)
    expect((await onlyRun(project)).problems).toEqual([])
})

it.each([
    [
        "no message goes into the own network",
        {webhook: {url: "https://169.254.169.254/latest"}},
        /"notify\.webhook\.url": must be a public address, not one of an inner network\. Write the address of your receiver/,
    ],
    [
        "a template that is wrong is said",
        {slack: {template: "{{owner_email}}"}},
        /"notify\.slack\.template": there is no variable \{\{owner_email\}\}\. There are: account, /,
    ],
] as const)("%s, before anything is done", async (_, notify, sentence) => {
    await checkoutAccounts(project, ["acme"])
    await companies("acme")
    const {logs} = await day(0, {notify})
    expect(received).toEqual([])
    expect(await crm.deals()).toEqual([])
    expect(logs.map(({level, text}) => `${level} ${text}`)).toEqual([
        expect.stringMatching(/^error More settings/),
    ])
    expect(logs[0]?.text).toMatch(sentence)
})

it("a run that stops is told once, however often it is tried again", async () => {
    await checkoutAccounts(project, ["acme"])
    await companies("acme")
    await crm.admin.revokeToken(crm.token)
    await day(0)
    await day(1 / 24)
    await day(2 / 24)
    expect(received).toHaveLength(1)
    expect(textOf(received[0] as Received)).toMatch(
        /^Beton's run of 2026-10-05 06:00 UTC stopped\. Attio API token: .* It tries again by itself; `beton doctor` says what to do\.$/,
    )
    await day(3 / 24, {notify: {run_failed: false}})
    expect(received).toHaveLength(1)
})
