import {createPluginHost} from "../../scripts/sandbox/plugin-host"
import {STORY_MEMBERS, storyTruth} from "../../scripts/sandbox/story"
import {loadCrm} from "../../scripts/sandbox/story/load-crm"
import {openCrm, type TestCrm} from "../app/support/crm"
import {verifiedFirings, WAKE} from "../app/support/project"
import {storySettings, type StoryWorld, storyWorld} from "../app/support/story-world"
import type {CapturedEvent, Sent} from "../app/support/wire"
import {capturedEvents, openWire} from "../app/support/wire"
import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {betonDeals, type PlainDeal} from "./support/deals"
import {start, virtualClock} from "./support/in-process"

jest.setTimeout(90_000)

interface Outcome {
    /** Bodies of the requests that carry firings, and of those with a summary. */
    readonly firings: readonly string[]
    readonly summary: CapturedEvent
    readonly deals: readonly PlainDeal[]
}

let built: Built
let world: StoryWorld
let pluginHost: Outcome
let runner: Outcome

const outcomeOf = async (sent: readonly Sent[], crm: TestCrm): Promise<Outcome> => {
    const batches = sent.filter(({url}) => url.endsWith("/batch/")).map(({body}) => body)
    const isSummary = (body: string): boolean => body.includes('"event":"beton_run_completed"')
    const [summary, ...more] = capturedEvents(sent).filter(({event}) => event === "beton_run_completed")
    if (summary === undefined || more.length > 0) throw new Error("Not one summary.")
    // The audit log names records by the CRM's own ids, and each host has a CRM of its own.
    const firings = batches.filter((body) => !isSummary(body) && !body.includes('"beton_crm_written"'))
    return {firings, summary, deals: await betonDeals(crm)}
}

/** Nothing that this one sends to PostHog arrives there, so that the second host finds the project as it was. */
const inPluginHost = async (): Promise<Outcome> => {
    const wire = openWire()
    wire.before = async ({url}) =>
        url.endsWith("/batch/") ? {status: 200, text: '{"status":"Ok"}'} : undefined
    let now = WAKE
    const host = createPluginHost({
        indexJs: built.indexJs,
        pluginJson: built.pluginJson,
        config: world.form,
        now: () => now,
        fetch: wire.nativeFetch,
    })
    await host.setup()
    await host.runSchedule("runEveryHour")
    await host.drainJobs({advance: (ms) => void (now += ms)})
    expect(host.errors).toEqual([])
    await host.teardown()
    return outcomeOf(wire.sent, world.crm)
}

const inRunner = async (): Promise<Outcome> => {
    const crm = await openCrm({members: STORY_MEMBERS})
    await loadCrm(crm.admin, crm.workspaceId, storyTruth({size: "micro"}))
    const wire = openWire()
    const form = {...world.form, attio_token: crm.token, settings: JSON.stringify(storySettings(crm))}
    const started = await start(built, {
        form,
        state: temporaryFolder("state"),
        clock: virtualClock(),
        fetch: wire.nativeFetch,
    })
    expect([started.code, started.outcome, started.message]).toEqual([0, "done", ""])
    return outcomeOf(wire.sent, crm)
}

beforeAll(async () => {
    built = await buildForTests()
    world = await storyWorld("micro")
    pluginHost = await inPluginHost()
    runner = await inRunner()
})

it("both hosts write the same firings, byte for byte", async () => {
    expect(runner.firings.length).toBeGreaterThan(0)
    expect(runner.firings).toEqual(pluginHost.firings)
    const events = runner.firings.flatMap((body) => (JSON.parse(body) as {batch: CapturedEvent[]}).batch)
    expect(events.length).toBeGreaterThan(3)
    const types = events.flatMap(({properties}) => properties.signal_types as string[])
    expect(new Set(types).size).toBe(8)
    // What the runner sent is what PostHog has: nothing of the other host got there.
    const stored = await verifiedFirings(world.project)
    expect(stored.map(({uuid}) => uuid).sort()).toEqual(events.map(({uuid}) => uuid).sort())
})

it("both hosts write the same summary, except for times and counts of calls", () => {
    // The signed payload holds both; its parts lie open beside it.
    const plain = ({properties, ...event}: CapturedEvent) => {
        const {beton_payload, beton_sig, started_at, finished_at, calls, queries, ...rest} = properties
        expect([beton_payload, beton_sig, started_at, finished_at, calls, queries].every(Boolean)).toBe(true)
        return {...event, properties: rest}
    }
    expect(plain(runner.summary)).toEqual(plain(pluginHost.summary))
})

it("both hosts leave the same deals", () => {
    expect(runner.deals.length).toBeGreaterThan(0)
    expect(runner.deals).toEqual(pluginHost.deals)
})
