import {chi2Sf, log10Chi2Sf} from "./distributions/chi-square"
import {bothGroupsFilled, type TwoGroups} from "./two-groups"

/** Chi-square tests of equal rates in two groups. */
export interface ChiSquare2x2 {
    /** Pearson's statistic, 1 degree of freedom; null when nobody or everybody converted (then p = 1). */
    readonly chi2: number | null
    readonly p: number | null
    /** log10 of p, also where p is below the smallest double. */
    readonly log10P: number | null
    /** chi2 (N-1)/N (Campbell 2007). */
    readonly chi2N1: number | null
    readonly pN1: number | null
    readonly log10PN1: number | null
    /** Signed root of chi2, positive when the group with the signal has the higher rate. */
    readonly z: number | null
    /** The smallest expected count of the four cells. */
    readonly minExpected: number | null
}

/**
 * Pearson's chi-square without continuity correction, which is the score test of rr = 1, and its N-1 version.
 * Assumes independent units; at small expected counts (below about 50) or small alpha take `fisher` instead
 * (METHODS §1.3). An empty group makes everything null.
 */
export function chiSquare2x2(groups: TwoGroups): ChiSquare2x2 {
    const {a, n1, c, n0} = groups
    if (!bothGroupsFilled(groups)) return result(null, null, null, null)
    const total = n1 + n0
    const events = a + c
    const minExpected = (Math.min(n1, n0) * Math.min(events, total - events)) / total
    if (minExpected === 0) return {...result(null, null, null, 0), p: 1, log10P: 0, pN1: 1, log10PN1: 0}
    const root = (a * n0 - c * n1) / Math.sqrt(n1 * n0 * (events / total) * (total - events))
    const chi2 = root * root
    return result(chi2, (chi2 * (total - 1)) / total, root, minExpected)
}

function result(
    chi2: number | null,
    chi2N1: number | null,
    z: number | null,
    minExpected: number | null,
): ChiSquare2x2 {
    return {
        chi2,
        p: chi2 === null ? null : chi2Sf(chi2, 1),
        log10P: chi2 === null ? null : log10Chi2Sf(chi2, 1),
        chi2N1,
        pN1: chi2N1 === null ? null : chi2Sf(chi2N1, 1),
        log10PN1: chi2N1 === null ? null : log10Chi2Sf(chi2N1, 1),
        z,
        minExpected,
    }
}
