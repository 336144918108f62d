/** What happened at one time: how many closed and how many were last seen open. */
export interface SurvivalCount {
    /** Time since the start, such as days from creation; >= 0. */
    readonly time: number
    readonly events: number
    /** Units still open when last seen (censored). At equal times events come before censorings. */
    readonly censored: number
}

/** One unit: its time, and whether the event happened then (otherwise it was still open). */
export interface SurvivalRow {
    readonly time: number
    readonly event: boolean
}

/** The counts per distinct time, ascending; rows of equal times are added up. */
export function survivalTable(rows: readonly SurvivalRow[]): SurvivalCount[] {
    return mergeTimes(rows.map(({time, event}) => ({time, events: event ? 1 : 0, censored: event ? 0 : 1})))
}

/**
 * Counts in ascending order with one entry per time; times at which nothing happened are left out.
 *
 * @throws Error when a time or count is negative or no number
 */
export function mergeTimes(counts: readonly SurvivalCount[]): SurvivalCount[] {
    const wrong = counts.find((count) => !isCount(count))
    if (wrong !== undefined) throw new Error(`No survival count: ${JSON.stringify(wrong)}.`)
    const byTime = new Map<number, {time: number; events: number; censored: number}>()
    for (const {time, events, censored} of counts) {
        const sum = byTime.get(time)
        if (sum === undefined) byTime.set(time, {time, events, censored})
        else {
            sum.events += events
            sum.censored += censored
        }
    }
    return [...byTime.values()]
        .filter(({events, censored}) => events + censored > 0)
        .sort((x, y) => x.time - y.time)
}

function isCount({time, events, censored}: SurvivalCount): boolean {
    return time >= 0 && time < Infinity && [events, censored].every((n) => n >= 0 && n < Infinity)
}
