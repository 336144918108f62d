import {analyse} from "../backtest/analyse"
import {type BacktestRules, DEFAULT_RULES, planBacktest} from "../backtest/plan"
import type {BacktestResult} from "../backtest/result"
import {subjectsOf} from "../backtest/subjects"
import {addCounts, KEY, PERIOD_CODES, type TableName, TABLES} from "../backtest/tables"
import {SIGNALS} from "../signals/index"
import {
    BACKTEST_COMPLETED,
    backtestCompletedContentSchema,
    backtestCompletedEvent,
    type JudgedDefinition,
} from "./backtest-completed"
import {backtestEventId} from "./ids"
import {keyPairOf, verify} from "./signing"

const AS_OF = "2026-10-05T06:00:00.000Z"
const KEYS = keyPairOf(new Uint8Array(32).fill(5))
const WRITER = {project: "7", writer: "w_test", keys: KEYS}
const RUN = {run_id: "run", queries: 1, rows: 13, slices: 1}
/** As many as a backtest takes. */
const CHOICES = [
    ...SIGNALS.map(({id}) => ({id, settings: {}})),
    ...Array.from({length: 9}, (_, i) => ({
        id: `custom_own_${i}`,
        settings: {
            id: `own_${i}`,
            title: `Own signal number ${i}`,
            events: ["report_opened", "report_shared"],
        },
    })),
]
const SUBJECTS = subjectsOf(CHOICES)

/** A result in which every list is as long as it gets: each subject seen at each landmark, curves over the whole time. */
function fullResult(days: number, rules: BacktestRules): BacktestResult {
    const plan = planBacktest(Date.parse(AS_OF), days, rules)
    const rows: {kind: number; keys: number[]; counts: number[]}[] = []
    const count = (name: TableName, cells: readonly (readonly [number, number, number, number])[]): void => {
        rows.push({
            kind: TABLES[name],
            keys: cells.map(([a, b, c]) => a * KEY.a + b * KEY.b + c),
            counts: cells.map(([, , , n]) => n),
        })
    }
    const numbers = Array.from({length: SUBJECTS.length + 1}, (_, i) => i + 1)
    const places = plan.landmarks.flatMap(({mature}, i) => (mature ? [i + 1] : []))
    const scores = Array.from({length: 40}, (_, i) => 2 * i)
    count("landmarks", places.flatMap((i) => [[i, 0, 0, 987], [i, 0, 1, 131]] as const))
    for (const s of numbers) {
        count("landmarks", places.flatMap((i) => [[i, s, 0, 61 + s + i], [i, s, 1, 17 + s]] as const))
        count("entries", places.flatMap((i) => [[i, s, 0, 13 + s], [i, s, 1, 7]] as const))
        for (const exposed of [0, 1])
            count("waits", Array.from({length: days + rules.horizonDays}, (_, day) => [day + 1, 2 * s + exposed, day % 3 === 0 ? 1 : 0, 3] as const))
        for (const period of [0, 1]) {
            count("first", [0, 1, 2, 3].map((c) => [s, period, c, 101 + 7 * c + s] as const))
            count("accounts", [0, 1, 2].map((c) => [s, period, c, 211 - 60 * (c % 2) + s] as const))
        }
    }
    for (const period of [0, 1]) count("accounts", [[0, period, 0, 1499], [0, period, 1, 307]])
    count("scores", scores.flatMap((score) => Object.values(PERIOD_CODES).flatMap((part) => [[score, part, 0, 97 + score], [score, part, 1, 5 + score]] as const)))
    count("highest", scores.flatMap((score) => [[score, 0, 0, 41], [score, 0, 1, 11]] as const))
    for (const [index] of SUBJECTS.entries()) {
        count("states", [1, 2, 3, 4, 5, 6, 7].flatMap((state) => [[index, state, 0, 71], [index, state, 1, 19]] as const))
        count("highestStates", [1, 2, 3, 4, 5, 6, 7].map((state) => [index, state, 0, 23] as const))
    }
    return analyse({
        asOf: Date.parse(AS_OF),
        outcome: {name: "won", event: "subscription_started", where: {property: "plan", values: ["team"]}},
        plan,
        subjects: SUBJECTS,
        threshold: 60,
        tables: addCounts(rows),
        unjudged: [{id: "x", title: "X", verdict: "not_replayable", reason: "No history."}],
    })
} // prettier-ignore

const DEFINITIONS: JudgedDefinition[] = SUBJECTS.map(({id, signal, settings}) => ({
    id,
    version: signal.version,
    settings: settings as Record<string, unknown>,
}))
const verified = (properties: Readonly<Record<string, unknown>>): unknown => {
    const trust = verify(properties, {publicKeys: [KEYS.publicKey], project: "7", kind: BACKTEST_COMPLETED})
    if (!trust.ok) throw new Error(trust.reason)
    return trust.envelope.content
}

describe("beton_backtest_completed", () => {
    const result = fullResult(180, DEFAULT_RULES)
    const event = backtestCompletedEvent(result, RUN, DEFINITIONS, WRITER)

    it("is fixed by its content, and its id by project, outcome and instant", () => {
        expect(event).toMatchObject({
            event: "beton_backtest_completed",
            uuid: backtestEventId("7", "won", AS_OF),
            timestamp: AS_OF,
            distinct_id: "beton:project:7",
        })
        expect(JSON.stringify(backtestCompletedEvent(result, RUN, DEFINITIONS, WRITER))).toBe(
            JSON.stringify(event),
        )
    })

    it("reads back as it was: the whole result, how it came about, and what was judged", () => {
        expect(result.signals).toHaveLength(17)
        expect(result.signals.every(({tuning}) => tuning !== null && tuning.rows.length > 1)).toBe(true)
        const overTheWire = JSON.parse(JSON.stringify(event)) as typeof event
        const content = backtestCompletedContentSchema.parse(verified(overTheWire.properties))
        expect(content).toEqual({...result, run: RUN, definitions: DEFINITIONS})
    })

    it("shows tiles the figures of each signal, and leaves the rest to the signed content", () => {
        const [first] = result.signals
        expect(event.properties).toMatchObject({
            $process_person_profile: false,
            beton_writer: "w_test",
            schema_version: 1,
            as_of: AS_OF,
            outcome_name: "won",
            base_rate: result.dates.value,
            run_id: "run",
            overall: {id: "overall", verdict: result.overall.verdict},
        })
        expect((event.properties.signals as object[])[0]).toEqual({
            id: first?.id,
            title: first?.title,
            verdict: first?.verdict,
            accounts: first?.whole.with.accounts,
            dates: first?.precision.n,
            converted_accounts: first?.whole.converted_accounts_with,
            lift: first?.whole.lift.value,
            lift_lo: first?.whole.lift.lo,
            lift_hi: first?.whole.lift.hi,
            precision: first?.precision.value,
            precision_lo: first?.precision.lo,
            precision_hi: first?.precision.hi,
            recall: first?.recall.value,
            new_per_month: first?.new_per_month,
            health: first?.health.state,
        })
        const {beton_payload: _payload, ...unsigned} = event.properties
        expect(JSON.stringify(unsigned).length).toBeLessThan(12_000)
    })

    it.each<[string, BacktestResult, number]>([
        ["on defaults", result, 500_000],
        [
            "over the longest period and horizon",
            fullResult(365, {...DEFAULT_RULES, horizonDays: 365}),
            900_000,
        ],
    ])("with 17 signals %s fits into an event (PostHog takes about a megabyte)", (_what, of, most) => {
        const {properties} = backtestCompletedEvent(of, RUN, DEFINITIONS, WRITER)
        const size = String(properties.beton_payload).length
        expect(size).toBeGreaterThan(100_000)
        expect(size).toBeLessThan(most)
    })
})

describe("a reader", () => {
    const content = {...fullResult(28, DEFAULT_RULES), run: RUN, definitions: DEFINITIONS}

    it("leaves out what a newer writer added", () => {
        const [signal, ...others] = content.signals
        const newer = {
            ...content,
            added: 1,
            signals: [{...signal, added: {deep: true}}, ...others],
            run: {...RUN, added: [1]},
        }
        expect(backtestCompletedContentSchema.parse(newer)).toEqual(content)
    })

    it.each<[string, object]>([
        ["of another version", {schema_version: 2}],
        ["without an outcome", {outcome: undefined}],
        ["with a figure that is a text", {accounts: "48"}],
        ["with a figure that is none", {accounts: Number.NaN}],
        ["with an unknown verdict", {overall: {...content.overall, verdict: "great"}}],
    ])("does not read one %s", (_what, changed) => {
        expect(backtestCompletedContentSchema.safeParse({...content, ...changed}).success).toBe(false)
    })
})
