import {type ClusteredRiskRatio, clusteredRiskRatio, type ClusteredRow} from "./clustered-risk-ratio"

/** What is known of one account; days are integers. */
export interface AccountHistory {
    /** First day known to the system. */
    readonly enter: number
    /** Day of conversion; null = not converted. */
    readonly convert: number | null
    /** Day of closing or deletion; null = still there. */
    readonly exit: number | null
    /** Days on which the signal fired, in any order. */
    readonly firings: readonly number[]
    /** Days with activity, in any order. */
    readonly activity: readonly number[]
}

/** Definition of a landmark backtest, all in days (METHODS §3.1). */
export interface LandmarkSettings {
    /** Exposed on t: fired in (t - window, t]. */
    readonly window: number
    /** Outcome: converted in (t + gap, t + gap + horizon]. */
    readonly horizon: number
    readonly gap: number
    /** Index dates first, first + step, ... */
    readonly step: number
    readonly first: number
    /** Days an account must have been known on t. */
    readonly minTenure: number
    /** At risk only with activity in (t - activeWithin, t]; null = no such rule. */
    readonly activeWithin: number | null
    /** Last day with complete data: only dates with t + gap + horizon <= dataEnd are used. */
    readonly dataEnd: number
}

/** One account at risk on one index date. */
export interface LandmarkRow extends ClusteredRow {
    /** Index of the account. */
    readonly cluster: number
    /** Index date. */
    readonly stratum: number
}

/** Counts of one index date. */
export interface DateCounts {
    readonly date: number
    readonly a: number
    readonly n1: number
    readonly c: number
    readonly n0: number
}

/** Result over all index dates. */
export interface LandmarkBacktest extends ClusteredRiskRatio {
    readonly perDate: DateCounts[]
}

/** Index dates whose outcome window is complete. */
export function indexDates({first, step, gap, horizon, dataEnd}: LandmarkSettings): number[] {
    if (!(step > 0)) throw new RangeError("step must be above 0")
    const dates: number[] = []
    for (let date = first; date + gap + horizon <= dataEnd; date += step) dates.push(date)
    return dates
}

/**
 * Account-dates of a landmark backtest: nothing after the index date decides who is in the risk set or exposed.
 * In memory; the reference for the same tabulation in a database.
 *
 * At risk on t: known for minTenure days, not converted by t + gap, not closed by t, and active lately. Rows come date
 * by date, accounts in order.
 */
export function landmarkRows(accounts: readonly AccountHistory[], settings: LandmarkSettings): LandmarkRow[] {
    const {window, horizon, gap, minTenure, activeWithin} = settings
    const sorted = accounts.map(({firings, activity}) => ({
        firings: ascending(firings),
        activity: ascending(activity),
    }))
    const rows: LandmarkRow[] = []
    for (const date of indexDates(settings)) {
        accounts.forEach(({enter, convert, exit}, cluster) => {
            if (enter + minTenure > date) return
            if (convert !== null && convert <= date + gap) return
            if (exit !== null && exit <= date) return
            const {firings, activity} = sorted[cluster]!
            if (activeWithin !== null && daysIn(activity, date - activeWithin, date) === 0) return
            rows.push({
                cluster,
                stratum: date,
                e: daysIn(firings, date - window, date) > 0,
                y: convert !== null && convert <= date + gap + horizon,
            })
        })
    }
    return rows
}

/**
 * Landmark backtest of one signal (METHODS §3): crude risk ratio over account-dates and Mantel-Haenszel risk ratio over
 * index dates, both with account-clustered intervals, and the counts of every date. The lift is predictive, not causal.
 *
 * @param conf confidence level, 0..1
 */
export function landmarkBacktest(
    accounts: readonly AccountHistory[],
    settings: LandmarkSettings,
    conf = 0.95,
): LandmarkBacktest {
    const rows = landmarkRows(accounts, settings)
    const counts = new Map(indexDates(settings).map((date) => [date, {date, a: 0, n1: 0, c: 0, n0: 0}]))
    for (const {stratum, e, y} of rows) {
        const at = counts.get(stratum)!
        if (e) {
            at.n1++
            if (y) at.a++
        } else {
            at.n0++
            if (y) at.c++
        }
    }
    return {...clusteredRiskRatio(rows, conf), perDate: [...counts.values()]}
}

/** How many of the ascending days lie in (after, until]. */
export function daysIn(days: readonly number[], after: number, until: number): number {
    return countUpTo(days, until) - countUpTo(days, after)
}

/** The days in ascending order; those that are already are not copied. */
export function ascending(days: readonly number[]): readonly number[] {
    for (let i = 1; i < days.length; i++) {
        if (days[i - 1]! > days[i]!) return [...days].sort((a, b) => a - b)
    }
    return days
}

function countUpTo(days: readonly number[], until: number): number {
    let low = 0
    let high = days.length
    while (low < high) {
        const middle = (low + high) >> 1
        if (days[middle]! <= until) low = middle + 1
        else high = middle
    }
    return low
}
