import gammaln from "@stdlib/math-base-special-gammaln"

import {continuedFraction} from "./continued-fraction"
import {logPoissonPmf} from "./saddle-point"

/** ln Γ(x) for x > 0; NaN otherwise. */
export function logGamma(x: number): number {
    return x > 0 ? gammaln(x) : NaN
}

/** Regularised lower incomplete gamma function P(a, x), a > 0, x >= 0; NaN for other arguments. */
export function gammaP(a: number, x: number): number {
    return Math.exp(logGammaP(a, x))
}

/** Regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), without that subtraction when Q is small. */
export function gammaQ(a: number, x: number): number {
    return Math.exp(logGammaQ(a, x))
}

/** ln P(a, x), also where P is below the smallest double. */
export function logGammaP(a: number, x: number): number {
    if (!isArgument(a, x)) return NaN
    if (x === 0) return -Infinity
    if (x === Infinity) return 0
    return x < a + 1 ? logSeries(a, x) : Math.log1p(-Math.exp(logFraction(a, x)))
}

/** ln Q(a, x), also where Q is below the smallest double. */
export function logGammaQ(a: number, x: number): number {
    if (!isArgument(a, x)) return NaN
    if (x === 0) return 0
    if (x === Infinity) return -Infinity
    return x < a + 1 ? Math.log1p(-Math.exp(logSeries(a, x))) : logFraction(a, x)
}

function isArgument(a: number, x: number): boolean {
    return a > 0 && a < Infinity && x >= 0
}

/** ln P by its power series x^a e^-x / Γ(a+1) · Σ x^j / ((a+1)…(a+j)) (Abramowitz & Stegun 6.5.29); for x < a + 1. */
function logSeries(a: number, x: number): number {
    let term = 1
    let sum = 1
    for (let j = 1; term > sum * 1e-17; j++) {
        term *= x / (a + j)
        sum += term
    }
    return logPoissonPmf(a, x) + Math.log(sum)
}

/** ln Q by the continued fraction of Abramowitz & Stegun 6.5.31 in its contracted form; for x >= a + 1. */
function logFraction(a: number, x: number): number {
    const start = x + 1 - a
    const denominator = continuedFraction(
        start,
        (j) => -j * (j - a),
        (j) => start + 2 * j,
    )
    return logPoissonPmf(a, x) + Math.log(a) - Math.log(denominator)
}
