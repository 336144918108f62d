import {appHost} from "./support/app-host"
import {asksLater, looksAgain, sentBacktests} from "./support/backtest-world"
import {firstDay, judges, makesDeal, TOO_YOUNG, trackRecords} from "./support/first-day"
import {WAKE} from "./support/project"
import {storyWorld} from "./support/story-world"
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

/** Answers so many requests of a kind with a failure of PostHog. */
function failing(wire: Wire, when: (sent: Sent) => boolean, status: number, times: number): void {
    let left = times
    const text = JSON.stringify({type: "server_error", code: "error", detail: "Not now."})
    wire.before = async (sent) => (when(sent) && left-- > 0 ? {status, text} : undefined)
}

it.each([
    ["that is refused is asked again after the run", 400, 1, 0],
    ["that PostHog has no room for is waited for, but not long", 503, 3, 0],
    ["that PostHog soon has room for comes before the deals", 503, 2, 1],
])("a backtest %s", async (_, status, times, withRecord) => {
    const world = await storyWorld("micro", SETTINGS)
    const wire = openWire()
    failing(wire, judges, status, times)
    await firstDay(world, wire)
    for (const told of await trackRecords(world))
        expect([told]).toEqual([withRecord === 1 ? expect.stringMatching(TOO_YOUNG) : undefined])
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
        if (!judges(sent)) return undefined
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
