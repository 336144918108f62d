import {appHost} from "./support/app-host"
import {
    asksBacktest,
    asksLater,
    backtestForm,
    backtestProject,
    backtestWire,
    differencesOf,
    foundIn,
    looksAgain,
    sentBacktests,
    slicesOf,
} from "./support/backtest-world"
import {type TestProject, WAKE} from "./support/project"
import {restored, type Snapshot, snapshottingStorage} from "./support/snapshots"
import type {AnswerOverride, Sent} from "./support/wire"

jest.setTimeout(120_000)

const TOO_SLOW: AnswerOverride = {
    status: 504,
    text: JSON.stringify({
        type: "server_error",
        code: "timeout",
        detail: "Query has hit the max execution time.",
    }),
}
const statusAnswer = (status: number, told: object): AnswerOverride => ({
    status,
    text: JSON.stringify({query_status: {id: "q", complete: true, error: true, results: null, ...told}}),
})
const ASYNC_TOO_SLOW = statusAnswer(400, {
    error_message: "Query has hit the max execution time before completing.",
})

/** One row a table of counts, whatever the number of accounts: 64 slices stay far below 5,000 rows. */
const MOST_ROWS_OF_A_SLICE = 20

const wire = backtestWire()
let project: TestProject
/** The storage of a host whose run is done and whose backtest is about to begin. */
let begun: Snapshot
let undisturbed: object

interface Outcome {
    readonly run: {readonly queries: number; readonly rows: number; readonly slices: number}
    readonly found: object
    readonly logs: readonly string[]
    readonly sent: readonly Sent[]
    readonly state: Record<string, unknown>
}

/** Goes on from there until nothing is left to do. */
async function backtested(form = backtestForm(project)): Promise<Outcome> {
    const before = wire.sent.length
    const host = appHost({
        config: form,
        clock: {now: WAKE + 16 * 60_000},
        wire,
        storage: await restored(begun),
    })
    await host.heartbeat()
    await host.drain(1000)
    expect(host.errors).toEqual([])
    const sent = wire.sent.slice(before)
    const [event, ...more] = sentBacktests(sent, project)
    if (event === undefined) throw new Error(`No backtest: ${host.logs.at(-1)?.text}`)
    expect(more).toEqual([])
    const keys = ((await host.storage.entries?.()) ?? []).map(([key]) => key)
    expect(keys.filter((key) => key.startsWith("backtest:"))).toEqual([])
    return {
        run: event.content.run,
        found: foundIn(event.content),
        logs: host.logs.map(({text}) => text),
        sent,
        state: (await host.storage.get("run")) as Record<string, unknown>,
    }
}

/** What the stand-in works on takes it a moment, while waiting costs the host of this test no time at all. */
async function aMoment(): Promise<undefined> {
    await new Promise((resolve) => setTimeout(resolve, 50))
}

/** PostHog gives a request too little time, whatever it is asked, unless it is asked for at least so many slices. */
function tooSlowBelow(slices: number, later: (sent: Sent) => AnswerOverride | undefined): void {
    let running = 0
    wire.before = async (sent) => {
        if (asksBacktest(sent)) {
            if (slicesOf(sent) >= slices) return undefined
            if (!asksLater(sent)) return TOO_SLOW
            running = slicesOf(sent)
            return later(sent)
        }
        if (!looksAgain(sent)) return undefined
        if (running < slices) return later(sent)
        return aMoment()
    }
}

beforeAll(async () => {
    project = await backtestProject()
    // Each test begins where the first one did.
    wire.hidesWritten = true
    const {storage, snapshots} = snapshottingStorage()
    const host = appHost({config: backtestForm(project), clock: {now: WAKE}, wire, storage})
    await host.day()
    const point = snapshots.find(({phase}) => phase === "backtest")
    if (point === undefined) throw new Error("No backtest has begun.")
    begun = point.rows
    const {found, run} = await backtested()
    undisturbed = found
    expect(run).toMatchObject({queries: 1, slices: 1})
})
beforeEach(() => {
    wire.before = async () => undefined
})

it("what takes longer than a request may is worked on by PostHog meanwhile, with the same result", async () => {
    wire.before = async (sent) => {
        if (looksAgain(sent)) return aMoment()
        return asksBacktest(sent) && !asksLater(sent) ? TOO_SLOW : undefined
    }
    const {found, run, sent, logs} = await backtested()
    expect(differencesOf(found, undisturbed)).toEqual([])
    expect(run).toMatchObject({queries: 2, slices: 1})
    expect(sent.filter(asksBacktest).map(asksLater)).toEqual([false, true])
    expect(sent.filter(looksAgain).length).toBeGreaterThan(0)
    // Waiting for it is no fault: nobody is told of it.
    expect(logs.filter((text) => text.includes("Trying again"))).toEqual([])
})

it("what is too slow even so is divided until it is not, with the same result", async () => {
    tooSlowBelow(4, (sent) =>
        looksAgain(sent) ? ASYNC_TOO_SLOW : statusAnswer(202, {complete: false, error: false}),
    )
    const {found, run, sent, state} = await backtested()
    expect(run.rows).toBeLessThanOrEqual(4 * MOST_ROWS_OF_A_SLICE)
    expect(differencesOf(found, undisturbed)).toEqual([])
    expect(run).toMatchObject({slices: 4, queries: 4 + 2 * 2})
    expect(sent.filter(asksBacktest).map(slicesOf)).toEqual([1, 1, 2, 2, 4, 4, 4, 4])
    // The next one starts with as many.
    expect(state.backtested).toMatchObject({won: {slices: 4}})
})

it.each<[string, AnswerOverride]>([
    [
        "forgets the query",
        {
            status: 404,
            text: JSON.stringify({type: "invalid_request", code: "not_found", detail: "Not found."}),
        },
    ],
    ["fails without saying why", statusAnswer(500, {error_message: null})],
])("a PostHog that %s is asked for smaller slices", async (_what, answer) => {
    tooSlowBelow(2, (sent) =>
        looksAgain(sent) ? answer : statusAnswer(202, {complete: false, error: false}),
    )
    const {found, run} = await backtested()
    expect(differencesOf(found, undisturbed)).toEqual([])
    expect(run).toMatchObject({slices: 2, queries: 2 + 2})
})

it("a PostHog that cannot work asynchronously is asked for smaller slices at once", async () => {
    const refused = {
        status: 400,
        text: JSON.stringify({type: "invalid_request", code: "parse_error", detail: "refresh"}),
    }
    tooSlowBelow(2, () => refused)
    const {found, run, sent} = await backtested()
    expect(differencesOf(found, undisturbed)).toEqual([])
    expect(run.slices).toBe(2)
    expect(sent.filter(looksAgain)).toEqual([])
})

it("a query without an end is given up after ten minutes, and asked for smaller slices", async () => {
    tooSlowBelow(2, () => statusAnswer(202, {complete: false, error: false}))
    const {found, run, sent} = await backtested()
    expect(differencesOf(found, undisturbed)).toEqual([])
    expect(run.slices).toBe(2)
    // At most every two, and after a while every five seconds.
    expect(sent.filter(looksAgain).length).toBeLessThan(150)
    expect(sent.filter(looksAgain).length).toBeGreaterThan(90)
})
