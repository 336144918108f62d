import {
    betaCdf,
    betaQuantile,
    betaSf,
    betaUpperQuantile,
    log10BetaCdf,
    log10BetaSf,
} from "@beton/shared/stats/distributions/beta"
import {chi2Sf, log10Chi2Sf} from "@beton/shared/stats/distributions/chi-square"
import {log10NormSf, normCdf, normQuantile, normSf} from "@beton/shared/stats/distributions/normal"
import {logPoissonAtLeast, logPoissonAtMost} from "@beton/shared/stats/distributions/poisson"

import {decimalComplement, probabilityOf, referenceLog10} from "./decimal"
import type {Family} from "./families"

interface BetaPoint {
    readonly x: number
    readonly a: number
    readonly b: number
}

/** Tails and quantiles. Arguments near 1 are taken through their exact complement, as the format asks. */
export const DISTRIBUTION_FAMILIES: Readonly<Record<string, Family>> = {
    normal: ({z}: {z: number}) => ({
        cdf: probabilityOf(normCdf(z), log10NormSf(-z)),
        sf: probabilityOf(normSf(z), log10NormSf(z)),
        log10_sf: referenceLog10(log10NormSf(z)),
    }),
    normal_quantile: ({p}: {p: number}) => ({
        z: p > 0.5 ? -normQuantile(decimalComplement(p)) : normQuantile(p),
    }),
    chi_square_sf: ({x, df}: {x: number; df: number}) => {
        const log10 = log10Chi2Sf(x, df)
        return {sf: probabilityOf(chi2Sf(x, df), log10), log10_sf: referenceLog10(log10)}
    },
    beta_cdf: ({x, a, b}: BetaPoint) => {
        if (x <= 0.5) return {cdf: lowerTail(x, a, b), sf: upperTail(x, a, b)}
        const y = decimalComplement(x)
        return {cdf: upperTail(y, b, a), sf: lowerTail(y, b, a)}
    },
    beta_quantile: ({p, a, b}: {p: number; a: number; b: number}) => ({
        x: p > 0.5 ? betaUpperQuantile(decimalComplement(p), a, b) : betaQuantile(p, a, b),
    }),
    poisson_gamma_tail: ({k, mean}: {k: number; mean: number}) => ({
        ge: fromLog(logPoissonAtLeast(k, mean)),
        le: fromLog(logPoissonAtMost(k, mean)),
    }),
}

function lowerTail(x: number, a: number, b: number): number | string {
    return probabilityOf(betaCdf(x, a, b), log10BetaCdf(x, a, b))
}

function upperTail(x: number, a: number, b: number): number | string {
    return probabilityOf(betaSf(x, a, b), log10BetaSf(x, a, b))
}

function fromLog(log: number): number | string {
    return probabilityOf(Math.exp(log), log * Math.LOG10E)
}
