import betainc from "@stdlib/math-base-special-betainc"
import betaincinv from "@stdlib/math-base-special-betaincinv"

import {continuedFraction} from "./continued-fraction"
import {logBinomialPmf} from "./saddle-point"

/** Below this a tail is taken from its logarithm: a double has no digits left soon after. */
const FAR_TAIL = 1e-290
/** Below this a quantile is improved by Newton steps. */
const TINY_PROBABILITY = 1e-10

/** Regularised incomplete beta function I_x(a, b) = P(X <= x); a, b > 0; 0 below 0 and 1 above 1; NaN if invalid. */
export function betaCdf(x: number, a: number, b: number): number {
    return tail(x, a, b, false)
}

/** 1 - I_x(a, b) = P(X > x), computed as the upper tail, never as 1 - cdf. */
export function betaSf(x: number, a: number, b: number): number {
    return tail(x, a, b, true)
}

/** log10 of P(X <= x), also where it is below the smallest double. */
export function log10BetaCdf(x: number, a: number, b: number): number {
    const value = betaCdf(x, a, b)
    if (!(value < FAR_TAIL) || x <= 0) return Math.log10(value)
    return logLowerTail(x, 1 - x, a, b) * Math.LOG10E
}

/** log10 of P(X > x), also where it is below the smallest double. */
export function log10BetaSf(x: number, a: number, b: number): number {
    const value = betaSf(x, a, b)
    if (!(value < FAR_TAIL) || x >= 1) return Math.log10(value)
    return logLowerTail(1 - x, x, b, a) * Math.LOG10E
}

/** x with I_x(a, b) = p; 0 at p = 0 and 1 at p = 1; NaN for p outside [0, 1] or a, b not above 0. */
export function betaQuantile(p: number, a: number, b: number): number {
    if (!(p >= 0 && p <= 1 && isShape(a) && isShape(b))) return NaN
    if (p === 0 || p === 1) return p
    const x = betaincinv(p, a, b, false)
    return p < TINY_PROBABILITY ? polished(x, p, a, b) : x
}

/** x with P(X > x) = q: the quantile at 1 - q without the digits that 1 - q would lose for small q. */
export function betaUpperQuantile(q: number, a: number, b: number): number {
    if (!(q >= 0 && q <= 1 && isShape(a) && isShape(b))) return NaN
    return q === 0 || q === 1 ? 1 - q : betaincinv(q, a, b, true)
}

/** Newton steps for ln I_x(a, b) = ln p in ln x: the inversion rests on tails that lose digits when they are tiny. */
function polished(start: number, p: number, a: number, b: number): number {
    let x = start
    for (let step = 0; step < 50 && x > 0 && x < 1; step++) {
        const log = log10BetaCdf(x, a, b) * Math.LN10
        const slope = Math.exp(logBinomialPmf(a, a + b, x, 1 - x) - log) * ((a / (a + b)) * (b / (1 - x)))
        const change = (Math.log(p) - log) / slope
        x *= Math.exp(change)
        if (Math.abs(change) < 1e-14) break
    }
    return x
}

function isShape(value: number): boolean {
    return value > 0 && value < Infinity
}

function tail(x: number, a: number, b: number, upper: boolean): number {
    if (Number.isNaN(x) || !isShape(a) || !isShape(b)) return NaN
    if (x <= 0) return upper ? 1 : 0
    if (x >= 1) return upper ? 0 : 1
    const lowerIsSmaller = x * (a + b) <= a
    const [p, first, second] = lowerIsSmaller ? [x, a, b] : [1 - x, b, a]
    if (!losesDigits(p, first, second)) return betainc(x, a, b, true, upper)
    const smaller = Math.exp(logLowerTail(p, 1 - p, first, second))
    return upper === lowerIsSmaller ? 1 - smaller : smaller
}

/**
 * Whether the package would sum the binomial terms from p^(a+b-1) on although that power has underflowed or nearly
 * so, which costs it all digits even of a tail as large as 1e-13 (a = 2, b = 39, p = 1e-8).
 */
function losesDigits(p: number, a: number, b: number): boolean {
    return b < 40 && Number.isInteger(a) && Number.isInteger(b) && (a + b - 1) * Math.log(p) < -690
}

/**
 * ln I_x(a, b) by the continued fraction of Abramowitz & Stegun 26.5.8, which converges fast for x well below
 * a/(a+b), where every tail that needs a logarithm lies.
 */
function logLowerTail(x: number, y: number, a: number, b: number): number {
    const fraction = continuedFraction(
        1,
        (j) => {
            const m = Math.floor(j / 2)
            return j % 2 === 0
                ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
                : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
        },
        () => 1,
    )
    // x^a y^b / (a B(a, b)) is the binomial probability of a in a + b times b / (a + b).
    return logBinomialPmf(a, a + b, x, y) + Math.log(b / (a + b)) - Math.log(fraction)
}
