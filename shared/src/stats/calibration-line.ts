import {checkProbabilities} from "./calibration"
import {fitLogistic, logit} from "./newton"

/** Predicted probabilities are kept this far from 0 and 1 before their logit is taken. */
export const PROBABILITY_MARGIN = 1e-12

/** Calibration line on the logit scale; null where no finite fit exists. */
export interface CalibrationLine {
    /** Intercept with the slope held at 1: 0 = right on average, positive = predictions too low. */
    readonly interceptInTheLarge: number | null
    readonly intercept: number | null
    /** 1 = spread right, below 1 = predictions too extreme. */
    readonly slope: number | null
}

/**
 * Logistic regression of the outcome on logit(p), p kept within [1e-12, 1 - 1e-12] (METHODS §4; Cox 1958).
 * Assumes independent rows.
 *
 * Edge cases: one class only: all null. All predictions equal, or a threshold separates the classes: no finite slope,
 * intercept and slope null.
 */
export function calibrationLine(
    probabilities: ArrayLike<number>,
    outcomes: ArrayLike<number>,
): CalibrationLine {
    checkProbabilities(probabilities, outcomes)
    const logits = Array.from(probabilities, clippedLogit)
    const rows = logits.map((x, i) => ({features: [x], successes: outcomes[i]!, trials: 1}))
    const inTheLarge = fitLogistic(
        logits.map((x, i) => ({features: [], successes: outcomes[i]!, trials: 1, offset: x})),
    )
    const line = isSeparated(logits, outcomes) ? null : fitLogistic(rows)
    return {
        interceptInTheLarge: inTheLarge?.intercept ?? null,
        intercept: line?.intercept ?? null,
        slope: line?.slopes[0] ?? null,
    }
}

/** logit(p) with p kept away from 0 and 1; exactly symmetric in p and 1 - p. */
export function clippedLogit(p: number): number {
    if (p > 1 - PROBABILITY_MARGIN) return -logit(PROBABILITY_MARGIN)
    return logit(Math.max(p, PROBABILITY_MARGIN))
}

/**
 * Whether some threshold on x separates the classes (equality allowed on it), or x is constant or one class empty: in
 * all these cases a logistic fit in x has no finite unique slope.
 */
export function isSeparated(x: ArrayLike<number>, outcomes: ArrayLike<number>): boolean {
    const range = classRanges(x, outcomes)
    return range.most1 <= range.least0 || range.most0 <= range.least1
}

/** Smallest and largest x of the rows with (1) and without (0) the outcome; an empty class gives Infinity, -Infinity. */
export function classRanges(x: ArrayLike<number>, outcomes: ArrayLike<number>) {
    const range = {least0: Infinity, most0: -Infinity, least1: Infinity, most1: -Infinity}
    for (let i = 0; i < x.length; i++) {
        const value = x[i]!
        if (outcomes[i] === 1) {
            range.least1 = Math.min(range.least1, value)
            range.most1 = Math.max(range.most1, value)
        } else {
            range.least0 = Math.min(range.least0, value)
            range.most0 = Math.max(range.most0, value)
        }
    }
    return range
}
