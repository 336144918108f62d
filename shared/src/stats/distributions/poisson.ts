import {logGammaP, logGammaQ} from "./gamma"

/** P(X >= k) = P(k, mean) for X ~ Poisson(mean), with the regularised incomplete gamma function. NaN if invalid. */
export function poissonAtLeast(k: number, mean: number): number {
    return Math.exp(logPoissonAtLeast(k, mean))
}

/** P(X <= k) = Q(k + 1, mean) for X ~ Poisson(mean). NaN if invalid. */
export function poissonAtMost(k: number, mean: number): number {
    return Math.exp(logPoissonAtMost(k, mean))
}

/** ln P(X >= k), also where it is below the smallest double. */
export function logPoissonAtLeast(k: number, mean: number): number {
    if (!isArgument(k, mean)) return NaN
    return k <= 0 ? 0 : logGammaP(k, mean)
}

/** ln P(X <= k), also where it is below the smallest double. */
export function logPoissonAtMost(k: number, mean: number): number {
    if (!isArgument(k, mean)) return NaN
    return k < 0 ? -Infinity : logGammaQ(k + 1, mean)
}

function isArgument(k: number, mean: number): boolean {
    return Number.isInteger(k) && mean >= 0 && mean < Infinity
}
