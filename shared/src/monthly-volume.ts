import {CONFIDENCE} from "./backtest/shares"
import {poissonAtLeast, poissonAtMost} from "./stats/distributions/poisson"

/** An average per month with the 95 % range of its count. */
export interface MonthlyVolume {
    /** Things counted, and the months of 30 days they were counted in. */
    readonly count: number
    readonly months: number
    readonly per_month: number
    readonly lo: number
    readonly hi: number
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
