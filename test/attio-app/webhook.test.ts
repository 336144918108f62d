import type {Sent} from "./support/app"
import {DATA, handlersOf, messageRequest, META, OTHER} from "./support/messages"
import {eachPaired} from "./support/paired"
import {FOREIGN} from "./support/world"

const at = eachPaired()

const request = (o?: Parameters<typeof messageRequest>[1]) => messageRequest(at.now, o)
const {activate, trigger} = handlersOf(() => at.app)

describe("the app's address for messages", () => {
    beforeEach(async () => {
        await activate()
        await activate(OTHER)
        at.app.outside = () => new Response("", {status: 200})
    })
    const deliver = (incoming = request()) => at.app.webhook("signal-fired", incoming)

    it("hands a message to every workflow as it came, so that each can check it", async () => {
        const incoming = request()
        const body = await incoming.clone().text()
        expect((await deliver(incoming)).status).toBe(200)
        expect(at.app.sent.map(({url}) => url).sort()).toEqual([
            META.triggerCallbackUrl,
            OTHER.triggerCallbackUrl,
        ])
        for (const sent of at.app.sent) {
            expect(sent.body).toBe(body)
            expect(await trigger(again(sent), {}, sent.url === OTHER.triggerCallbackUrl ? OTHER : META)).toMatchObject({type: "outcome"}) // prettier-ignore
        }
    })

    it("hands it on once", async () => {
        await deliver()
        await deliver()
        expect(at.app.sent).toHaveLength(2)
    })

    it.each<[string, () => Request, number, string]>([
        ["without a signature", () => request({headers: {"webhook-signature": ""}}), 401, "The message is not signed."],
        ["without an id", () => request({headers: {"webhook-id": ""}}), 401, "The message is not signed."],
        ["with another day's word for a time", () => request({headers: {"webhook-timestamp": "yesterday"}}), 401, "The message is not signed."],
        ["signed by somebody else", () => request({key: FOREIGN}), 401, "The signature is not the paired Beton's, or the message was changed."],
        ["with a changed body", () => request({body: JSON.stringify({type: "account.routed", data: {...DATA, score: 100}})}), 401, "The signature is not the paired Beton's, or the message was changed."],
        ["under another id than was signed", () => request({headers: {"webhook-id": "other"}}), 401, "The signature is not the paired Beton's, or the message was changed."],
        ["that is six minutes old", () => request({at: at.now - 360_000}), 401, "The message is older than 5 minutes."],
        ["from the future", () => request({at: at.now + 360_000}), 401, "The message is dated more than 5 minutes ahead: a clock is wrong."],
        ["larger than any", () => request({message: {data: {...DATA, why_now: "x".repeat(70_000)}}}), 413, "The message is too large."],
        ["that says it is larger than any", () => request({headers: {"content-length": "70000"}}), 413, "The message is too large."],
    ])("a message %s is refused with the reason; nothing is sent, kept or logged", async (_what, incoming, status, reason) => {
        const kept = [...at.app.server.kvMap.keys()]
        const answer = await deliver(incoming())
        expect([answer.status, await answer.text()]).toEqual([status, reason])
        expect([at.app.sent, at.app.logged, [...at.app.server.kvMap.keys()]]).toEqual([[], [], kept])
    }) // prettier-ignore

    it("two deliveries at once start each workflow once", async () => {
        const outcomes: string[] = []
        at.app.outside = async (sent) => {
            const meta = sent.url === OTHER.triggerCallbackUrl ? OTHER : META
            const answer = (await trigger(again(sent), {}, meta)) as {type: string}
            if (answer.type === "outcome") outcomes.push(meta.uniqueActivationId)
            return new Response("", {status: 200})
        }
        const answers = await Promise.all([deliver(), deliver(), deliver()])
        expect(answers.map(({status}) => status)).toEqual([200, 200, 200])
        expect(outcomes.sort()).toEqual(["activation-1", "activation-2"])
    })

    it.each(["reads", "writes"] as const)("while the store's %s fail it asks to come again, and says nothing of the message", async (what) => {
        at.app.server.kvFails = what
        const answer = await deliver()
        expect([answer.status, await answer.text()]).toEqual([503, "The message could not be taken. Send it again in a minute."])
        expect(at.app.logged).toEqual(["Beton: a message could not be taken."])
    }) // prettier-ignore

    it("a workflow that fails as Attio does asks to come again", async () => {
        at.app.outside = () => {
            throw new TypeError(`fetch failed: ${META.triggerCallbackUrl}`)
        }
        const answer = await deliver()
        expect([answer.status, await answer.text()]).toEqual([503, "A workflow could not be reached."])
        expect(at.app.logged.join()).not.toContain("workflows.attio.test")
    }, 30_000)

    it("takes a test and a failed run, and does nothing", async () => {
        expect((await deliver(request({message: {type: "test", data: {}}}))).status).toBe(200)
        expect(at.app.sent).toEqual([])
    })

    it("asks to come again when a workflow could not be reached, and then hands it on", async () => {
        at.app.outside = ({url}) => new Response("", {status: url === OTHER.triggerCallbackUrl ? 400 : 200})
        expect((await deliver()).status).toBe(503)
        at.app.outside = () => new Response("", {status: 200})
        expect((await deliver()).status).toBe(200)
        expect((await deliver()).status).toBe(200)
        expect(at.app.sent).toHaveLength(4)
    })

    it("an address that is gone is no failure", async () => {
        at.app.outside = () => new Response("", {status: 404})
        expect((await deliver()).status).toBe(200)
    })

    it("asks to come again while nothing is paired", async () => {
        at.app.pair(null)
        expect((await deliver()).status).toBe(503)
    })
})

function again({url, body, headers}: Sent): Request {
    return new Request(url, {method: "POST", body, headers})
}
