import {type AppHost, appHost} from "./support/app-host"
import {
    asksBacktest,
    backtestForm,
    backtestProject,
    backtestWire,
    sentBacktests,
} from "./support/backtest-world"
import {AS_OF, DAY_MS, type TestProject, verifiedRuns, WAKE} from "./support/project"
import {restored, type Snapshot, snapshottingStorage} from "./support/snapshots"
import type {AnswerOverride, Sent} from "./support/wire"

jest.setTimeout(120_000)

const NEXT_DAY = "The run is not affected; the next day's run tries again."
const wire = backtestWire()
let project: TestProject
/** The storage of a host whose run is done and whose backtest is about to begin. */
let begun: Snapshot

beforeAll(async () => {
    project = await backtestProject()
    // Each test begins where the first one did.
    wire.hidesWritten = true
    const {storage, snapshots} = snapshottingStorage()
    const host = appHost({config: backtestForm(project), clock: {now: WAKE}, wire, storage})
    await host.day()
    begun = snapshots.find(({phase}) => phase === "backtest")?.rows ?? []
    expect(begun).not.toEqual([])
})
beforeEach(async () => {
    wire.before = async () => undefined
    await project.admin.updateProject(project.id, {now: AS_OF})
})

const hostOn = async (storage: Snapshot, now = WAKE + 16 * 60_000): Promise<AppHost> =>
    appHost({config: backtestForm(project), clock: {now}, wire, storage: await restored(storage)})
const contentOf = async ({storage}: AppHost): Promise<Snapshot> =>
    ((await storage.entries?.()) ?? []).map(([key, value]) => [key, JSON.stringify(value)] as const)
const phaseOf = async ({storage}: AppHost): Promise<unknown> =>
    ((await storage.get("run")) as {phase: string} | null)?.phase
const warnings = ({logs}: AppHost): string[] =>
    logs.filter(({level}) => level !== "info").map(({text}) => text)
const answering = (when: (sent: Sent) => boolean, answer: AnswerOverride, times = Infinity): void => {
    let left = times
    wire.before = async (sent) => (when(sent) && left-- > 0 ? answer : undefined)
}
const sendsBacktest = ({url, body}: Sent): boolean =>
    url.endsWith("/batch/") && body.includes("beton_backtest_completed")
const error = (status: number, detail: string): AnswerOverride => ({
    status,
    text: JSON.stringify({type: "server_error", code: "error", detail}),
})

/** PostHog knows which days are done, so each test goes on with a day of its own. */
let days = 0
async function followingDay(before: AppHost): Promise<{asOf: string; host: AppHost; sent: Sent[]}> {
    wire.before = async () => undefined
    days += 1
    const asOf = new Date(Date.parse(AS_OF) + days * DAY_MS).toISOString()
    await project.admin.updateProject(project.id, {now: asOf})
    const host = await hostOn(await contentOf(before), WAKE + days * DAY_MS)
    const since = wire.sent.length
    await host.day()
    expect([host.errors, warnings(host)]).toEqual([[], []])
    return {asOf, host, sent: wire.sent.slice(since)}
}

it.each<[string, (sent: Sent) => boolean, AnswerOverride, string]>([
    [
        "a query that is refused",
        asksBacktest,
        error(400, "Unknown column."),
        "PostHog refused the request: Unknown column.",
    ],
    [
        "an answer that is none",
        asksBacktest,
        {status: 200, text: JSON.stringify({results: [[1]], columns: ["x"]})},
        "Query backtest_counts: the answer lacks the column kind, keys, counts.",
    ],
    [
        "a quota that is used up",
        sendsBacktest,
        {status: 200, text: JSON.stringify({status: 1, quota_limited: ["events"]})},
        "PostHog's event quota is used up: events are dropped until the next period.",
    ],
])("%s spoils neither the day nor the next day's backtest", async (_what, when, answer, reason) => {
    answering(when, answer)
    const host = await hostOn(begun)
    await host.day()
    expect(host.errors).toEqual([])
    expect(warnings(host).at(-1)).toBe(`Backtest of "won" failed: ${reason} ${NEXT_DAY}`)
    expect(host.logs.filter(({level}) => level === "error")).toEqual([])
    expect(await phaseOf(host)).toBe("done")
    expect(((await host.storage.entries?.()) ?? []).filter(([key]) => key.startsWith("backtest:"))).toEqual(
        [],
    )
    const {sent} = await followingDay(host)
    expect(sent.filter(asksBacktest)).toHaveLength(1)
    expect(sentBacktests(sent, project)).toHaveLength(1)
})

it("a PostHog that is away for a while is waited for", async () => {
    answering(asksBacktest, error(503, "At capacity."), 4)
    const since = wire.sent.length
    const host = await hostOn(begun)
    await host.day()
    expect(sentBacktests(wire.sent.slice(since), project)).toHaveLength(1)
    expect(warnings(host)[0]).toMatch(
        /^backtest: PostHog is not available at the moment\. Trying again in \d+ s\.$/,
    )
    expect(host.logs.at(-1)?.text).toBe('Backtest of "won" done: 1 query.')
})

it("one that stays away is waited for as long as a run waits, and no longer", async () => {
    answering(asksBacktest, error(503, "At capacity."))
    const clock = {now: WAKE + 16 * 60_000}
    const host = appHost({config: backtestForm(project), clock, wire, storage: await restored(begun)})
    await host.day()
    expect(warnings(host).at(-1)).toContain(NEXT_DAY)
    expect(clock.now - WAKE).toBeGreaterThan(6 * 3_600_000)
    expect(clock.now - WAKE).toBeLessThan(7 * 3_600_000)
    expect(await phaseOf(host)).toBe("done")
})

it("a backtest that is still at work the next day gives way to that day's run", async () => {
    const running = JSON.stringify({query_status: {id: "q", complete: false, error: false, results: null}})
    wire.before = async (sent) => {
        if (asksBacktest(sent))
            return sent.body.includes("force_async") ? {status: 202, text: running} : error(504, "")
        return sent.method === "GET" && sent.url.includes("/query/")
            ? {status: 202, text: running}
            : undefined
    }
    const host = await hostOn(begun)
    await host.heartbeat()
    await host.drain(3)
    expect(await phaseOf(host)).toBe("backtest")
    const {asOf, host: next, sent} = await followingDay(host)
    expect(next.logs[0]?.text).toBe(`The backtest of ${AS_OF} was not finished: the next day goes first.`)
    expect((await verifiedRuns(project)).map((run) => run.as_of)).toContain(asOf)
    expect(sentBacktests(sent, project).map(({content}) => content.as_of)).toEqual([asOf])
    expect(((await next.storage.entries?.()) ?? []).filter(([key]) => key.startsWith("backtest:"))).toEqual(
        [],
    )
})

it("a storage that lost a part of it is a line in the log", async () => {
    const host = await hostOn(begun)
    wire.before = async (sent) => {
        if (asksBacktest(sent)) await host.storage.del("backtest:job:0")
        return undefined
    }
    await host.day()
    expect(host.errors).toEqual([])
    expect(warnings(host)).toEqual([
        `Backtest of "won" failed: Storage lost part 0 of backtest job. ${NEXT_DAY}`,
    ])
    expect(await phaseOf(host)).toBe("done")
})
