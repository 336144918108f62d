import erfc from "@stdlib/math-base-special-erfc"
import erfcinv from "@stdlib/math-base-special-erfcinv"

import {logGammaQ} from "./gamma"

/** Above this the upper tail comes from its logarithm: the tail itself leaves the range of a double at about 38. */
const FAR_TAIL = 5

/** Lower tail of the standard normal distribution, P(Z <= z) = erfc(-z/√2) / 2. NaN only for NaN. */
export function normCdf(z: number): number {
    return erfc(-z / Math.SQRT2) / 2
}

/** Upper tail of the standard normal distribution, P(Z > z) = erfc(z/√2) / 2, never as 1 - cdf. NaN only for NaN. */
export function normSf(z: number): number {
    return erfc(z / Math.SQRT2) / 2
}

/**
 * log10 of P(Z > z), also where that tail is below the smallest double (z > 38). P(Z > z) = Q(1/2, z²/2) / 2 for
 * z >= 0, with the regularised incomplete gamma function Q. NaN only for NaN.
 */
export function log10NormSf(z: number): number {
    if (z > FAR_TAIL) return (logGammaQ(0.5, (z * z) / 2) - Math.LN2) * Math.LOG10E
    return z < 0 ? Math.log1p(-normCdf(z)) * Math.LOG10E : Math.log10(normSf(z))
}

/**
 * z with P(Z <= z) = p. -Infinity at 0, Infinity at 1, NaN outside [0, 1]. For p close to 1 hand in 1 - p and negate
 * the result where 1 - p is known more exactly than a double next to 1 can say.
 */
export function normQuantile(p: number): number {
    if (!(p >= 0 && p <= 1)) return NaN
    if (p === 0.5) return 0
    return p < 0.5 ? -Math.SQRT2 * erfcinv(2 * p) : Math.SQRT2 * erfcinv(2 * (1 - p))
}

/**
 * Half-width in standard errors of a two-sided interval: z with P(-z < Z < z) = confidence.
 *
 * @param confidence from 0 (exclusive) to 1 (exclusive), such as 0.95; anything else gives NaN
 */
export function twoSidedZ(confidence: number): number {
    return confidence > 0 && confidence < 1 ? -normQuantile((1 - confidence) / 2) : NaN
}
