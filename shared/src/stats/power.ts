import {normCdf, normQuantile} from "./distributions/normal"

/** The design whose power is asked: rates and levels 0..1, sizes in accounts. */
export interface PowerDesign {
    /** True rate without the signal. */
    readonly p0: number
    /** True risk ratio. */
    readonly rr: number
    readonly n1: number
    readonly n0: number
    /** Two-sided level of the test. */
    readonly alpha: number
}

/** p1 = rr p0 may exceed 1 by rounding only. */
const ROUNDING = 1e-12

/**
 * Power of the two-sided score test of equal rates in the normal approximation,
 * Φ((|p1 - p0| - z se0) / se1): se0 with the pooled rate, se1 with both; the opposite tail is left out
 * (Fleiss, Levin & Paik 2003, §4.2).
 *
 * @returns 0..1; null when rr p0 > 1, a group is empty, or nobody or everybody converts in both groups
 */
export function powerOfRiskRatio(design: PowerDesign): number | null {
    const {p0, rr, n1, n0, alpha} = design
    const z = criticalValue(alpha)
    const p1 = cappedRate(p0, rr)
    if (p1 === null || !(n1 > 0 && n0 > 0) || Number.isNaN(z)) return null
    const pooled = (n1 * p1 + n0 * p0) / (n1 + n0)
    const se0 = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0))
    const se1 = Math.sqrt((p1 * (1 - p1)) / n1 + (p0 * (1 - p0)) / n0)
    const excess = Math.abs(p1 - p0) - z * se0
    if (se1 > 0) return normCdf(excess / se1)
    return se0 === 0 ? null : excess > 0 ? 1 : 0
}

/**
 * The smallest lift above 1 that the design detects with at least `power`: what to print beside a negative result.
 *
 * @returns a risk ratio; null when even p1 = 1 does not reach the power
 */
export function minimumDetectableLift(
    design: Omit<PowerDesign, "rr"> & {readonly power: number},
): number | null {
    const {p0, power} = design
    if (!(p0 > 0 && p0 < 1 && power > 0 && power < 1)) return null
    const reaches = (p1: number): boolean => (powerOfRiskRatio({...design, rr: p1 / p0}) ?? 0) >= power
    if (!reaches(1)) return null
    let [low, high] = [p0, 1]
    for (;;) {
        const middle = (low + high) / 2
        if (middle <= low || middle >= high) return high / p0
        if (reaches(middle)) high = middle
        else low = middle
    }
}

/** Sizes of both groups, in accounts. */
export interface GroupSizes {
    readonly n1: number
    readonly n0: number
}

/**
 * The smallest n1, with n0 = ratio × n1 (rounded up), for which the test detects the lift with at least `power`:
 * n1 = ((z_alpha s0 + z_power s1) / (p1 - p0))², the formula of {@link powerOfRiskRatio} solved for n1.
 *
 * @param input.ratio n0 / n1, > 0
 * @returns null when the lift is 1 or makes p1 > 1
 */
export function accountsNeeded(input: {
    readonly p0: number
    readonly lift: number
    readonly ratio: number
    readonly alpha: number
    readonly power: number
}): GroupSizes | null {
    const {p0, lift, ratio, alpha, power} = input
    const [zAlpha, zPower] = [criticalValue(alpha), normQuantile(power)]
    const p1 = cappedRate(p0, lift)
    if (p1 === null || p1 === p0 || !(ratio > 0 && ratio < Infinity)) return null
    if (![zAlpha, zPower].every(Number.isFinite)) return null
    const pooled = (p1 + ratio * p0) / (1 + ratio)
    const s0 = Math.sqrt(pooled * (1 - pooled) * (1 + 1 / ratio))
    const s1 = Math.sqrt(p1 * (1 - p1) + (p0 * (1 - p0)) / ratio)
    const root = Math.max(0, (zAlpha * s0 + zPower * s1) / Math.abs(p1 - p0))
    const n1 = Math.max(1, Math.ceil(root * root * (1 - ROUNDING)))
    return {n1, n0: Math.ceil(ratio * n1 * (1 - ROUNDING))}
}

/** rr p0, brought back to 1 where it exceeds 1 by rounding; null when it is no rate or nobody converts. */
function cappedRate(p0: number, rr: number): number | null {
    const p1 = p0 * rr
    if (!(p0 >= 0 && p0 <= 1 && rr >= 0 && p1 <= 1 + ROUNDING)) return null
    return Math.min(1, p1)
}

/** z of a two-sided test at level alpha, taken from alpha itself: 1 - alpha would lose digits of small levels. */
function criticalValue(alpha: number): number {
    return alpha > 0 && alpha < 1 ? -normQuantile(alpha / 2) : NaN
}
