import {AS_OF, verifiedFirings, verifiedRuns, WAKE} from "../app/support/project"
import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {start, type VirtualClock, virtualClock} from "./support/in-process"
import {type RunnerWorld, runnerWorld, writesSince} from "./support/world"

jest.setTimeout(60_000)

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
let built: Built
let world: RunnerWorld
beforeAll(async () => {
    built = await buildForTests()
})
beforeEach(async () => {
    world = await runnerWorld()
})

/** PostHog's own clock, which its answers show. */
const postHogAt = (ms: number) =>
    world.project.admin.updateProject(world.project.id, {now: new Date(ms).toISOString(), sendDate: true})
const run = (clock: VirtualClock, state = temporaryFolder("clock")) =>
    start(built, {form: world.form, state, clock, maxMinutes: 240})
/** A local clock that stays ahead of PostHog's while both go on. */
const ahead = async (ms: number, postHog: number): Promise<VirtualClock> => {
    await postHogAt(postHog)
    const clock = virtualClock(postHog + ms)
    const {sleep} = clock
    clock.sleep = async (wait, signal) => {
        await sleep(wait, signal)
        await postHogAt(clock.time - ms)
    }
    return clock
}
const before = (ms: number): number => Date.parse(AS_OF) - ms

it("30 minutes ahead: it waits until the day has ended by PostHog's clock, and says so", async () => {
    const clock = await ahead(30 * MINUTE_MS, before(20 * MINUTE_MS))
    const done = await run(clock)
    expect([done.code, done.outcome]).toEqual([0, "done"])
    const [wait, ...more] = clock.waits
    // Waits of a second keep below Attio's limit.
    expect(more.filter((ms) => ms > 1000)).toEqual([])
    expect(wait).toBeGreaterThanOrEqual(20 * MINUTE_MS)
    expect(wait).toBeLessThan(21 * MINUTE_MS)
    expect(done.messages.filter((message) => message.startsWith("prepare: "))).toEqual([
        expect.stringMatching(
            /^prepare: This machine's clock is 30 minutes ahead of PostHog's\. The day that is due has not ended there\. Trying again in 12\d\d s\.$/,
        ),
    ])
    expect((await verifiedFirings(world.project)).every(({asOf}) => asOf === AS_OF)).toBe(true)
    const [summary] = await verifiedRuns(world.project)
    expect(summary?.problems).toEqual(["This machine's clock is 30 minutes ahead of PostHog's."])
})

it("ahead by more than it waits for: it stops, says what to do, and writes nothing until the clock is set", async () => {
    const state = temporaryFolder("clock")
    const clock = await ahead(5 * HOUR_MS, before(4.5 * HOUR_MS))
    const stopped = await run(clock, state)
    expect([stopped.code, stopped.outcome]).toEqual([1, "stopped"])
    expect(stopped.message).toBe(
        "This machine's clock is 5 hours ahead of PostHog's. Set it: the day that is due has not ended there.",
    )
    expect(stopped.messages.join("\n")).toContain(stopped.message)
    expect(await writesSince(world)).toEqual({posthog: 0, attio: 0})

    await postHogAt(WAKE)
    const done = await run(virtualClock(WAKE), state)
    expect([done.code, done.outcome]).toEqual([0, "done"])
    expect((await verifiedRuns(world.project)).map(({as_of}) => as_of)).toEqual([AS_OF])
})

it("40 days ahead once, it does not wait 40 days: set right, the clock starts the day that is due", async () => {
    const state = temporaryFolder("clock")
    const stopped = await run(await ahead(40 * 24 * HOUR_MS, before(-5 * MINUTE_MS)), state)
    expect([stopped.code, stopped.message]).toEqual([1, expect.stringContaining("40 days ahead")])
    await postHogAt(WAKE)
    const done = await run(virtualClock(WAKE), state)
    expect([done.code, done.outcome]).toEqual([0, "done"])
    expect((await verifiedRuns(world.project)).map(({as_of}) => as_of)).toEqual([AS_OF])
})

it.each([
    ["3 hours behind", -3 * HOUR_MS, ["This machine's clock is 3 hours behind PostHog's."]],
    [
        "10 minutes ahead, the day long over",
        10 * MINUTE_MS,
        ["This machine's clock is 10 minutes ahead of PostHog's."],
    ],
    ["a minute apart", MINUTE_MS, []],
])("%s: at most a note in the summary", async (_what, ms, notes) => {
    const local = WAKE + HOUR_MS
    await postHogAt(local - ms)
    const clock = virtualClock(local)
    const done = await run(clock)
    expect([done.code, done.outcome, clock.waits.filter((ms) => ms > 1000)]).toEqual([0, "done", []])
    expect(done.messages.filter((message) => message.startsWith("prepare: "))).toEqual([])
    const [summary] = await verifiedRuns(world.project)
    expect([summary?.as_of, summary?.problems]).toEqual([AS_OF, notes])
    expect(await verifiedFirings(world.project)).toHaveLength(4)
})
