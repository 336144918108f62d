import {checkProbabilities} from "./calibration"
import {classRanges, PROBABILITY_MARGIN} from "./calibration-line"
import {expit, fitLogistic, type LogisticFit, logit} from "./newton"

/** logit(q) = a·ln p - b·ln(1-p) + c with a, b >= 0; a = b = 1, c = 0 is the identity. */
export type BetaCalibrationFit =
    | {
          readonly status: "ok" | "both_slopes_zero" | "constant_score"
          readonly a: number
          readonly b: number
          readonly c: number
      }
    | {
          readonly status: "no_rows" | "single_class" | "no_finite_solution"
          readonly a: null
          readonly b: null
          readonly c: null
      }

type Features = (p: number) => number[]

const lower = (p: number) => Math.log(Math.max(p, PROBABILITY_MARGIN))
const upper = (p: number) => -Math.log(p > 1 - PROBABILITY_MARGIN ? PROBABILITY_MARGIN : 1 - p)

/**
 * Beta calibration (Kull, Silva Filho & Flach 2017): maximum likelihood under a, b >= 0, so that the map is monotone.
 * For 200 to 1000 rows (METHODS §4); fit on one period, judge on the next. p is kept within [1e-12, 1 - 1e-12].
 *
 * The loss is convex: when the free optimum has a negative slope, the constrained one lies on an edge, where that
 * slope is 0 and the other refitted, or in the corner, where both are (`both_slopes_zero`: p does not rank at all).
 *
 * Edge cases: one class only; p constant (a = b = 0, c = logit of the rate); all outcomes above all others in p: the
 * likelihood has no finite optimum.
 */
export function betaCalibration(
    probabilities: ArrayLike<number>,
    outcomes: ArrayLike<number>,
): BetaCalibrationFit {
    checkProbabilities(probabilities, outcomes)
    const n = probabilities.length
    const none = {a: null, b: null, c: null}
    if (n === 0) return {status: "no_rows", ...none}
    let events = 0
    for (let i = 0; i < n; i++) events += outcomes[i]!
    if (events === 0 || events === n) return {status: "single_class", ...none}
    const {least0, most0, least1, most1} = classRanges(probabilities, outcomes)
    const corner = {a: 0, b: 0, c: logit(events / n)}
    if (Math.min(least0, least1) === Math.max(most0, most1)) return {status: "constant_score", ...corner}
    if (most0 <= least1) return {status: "no_finite_solution", ...none}

    const fit = (features: Features): LogisticFit | null =>
        fitLogistic(
            Array.from(probabilities, (p, i) => ({
                features: features(p),
                successes: outcomes[i]!,
                trials: 1,
            })),
        )
    const free = fit((p) => [lower(p), upper(p)])
    if (free !== null && free.slopes.every((slope) => slope >= 0)) {
        return {status: "ok", a: free.slopes[0]!, b: free.slopes[1]!, c: free.intercept}
    }
    const onlyA = fit((p) => [lower(p)])
    const onlyB = fit((p) => [upper(p)])
    const rising = (edge: LogisticFit | null): edge is LogisticFit => edge !== null && edge.slopes[0]! > 0
    if (rising(onlyA) && !(rising(onlyB) && onlyB.loss < onlyA.loss)) {
        return {status: "ok", a: onlyA.slopes[0]!, b: 0, c: onlyA.intercept}
    }
    if (rising(onlyB)) return {status: "ok", a: 0, b: onlyB.slopes[0]!, c: onlyB.intercept}
    return {status: "both_slopes_zero", ...corner}
}

/** Calibrated probability of p under a fit; null when there was none. */
export function betaCalibrated(fit: BetaCalibrationFit, p: number): number | null {
    return fit.a === null ? null : expit(fit.a * lower(p) + fit.b * upper(p) + fit.c)
}
