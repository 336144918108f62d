import {expit, fitLogistic} from "./newton"
import {
    checkUnits,
    jeffreysRate,
    shrinkageStrength,
    type ShrunkenRate,
    shrunkenRate,
    type UnitCounts,
} from "./shrinkage-strength"

/** Conversions and size of one score bucket at position x on the score axis. */
export interface BucketCounts extends UnitCounts {
    readonly x: number
}

/** Rates of ordered buckets, shrunken to a logistic trend in x; shares in 0..1. */
export type BucketTrendShrinkage =
    | {
          readonly status: "ok"
          readonly intercept: number
          readonly slope: number
          /** Size of the prior in observations. */
          readonly strength: number
          /** Trend per bucket, kept within [0.0001, 0.9999]. */
          readonly trend: number[]
          readonly buckets: ShrunkenRate[]
      }
    | {
          /** No bucket, or every bucket, converted: Jeffreys' prior per bucket, no trend. */
          readonly status: "degenerate_jeffreys"
          readonly intercept: null
          readonly slope: null
          readonly strength: null
          readonly trend: null
          readonly buckets: ShrunkenRate[]
      }

/** Penalty on the slope: keeps it finite when the buckets separate perfectly. */
const RIDGE = 0.1
const TREND_MARGIN = 1e-4

/**
 * Conversion probability per ordered score bucket, shrunken towards a logistic trend (METHODS §4): the trend minimises
 * Σ[n ln(1+e^η) - k η] + 0.05·slope², η = intercept + slope·x; then a beta-binomial posterior around it with the
 * strength of {@link shrinkageStrength}. The variance adds that of the trend, (m(1-m))²·[1,x] H⁻¹ [1,x]ᵀ, H the
 * penalised Hessian.
 *
 * Assumes that the rate is roughly logistic in x: where the truth is a step, coverage falls to 79 % (METHODS §4), so
 * use the interval only with n >= 200 and an acceptable calibration line. The rates need not be monotone.
 *
 * Edge cases: empty buckets get the trend; no or only conversions: Jeffreys' prior per bucket.
 */
export function bucketTrendShrinkage(buckets: readonly BucketCounts[]): BucketTrendShrinkage {
    checkUnits(buckets)
    const conversions = buckets.reduce((sum, {k}) => sum + k, 0)
    const members = buckets.reduce((sum, {n}) => sum + n, 0)
    if (conversions === 0 || conversions === members) {
        const none = {intercept: null, slope: null, strength: null, trend: null}
        return {status: "degenerate_jeffreys", ...none, buckets: buckets.map(jeffreysRate)}
    }
    const fit = fitLogistic(
        buckets.map(({k, n, x}) => ({features: [x], successes: k, trials: n})),
        RIDGE,
    )
    if (fit === null) throw new Error("The penalised trend has a finite optimum, but it was not reached.")
    const {intercept} = fit
    const slope = fit.slopes[0]!
    const rates = buckets.map(({x}) => expit(intercept + slope * x))
    const trend = rates.map((rate) => Math.min(Math.max(rate, TREND_MARGIN), 1 - TREND_MARGIN))
    const strength = shrinkageStrength(buckets, trend)
    const varianceOfLogit = trendVariance(buckets, rates)
    return {
        status: "ok",
        intercept,
        slope,
        strength,
        trend,
        buckets: buckets.map((bucket, i) => {
            const m = trend[i]!
            return shrunkenRate(bucket, m, (m * (1 - m)) ** 2 * varianceOfLogit(bucket.x), strength)
        }),
    }
}

/** x -> [1,x] H⁻¹ [1,x]ᵀ, with x centred first: the intercept is free, so the value is the same. */
function trendVariance(buckets: readonly BucketCounts[], rates: readonly number[]): (x: number) => number {
    const weights = buckets.map(({n}, i) => n * rates[i]! * (1 - rates[i]!))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const centre = buckets.reduce((sum, {x}, i) => sum + weights[i]! * x, 0) / total
    const spread = buckets.reduce((sum, {x}, i) => sum + weights[i]! * (x - centre) ** 2, 0)
    return (x) => 1 / total + (x - centre) ** 2 / (spread + RIDGE)
}
