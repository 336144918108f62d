import {bucketTrendShrinkage} from "../stats/bucket-trend-shrinkage"
import {clippedLogit} from "../stats/calibration-line"
import {isotonic} from "../stats/isotonic"
import {fitLogistic} from "../stats/newton"
import type {CalibrationCheck, ScoreBucket} from "./result"
import {shareWithEffect} from "./shares"
import {PERIOD_CODES} from "./tables"
import {cellsOf, type CountTables} from "./tables"

/** Fewest account-dates of a bucket; neighbouring scores are put together until it is reached. */
const BUCKET_DATES = 50
/** From this many on a bucket's own range from the trend holds (METHODS §4). */
const TREND_RANGE_DATES = 200
/** Fewest conversions of a calibration. */
const CONVERSIONS = 20
const SCALE = 100

interface Bucket {
    readonly from: number
    readonly to: number
    readonly k: number
    readonly n: number
}

/** Account-dates and conversions by score, of some periods. */
function byScore(tables: CountTables, periods: readonly number[]): Map<number, {k: number; n: number}> {
    const found = new Map<number, {k: number; n: number}>()
    for (const {a: score, b: period, c: converts, n} of cellsOf(tables, "scores")) {
        if (!periods.includes(period)) continue
        const at = found.get(score) ?? {k: 0, n: 0}
        found.set(score, {k: at.k + (converts === 1 ? n : 0), n: at.n + n})
    }
    return found
}

/** Buckets of neighbouring scores; score 0, accounts without any signal, always stands alone. */
function bucketsOf(tables: CountTables): Bucket[] {
    const all = byScore(tables, Object.values(PERIOD_CODES))
    const buckets: {from: number; to: number; k: number; n: number}[] = []
    for (const [score, {k, n}] of [...all].sort(([a], [b]) => a - b)) {
        const last = buckets[buckets.length - 1]
        if (last !== undefined && last.to > 0 && last.n < BUCKET_DATES) {
            last.to = score
            last.k += k
            last.n += n
        } else buckets.push({from: score, to: score, k, n})
    }
    const last = buckets[buckets.length - 1]
    const before = buckets[buckets.length - 2]
    if (last !== undefined && before !== undefined && before.from > 0 && last.n < BUCKET_DATES) {
        buckets.splice(-2, 2, {from: before.from, to: last.to, k: before.k + last.k, n: before.n + last.n})
    }
    return buckets
}

/**
 * Conversion probability by score (E4): shrunken towards a logistic trend, then forced not to fall with the score
 * (METHODS §4). All counts are divided by the design effect, since one account gives several dates.
 *
 * @param effect design effect of account-dates
 * @param trusted the check on later landmarks was acceptable: then large buckets take the trend's narrower range
 */
export function scoreBuckets(tables: CountTables, effect: number, trusted: boolean): ScoreBucket[] {
    const buckets = bucketsOf(tables)
    const conversions = buckets.reduce((sum, {k}) => sum + k, 0)
    const dates = buckets.map(({k, n}) => shareWithEffect(k, n, effect))
    const probabilities = conversions < CONVERSIONS ? null : probabilitiesOf(buckets, effect)
    return buckets.map(({from, to, n}, i) => {
        const share = dates[i] ?? shareWithEffect(0, 0, effect)
        const shrunk = probabilities?.[i]
        if (shrunk === undefined) return {from, to, dates: share, probability: null}
        const own = trusted && n / effect >= TREND_RANGE_DATES
        const [lo, hi] = own ? [shrunk.lo, shrunk.hi] : [share.lo ?? 0, share.hi ?? 1]
        return {
            from,
            to,
            dates: share,
            // Where a neighbour pulled the point along, its range must still hold it.
            probability: {
                value: shrunk.value,
                lo: Math.min(lo, shrunk.value),
                hi: Math.max(hi, shrunk.value),
            },
        }
    })
}

function probabilitiesOf(
    buckets: readonly Bucket[],
    effect: number,
): {value: number; lo: number; hi: number}[] {
    const x = buckets.map(({from, to}) => (from + to) / 2 / SCALE)
    const shrunk = bucketTrendShrinkage(
        buckets.map(({k, n}, i) => ({k: k / effect, n: n / effect, x: x[i] ?? 0})),
    ).buckets
    const {fitted} = isotonic(
        x,
        shrunk.map(({mean}) => mean),
        buckets.map(({n}) => n),
    )
    return shrunk.map(({lo, hi}, i) => ({value: fitted[i] ?? 0, lo, hi}))
}

/** Probabilities made on the earlier landmarks, judged on the later ones (METHODS §4). */
export function checkCalibration(tables: CountTables, effect: number): CalibrationCheck {
    const earlier = byScore(tables, [PERIOD_CODES.explore])
    const later = byScore(tables, [PERIOD_CODES.confirm])
    const sum = (map: typeof earlier, what: "k" | "n"): number =>
        [...map.values()].reduce((total, at) => total + at[what], 0)
    const [k, n] = [sum(later, "k"), sum(later, "n")]
    const none = {dates: n, conversions: k, brier: null, brier_skill: null, slope: null, intercept: null}
    if (k < CONVERSIONS || k === n || sum(earlier, "k") < CONVERSIONS)
        return {status: "too_little_data", ...none}
    const scores = [...earlier].sort(([a], [b]) => a - b)
    const points = scores.map(([score]) => score / SCALE)
    const shrunk = bucketTrendShrinkage(
        scores.map(([, at], i) => ({k: at.k / effect, n: at.n / effect, x: points[i] ?? 0})),
    ).buckets
    const {x, fitted} = isotonic(
        points,
        shrunk.map(({mean}) => mean),
        scores.map(([, at]) => at.n),
    )
    const base = k / n
    let squares = 0
    const rows = [...later].map(([score, at]) => {
        const p = nearest(x, fitted, score / SCALE)
        squares += at.k * (1 - p) ** 2 + (at.n - at.k) * p ** 2
        return {features: [clippedLogit(p)], successes: at.k, trials: at.n}
    })
    const brier = squares / n
    const line = fitLogistic(rows)
    return {
        status: "ok",
        dates: n,
        conversions: k,
        brier,
        brier_skill: 1 - brier / (base * (1 - base)),
        slope: line?.slopes[0] ?? null,
        intercept: line?.intercept ?? null,
    }
}

/** Probability of the nearest score that the earlier landmarks had. */
function nearest(x: readonly number[], fitted: readonly number[], score: number): number {
    let best = 0
    x.forEach((value, i) => {
        if (Math.abs(value - score) < Math.abs((x[best] ?? 0) - score)) best = i
    })
    return fitted[best] ?? 0
}

/** Probabilities are acceptable where the later landmarks agree within a factor of about 1.5 on the logit scale. */
export function isAcceptable({status, slope, brier_skill: skill}: CalibrationCheck): boolean {
    return status === "ok" && slope !== null && slope > 0.67 && slope < 1.5 && skill !== null && skill > 0
}
