import {twoSidedZ} from "./distributions/normal"
import {crossingOfHalf} from "./median-crossing"
import {mergeTimes, type SurvivalCount} from "./survival-table"

/** The curve just after one time. */
export interface SurvivalPoint {
    readonly time: number
    /** Units under observation just before this time. */
    readonly atRisk: number
    readonly events: number
    readonly censored: number
    /** Share still open, 0..1. */
    readonly survival: number
    /** Greenwood's standard error of `survival`; null once it is 0. */
    readonly stdErr: number | null
}

/** Limits of the median; null = the band does not come down to one half ("not reached yet"). */
export interface MedianLimits {
    readonly lo: number | null
    readonly hi: number | null
}

/** Area under the curve up to a time: the mean time within that horizon. */
export interface RestrictedMean {
    /** In the unit of the times. */
    readonly mean: number
    readonly se: number
}

/** Kaplan-Meier estimate. */
export interface KaplanMeier {
    readonly n: number
    readonly events: number
    readonly points: readonly SurvivalPoint[]
    /** Null = not reached yet. */
    readonly median: number | null
    /** From the log-log band (Brookmeyer & Crowley 1982): the one to show. */
    readonly medianLogLog: MedianLimits
    /** From the log band. */
    readonly medianLog: MedianLimits
}

/**
 * Share of units still open over time when many have not closed yet (Kaplan & Meier 1958): the product of
 * 1 - events/at risk. Median = the first time at which the share is at most one half, or the middle of the flat
 * stretch where it is exactly that; its limits come from the pointwise bands in the same way.
 *
 * Assumes that being still open says nothing about when a unit will close, given how long it has been open.
 *
 * @param counts events and censorings per time, in any order
 * @param conf confidence, 0..1
 */
export function kaplanMeier(counts: readonly SurvivalCount[], conf: number): KaplanMeier {
    const points = curve(counts)
    const z = twoSidedZ(conf)
    const band = (transform: typeof logLog, sign: 1 | -1) =>
        crossingOfHalf(
            points.map(({time, survival, variance}) => [time, transform(survival, variance, sign * z)]),
        )
    return {
        n: points[0]?.atRisk ?? 0,
        events: points.reduce((sum, point) => sum + point.events, 0),
        points: points.map(({variance, ...point}) => ({
            ...point,
            stdErr: point.survival === 0 ? null : point.survival * Math.sqrt(variance),
        })),
        median: crossingOfHalf(points.map(({time, survival}) => [time, survival])),
        medianLogLog: {lo: band(logLog, -1), hi: band(logLog, 1)},
        medianLog: {lo: band(log, -1), hi: band(log, 1)},
    }
}

/**
 * Restricted mean time: the area under the Kaplan-Meier curve up to `tau`, with the standard error of Greenwood's
 * type √Σ (area from t_i to tau)² d_i / (n_i (n_i - d_i)). Beyond the last time the curve is carried on as it is.
 *
 * @param tau horizon, in the unit of the times, >= 0
 * @returns null without units or for an invalid horizon
 */
export function restrictedMean(counts: readonly SurvivalCount[], tau: number): RestrictedMean | null {
    const points = curve(counts).filter(({time}) => time <= tau)
    if (counts.length === 0 || !(tau >= 0 && tau < Infinity)) return null
    let end = tau
    let area = 0
    let variance = 0
    for (const {time, survival, atRisk, events} of points.reverse()) {
        area += survival * (end - time)
        end = time
        // Where everybody left has closed the area beyond is 0 and adds nothing.
        if (area > 0) variance += (area * area * events) / (atRisk * (atRisk - events))
    }
    return {mean: area + end, se: Math.sqrt(variance)}
}

function curve(counts: readonly SurvivalCount[]) {
    const table = mergeTimes(counts)
    let atRisk = table.reduce((sum, {events, censored}) => sum + events + censored, 0)
    let survival = 1
    let variance = 0
    return table.map(({time, events, censored}) => {
        survival *= (atRisk - events) / atRisk
        // Variance of ln survival; Infinity once nobody is left.
        if (events > 0) variance += events / (atRisk * (atRisk - events))
        const point = {time, atRisk, events, censored, survival, variance}
        atRisk -= events + censored
        return point
    })
}

/** Pointwise limit exp(-exp(ln(-ln S) ∓ z se)); null where S is 0 or 1. */
function logLog(survival: number, variance: number, z: number): number | null {
    if (survival === 0 || survival === 1) return null
    const cumulative = -Math.log(survival)
    return Math.exp(-cumulative * Math.exp((-z * Math.sqrt(variance)) / cumulative))
}

/** Pointwise limit S exp(± z se), at most 1; null where S is 0. */
function log(survival: number, variance: number, z: number): number | null {
    return survival === 0 ? null : Math.min(1, survival * Math.exp(z * Math.sqrt(variance)))
}
