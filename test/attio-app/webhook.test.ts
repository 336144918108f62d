import {App, type Sent} from "./support/app"
import {handlersOf, messageRequest, META, OTHER} from "./support/messages"
import {FOREIGN, NOW, PAIRING_TEXT} from "./support/world"

let now: number
let app: App
beforeEach(() => {
    now = NOW
    app = new App(() => now)
    app.pair(PAIRING_TEXT)
})

const request = (o?: Parameters<typeof messageRequest>[1]) => messageRequest(now, o)
const {activate, trigger} = handlersOf(() => app)

describe("the app's address for messages", () => {
    beforeEach(async () => {
        await activate()
        await activate(OTHER)
        app.outside = () => new Response("", {status: 200})
    })
    const deliver = (incoming = request()) => app.webhook("signal-fired", incoming)

    it("hands a message to every workflow as it came, so that each can check it", async () => {
        const incoming = request()
        const body = await incoming.clone().text()
        expect((await deliver(incoming)).status).toBe(200)
        expect(app.sent.map(({url}) => url).sort()).toEqual([
            META.triggerCallbackUrl,
            OTHER.triggerCallbackUrl,
        ])
        for (const sent of app.sent) {
            expect(sent.body).toBe(body)
            expect(await trigger(again(sent), {}, sent.url === OTHER.triggerCallbackUrl ? OTHER : META)).toMatchObject({type: "outcome"}) // prettier-ignore
        }
    })

    it("hands it on once", async () => {
        await deliver()
        await deliver()
        expect(app.sent).toHaveLength(2)
    })

    it("refuses what is not signed by the paired Beton, and sends nothing", async () => {
        expect((await deliver(request({key: FOREIGN}))).status).toBe(401)
        expect((await deliver(request({at: now - 360_000}))).status).toBe(401)
        expect(app.sent).toEqual([])
    })

    it("takes a test and a failed run, and does nothing", async () => {
        expect((await deliver(request({message: {type: "test", data: {}}}))).status).toBe(200)
        expect(app.sent).toEqual([])
    })

    it("asks to come again when a workflow could not be reached, and then hands it on", async () => {
        app.outside = ({url}) => new Response("", {status: url === OTHER.triggerCallbackUrl ? 400 : 200})
        expect((await deliver()).status).toBe(503)
        app.outside = () => new Response("", {status: 200})
        expect((await deliver()).status).toBe(200)
        expect((await deliver()).status).toBe(200)
        expect(app.sent).toHaveLength(4)
    })

    it("an address that is gone is no failure", async () => {
        app.outside = () => new Response("", {status: 404})
        expect((await deliver()).status).toBe(200)
    })

    it("asks to come again while nothing is paired", async () => {
        app.pair(null)
        expect((await deliver()).status).toBe(503)
    })
})

function again({url, body, headers}: Sent): Request {
    return new Request(url, {method: "POST", body, headers})
}
