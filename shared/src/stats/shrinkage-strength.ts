import {betaQuantile} from "./distributions/beta"
import {logGamma} from "./distributions/gamma"

/** Conversions and size of one unit (signal, segment, score bucket). */
export interface UnitCounts {
    readonly k: number
    readonly n: number
}

/** Shrunken rate of one unit with its 95 % interval, 0..1. */
export interface ShrunkenRate {
    readonly mean: number
    readonly lo: number
    readonly hi: number
}

const GRID_STEPS = 200
const LARGEST_STRENGTH = 1e5
const TAIL = 0.025

/**
 * Penalised maximum-likelihood strength S (prior size, in units of observations) of a beta-binomial model with prior
 * mean m_i per unit: the argmax over S = 1e5^(g/200), g = 0..200, of
 * Σ [ln B(k + mS, n-k + (1-m)S) - ln B(mS, (1-m)S)] + ln S - 2 ln(S + s0), s0 the mean size of non-empty units.
 * The penalty keeps a single unit from being shrunk without limit (METHODS §4).
 */
export function shrinkageStrength(units: readonly UnitCounts[], priorMeans: readonly number[]): number {
    const sizes = units.filter(({n}) => n > 0).map(({n}) => n)
    const typicalSize = sizes.reduce((sum, n) => sum + n, 0) / sizes.length
    let best = 1
    let bestValue = -Infinity
    for (let g = 0; g <= GRID_STEPS; g++) {
        const strength = Math.exp((Math.log(LARGEST_STRENGTH) * g) / GRID_STEPS)
        let value = Math.log(strength) - 2 * Math.log(strength + typicalSize)
        units.forEach(({k, n}, i) => {
            const m = priorMeans[i]!
            value += logBeta(k + m * strength, n - k + (1 - m) * strength)
            value -= logBeta(m * strength, (1 - m) * strength)
        })
        if (value > bestValue) {
            best = strength
            bestValue = value
        }
    }
    return best
}

/**
 * Posterior of one unit: p = (mS + k)/(S + n), variance p(1-p)/(n+S+1) + (S/(n+S))²·var(m), as a Beta distribution of
 * that mean and variance (its size nu kept at 0.5 or more), equal-tailed 95 %.
 */
export function shrunkenRate(
    {k, n}: UnitCounts,
    m: number,
    varianceOfM: number,
    strength: number,
): ShrunkenRate {
    const mean = (m * strength + k) / (strength + n)
    const variance = (mean * (1 - mean)) / (n + strength + 1) + (strength / (n + strength)) ** 2 * varianceOfM
    const size = Math.max((mean * (1 - mean)) / variance - 1, 0.5)
    return {mean, ...betaLimits(mean * size, (1 - mean) * size)}
}

/** Rate under Jeffreys' prior: what remains when no unit tells anything about the spread between units. */
export function jeffreysRate({k, n}: UnitCounts): ShrunkenRate {
    return {mean: (k + 0.5) / (n + 1), ...betaLimits(k + 0.5, n - k + 0.5)}
}

/** @throws RangeError when a unit has more conversions than members or negative counts */
export function checkUnits(units: readonly UnitCounts[]): void {
    units.forEach(({k, n}, i) => {
        if (!(k >= 0 && n >= k && n < Infinity)) throw new RangeError(`unit ${i} is not k of n`)
    })
}

function betaLimits(a: number, b: number): {lo: number; hi: number} {
    return {lo: betaQuantile(TAIL, a, b), hi: betaQuantile(1 - TAIL, a, b)}
}

function logBeta(a: number, b: number): number {
    return logGamma(a) + logGamma(b) - logGamma(a + b)
}
