import type {Comparison} from "./backtest/result"
import {CONFIDENCE} from "./backtest/shares"
import {poissonAtLeast, poissonAtMost} from "./stats/distributions/poisson"

const DAY_MS = 86_400_000
const WEEK_DAYS = 7
const MONTH_DAYS = 30

/** An average per month with the 95 % range of its count. */
export interface MonthlyVolume {
    /** Things counted, and the months of 30 days they were counted in. */
    readonly count: number
    readonly months: number
    readonly per_month: number
    readonly lo: number
    readonly hi: number
}

/** Length of a comparison's period in months of 30 days, each landmark standing for a week; null without landmarks. */
export function monthsOf({from, to}: Pick<Comparison, "from" | "to">): number | null {
    if (from === null || to === null) return null
    return ((Date.parse(to) - Date.parse(from)) / DAY_MS + WEEK_DAYS) / MONTH_DAYS
}

/** A count over a period as a monthly average with its exact Poisson range. @throws RangeError when it is none */
export function monthlyVolume(count: number, months: number): MonthlyVolume {
    if (!(months > 0 && months < Infinity)) throw new RangeError("A volume needs a period.")
    const {lo, hi} = poissonRange(count)
    return {count, months, per_month: count / months, lo: lo / months, hi: hi / months}
}

/**
 * Exact 95 % range of a Poisson mean (Garwood 1936): the means for which so many or more, and so few or fewer, have a
 * chance of 2.5 %. 0 to 3.69 for a count of 0. Assumes independent events: a range of things that come in bursts is wider.
 *
 * @throws RangeError unless the count is a whole number from 0 on
 */
export function poissonRange(count: number): {readonly lo: number; readonly hi: number} {
    if (!Number.isInteger(count) || count < 0) throw new RangeError("A Poisson count is a whole number.")
    const tail = (1 - CONFIDENCE) / 2
    return {
        lo: count === 0 ? 0 : solve((mean) => poissonAtLeast(count, mean) < tail, 0, count),
        hi: solve((mean) => poissonAtMost(count, mean) > tail, count, 2 * count + 10),
    }
}

/** The mean at which a test that holds from `low` on stops to hold, by bisection. */
function solve(holds: (mean: number) => boolean, low: number, high: number): number {
    let [from, to] = [low, high]
    for (;;) {
        const middle = (from + to) / 2
        if (middle <= from || middle >= to) return middle
        if (holds(middle)) from = middle
        else to = middle
    }
}
