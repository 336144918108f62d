import {logBinomialPmf} from "./distributions/saddle-point"
import type {TailProbability} from "./fisher"

/** How surprisingly low a new period is, given the baseline. */
export interface BetaBinomialPoint {
    /** P(X = k) */
    readonly pmf: TailProbability
    /** P(X <= k) */
    readonly lowerTail: TailProbability
    /** P(X < k) + P(X = k)/2: the one to compare with alpha. */
    readonly lowerMidP: TailProbability
}

/**
 * Predictive control limit for a proportion: with a baseline of K of N and Jeffreys' prior a new period of n units
 * has X ~ BetaBinomial(n, K + 1/2, N - K + 1/2) successes. Takes into account that the baseline is an estimate; it
 * must stay fixed, or it would follow the fall that it should show (METHODS §7).
 *
 * @returns null when K of N or k of n are no proportions of whole numbers
 */
export function betaBinomialChart(K: number, N: number, k: number, n: number): BetaBinomialPoint | null {
    const whole = [K, N, k, n].every((value) => Number.isSafeInteger(value) && value >= 0)
    if (!whole || K > N || k > n) return null
    const [alpha, beta] = [K + 0.5, N - K + 0.5]
    const logPmf = logBetaBinomialPmf(k, n, alpha, beta)
    // P(X = j) / P(X = j - 1)
    const rise = (j: number): number => ((n - j + 1) / j) * ((j - 1 + alpha) / (n - j + beta))
    if (k === n || rise(k + 1) >= 1) {
        const sum = relativeSum((j) => 1 / rise(j), k, 0)
        return points(logPmf, logPmf + Math.log(sum), logPmf + Math.log(sum - 0.5))
    }
    // Past the mode the upper tail is the small one.
    const upper =
        Math.exp(logBetaBinomialPmf(k + 1, n, alpha, beta)) * relativeSum((j) => rise(j + 1), k + 1, n)
    const pmf = Math.exp(logPmf)
    return points(logPmf, Math.log1p(-upper), Math.log1p(-upper - pmf / 2))
}

/** Σ of the probabilities from j = `from` to `to` over the first one; `step(j)` leads from j to the next. */
function relativeSum(step: (j: number) => number, from: number, to: number): number {
    const direction = to < from ? -1 : 1
    let [term, sum] = [1, 1]
    for (let j = from; j !== to && term > sum * 1e-18; j += direction) {
        term *= step(j)
        sum += term
    }
    return sum
}

/**
 * ln of C(n,k) B(k+alpha, n-k+beta) / B(alpha, beta) as a ratio of binomial probabilities with one common p, whose
 * powers cancel: stable for counts of millions.
 */
function logBetaBinomialPmf(k: number, n: number, alpha: number, beta: number): number {
    const [a, b, total] = [k + alpha, n - k + beta, n + alpha + beta]
    const [p, q] = [a / total, b / total]
    return (
        logBinomialPmf(k, n, p, q) +
        logBinomialPmf(alpha, alpha + beta, p, q) -
        logBinomialPmf(a, total, p, q) +
        Math.log((alpha / a) * (beta / b) * (total / (alpha + beta)))
    )
}

function points(logPmf: number, logTail: number, logMidP: number): BetaBinomialPoint {
    const of = (log: number): TailProbability => ({p: Math.exp(log), log10: log * Math.LOG10E})
    return {pmf: of(Math.min(0, logPmf)), lowerTail: of(Math.min(0, logTail)), lowerMidP: of(logMidP)}
}
