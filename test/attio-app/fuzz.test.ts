import {signedWebhook} from "@beton/shared/notify/webhook"
import {encodePairing} from "@beton/shared/pairing"
import fc from "fast-check"

import {LOAD} from "./support/load-evidence"
import {DATA, handlersOf, messageRequest} from "./support/messages"
import {eachPaired} from "./support/paired"
import {answerFrom, fired, KEYS, outside, PAIRING, personRow, type Row, rowOf} from "./support/world"

jest.setTimeout(120_000)

const at = eachPaired()
const {activate, deactivate, trigger} = handlersOf(() => at.app)
const deliver = (incoming: Request) => at.app.webhook("signal-fired", incoming)
const load = () => at.app.serverFunction(LOAD, "r1", "companies") as Promise<Answer>

interface Answer {
    readonly ok: boolean
    readonly message?: string
    readonly value?: unknown
}

const SENTENCE = /^[A-Z"][^{}<>]*[.)]$/s

/** A server function hands back data, or one sentence; it never throws. */
function expectAnswer({ok, message = "", value}: Answer): void {
    if (ok) expect(value).toBeDefined()
    else expect(message).toMatch(SENTENCE)
}

const json = fc.jsonValue({maxDepth: 3})
const text = fc.string({unit: "binary"})
const header = fc.string({unit: fc.constantFrom(..."0123456789abcdefXYZ ,.-_=v1"), maxLength: 60}).map((one) => one.trim()) // prettier-ignore

beforeEach(() => (at.app.outside = answerFrom(outside())))

it("whatever stands in the settings, every server function answers with data or a sentence", async () => {
    const whole = encodePairing(PAIRING)
    const pasted = fc.oneof(
        text,
        fc.tuple(fc.nat(whole.length), fc.nat(9), fc.string()).map(([from, many, more]) => whole.slice(0, from) + more + whole.slice(from + many)), // prettier-ignore
        fc.record({emailProperty: text, writer: text, account: fc.record({type: fc.constant("person_property" as const), property: text})}, {requiredKeys: []}).map((some) => { try { return encodePairing({...PAIRING, ...some}) } catch { return "" } }), // prettier-ignore
    )
    await fc.assert(
        fc.asyncProperty(pasted, async (line) => {
            at.app.pair(line)
            expectAnswer(await load())
            expectAnswer((await at.app.serverFunction("beton/settings/check-connection.server")) as Answer)
            expectAnswer((await at.app.serverFunction("beton/feedback/mark-not-useful.server", {recordId: "r1", object: "deals", reason: "internal"})) as Answer) // prettier-ignore
            expect(await at.app.serverFunction("beton/triggers/list-signals.server")).toEqual(
                expect.any(Array),
            )
            await at.app.event("connection-added", {connection: {value: `phx_${"a".repeat(40)}`}})
            expect(((await activate()) as {type: string}).type).toMatch(/^(complete|error)$/)
            expect([200, 401, 503]).toContain((await deliver(messageRequest(at.now, {message: {type: "test"}}))).status) // prettier-ignore
        }),
        {numRuns: 60},
    )
})

it("whatever arrives at the webhook is answered with a sentence and starts nothing", async () => {
    await activate()
    const headers = fc.record({"webhook-id": header, "webhook-timestamp": fc.oneof(header, fc.constant(String(at.now / 1000))), "webhook-signature": fc.oneof(header, header.map((one) => `v1a,${one}`))}, {requiredKeys: []}) // prettier-ignore
    await fc.assert(
        fc.asyncProperty(fc.oneof(text, json.map((one) => JSON.stringify(one))), headers, async (body, given) => {
            const incoming = () => new Request("https://hooks.attio.test/h", {method: "POST", body, headers: given as Record<string, string>})
            const answer = await deliver(incoming())
            expect(answer.status).toBe(401)
            expect(await answer.text()).toMatch(SENTENCE)
            expect(await trigger(incoming())).toEqual({type: "no-op"})
        }),
        {numRuns: 100},
    )
    expect([at.app.sent, at.app.logged]).toEqual([[], []])
}) // prettier-ignore

it("whatever our own key signed, an account starts a workflow and anything else starts nothing", async () => {
    await activate()
    const odd = fc.dictionary(fc.constantFrom(...Object.keys(DATA)), json)
    const type = fc.oneof(fc.constant("account.routed"), text)
    await fc.assert(
        fc.asyncProperty(type, odd, fc.uuid(), async (kind, some, id) => {
            at.app.outside = () => new Response("", {status: 200})
            const signed = () => {
                const message = {type: kind as "test", id, timestamp: "2026-10-05T06:00:00.000Z", data: {...DATA, ...some}}
                return new Request("https://hooks.attio.test/h", {method: "POST", ...signedWebhook(message, KEYS, at.now)})
            }
            const answer = await deliver(signed())
            expect([200, 413]).toContain(answer.status)
            expect(await answer.text()).toMatch(SENTENCE)
            expect(((await trigger(signed(), {audience: "customer"})) as {type: string}).type).toMatch(/^(outcome|no-op)$/)
        }),
        {numRuns: 40},
    )
}) // prettier-ignore

it("whatever stands in the store, nothing throws and nothing of it is shown", async () => {
    const value = fc.oneof(json, fc.constantFrom<object>({v: 1}, {v: 1, index: 9}, {v: 1, active: [5, {id: "x"}]}, {v: 1, at: 1e300, view: {account: "acme"}}, {v: 1, at: 5, view: {account: "acme"}}, {mark: 5})) // prettier-ignore
    at.app.pair(encodePairing({...PAIRING, groupTypeIndex: null}))
    await at.app.event("connection-added", {connection: {value: `phx_${"a".repeat(40)}`}})
    const genuine = (await load()).value
    await activate()
    at.app.outside = () => new Response("", {status: 200})
    await deliver(messageRequest(at.now))
    await trigger(messageRequest(at.now))
    const keys = [...at.app.server.kvMap.keys()]
    expect(keys.map((key) => key.split("/")[0]).sort()).toEqual(["evidence", "fired", "group-index", "message", "triggers"]) // prettier-ignore
    await fc.assert(
        fc.asyncProperty(fc.array(value, {minLength: keys.length, maxLength: keys.length}), async (values) => {
            at.app.server.kvMap.clear()
            keys.forEach((key, i) => at.app.server.kvMap.set(key, {value: values[i], until: Infinity}))
            at.app.outside = answerFrom(outside())
            const answer = await load()
            expectAnswer(answer)
            expect((answer.value as {evidence: {newest: unknown}}).evidence.newest).toEqual((genuine as {evidence: {newest: unknown}}).evidence.newest)
            expect([200, 503]).toContain((await deliver(messageRequest(at.now))).status)
            expect(((await trigger(messageRequest(at.now))) as {type: string}).type).toBe("no-op")
            expect(await activate()).toEqual({type: "complete"})
            expect(await deactivate()).toEqual({type: "complete"})
        }),
        {numRuns: 60},
    )
}) // prettier-ignore

it("whatever PostHog answers, the evidence is data or a sentence", async () => {
    const cell = fc.oneof(
        json,
        fc.double(),
        fc.constantFrom("person", "fired", Number.MAX_SAFE_INTEGER, "a@b.c"),
    )
    const genuine: readonly Row[] = [rowOf(fired()), personRow("ann@acme.com"), ["person", Number.MAX_SAFE_INTEGER, "", "", "a@b.c", 1, 1]] // prettier-ignore
    const row = fc.oneof(fc.constantFrom(...genuine), fc.array(cell, {minLength: 5, maxLength: 8}))
    await fc.assert(
        fc.asyncProperty(fc.array(row, {maxLength: 4}), async (rows) => {
            at.app.server.kvMap.clear()
            at.app.outside = answerFrom(outside({rows: rows as unknown as Row[]}))
            expectAnswer(await load())
        }),
        {numRuns: 60},
    )
})
