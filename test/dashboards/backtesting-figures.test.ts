import {backtesting} from "@beton/posthog-app/dashboards/backtesting"
import {writerOf} from "@beton/posthog-app/writer"
import {arrOfRouting} from "@beton/shared/arr"
import type {SubjectResult} from "@beton/shared/backtest/result"
import {type BacktestCompletedContent, backtestCompletedEvent} from "@beton/shared/events/backtest-completed"
import type {CaptureEvent} from "@beton/shared/events/capture-event"
import {ARR_REFUSALS} from "@beton/shared/explain/arr"

import {appHost} from "../app/support/app-host"
import {backtestForm, backtestProject, backtestWire, sentBacktests} from "../app/support/backtest-world"
import {
    AS_OF,
    clientOf,
    configOf,
    DAY_MS,
    formFor,
    type TestProject,
    testProject,
    WAKE,
} from "../app/support/project"
import {backtestingFigures} from "./support/backtest-figures"
import {underOwnIds} from "./support/forged"
import {allRows, contextFor, expectRows, rowsOf} from "./support/tiles"

jest.setTimeout(240_000)

const SETTINGS = {backtest: {qualified: {event: "checkout_started", horizon_days: 14}}}
const IDS = backtesting.tiles.map(({id}) => id)
const LATER = new Date(Date.parse(AS_OF) + 3_600_000).toISOString()

let project: TestProject
let form: Record<string, unknown>
let won: BacktestCompletedContent
let qualified: BacktestCompletedContent

const formWith = (more: object): Record<string, unknown> => backtestForm(project, {...SETTINGS, ...more})
const capture = async (events: readonly CaptureEvent[], into = project, by = form): Promise<void> => {
    const sent = await clientOf(by).capture(into.apiToken, [...events])
    if (!sent.ok) throw new Error(sent.failure.message)
}
const eventOf = (
    {run, definitions, ...result}: BacktestCompletedContent,
    writer = writerOf(configOf(form)),
): CaptureEvent => backtestCompletedEvent(result, run, definitions, writer)
const expectFigures = async (contents: readonly BacktestCompletedContent[]): Promise<void> => {
    const expected = backtestingFigures(contents)
    expect([...Object.keys(expected), "associated-arr"].sort()).toEqual([...IDS].sort())
    for (const [id, rows] of Object.entries(expected))
        expectRows(await rowsOf(project, backtesting, id, contextFor(form)), rows)
}

/** A later result with every list filled: verdicts of all kinds, health, power, long curves, an estimate of money. */
function rich(from: BacktestCompletedContent): BacktestCompletedContent {
    const [first] = from.signals
    if (first === undefined) throw new Error("No signal was judged.")
    const signal = (
        id: string,
        title: string,
        more: Partial<SubjectResult>,
        lo: number | null,
    ): SubjectResult => ({
        ...first,
        ...{id, title},
        whole: {
            ...first.whole,
            lift: {
                ...first.whole.lift,
                value: lo === null ? null : 2 * lo,
                lo,
                hi: lo === null ? null : 4 * lo,
            },
        },
        ...more,
    })
    const points = (share: number) =>
        Array.from({length: 61}, (_, i) => ({
            days: 7 * (i + 1),
            at_risk: 200 - 3 * i - Math.round(10 * share),
            converted: (share * i) / 61,
            lo: (share * i) / 99,
            hi: (share * i) / 50,
        }))
    const {overall} = from
    return {
        ...from,
        as_of: LATER,
        outcome: {...from.outcome, where: {property: "plan", values: ["team", "business"]}},
        signals: [
            signal("a", 'Reads "reports" é', {verdict: "unclear"}, 0.7),
            signal(
                "b",
                "Confirmed one",
                {
                    verdict: "confirmed",
                    health: {
                        state: "degrading",
                        reason: null,
                        baseline: {n: 83, converted: 20, to: AS_OF},
                        periods: [
                            {to: AS_OF, n: 41, converted: 9},
                            {to: AS_OF, n: 29, converted: 2},
                        ],
                        false_alarm: 0.02,
                    },
                    power: {detectable_lift: 2.1234, accounts_needed: 1000, months_to_go: 3.3333},
                },
                1.7,
            ),
            signal("c", "Small one", {verdict: "too_little_data"}, 9),
            signal(
                "d",
                "No limits",
                {
                    verdict: "promising",
                    health: {
                        state: "healthy",
                        reason: null,
                        baseline: {n: 60, converted: 0, to: AS_OF},
                        periods: [{to: AS_OF, n: 4, converted: 1}],
                        false_alarm: null,
                    },
                },
                null,
            ),
        ],
        unjudged: [
            {id: "x", title: "X", verdict: "not_replayable", reason: "Its properties have no history."},
            {id: "e", title: "Expansion", verdict: "no_outcome", reason: "No outcome for customers is set."},
        ],
        overall: {
            ...overall,
            verdict: "confirmed",
            whole: {
                ...overall.whole,
                with: {...overall.whole.with, accounts: 120},
                converted_accounts_with: 60,
                from: "2026-04-05T06:00:00.000Z",
                to: "2026-09-05T06:00:00.000Z",
            },
            confirmation: {...overall.confirmation, lift: {...overall.confirmation.lift, lo: 2, hi: 6}},
            track_record: {
                ...overall.track_record,
                with: {...overall.track_record.with, k: 40, n: 100},
                without: {...overall.track_record.without, k: 30, n: 900},
            },
            time_to_conversion: {
                ...overall.time_to_conversion,
                with: {...overall.time_to_conversion.with, points: points(0.5).slice(0, 40)},
                without: {...overall.time_to_conversion.without, points: points(0.1)},
            },
        },
    }
}

beforeAll(async () => {
    project = await backtestProject()
    form = formWith({})
    const wire = backtestWire()
    const host = appHost({config: form, clock: {now: WAKE}, wire})
    await host.day()
    expect(host.errors).toEqual([])
    const found = sentBacktests(wire.sent, project).map(({content}) => content)
    const named = (name: string): BacktestCompletedContent => {
        const content = found.find(({outcome}) => outcome.name === name)
        if (content === undefined) throw new Error(`No backtest of ${name}.`)
        return content
    }
    ;[won, qualified] = [named("won"), named("qualified")]
})

it("every tile says what the signed results of the run say", async () => {
    expect(won.score.thresholds.length).toBeGreaterThan(1)
    expect(won.score.buckets.length).toBeGreaterThan(0)
    expect(won.overall.time_to_conversion.without.points.length).toBeGreaterThan(3)
    await expectFigures([won, qualified])
})

it("the event still lacks nothing of what was signed, and its copies stay small", () => {
    const {beton_payload: payload, ...copies} = eventOf(rich(won)).properties
    expect(JSON.stringify(copies).length).toBeLessThan(12_000)
    expect(String(payload).length).toBeGreaterThan(JSON.stringify(copies).length)
    expect((copies.curve as unknown[]).length).toBeLessThanOrEqual(24)
})

describe("money", () => {
    const arr = async (more: object) =>
        rowsOf(project, backtesting, "associated-arr", contextFor(formWith(more)))

    it("is refused in words where the backtest cannot say it", async () => {
        const estimate = arrOfRouting(won, {acv: {mean: 12_000}, worked: {share: 1}})
        if (estimate.status === "ok") throw new Error("48 accounts said too much.")
        expect(await arr({average_contract_value: 12_000})).toMatchObject([
            {arr: null, arr_low: null, arr_high: null, note: ARR_REFUSALS[estimate.reason]},
        ])
    })
})

describe("a newer backtest of an outcome", () => {
    let newer: BacktestCompletedContent
    beforeAll(async () => {
        newer = rich(won)
        await capture([eventOf(newer), eventOf(newer)])
    })

    it("takes the place of the older one, with every figure, however often it was sent", async () => {
        await expectFigures([newer, qualified])
    })

    it("by another writer changes nothing", async () => {
        const before = await allRows(project, backtesting, contextFor(form))
        const forged = {
            ...newer,
            as_of: new Date(Date.parse(AS_OF) + DAY_MS).toISOString(),
            accounts: 999_999,
            signals: [],
        }
        await capture(
            underOwnIds([
                eventOf(forged, {...writerOf(configOf(form)), writer: "w_forged"}),
                eventOf(
                    {...forged, outcome: {...forged.outcome, name: "bribed"}},
                    {...writerOf(configOf(form)), writer: "w_forged"},
                ),
            ]),
        )
        expect(await allRows(project, backtesting, contextFor(form))).toEqual(before)
    })

    it.each([
        [12_000, null],
        [12_000, 5],
        [9_999.5, 500],
    ])("contract value %d and capacity %p give the module's estimate", async (mean, capacity) => {
        const estimate = arrOfRouting(newer, {
            acv: {mean},
            worked: capacity === null ? {share: 1} : {accounts_per_month: capacity},
        })
        if (estimate.status !== "ok") throw new Error(estimate.reason)
        const rows = await rowsOf(
            project,
            backtesting,
            "associated-arr",
            contextFor(formWith({average_contract_value: mean, routing: {capacity_per_month: capacity}})),
        )
        expectRows(rows, [
            {
                arr: estimate.point,
                arr_low: estimate.lo,
                arr_high: estimate.hi,
                per_month: estimate.inputs.volume.per_month,
                worked: 100 * estimate.inputs.worked_share,
                with_signal: "40 of 100",
                without_signal: "30 of 900",
                contract_value: mean,
                note: "",
            },
        ])
    })

    it("says what to enter without a contract value", async () => {
        const rows = await rowsOf(project, backtesting, "associated-arr", contextFor(form))
        expect(rows).toMatchObject([
            {
                arr: null,
                arr_low: null,
                arr_high: null,
                contract_value: null,
                note: "Enter your average contract value to see this.",
            },
        ])
    })
})

it("an event of a former version, without the lists, breaks no tile", async () => {
    const own = await testProject()
    const ownForm = formFor(own)
    const event = eventOf(won, writerOf(configOf(ownForm)))
    const {details: _d, buckets: _b, thresholds: _t, curve: _c, arr: _a, ...properties} = event.properties
    await capture([{...event, properties}], own, ownForm)
    const found = await allRows(own, backtesting, contextFor(ownForm))
    expect(found["signal-verdicts"]).toHaveLength(won.signals.length)
    expect(found["signal-verdicts"]?.[0]).toMatchObject({recall_low: null, recall_high: null})
    for (const id of ["score-buckets", "thresholds", "conversion-curve", "associated-arr"])
        expect([id, found[id]]).toEqual([id, []])
})

it("an empty project breaks no tile", async () => {
    const none = await testProject()
    const found = await allRows(none, backtesting, contextFor(formFor(none)))
    for (const id of IDS) expect([id, found[id]]).toEqual([id, []])
})
