import {ceilDecimal} from "./nearest-integer"
import {descending, type ScoreLevel, scoreLevels, totals} from "./score-levels"

/** How well the top of a ranking captures the outcome; shares in 0..1, null where undefined. */
export interface Ranking {
    readonly averagePrecision: number | null
    /** Rows in the top share: ceil(share · n). */
    readonly k: number
    readonly recallAtK: number | null
    readonly precisionAtK: number | null
    /** Precision among the top k over the base rate. */
    readonly liftAtK: number | null
    /** Decile 1 = highest scores; null per decile without rows, null altogether without outcomes. */
    readonly decileLift: (number | null)[] | null
    readonly decileRows: number[]
}

/** One point of the precision-recall curve: everything scoring at least `threshold` is flagged. */
export interface PrecisionRecallPoint {
    readonly threshold: number
    readonly flagged: number
    readonly recall: number
    readonly precision: number
}

/** One point of the cumulative gains curve. */
export interface GainsPoint {
    /** Share of rows worked, best scores first. */
    readonly rows: number
    /** Share of outcomes among them. */
    readonly captured: number
}

/**
 * Quality of the top of a ranking (METHODS §4).
 *
 * Average precision is the step-wise sum over distinct scores of (recall step)·precision: tied rows enter together and
 * nothing is interpolated. Recall, precision and lift refer to the k = ceil(share·n) best rows; when the cut goes
 * through tied rows they share their outcomes proportionally (the expectation over random tie-breaking). Deciles are
 * cut at floor(d·n/10), ties again shared.
 *
 * Edge cases: no outcomes: all but k and the decile sizes null. No rows in the top: precision and lift null.
 *
 * @param share of rows that can be worked, 0..1
 */
export function ranking(scores: ArrayLike<number>, outcomes: ArrayLike<number>, share: number): Ranking {
    return rankingOfLevels(scoreLevels(scores, outcomes), share)
}

/** {@link ranking} from counts per score, in any order. */
export function rankingOfLevels(table: readonly ScoreLevel[], share: number): Ranking {
    if (!(share >= 0 && share <= 1)) throw new RangeError("share must lie in 0..1")
    const levels = descending(table)
    const {positives, negatives} = totals(levels)
    const n = positives + negatives
    const k = Math.min(n, ceilDecimal(share * n))
    const cuts = Array.from({length: 11}, (_, d) => Math.floor((d * n) / 10))
    const decileRows = cuts.slice(1).map((cut, d) => cut - cuts[d]!)
    if (positives === 0) {
        const none = {averagePrecision: null, recallAtK: null, precisionAtK: null, liftAtK: null}
        return {...none, k, decileLift: null, decileRows}
    }
    const captured = positivesBetween(levels, 0, k)
    return {
        averagePrecision: averagePrecision(levels, positives),
        k,
        recallAtK: captured / positives,
        precisionAtK: k === 0 ? null : captured / k,
        liftAtK: k === 0 ? null : ((captured / k) * n) / positives,
        decileLift: decileRows.map((rows, d) =>
            rows === 0 ? null : ((positivesBetween(levels, cuts[d]!, cuts[d + 1]!) / rows) * n) / positives,
        ),
        decileRows,
    }
}

/** Precision-recall curve, one point per distinct score from the highest down; empty without outcomes. */
export function precisionRecallCurve(table: readonly ScoreLevel[]): PrecisionRecallPoint[] {
    const levels = descending(table)
    const {positives} = totals(levels)
    if (positives === 0) return []
    let flagged = 0
    let found = 0
    return levels.map((level) => {
        flagged += level.positives + level.negatives
        found += level.positives
        return {threshold: level.score, flagged, recall: found / positives, precision: found / flagged}
    })
}

/**
 * Cumulative gains curve from (0, 0) to (1, 1), one point per distinct score. Straight lines between the points are
 * exact: they are the tied rows, in random order. Empty without outcomes.
 */
export function cumulativeGains(table: readonly ScoreLevel[]): GainsPoint[] {
    const levels = descending(table)
    const {positives, negatives} = totals(levels)
    if (positives === 0) return []
    let rows = 0
    let found = 0
    const points: GainsPoint[] = [{rows: 0, captured: 0}]
    for (const level of levels) {
        rows += level.positives + level.negatives
        found += level.positives
        points.push({rows: rows / (positives + negatives), captured: found / positives})
    }
    return points
}

function averagePrecision(levels: readonly ScoreLevel[], positives: number): number {
    let flagged = 0
    let found = 0
    let sum = 0
    for (const level of levels) {
        flagged += level.positives + level.negatives
        found += level.positives
        sum += (level.positives / positives) * (found / flagged)
    }
    return sum
}

/** Outcomes among the rows ranked from + 1 to `to`, tied rows sharing theirs. */
function positivesBetween(levels: readonly ScoreLevel[], from: number, to: number): number {
    let start = 0
    let sum = 0
    for (const level of levels) {
        if (start >= to) break
        const size = level.positives + level.negatives
        const overlap = Math.min(to, start + size) - Math.max(from, start)
        if (overlap > 0) sum += (level.positives * overlap) / size
        start += size
    }
    return sum
}
