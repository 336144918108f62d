import {keyPairOf} from "@beton/shared/events/signing"
import {signedWebhook} from "@beton/shared/notify/webhook"

import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {type Receiver, type ReceiverFault, startReceiver} from "../../scripts/sandbox/receiver"
import {appHost} from "../app/support/app-host"
import {openCrm, type TestCrm} from "../app/support/crm"
import {
    formFor,
    KEYS,
    onlyRun,
    onlySignals,
    type TestProject,
    testProject,
    WAKE,
} from "../app/support/project"
import {checkoutAccounts} from "../app/support/tiny-data"
import {openWire, type Wire} from "../app/support/wire"

jest.setTimeout(60_000)

const SLACK = "https://hooks.slack.com/services/T000/B000/abcdefghijklmnop"
const HOOK = "https://hooks.example.com/beton"
const MESSAGE = {
    type: "account.routed",
    id: "5f2c1f0e-7d0b-5a62-9a53-0d8f3c6f1b7a",
    timestamp: "2026-10-05T06:00:00.000Z",
    data: {account: "acme", company: "Müller & Söhne"},
} as const

const clock = {now: WAKE}
let receiver: Receiver
beforeEach(async () => {
    clock.now = WAKE
    receiver = await startReceiver({publicKey: KEYS.publicKey, clock: () => clock.now, slackLimit: true})
})
afterEach(() => receiver.close())

describe("the receiver", () => {
    const post = (url: string, body: string, headers: Record<string, string> = {}) =>
        fetch(url, {method: "POST", body, headers, redirect: "manual"})
    const said = async (answer: Promise<Response>) => {
        const {status, text} = await answer.then(async (one) => ({status: one.status, text: await one.text()}))
        return `${status} ${text}`
    } // prettier-ignore

    it("believes what is signed, once, and nothing else", async () => {
        const {body, headers} = signedWebhook(MESSAGE, KEYS, clock.now)
        expect(await said(post(receiver.hookUrl, body, headers))).toBe("200 ok")
        expect(await said(post(receiver.hookUrl, body, headers))).toBe("200 seen before")
        const later = signedWebhook(MESSAGE, KEYS, clock.now + 60_000)
        expect(await said(post(receiver.hookUrl, later.body, later.headers))).toBe("200 seen before")
        const foreign = signedWebhook(MESSAGE, keyPairOf(new Uint8Array(32).fill(7)), clock.now)
        expect(await said(post(receiver.hookUrl, body, foreign.headers))).toBe("401 bad signature")
        expect(await said(post(receiver.hookUrl, `${body} `, headers))).toBe("401 bad signature")
        expect(await said(post(receiver.hookUrl, body, {...headers, "webhook-id": "x"}))).toBe("401 bad signature")
        expect(await said(post(receiver.hookUrl, body))).toBe("401 missing headers")
        expect(await said(post(receiver.hookUrl, body, {...headers, "webhook-timestamp": "soon"}))).toBe("401 bad timestamp")
        const old = signedWebhook(MESSAGE, KEYS, clock.now - 301_000)
        expect(await said(post(receiver.hookUrl, old.body, old.headers))).toBe("401 too old or from the future")
        expect(receiver.acted()).toEqual([JSON.parse(body)])
    }) // prettier-ignore

    it.each([
        ["{", "400 invalid_payload"],
        ["[]", "400 invalid_payload"],
        ['{"text": 5}', "400 invalid_payload"],
        ["{}", "400 no_text"],
        ['{"text": "  "}', "400 no_text"],
        ['{"text": "a", "blocks": [{"type": "section"}]}', "400 invalid_blocks"],
        [JSON.stringify({text: "a", blocks: [{type: "section", text: {type: "mrkdwn", text: "x".repeat(3001)}}]}), "400 invalid_blocks"],
        ['{"text": "a", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}]}', "400 invalid_blocks"],
        ['{"text": "a"}', "200 ok"],
    ])("Slack says to %s: %s", async (body, answer) => {
        expect(await said(post(receiver.slackUrl, body))).toBe(answer)
    }) // prettier-ignore

    it("Slack's states, and its limit of one a second", async () => {
        receiver.setSlack("no_service")
        expect(await said(post(receiver.slackUrl, '{"text": "a"}'))).toBe("404 no_service")
        receiver.setSlack("channel_is_archived")
        expect(await said(post(receiver.slackUrl, '{"text": "a"}'))).toBe("410 channel_is_archived")
        receiver.setSlack("ok")
        expect(await said(post(receiver.slackUrl, '{"text": "a"}'))).toBe("200 ok")
        expect(await said(post(receiver.slackUrl, '{"text": "a"}'))).toBe("429 rate_limited")
        clock.now += 1_000
        expect(await said(post(receiver.slackUrl, '{"text": "a"}'))).toBe("200 ok")
        expect(receiver.posted()).toHaveLength(2)
    })
})

describe("a day of the app against it", () => {
    let project: TestProject
    let crm: TestCrm
    beforeEach(async () => {
        project = await testProject()
        crm = await openCrm()
    })
    const toReceiver = (wire: Wire): Wire => ({
        ...wire,
        fetch: (url, request) =>
            wire.fetch(url === SLACK ? receiver.slackUrl : url === HOOK ? receiver.hookUrl : url, request),
    })
    const day = async (keys: readonly string[], slack = SLACK) => {
        await checkoutAccounts(project, keys)
        for (const key of keys)
            await crm.admin.seedRecords(crm.workspaceId, "companies", [
                {values: {name: key.toUpperCase(), domains: [`${key}.example`]}},
            ])
        const config = formFor(
            project,
            {attio_token: crm.token, routing_confirmed: "on", slack_webhook: slack},
            {
                attio_url: crm.url,
                signals: onlySignals({billing_intent: {}}),
                outcomes: {from: "off"},
                notify: {webhook: {url: HOOK}},
            },
        )
        const host = appHost({config, clock, wire: toReceiver(openWire()), storage: memoryStorage()})
        await host.day()
        expect(host.errors).toEqual([])
        return onlyRun(project)
    }

    it("every message arrives once, signed, and below Slack's limit", async () => {
        const run = await day(["acme", "beta", "ceta"])
        expect(run.problems).toEqual([])
        expect(receiver.posted().map(({text}) => text.split(" ")[0])).toEqual(["*ACME*", "*BETA*", "*CETA*"])
        expect(receiver.acted()).toMatchObject(
            ["acme", "beta", "ceta"].map((account) => ({type: "account.routed", data: {account}})),
        )
        expect(receiver.deliveries.filter(({status}) => status !== 200)).toEqual([])
    })

    it.each<[string, ReceiverFault]>([
        ["an error of the receiver", {kind: "status", status: 500, text: "<html>"}],
        ["a receiver that is busy for some seconds", {kind: "busy", seconds: 20}],
        ["one that says until when", {kind: "busy", seconds: 20, asDate: true}],
        ["a connection that is cut", {kind: "cut"}],
        ["an answer that is lost after it was taken", {kind: "lost_answer"}],
        ["silence", {kind: "silence", ms: 200}],
    ])("%s: the webhook is sent again, and acted on once", async (_, fault) => {
        receiver.fail(fault)
        const run = await day(["acme"], "")
        expect(run.problems).toEqual([])
        expect(receiver.deliveries.length).toBeGreaterThan(1)
        expect(new Set(receiver.deliveries.map(({headers}) => headers["webhook-id"])).size).toBe(1)
        expect(receiver.acted()).toHaveLength(1)
        if (fault.kind === "lost_answer")
            expect(receiver.deliveries.map(({duplicate}) => duplicate)).toEqual([undefined, true])
        if (fault.kind === "busy") expect(clock.now - WAKE).toBeGreaterThanOrEqual(20_000)
    })

    it.each<[string, ReceiverFault, number]>([
        ["an answer that is lost after it was taken", {kind: "lost_answer"}, 1],
        ["a connection that is cut", {kind: "cut"}, 0],
        ["a busy moment", {kind: "busy", seconds: 20}, 1],
    ])("Slack, %s: never twice in the channel", async (_, fault, posts) => {
        receiver.fail(fault)
        await day(["acme"])
        expect(receiver.posted()).toHaveLength(posts)
        expect(receiver.acted()).toHaveLength(1)
    })

    it("a redirect is not followed, and what to do is said", async () => {
        receiver.fail({kind: "redirect", to: receiver.hookUrl})
        expect((await day(["acme"], "")).problems).toEqual([
            "Webhook: Its address leads elsewhere, where nothing is sent. Write the address that it ends at.",
        ])
        expect(receiver.deliveries).toHaveLength(1)
    })

    it.each([
        ["no_service", "Slack does not know this webhook any more. Make a new incoming webhook and paste its address."],
        ["channel_is_archived", "The channel of the Slack webhook is archived. Restore it, or make a webhook for another one."],
        ["action_prohibited", "An admin of your Slack does not allow this webhook to post. Ask for it to be allowed."],
    ] as const)("Slack refuses (%s): said once, the webhook still gets everything", async (state, sentence) => {
        receiver.setSlack(state)
        const run = await day(["acme", "beta"])
        expect(run.problems).toEqual([`Slack: ${sentence}`])
        expect(receiver.deliveries.filter(({to}) => to === "slack")).toHaveLength(1)
        expect(receiver.acted()).toHaveLength(2)
    }) // prettier-ignore
})
