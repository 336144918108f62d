import type {TwoGroups} from "../stats/two-groups"
import type {BacktestPlan, Landmark, Period} from "./plan"
import {cellsOf, countAt, type CountTables} from "./tables"

/** Distinct accounts behind a comparison. */
export interface AccountCounts {
    /** At risk at some landmark, and how many of those convert after one. */
    readonly accounts: number
    readonly converted: number
    readonly exposed: number
    readonly exposedConverted: number
    readonly unexposed: number
}

/** Which landmarks a figure is about. */
export type Scope = "whole" | "confirm"

/** The mature landmarks from the first on at which anybody was at risk: before that there are no data. */
export function coveredLandmarks(tables: CountTables, plan: BacktestPlan): readonly Landmark[] {
    const first = plan.landmarks.findIndex((_landmark, index) =>
        [0, 1].some((y) => countAt(tables, "landmarks", index + 1, 0, y) > 0),
    )
    return first < 0 ? [] : plan.landmarks.slice(first).filter(({mature}) => mature)
}

/** Account-dates with and without a subject, landmark by landmark of the plan; zeros where a landmark is not of the scope. */
export function strataOf(
    tables: CountTables,
    plan: BacktestPlan,
    subject: number,
    scope: Scope,
): TwoGroups[] {
    return plan.landmarks.map(({mature, period}, index) => {
        if (!mature || !belongs(period, scope)) return {a: 0, n1: 0, c: 0, n0: 0}
        const at = (s: number, y: number): number => countAt(tables, "landmarks", index + 1, s, y)
        const [a, n1] = [at(subject, 1), at(subject, 0) + at(subject, 1)]
        return {a, n1, c: at(0, 1) - a, n0: at(0, 0) + at(0, 1) - n1}
    })
}

function belongs(period: Period | null, scope: Scope): boolean {
    return scope === "whole" ? period !== null : period === "confirm"
}

/** All strata together. */
export function total(strata: readonly TwoGroups[]): TwoGroups {
    return strata.reduce(
        (sum, {a, n1, c, n0}) => ({a: sum.a + a, n1: sum.n1 + n1, c: sum.c + c, n0: sum.n0 + n0}),
        {a: 0, n1: 0, c: 0, n0: 0},
    )
}

/** Account-dates with and without, by the score reaching a threshold. */
export function scoreGroups(tables: CountTables, threshold: number): TwoGroups {
    const sum = {a: 0, n1: 0, c: 0, n0: 0}
    for (const {a: score, c: converts, n} of cellsOf(tables, "scores")) {
        const flagged = score >= threshold
        sum[flagged ? "n1" : "n0"] += n
        if (converts === 1) sum[flagged ? "a" : "c"] += n
    }
    return sum
}

/** Account-dates at which a signal is in a state or beyond, against all others at risk. */
export function stateGroups(tables: CountTables, signal: number, state: number, all: TwoGroups): TwoGroups {
    let [a, n1] = [0, 0]
    for (const {a: index, b, c: converts, n} of cellsOf(tables, "states")) {
        if (index !== signal || b < state) continue
        n1 += n
        if (converts === 1) a += n
    }
    return {a, n1, c: all.a + all.c - a, n0: all.n1 + all.n0 - n1}
}

/** Distinct accounts of a subject. */
export function accountsOf(tables: CountTables, subject: number, scope: Scope): AccountCounts {
    const period = scope === "whole" ? 0 : 1
    const at = (s: number, c: number): number => countAt(tables, "accounts", s, period, c)
    return {
        accounts: at(0, 0),
        converted: at(0, 1),
        exposed: at(subject, 0),
        exposedConverted: at(subject, 1),
        unexposed: at(subject, 2),
    }
}

/** One row an account: its first landmark of the scope (METHODS §3.2, for tables with an empty cell). */
export function firstRows(tables: CountTables, subject: number, scope: Scope): TwoGroups {
    const period = scope === "whole" ? 0 : 1
    const at = (c: number): number => countAt(tables, "first", subject, period, c)
    return {a: at(3), n1: at(2) + at(3), c: at(1), n0: at(0) + at(1)}
}

/** New exposures and how many of those convert, landmark by landmark: what sales would have been sent. */
export function entriesOf(
    tables: CountTables,
    plan: BacktestPlan,
    subject: number,
): {readonly day: number; readonly n: number; readonly converted: number}[] {
    return plan.landmarks.flatMap(({day, mature}, index) => {
        if (!mature) return []
        const converted = countAt(tables, "entries", index + 1, subject, 1)
        return [{day, n: countAt(tables, "entries", index + 1, subject, 0) + converted, converted}]
    })
}

/** Accounts whose highest score reaches a threshold; with `converts`, before a conversion. */
export function accountsReaching(tables: CountTables, threshold: number, converts: boolean): number {
    let sum = 0
    for (const {a: score, c, n} of cellsOf(tables, "highest"))
        if (score >= threshold && (c === 1) === converts) sum += n
    return sum
}

/** Accounts that reach a state of a signal or one beyond. */
export function accountsInState(tables: CountTables, signal: number, state: number): number {
    let sum = 0
    for (const {a: index, b, n} of cellsOf(tables, "highestStates"))
        if (index === signal && b >= state) sum += n
    return sum
}

/** Account-dates at which the score newly reaches a threshold. */
export function entriesReaching(tables: CountTables, threshold: number): number {
    let sum = 0
    for (const {a: score, n} of cellsOf(tables, "scores")) if (score >= threshold) sum += n
    for (const {a: kept, n} of cellsOf(tables, "keptScores")) if (kept >= threshold) sum -= n
    return sum
}
