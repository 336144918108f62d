import {betaQuantile, betaUpperQuantile} from "./distributions/beta"
import {twoSidedZ} from "./distributions/normal"

/** Limits of an interval, in the unit of the estimate. */
export interface Limits {
    readonly lo: number
    readonly hi: number
}

/**
 * Score interval of a proportion k/n without continuity correction (Wilson 1927): all p with
 * |k/n - p| <= z √(p(1-p)/n). Exactly 0 at k = 0 and exactly 1 at k = n.
 *
 * Assumes independent units; for clustered ones divide k and n by the design effect (they need not be integers).
 *
 * @param conf confidence, 0..1, such as 0.95
 * @returns limits 0..1; null when n is 0 or the counts are no proportion
 */
export function wilson(k: number, n: number, conf: number): Limits | null {
    const z = twoSidedZ(conf)
    if (!isProportion(k, n) || Number.isNaN(z)) return null
    const root = z * Math.sqrt(z * z + 4 * k * ((n - k) / n))
    const sum = 2 * k + z * z + root
    // The smaller root by Vieta's formula: the usual difference of two near numbers would lose digits.
    return {lo: k === 0 ? 0 : (2 * k * (k / n)) / sum, hi: k === n ? 1 : sum / (2 * (n + z * z))}
}

/**
 * Exact interval (Clopper & Pearson 1934): quantiles of Beta(k, n-k+1) and Beta(k+1, n-k). Covers at least `conf`
 * whatever the proportion, usually more. 0 at k = 0, 1 at k = n; null when n is 0.
 */
export function clopperPearson(k: number, n: number, conf: number): Limits | null {
    if (!isProportion(k, n) || !isConfidence(conf)) return null
    const alpha = (1 - conf) / 2
    return {
        lo: k === 0 ? 0 : betaQuantile(alpha, k, n - k + 1),
        hi: k === n ? 1 : betaUpperQuantile(alpha, k + 1, n - k),
    }
}

/**
 * Equal-tailed interval of the posterior Beta(k+½, n-k+½) under Jeffreys' prior, with 0 at k = 0 and 1 at k = n
 * (Brown, Cai & DasGupta 2001). Null when n is 0.
 */
export function jeffreys(k: number, n: number, conf: number): Limits | null {
    if (!isProportion(k, n) || !isConfidence(conf)) return null
    const alpha = (1 - conf) / 2
    return {
        lo: k === 0 ? 0 : betaQuantile(alpha, k + 0.5, n - k + 0.5),
        hi: k === n ? 1 : betaUpperQuantile(alpha, k + 0.5, n - k + 0.5),
    }
}

function isProportion(k: number, n: number): boolean {
    return n > 0 && n < Infinity && k >= 0 && k <= n
}

function isConfidence(conf: number): boolean {
    return conf > 0 && conf < 1
}
