import fc from "fast-check"

import {analyse} from "../../shared/src/backtest/analyse"
import {type BacktestPlan, planBacktest} from "../../shared/src/backtest/plan"
import {type BacktestResult, VERDICTS} from "../../shared/src/backtest/result"
import {type Subject, subjectsOf} from "../../shared/src/backtest/subjects"
import {
    addCounts,
    type CountRow,
    type CountTables,
    type TableName,
    TABLES,
} from "../../shared/src/backtest/tables"
import {SIGNALS} from "../../shared/src/signals/index"
import {type CopiedRows, copyRows} from "../support/backtest/copy-rows"
import {countRows} from "../support/backtest/count-rows"
import {randomSource} from "../support/backtest/random-source"
import {tenantAccounts, THRESHOLD} from "../support/backtest/tenant"
import {drawTraits} from "../support/backtest/tenant-traits"

const AS_OF = Date.parse("2026-06-15T06:00:00Z")
const DAY_MS = 86_400_000
const PLAN = planBacktest(AS_OF, 180)
const SUBJECTS = subjectsOf(SIGNALS.map(({id}) => ({id, settings: {}})))

function accountsOf(seed: number, least = 5, most = 400): CopiedRows[] {
    const range = {accounts: [least, most], baseRate: [0.01, 0.4], prevalence: [0.005, 0.5], withTrend: 0.5, withFrailty: 0.5} as const // prettier-ignore
    const traits = drawTraits(randomSource(seed), range, SUBJECTS.length)
    return copyRows(tenantAccounts({seed, plan: PLAN, subjects: SUBJECTS, traits}))
}

function resultOf(tables: CountTables, plan: BacktestPlan = PLAN, asOf = AS_OF, subjects: readonly Subject[] = SUBJECTS): BacktestResult {
    const outcome = {name: "won", event: "subscription_started", where: null}
    return analyse({asOf, outcome, plan, subjects, threshold: THRESHOLD, tables})
} // prettier-ignore

function asRows(tables: CountTables): CountRow[] {
    return (Object.keys(TABLES) as TableName[]).map((name) => ({
        kind: TABLES[name],
        keys: [...tables[name].keys()],
        counts: [...tables[name].values()],
    }))
}

/** Every number anywhere in a value, with where it stands. */
function* numbersIn(value: unknown, path = ""): Generator<[string, number]> {
    if (typeof value === "number") yield [path, value]
    else if (typeof value === "object" && value !== null)
        for (const [name, part] of Object.entries(value)) yield* numbersIn(part, `${path}.${name}`)
}

/** Equal but for the order in which floating-point sums were made. */
function expectNearly(found: unknown, wanted: unknown): void {
    const rounded = (value: unknown): unknown =>
        JSON.parse(JSON.stringify(value, (_name, part: unknown) => (typeof part === "number" ? Number(part.toPrecision(9)) : part))) // prettier-ignore
    expect(rounded(found)).toEqual(rounded(wanted))
}

const anySeed = fc.integer({min: 1, max: 1e6})

test("who the accounts are, and in which order they come, changes nothing", () => {
    fc.assert(
        fc.property(anySeed, (seed) => {
            const accounts = accountsOf(seed)
            const random = randomSource(seed + 1)
            const shuffled = accounts.map((account) => ({account, at: random.uniform()})).sort((a, b) => a.at - b.at).map(({account}) => account) // prettier-ignore
            const [one, other] = [accounts, shuffled].map((list) => countRows(list, PLAN, SUBJECTS.length))
            expect(other).toEqual(one)
            expectNearly(resultOf(other!), resultOf(one!))
        }),
        {numRuns: 15},
    )
})

test("slices of accounts, in whatever order they arrive, add up to the whole", () => {
    fc.assert(
        fc.property(anySeed, fc.integer({min: 2, max: 7}), (seed, slices) => {
            const accounts = accountsOf(seed)
            const parts = Array.from({length: slices}, (_, slice) =>
                asRows(countRows(accounts.filter((_account, i) => i % slices === slice), PLAN, SUBJECTS.length)),
            )
            const whole = countRows(accounts, PLAN, SUBJECTS.length)
            expect(addCounts(parts.flat())).toEqual(whole)
            expect(addCounts(parts.reverse().flat())).toEqual(whole)
            expectNearly(resultOf(addCounts(parts.flat())), resultOf(whole))
        }),
        {numRuns: 15},
    )
}) // prettier-ignore

test("a multiple of 12 weeks later, everything is the same but for the dates", () => {
    fc.assert(
        fc.property(anySeed, fc.integer({min: -5, max: 5}), (seed, turns) => {
            const tables = countRows(accountsOf(seed), PLAN, SUBJECTS.length)
            const asOf = AS_OF + turns * 84 * DAY_MS
            const undated = (result: BacktestResult): unknown =>
                JSON.parse(JSON.stringify(result, (_name, value: unknown) => (typeof value === "string" && /^\d{4}-/.test(value) ? "date" : value))) // prettier-ignore
            expect(undated(resultOf(tables, planBacktest(asOf, 180), asOf))).toEqual(
                undated(resultOf(tables)),
            )
        }),
        {numRuns: 15},
    )
})

test("the order of signals changes no signal's result", () => {
    const backwards = [...SUBJECTS].reverse()
    fc.assert(
        fc.property(anySeed, (seed) => {
            const accounts = accountsOf(seed)
            const turned = accounts.map((account) => ({...account, states: [...account.states].reverse()}))
            const one = resultOf(countRows(accounts, PLAN, SUBJECTS.length))
            const other = resultOf(countRows(turned, PLAN, SUBJECTS.length), PLAN, AS_OF, backwards)
            expectNearly([...other.signals].reverse(), one.signals)
            expectNearly(other.overall, one.overall)
        }),
        {numRuns: 10},
    )
})

test("however little there is, every number is finite, every share within its range, every verdict one of the list", () => {
    fc.assert(
        fc.property(anySeed, fc.integer({min: 0, max: 60}), (seed, accounts) => {
            const result = resultOf(countRows(accountsOf(seed, 1, 60).slice(0, accounts), PLAN, SUBJECTS.length))
            for (const [path, value] of numbersIn(result)) expect([path, Number.isFinite(value)]).toEqual([path, true]) // prettier-ignore
            for (const {verdict, precision, recall, f1} of [...result.signals, result.overall]) {
                expect(VERDICTS).toContain(verdict)
                for (const {k, n, value, lo, hi} of [precision, recall, f1]) {
                    expect(k).toBeLessThanOrEqual(n)
                    if (value === null || lo === null || hi === null) continue
                    expect(lo).toBeLessThanOrEqual(value + 1e-9)
                    expect(hi).toBeGreaterThanOrEqual(value - 1e-9)
                }
            }
        }),
        {numRuns: 60},
    )
}) // prettier-ignore

test("what was not fixed in advance is confirmed by the later landmarks alone; routing also where points changed", () => {
    const tables = countRows(accountsOf(3, 300, 400), PLAN, SUBJECTS.length)
    const changed = subjectsOf(SIGNALS.map(({id}, i) => ({id, settings: i === 0 ? {growth: 2} : i === 1 ? {base: 5} : {}}))) // prettier-ignore
    const {signals, overall} = resultOf(tables, PLAN, AS_OF, changed)
    const later = PLAN.landmarks.filter(({period}) => period === "confirm").length
    expect(signals.map(({fixed_in_advance: fixed}) => fixed)).toEqual(SIGNALS.map((_signal, i) => i !== 0))
    expect(signals[0]!.confirmation.landmarks).toBe(later)
    expect(signals[0]!.whole.landmarks).toBeGreaterThan(2 * later)
    expect(signals[1]!.confirmation).toEqual(signals[1]!.whole)
    expect(overall.fixed_in_advance).toBe(false)
    expect(overall.confirmation.landmarks).toBe(later)
    expect(resultOf(tables).overall.fixed_in_advance).toBe(true)
    const onlyPoints = subjectsOf(SIGNALS.map(({id}, i) => ({id, settings: i === 1 ? {base: 5} : {}})))
    expect(resultOf(tables, PLAN, AS_OF, onlyPoints).overall.fixed_in_advance).toBe(false)
})
