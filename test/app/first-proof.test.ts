import {type AppHost, appHost} from "./support/app-host"
import {asksBacktest, asksLater, looksAgain, sentBacktests} from "./support/backtest-world"
import {valueOf} from "./support/crm"
import {DAY_MS, WAKE} from "./support/project"
import {type StoryWorld, storyWorld} from "./support/story-world"
import {type AnswerOverride, openWire, type Sent, type Wire} from "./support/wire"

jest.setTimeout(120_000)

const SETTINGS = {backtest: {enabled: true}}
const TOO_SLOW: AnswerOverride = {
    status: 504,
    text: JSON.stringify({
        type: "server_error",
        code: "timeout",
        detail: "Query has hit the max execution time.",
    }),
}
const queryStatus = (status: number): AnswerOverride => ({
    status,
    text: JSON.stringify({query_status: {id: "q", complete: false, error: false, results: null}}),
})
/** The micro story is too young to say more. */
const LIKE_THIS = /accounts like this cannot be judged yet/

const endsRun = ({url, body}: Sent): boolean =>
    url.endsWith("/batch/") && body.includes("beton_run_completed")
const makesDeal = ({url, method, body}: Sent): boolean =>
    method === "POST" && url.endsWith("/v2/objects/deals/records") && body !== ""

async function firstDay(world: StoryWorld, wire: Wire): Promise<AppHost> {
    const host = appHost({config: world.form, clock: {now: WAKE}, wire})
    await host.day()
    expect([host.errors, host.jobs]).toEqual([[], []])
    return host
}

/** Track records of the deals that Beton made, as the CRM shows them. */
async function trackRecords({crm}: StoryWorld): Promise<unknown[]> {
    const made = (await crm.deals()).filter((deal) => typeof valueOf(deal, "beton_key") === "string")
    expect(made.length).toBeGreaterThan(0)
    return made.map((deal) => valueOf(deal, "pql_track_record"))
}

/** Answers so many requests of a kind with a failure of PostHog. */
function failing(wire: Wire, when: (sent: Sent) => boolean, status: number, times: number): void {
    let left = times
    const text = JSON.stringify({type: "server_error", code: "error", detail: "Not now."})
    wire.before = async (sent) => (when(sent) && left-- > 0 ? {status, text} : undefined)
}

it("the first deals tell what became of accounts like theirs, before PostHog shows the backtest", async () => {
    const world = await storyWorld("micro", SETTINGS)
    await world.project.admin.updateProject(world.project.id, {ingestionLagMs: 600_000})
    const wire = openWire()
    const host = await firstDay(world, wire)
    for (const told of await trackRecords(world)) expect(told).toMatch(LIKE_THIS)
    // Judged once: the end of the run finds it done.
    expect(sentBacktests(wire.sent, world.project)).toHaveLength(1)
    const judged = wire.sent.findIndex(asksBacktest)
    expect(judged).toBeGreaterThan(0)
    expect(judged).toBeLessThan(wire.sent.findIndex(makesDeal))
    expect(await host.storage.get("run")).toMatchObject({phase: "done"})
})

it.each([
    ["that is refused is asked again after the run", 400, 1, 0],
    ["that PostHog has no room for is waited for, but not long", 503, 3, 0],
    ["that PostHog soon has room for comes before the deals", 503, 2, 1],
])("a backtest %s", async (_, status, times, withRecord) => {
    const world = await storyWorld("micro", SETTINGS)
    const wire = openWire()
    failing(wire, asksBacktest, status, times)
    await firstDay(world, wire)
    for (const told of await trackRecords(world))
        expect([told]).toEqual([withRecord === 1 ? expect.stringMatching(LIKE_THIS) : undefined])
    expect(sentBacktests(wire.sent, world.project)).toHaveLength(1)
})

it("a backtest that PostHog works on for ever holds deals up for half an hour at most", async () => {
    const world = await storyWorld("micro", SETTINGS)
    const wire = openWire()
    const clock = {now: WAKE}
    let firstDealAt = Infinity
    wire.before = async (sent) => {
        if (makesDeal(sent)) firstDealAt = Math.min(firstDealAt, clock.now)
        if (firstDealAt < Infinity) return undefined
        if (looksAgain(sent)) return queryStatus(200)
        if (!sent.body.includes('"is_signal"')) return undefined
        return asksLater(sent) ? queryStatus(202) : TOO_SLOW
    }
    const host = appHost({config: world.form, clock, wire})
    await host.heartbeat()
    await host.drain(5000)
    expect(host.errors).toEqual([])
    expect(firstDealAt - WAKE).toBeGreaterThan(29 * 60_000)
    expect(firstDealAt - WAKE).toBeLessThan(31 * 60_000)
    expect(new Set(await trackRecords(world))).toEqual(new Set([undefined]))
    // Asked again after the run, when PostHog had time.
    expect(sentBacktests(wire.sent, world.project)).toHaveLength(1)
})

it("once anything was backtested, deals come first", async () => {
    const world = await storyWorld("micro", SETTINGS)
    const {storage} = await firstDay(world, openWire())
    const wire = openWire()
    await world.project.admin.updateProject(world.project.id, {
        now: new Date(WAKE + 9 * DAY_MS).toISOString(),
    })
    const host = appHost({config: world.form, clock: {now: WAKE + 9 * DAY_MS}, wire, storage})
    await host.day()
    expect(wire.sent.findIndex(asksBacktest)).toBeGreaterThan(wire.sent.findIndex(endsRun))
})
