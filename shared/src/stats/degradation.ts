import {bernoulliCusum, cusumThreshold, type OutcomePeriod} from "./bernoulli-cusum"
import {betaBinomialChart} from "./beta-binomial-chart"

/** Verdict on a rate that is watched over time (METHODS §7). */
export type DegradationState = "healthy" | "watch" | "degrading" | "insufficient_data"

/** Why there is too little data for a verdict. */
export type DegradationReason = "baseline_too_small" | "too_few_periods" | "too_few_recent_outcomes"

/** Fewest resolved outcomes of the frozen reference period. */
export const BASELINE_OUTCOMES = 60
/** The last periods that must hold outcomes, and how many. */
export const RECENT_PERIODS = 3
export const RECENT_OUTCOMES = 10
/** Level of the predictive chart per period. */
const CHART_ALPHA = 0.01
/** Chance of a false CUSUM alarm over the horizon that its threshold is made for. */
const CUSUM_FALSE_ALARM = 0.05
/** The fall that the CUSUM looks for: 15 points, or 30 % of a rate below 30 %. */
const FALL = 0.15
const SMALL_RATE = 0.3
const SMALL_RATE_FACTOR = 0.7

/** Both charts after one period. */
export interface DegradationPoint extends OutcomePeriod {
    /** Predictive lower mid-p of this period alone. */
    readonly lowerMidP: number
    readonly chartAlarm: boolean
    /** CUSUM over all periods so far. */
    readonly cusum: number
    readonly cusumAlarm: boolean
    /** The verdict as it stood after this period. */
    readonly state: DegradationState
}

/** How often a rate that has not changed is called into question, by design. */
export interface FalseAlarmRate {
    /** Level of the chart per period, after division by the number of watched signals. */
    readonly chartPerPeriod: number
    /** Bound on the chance of at least one chart alarm over the given periods, 1 - (1 - level)^periods. */
    readonly chartOverPeriods: number
    /**
     * Chance of at least one CUSUM alarm over `cusumOutcomes` outcomes, at most about: the threshold is made for
     * outcomes one by one, and at the end of a period fewer alarms are seen.
     */
    readonly cusum: number
    readonly cusumOutcomes: number
    /** False where the CUSUM's threshold is not backed by the simulations of METHODS §7. */
    readonly cusumSimulated: boolean
}

/** Verdict with what it rests on. */
export interface Degradation {
    readonly state: DegradationState
    /** Null unless the state is insufficient_data. */
    readonly reason: DegradationReason | null
    readonly points: readonly DegradationPoint[]
    /** CUSUM design: rates 0..1 and threshold. Null when the baseline is too small. */
    readonly design: {readonly p0: number; readonly p1: number; readonly h: number} | null
    readonly falseAlarms: FalseAlarmRate | null
}

/**
 * Whether a rate has fallen since a frozen reference period. Two charts that see different things: the predictive
 * beta-binomial chart sees a deep fall in one period, the CUSUM a lasting smaller one. Watch = one of them alarms
 * in the latest period; degrading = both do, or the CUSUM alarmed one period before the chart.
 *
 * Only resolved outcomes count (their horizon has passed), so every verdict is one horizon late. Assumes independent
 * outcomes; the baseline must not be moved along, or it would absorb the fall.
 *
 * @param input.baseline the frozen reference period; at least 60 outcomes
 * @param input.periods later periods of equal length, oldest first
 * @param input.watchedSignals signals watched with the same rule; alpha is divided by it
 * @param input.horizonOutcomes outcomes over which the CUSUM keeps its false alarm rate; twice the baseline (which is
 *     what the thresholds were simulated for) or all outcomes so far, whichever is more, when left out
 */
export function degradation(input: {
    readonly baseline: OutcomePeriod
    readonly periods: readonly OutcomePeriod[]
    readonly watchedSignals?: number
    readonly horizonOutcomes?: number
}): Degradation {
    const {baseline, periods, watchedSignals = 1} = input
    if (!(watchedSignals >= 1)) throw new Error(`At least one signal is watched, not ${watchedSignals}.`)
    if (baseline.n < BASELINE_OUTCOMES)
        return {
            state: "insufficient_data",
            reason: "baseline_too_small",
            points: [],
            design: null,
            falseAlarms: null,
        }
    const seen = periods.reduce((sum, {n}) => sum + n, 0)
    const cusumOutcomes = input.horizonOutcomes ?? Math.max(2 * baseline.n, seen)
    const design = cusumDesign(baseline, cusumOutcomes * watchedSignals)
    const level = CHART_ALPHA / watchedSignals
    const points = chart(baseline, periods, design, level)
    const reason = missing(periods)
    return {
        state: points[points.length - 1]?.state ?? "insufficient_data",
        reason,
        points,
        design: {p0: design.p0, p1: design.p1, h: design.h},
        falseAlarms: {
            chartPerPeriod: level,
            chartOverPeriods: -Math.expm1(periods.length * Math.log1p(-level)),
            cusum: CUSUM_FALSE_ALARM / watchedSignals,
            cusumOutcomes,
            cusumSimulated: design.simulated,
        },
    }
}

/** The rate is taken with Jeffreys' prior, as the chart takes it: a perfect baseline is no certainty. */
function cusumDesign({successes, n}: OutcomePeriod, outcomes: number) {
    const p0 = (successes + 0.5) / (n + 1)
    const p1 = p0 < SMALL_RATE ? p0 * SMALL_RATE_FACTOR : p0 - FALL
    return {p0, p1, ...cusumThreshold(outcomes, true)}
}

function chart(
    baseline: OutcomePeriod,
    periods: readonly OutcomePeriod[],
    design: {readonly p0: number; readonly p1: number; readonly h: number},
    level: number,
): DegradationPoint[] {
    const {path} = bernoulliCusum(periods, design)
    const points: DegradationPoint[] = []
    periods.forEach((period, index) => {
        const predicted = betaBinomialChart(baseline.successes, baseline.n, period.successes, period.n)
        if (predicted === null) throw new Error(`No whole counts: ${period.successes} of ${period.n}.`)
        const lowerMidP = predicted.lowerMidP.p
        const chartAlarm = period.n > 0 && lowerMidP < level
        const cusum = path[index]!
        const cusumAlarm = cusum >= design.h
        const both = chartAlarm && (cusumAlarm || (points[index - 1]?.cusumAlarm ?? false))
        const alarmed = both ? "degrading" : chartAlarm || cusumAlarm ? "watch" : "healthy"
        const state = missing(periods.slice(0, index + 1)) === null ? alarmed : "insufficient_data"
        points.push({...period, lowerMidP, chartAlarm, cusum, cusumAlarm, state})
    })
    return points
}

function missing(periods: readonly OutcomePeriod[]): DegradationReason | null {
    if (periods.length < RECENT_PERIODS) return "too_few_periods"
    const recent = periods.slice(-RECENT_PERIODS).reduce((sum, {n}) => sum + n, 0)
    return recent < RECENT_OUTCOMES ? "too_few_recent_outcomes" : null
}
