import {chi2Sf, log10Chi2Sf} from "./distributions/chi-square"
import {twoSidedZ} from "./distributions/normal"
import type {TwoGroups} from "./two-groups"

/** A ratio with its log interval: 0 or Infinity has no limits, a ratio of nothing to nothing is null. */
export interface RatioInterval {
    readonly ratio: number | null
    /** Standard error of ln ratio. */
    readonly logSe: number | null
    readonly lo: number | null
    readonly hi: number | null
}

/** Common effect over strata. */
export interface MantelHaenszel {
    readonly riskRatio: RatioInterval
    readonly oddsRatio: RatioInterval
    /** Risk difference p1 - p0, -1..1. */
    readonly riskDifference: number | null
    /** Cochran-Mantel-Haenszel statistic without continuity correction, 1 degree of freedom. */
    readonly chi2: number | null
    readonly p: number | null
    /** log10 of p, also where p is below the smallest double. */
    readonly log10P: number | null
}

/**
 * Mantel-Haenszel estimates over strata (Mantel & Haenszel 1959): risk ratio with the variance of Greenland &
 * Robins 1985, odds ratio with that of Robins, Breslow & Greenland 1986, risk difference with the same weights.
 *
 * Assumes independent units and one common effect; valid for few large and for many small strata. Strata without
 * units in one of the groups say nothing and are skipped.
 *
 * @param conf confidence, 0..1
 */
export function mantelHaenszel(strata: readonly TwoGroups[], conf: number): MantelHaenszel {
    const s = sums(strata.filter(({n1, n0}) => n1 > 0 && n0 > 0))
    const z = twoSidedZ(conf)
    const riskVariance = s.riskVariance / (s.riskWith * s.riskWithout)
    const oddsVariance =
        s.pr / (2 * s.oddsWith ** 2) +
        s.psQr / (2 * s.oddsWith * s.oddsWithout) +
        s.qs / (2 * s.oddsWithout ** 2)
    const chi2 = s.variance > 0 ? s.excess ** 2 / s.variance : null
    return {
        riskRatio: interval(s.riskWith, s.riskWithout, riskVariance, z),
        oddsRatio: interval(s.oddsWith, s.oddsWithout, oddsVariance, z),
        riskDifference: s.weight > 0 ? s.difference / s.weight : null,
        chi2,
        p: chi2 === null ? null : chi2Sf(chi2, 1),
        log10P: chi2 === null ? null : log10Chi2Sf(chi2, 1),
    }
}

function interval(numerator: number, denominator: number, variance: number, z: number): RatioInterval {
    if (numerator === 0 || denominator === 0) {
        const ratio = numerator === 0 && denominator === 0 ? null : numerator / denominator
        return {ratio, logSe: null, lo: null, hi: null}
    }
    const ratio = numerator / denominator
    const logSe = Math.sqrt(Math.max(0, variance))
    return {ratio, logSe, lo: ratio * Math.exp(-z * logSe), hi: ratio * Math.exp(z * logSe)}
}

function sums(strata: readonly TwoGroups[]) {
    const s = {
        riskWith: 0,
        riskWithout: 0,
        riskVariance: 0,
        oddsWith: 0,
        oddsWithout: 0,
        pr: 0,
        psQr: 0,
        qs: 0,
        difference: 0,
        weight: 0,
        excess: 0,
        variance: 0,
    }
    for (const {a, n1, c, n0} of strata) {
        const [b, d, total] = [n1 - a, n0 - c, n1 + n0]
        const events = a + c
        s.riskWith += (a * n0) / total
        s.riskWithout += (c * n1) / total
        // n1 n0 events / total² - a c / total, in the form that does not cancel.
        s.riskVariance += (n0 * b * (c / total) + n1 * d * (a / total)) / total
        const [r, o] = [(a * d) / total, (b * c) / total]
        const [p, q] = [(a + d) / total, (b + c) / total]
        s.oddsWith += r
        s.oddsWithout += o
        s.pr += p * r
        s.psQr += p * o + q * r
        s.qs += q * o
        s.difference += (a * n0 - c * n1) / total
        s.weight += (n1 * n0) / total
        // a - n1 events / total, in the form that does not cancel.
        s.excess += (a * n0 - c * n1) / total
        s.variance += ((n1 * n0) / total / total) * events * ((b + d) / (total - 1))
    }
    return s
}
