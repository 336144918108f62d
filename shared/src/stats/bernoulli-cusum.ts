/** Resolved outcomes of one period. */
export interface OutcomePeriod {
    readonly successes: number
    readonly n: number
}

/** A chart with its first alarm. */
export interface ControlChart {
    /** Statistic after each period. */
    readonly path: readonly number[]
    /** 0-based; null = no alarm. */
    readonly alarmIndex: number | null
}

/**
 * CUSUM for a fall of a rate from p0 to p1 (Page 1954; Reynolds & Stoumbos 1999):
 * S = max(0, S + k ln(p1/p0) + (n-k) ln((1-p1)/(1-p0))) after each period, alarm when S >= h. The path goes on after
 * an alarm. Outcomes one by one are periods of n = 1.
 *
 * Assumes independent outcomes in the order in which they were resolved, and that p0 is known; when it was estimated
 * see {@link cusumThreshold}.
 *
 * @throws Error unless 0 < p1 < p0 < 1 and the counts are proportions
 */
export function bernoulliCusum(
    periods: readonly OutcomePeriod[],
    {p0, p1, h}: {readonly p0: number; readonly p1: number; readonly h: number},
): ControlChart {
    if (!(p1 > 0 && p1 < p0 && p0 < 1))
        throw new Error(`A CUSUM for a fall needs 0 < p1 < p0 < 1, not ${p1}, ${p0}.`)
    const perSuccess = Math.log(p1 / p0)
    const perFailure = Math.log1p((p0 - p1) / (1 - p0))
    let sum = 0
    const path = periods.map(({successes, n}) => {
        if (!(successes >= 0 && successes <= n)) throw new Error(`No proportion: ${successes} of ${n}.`)
        sum = Math.max(0, sum + successes * perSuccess + (n - successes) * perFailure)
        return sum
    })
    const alarm = path.findIndex((value) => value >= h)
    return {path, alarmIndex: alarm < 0 ? null : alarm}
}

/** Thresholds for 5 % false alarms over so many outcomes with a known p0, simulated (METHODS §7). */
const KNOWN_BASELINE = [
    [120, 4.4],
    [240, 5.2],
    [600, 6.2],
    [1200, 6.9],
] as const
/** The same with p0 estimated from half as many outcomes; simulated at 120 to 1,200 outcomes (5.9 to 7.7). */
const ESTIMATED_BASELINE = 7.4

/** A CUSUM threshold and how far it is backed by simulation. */
export interface CusumThreshold {
    readonly h: number
    /** False where the horizon lies outside the simulated 120 to 1,200 outcomes. */
    readonly simulated: boolean
}

/**
 * Threshold h for about 5 % false alarms over `horizon` outcomes, by the figures of METHODS §7.
 *
 * With a known baseline it is interpolated in ln(horizon): the chance of a false alarm is about proportional to
 * horizon × e^-h, so h grows with the logarithm. Below 120 outcomes it stays at the first figure (cautious), above
 * 1,200 it goes on with that slope of 1. With a baseline estimated from half as many outcomes it is 7.4, as METHODS
 * asks, and likewise beyond 1,200.
 *
 * @param horizon outcomes that the rate holds for, > 0
 */
export function cusumThreshold(horizon: number, estimatedBaseline: boolean): CusumThreshold {
    if (!(horizon > 0 && horizon < Infinity))
        throw new Error(`The horizon must be above 0 outcomes, not ${horizon}.`)
    const [first, last] = [KNOWN_BASELINE[0], KNOWN_BASELINE[KNOWN_BASELINE.length - 1]!]
    const simulated = horizon >= first[0] && horizon <= last[0]
    const beyond = Math.max(0, Math.log(horizon / last[0]))
    if (estimatedBaseline) return {h: ESTIMATED_BASELINE + beyond, simulated}
    if (!simulated) return {h: (horizon < first[0] ? first[1] : last[1]) + beyond, simulated}
    const right = KNOWN_BASELINE.find(([outcomes]) => outcomes >= horizon)!
    const left = KNOWN_BASELINE[Math.max(0, KNOWN_BASELINE.indexOf(right) - 1)]!
    if (left === right) return {h: right[1], simulated}
    const share = Math.log(horizon / left[0]) / Math.log(right[0] / left[0])
    return {h: left[1] + share * (right[1] - left[1]), simulated}
}
