import {Transport} from "@beton/posthog-app/clients/transport"
import {senderOf} from "@beton/posthog-app/notify/sender"
import {type Lookup, sendPinned, withPublicOnly} from "@beton/posthog-app/runner/public-address"

import {readingHost} from "../../scripts/node-host"
import {sendTests} from "../../scripts/notify/send-test"
import {type Receiver, startReceiver} from "../../scripts/sandbox/receiver"
import {configOf, formFor, KEYS, onlyRun, type TestProject, testProject} from "../app/support/project"
import {buildForTests, type Built, temporaryFolder} from "../runner/support/built"
import {start, virtualClock} from "../runner/support/in-process"
import {BUYERS, type RunnerWorld, runnerWorld} from "../runner/support/world"

jest.setTimeout(60_000)

const HOOK = "https://hooks.example.com/beton"

let receiver: Receiver
const outside: Lookup = async () => [{address: "93.184.216.34", family: 4}]
const inside: Lookup = async () => [{address: "10.0.0.7", family: 4}]

describe("a day of the runner", () => {
    let built: Built
    let world: RunnerWorld
    beforeAll(async () => {
        built = await buildForTests()
    })
    beforeEach(async () => {
        world = await runnerWorld({settings: {notify: {webhook: {url: HOOK}}, outcomes: {from: "off"}}})
    })
    const run = async (lookup: Lookup) => {
        const clock = virtualClock()
        receiver = await startReceiver({publicKey: KEYS.publicKey, clock: () => clock.time})
        const state = temporaryFolder("inner")
        const toReceiver: typeof fetch = (url, init) => fetch(url === HOOK ? receiver.hookUrl : url, init)
        const result = await start(built, {form: world.form, state, clock, fetch: toReceiver, lookup})
        await receiver.close()
        return {...result, summary: await onlyRun(world.project)}
    }

    it("tells a public receiver", async () => {
        const {code, summary} = await run(outside)
        expect([code, summary.problems]).toEqual([0, []])
        expect(receiver.acted()).toHaveLength(BUYERS.length)
    })

    it("refuses a name that leads inside: nothing is sent, the run says so once and is done", async () => {
        const {code, summary} = await run(inside)
        expect([code, summary.problems]).toEqual([
            0,
            [
                "Webhook: The receiver's name leads into an inner network. Messages only go to public addresses: name another one (notify.webhook.url).",
            ],
        ])
        expect(receiver.deliveries).toEqual([])
        expect(summary.routing.created).toBe(BUYERS.length)
    })
})

describe("the webhook's test, over the pinned connection", () => {
    let project: TestProject
    beforeAll(async () => {
        project = await testProject()
    })
    beforeEach(async () => {
        receiver = await startReceiver({publicKey: KEYS.publicKey})
    })
    afterEach(() => receiver.close())
    /** The runner's way out; the name resolves to `address`, and the connection ends at the receiver. */
    const test = async (lookup: Lookup) => {
        const config = configOf(formFor(project, {}, {notify: {webhook: {url: HOOK}}}))
        const send = withPublicOnly(HOOK, fetch, {
            lookup,
            pinned: (_url, init) =>
                sendPinned(new URL(receiver.hookUrl), init, {address: "127.0.0.1", family: 4}),
        })
        const waits: number[] = []
        const host = {
            ...readingHost(Date.now, () => undefined),
            fetch: (url: string, {timeout, ...request}: {timeout?: number; method: string}) =>
                send(url, {...request, signal: AbortSignal.timeout(Math.min(timeout ?? 0, 1_000))}),
        }
        const transport = new Transport(host, {budgetMs: Infinity})
        const channels = senderOf({config, transport, host})
        const results = await sendTests(channels, {
            now: Date.now(),
            sleep: async (ms) => void waits.push(ms),
        })
        return {result: results[0], waits}
    }

    it("arrives with a signature that the receiver believes", async () => {
        const {result} = await test(outside)
        expect(result).toMatchObject({to: "Webhook", arrived: true})
        expect(receiver.acted()).toMatchObject([{type: "test", data: {message: expect.stringContaining("test message")}}])
    }) // prettier-ignore

    it("a name that leads inside is refused before anything is sent", async () => {
        const {result} = await test(inside)
        expect(result).toEqual({
            to: "Webhook",
            arrived: false,
            sentence:
                "It did not arrive. The receiver's name leads into an inner network. Messages only go to public addresses: name another one (notify.webhook.url).",
        })
        expect(receiver.deliveries).toEqual([])
    })

    it("a busy receiver is given its time, once or twice; one that asks for longer is told so", async () => {
        receiver.fail({kind: "status", status: 503})
        expect(await test(outside)).toMatchObject({result: {arrived: true}, waits: [2_000]})
        receiver.fail({kind: "busy", seconds: 180})
        const {result, waits} = await test(outside)
        expect(waits).toEqual([])
        expect(result?.sentence).toBe(
            "It did not arrive. The webhook's receiver asks to slow down. Try again in 3 minutes.",
        )
    })

    it("another public key, a redirect: each is said with its fix", async () => {
        const ours = receiver
        receiver = await startReceiver({publicKey: Buffer.alloc(32, 9).toString("base64url")})
        await ours.close()
        expect((await test(outside)).result?.sentence).toContain("the public key it checks signatures with")
        receiver.fail({kind: "redirect", to: "https://elsewhere.example/"})
        expect((await test(outside)).result?.sentence).toBe(
            "It did not arrive. Its address leads elsewhere, where nothing is sent. Write the address that it ends at.",
        )
    })
})
