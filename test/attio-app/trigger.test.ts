import {DATA, handlersOf, messageRequest, META, OTHER} from "./support/messages"
import {eachPaired} from "./support/paired"
import {AS_OF, FOREIGN} from "./support/world"

const at = eachPaired()

const request = (o?: Parameters<typeof messageRequest>[1]) => messageRequest(at.now, o)
const {activate, deactivate, trigger} = handlersOf(() => at.app)
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
        ["with one more blank in its body", () => request({body: `${JSON.stringify({type: "account.routed", timestamp: AS_OF, schema_version: 1, data: DATA})} `})],
        ["that is larger than any", () => request({message: {data: {...DATA, why_now: "x".repeat(70_000)}}})],
        ["that says it is larger than any", () => request({headers: {"content-length": "70000"}})],
        ["that is six minutes old", () => request({at: at.now - 360_000})],
        ["from the future", () => request({at: at.now + 360_000})],
        ["under another id than was signed", () => request({headers: {"webhook-id": "other"}})],
        ["about a failed run", () => request({message: {type: "run.failed", data: {run_id: "r"}}})],
        ["that is a test", () => request({message: {type: "test", data: {message: "hi"}}})],
        ["signed, but of another form", () => request({message: {data: {account: 5}}})],
    ])("a message %s does nothing and leaves nothing behind", async (_what, incoming) => {
        const before = [...at.app.server.kvMap.keys()]
        expect(await trigger(incoming())).toEqual(NO_OP)
        expect([...at.app.server.kvMap.keys()]).toEqual(before)
    }) // prettier-ignore

    it("a message after the workflow was switched off does nothing", async () => {
        await deactivate()
        expect(await trigger(request())).toEqual(NO_OP)
    })

    it("a message that comes late, after another one, starts the workflow; after a day under its id it does not", async () => {
        await trigger(request({message: {id: "message-2"}}))
        at.now += 3_600_000
        expect(await trigger(request())).toMatchObject({type: "outcome"})
        at.now += 86_400_000
        expect(await trigger(request())).toEqual(NO_OP)
        // What was sent and signed long ago and is only delivered now.
        expect(await trigger(request({message: {id: "message-3"}, at: at.now - 301_000}))).toEqual(NO_OP)
    })

    it.each<[string, () => (what: "get" | "set") => number]>([
        ["at once", () => () => 0],
        ["after the same time", () => () => 40],
        ["sooner for some writes than for others", () => { let writes = 0; return (what) => (what === "set" ? 60 * writes++ : 0) }],
    ])("several deliveries of one message at the same time start it once: the store answers %s", async (_what, delay) => {
        at.app.server.kvDelay = delay()
        const answers = await Promise.all(Array.from({length: 5}, () => trigger(request())))
        expect(answers.filter((one) => (one as {type: string}).type === "outcome")).toHaveLength(1)
        expect(await trigger(request())).toEqual(NO_OP)
    }) // prettier-ignore

    it("two messages at once, and two workflows at once, do not hinder each other", async () => {
        await activate(OTHER)
        const answers = await Promise.all([
            trigger(request()),
            trigger(request({message: {id: "message-2"}})),
            trigger(request(), {}, OTHER),
        ])
        expect(answers.map((one) => (one as {type: string}).type)).toEqual(["outcome", "outcome", "outcome"])
    })

    it("while the store is down it fails, so that the message comes again, and nothing is lost", async () => {
        at.app.server.kvFails = "writes"
        await expect(trigger(request())).rejects.toThrow("The store is down.")
        at.app.server.kvFails = "never"
        expect(await trigger(request())).toMatchObject({type: "outcome"})
    })

    it("a delivery that broke off halfway is made good: the next one fails as well, a later one starts the workflow", async () => {
        const broken = trigger(request())
        setTimeout(() => (at.app.server.kvFails = "reads"), 100)
        await expect(broken).rejects.toThrow("The store is down.")
        at.app.server.kvFails = "never"
        await expect(trigger(request())).rejects.toThrow("Another delivery of this message is not finished.")
        at.now += 46_000
        expect(await trigger(request())).toMatchObject({type: "outcome"})
        expect(await trigger(request())).toEqual(NO_OP)
    })

    it("without a pairing nothing is believed", async () => {
        at.app.pair(null)
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
        expect(at.app.server.handlers.map(({fileName}) => fileName)).toEqual(["signal-fired"])
        expect(at.app.sent).toEqual([])
    })

    it("switching on without a pairing says what to do and makes nothing", async () => {
        at.app.pair(null)
        expect(await activate()).toMatchObject({type: "error", errorMessage: expect.stringContaining("beton pairing") as string}) // prettier-ignore
        expect(at.app.server.handlers).toEqual([])
    })

    it("a failure while switching on takes back what was made, and only that", async () => {
        at.app.server.kvFails = "writes"
        expect(await activate()).toMatchObject({type: "error"})
        expect(at.app.server.handlers).toEqual([])
        at.app.server.kvFails = "never"
        await activate()
        at.app.server.kvFails = "writes"
        expect(await activate(OTHER)).toMatchObject({type: "error"})
        expect(at.app.server.handlers).toHaveLength(1)
    })

    it("switching off works while PostHog and everything else outside is down, and twice", async () => {
        await activate()
        await activate(OTHER)
        at.app.outside = () => {
            throw new TypeError("fetch failed")
        }
        expect(await deactivate()).toEqual({type: "complete"})
        expect(await deactivate()).toEqual({type: "complete"})
        expect(at.app.server.kvMap.get("triggers/1")?.value).toMatchObject({active: [{id: "activation-2"}]})
        expect(at.app.sent).toEqual([])
    })

    it("switching off says so when the store is down", async () => {
        await activate()
        at.app.server.kvFails = "writes"
        expect(await deactivate()).toMatchObject({type: "error"})
    })

    it("two that are switched on at once are both kept", async () => {
        at.app.server.kvDelay = () => 5
        expect(await Promise.all([activate(), activate(OTHER)])).toEqual([
            {type: "complete"},
            {type: "complete"},
        ])
        expect(at.app.server.kvMap.get("triggers/1")?.value).toMatchObject({active: expect.arrayContaining([expect.objectContaining({id: "activation-1"}), expect.objectContaining({id: "activation-2"})]) as object}) // prettier-ignore
    })

    it("switching on when Attio gives no address says so and keeps nothing", async () => {
        at.app.server.handlersFail = true
        expect(await activate()).toEqual({type: "error", errorMessage: "The workflow could not be registered. Switch it on again in a minute."}) // prettier-ignore
        expect([...at.app.server.kvMap.keys()]).toEqual([])
    })

    it("a write that another one overtook is repeated", async () => {
        await activate()
        const {kvMap} = at.app.server
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
