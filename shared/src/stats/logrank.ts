import {chi2Sf, log10Chi2Sf} from "./distributions/chi-square"
import {mergeTimes, type SurvivalCount} from "./survival-table"

/** Log-rank test of two groups. */
export interface LogRank {
    /** Events in group 1. */
    readonly observed1: number
    /** Events that group 1 would have at the rates of both together. */
    readonly expected1: number
    /** One degree of freedom; null when the variance is 0 (no events while both groups were under observation). */
    readonly chi2: number | null
    readonly p: number | null
    /** log10 of p, also where p is below the smallest double. */
    readonly log10P: number | null
}

/**
 * Log-rank test of equal survival (Mantel 1966; Peto & Peto 1972): observed minus expected events of group 1 summed
 * over the event times, with the hypergeometric variance. Assumes uninformative censoring; most powerful when one
 * hazard is a multiple of the other, blind to curves that cross.
 *
 * @param group1,group0 events and censorings per time, in any order
 */
export function logRank(group1: readonly SurvivalCount[], group0: readonly SurvivalCount[]): LogRank {
    const [table1, table0] = [mergeTimes(group1), mergeTimes(group0)]
    const byTime1 = new Map(table1.map((count) => [count.time, count]))
    const byTime0 = new Map(table0.map((count) => [count.time, count]))
    let [atRisk1, atRisk0] = [unitsOf(table1), unitsOf(table0)]
    let [observed1, expected1, variance] = [0, 0, 0]
    for (const {time} of mergeTimes([...table1, ...table0])) {
        const [at1, at0] = [byTime1.get(time), byTime0.get(time)]
        const events = (at1?.events ?? 0) + (at0?.events ?? 0)
        const atRisk = atRisk1 + atRisk0
        observed1 += at1?.events ?? 0
        expected1 += (events * atRisk1) / atRisk
        if (atRisk > 1)
            variance +=
                ((events * atRisk1) / atRisk) * (atRisk0 / atRisk) * ((atRisk - events) / (atRisk - 1))
        atRisk1 -= (at1?.events ?? 0) + (at1?.censored ?? 0)
        atRisk0 -= (at0?.events ?? 0) + (at0?.censored ?? 0)
    }
    const chi2 = variance > 0 ? (observed1 - expected1) ** 2 / variance : null
    return {
        observed1,
        expected1,
        chi2,
        p: chi2 === null ? null : chi2Sf(chi2, 1),
        log10P: chi2 === null ? null : log10Chi2Sf(chi2, 1),
    }
}

function unitsOf(table: readonly SurvivalCount[]): number {
    return table.reduce((sum, {events, censored}) => sum + events + censored, 0)
}
