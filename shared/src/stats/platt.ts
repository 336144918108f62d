import {expit, fitLogistic, logit} from "./newton"

/** Platt's sigmoid p = 1/(1 + exp(A·score + B)); A is negative when higher scores convert more. */
export type PlattFit =
    | {readonly status: "ok" | "constant_score"; readonly A: number; readonly B: number}
    | {readonly status: "no_rows"; readonly A: null; readonly B: null}

/**
 * Platt scaling of a score into a probability: maximum likelihood with smoothed targets (P+1)/(P+2) for rows with the
 * outcome and 1/(N+2) for the others, which keeps the fit finite even when the score separates the classes
 * (Platt 1999). For small samples (n < 200, METHODS §4); fit on one period, judge on the next.
 *
 * Edge cases: constant score: A = 0 and B from the mean target. One class only: A = 0 as every target is the same.
 */
export function platt(scores: ArrayLike<number>, outcomes: ArrayLike<number>): PlattFit {
    if (scores.length !== outcomes.length) throw new RangeError("scores and outcomes differ in length")
    const n = scores.length
    if (n === 0) return {status: "no_rows", A: null, B: null}
    let positives = 0
    for (let i = 0; i < n; i++) {
        if (!Number.isFinite(scores[i])) throw new RangeError(`score ${i} is not a finite number`)
        if (outcomes[i] !== 0 && outcomes[i] !== 1) throw new RangeError(`outcome ${i} is neither 0 nor 1`)
        positives += outcomes[i]!
    }
    const targetWith = (positives + 1) / (positives + 2)
    const targetWithout = 1 / (n - positives + 2)
    const isConstant = Array.from(scores).every((score) => score === scores[0])
    if (isConstant || positives === 0 || positives === n) {
        const target = (positives * targetWith + (n - positives) * targetWithout) / n
        return {status: isConstant ? "constant_score" : "ok", A: 0, B: -logit(target)}
    }
    const fit = fitLogistic(
        Array.from(scores, (score, i) => ({
            features: [score],
            successes: outcomes[i] === 1 ? targetWith : targetWithout,
            trials: 1,
        })),
    )
    if (fit === null) throw new Error("Platt scaling did not converge though its targets are smoothed.")
    return {status: "ok", A: -fit.slopes[0]!, B: -fit.intercept}
}

/** Probability of a score under a fit; null when there was nothing to fit. */
export function plattProbability(fit: PlattFit, score: number): number | null {
    return fit.status === "no_rows" ? null : expit(-(fit.A * score + fit.B))
}
