import {App} from "./support/app"
import {DATA, handlersOf, messageRequest, META, OTHER} from "./support/messages"
import {FOREIGN, NOW, PAIRING_TEXT} from "./support/world"

let now: number
let app: App
beforeEach(() => {
    now = NOW
    app = new App(() => now)
    app.pair(PAIRING_TEXT)
})

const request = (o?: Parameters<typeof messageRequest>[1]) => messageRequest(now, o)
const {activate, deactivate, trigger} = handlersOf(() => app)
const NO_OP = {type: "no-op"}

describe("a workflow's address", () => {
    beforeEach(() => activate())

    it("a genuine message starts the workflow with what it says", async () => {
        expect(await trigger(request())).toEqual({
            type: "outcome",
            id: "signal_fired",
            data: {
                ...{account: "acme", companyName: "Acme Inc", score: 72, topSignal: "Close to plan limit"},
                ...{signals: "Close to plan limit, Pricing interest", whyNow: "Uses 91 % of the plan."},
                trackRecord: "",
                company: {kind: "attioRecord", value: {recordId: "c1", object: "companies"}},
                deal: {kind: "attioRecord", value: {recordId: "d1", object: "deals"}},
            },
        })
    })

    it("the same message a second time does nothing; another one does", async () => {
        await trigger(request())
        expect(await trigger(request())).toEqual(NO_OP)
        expect(await trigger(request({message: {id: "message-2"}}))).toMatchObject({type: "outcome"})
    })

    it.each<[string, () => Request]>([
        ["without a signature", () => request({headers: {"webhook-signature": ""}})],
        ["signed by somebody else", () => request({key: FOREIGN})],
        ["with a changed body", () => request({body: JSON.stringify({type: "account.routed", data: {...DATA, score: 100}})})],
        ["that is six minutes old", () => request({at: now - 360_000})],
        ["from the future", () => request({at: now + 360_000})],
        ["under another id than was signed", () => request({headers: {"webhook-id": "other"}})],
        ["about a failed run", () => request({message: {type: "run.failed", data: {run_id: "r"}}})],
        ["that is a test", () => request({message: {type: "test", data: {message: "hi"}}})],
        ["signed, but of another form", () => request({message: {data: {account: 5}}})],
    ])("a message %s does nothing and leaves nothing behind", async (_what, incoming) => {
        const before = [...app.server.kvMap.keys()]
        expect(await trigger(incoming())).toEqual(NO_OP)
        expect([...app.server.kvMap.keys()]).toEqual(before)
    }) // prettier-ignore

    it.each<[string, object, boolean]>([
        ["a score that is reached", {minScore: 72}, true],
        ["a score that is not", {minScore: 73}, false],
        ["one of the signals", {signalTypes: ["pricing_intent", "team_growth"]}, true],
        ["other signals", {signalTypes: ["team_growth"]}, false],
        ["no signal chosen", {signalTypes: []}, true],
        ["a signal of the team's own, by its title", {signalTypes: ["Seat hoarding"]}, false],
        ["prospects", {audience: "prospect"}, true],
        ["everybody", {audience: "any"}, true],
    ])("filter: %s", async (_what, config, fires) => {
        expect(await trigger(request(), config)).toMatchObject({type: fires ? "outcome" : "no-op"})
    })

    it("filter: a message that is not wanted is not remembered, so a wider filter still sees it", async () => {
        await trigger(request(), {minScore: 90})
        expect(await trigger(request())).toMatchObject({type: "outcome"})
    })

    it("a message after the workflow was switched off does nothing", async () => {
        await deactivate()
        expect(await trigger(request())).toEqual(NO_OP)
    })

    it("without a pairing nothing is believed", async () => {
        app.pair(null)
        expect(await trigger(request())).toEqual(NO_OP)
    })
})

describe("life cycle", () => {
    it("switching on makes one address, and keeps it", async () => {
        expect(await activate()).toEqual({type: "complete"})
        expect(await activate(OTHER)).toEqual({type: "complete"})
        await deactivate()
        await deactivate(OTHER)
        await activate()
        expect(app.server.handlers.map(({fileName}) => fileName)).toEqual(["signal-fired"])
        expect(app.sent).toEqual([])
    })

    it("switching on without a pairing says what to do and makes nothing", async () => {
        app.pair(null)
        expect(await activate()).toMatchObject({type: "error", errorMessage: expect.stringContaining("beton pairing") as string}) // prettier-ignore
        expect(app.server.handlers).toEqual([])
    })

    it("a failure while switching on takes back what was made, and only that", async () => {
        app.server.kvFails = "writes"
        expect(await activate()).toMatchObject({type: "error"})
        expect(app.server.handlers).toEqual([])
        app.server.kvFails = "never"
        await activate()
        app.server.kvFails = "writes"
        expect(await activate(OTHER)).toMatchObject({type: "error"})
        expect(app.server.handlers).toHaveLength(1)
    })

    it("switching off works while PostHog and everything else outside is down, and twice", async () => {
        await activate()
        await activate(OTHER)
        app.outside = () => {
            throw new TypeError("fetch failed")
        }
        expect(await deactivate()).toEqual({type: "complete"})
        expect(await deactivate()).toEqual({type: "complete"})
        expect(app.server.kvMap.get("triggers/1")?.value).toMatchObject({active: [{id: "activation-2"}]})
        expect(app.sent).toEqual([])
    })

    it("switching off says so when the store is down", async () => {
        await activate()
        app.server.kvFails = "writes"
        expect(await deactivate()).toMatchObject({type: "error"})
    })

    it("a write that another one overtook is repeated", async () => {
        await activate()
        const {kvMap} = app.server
        const index = () => kvMap.get("triggers/1")
        const set = kvMap.set.bind(kvMap)
        let overtaken = false
        kvMap.set = (key, value) => {
            set(key, value)
            // Somebody else wrote what he had read before.
            if (!overtaken && key === "triggers/1") set(key, {value: {v: 1, active: [{id: "activation-1", url: META.triggerCallbackUrl}]}, until: Infinity}) // prettier-ignore
            overtaken = true
            return kvMap
        }
        expect(await activate(OTHER)).toEqual({type: "complete"})
        expect(JSON.stringify(index()?.value)).toContain("activation-2")
    })
})
