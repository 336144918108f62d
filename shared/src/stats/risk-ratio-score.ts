import {twoSidedZ} from "./distributions/normal"
import type {Limits} from "./proportion"
import {bothGroupsFilled, type TwoGroups} from "./two-groups"

/**
 * Score interval of the risk ratio (Koopman 1984; Nam 1995): all ratios that the score test does not refute,
 * S(phi) <= z². It agrees exactly with Pearson's chi-square: 1 is a limit if and only if p = 1 - conf.
 *
 * Holds its level from 30 units and few events on, zero cells included: lo = 0 when a = 0, hi = Infinity when
 * c = 0. Assumes independent units; for clustered ones hand in all four counts divided by the design effect.
 *
 * @param conf confidence, 0..1
 * @returns limits of the ratio; null when a group is empty
 */
export function koopman(groups: TwoGroups, conf: number): Limits | null {
    return scoreInterval(groups, conf, 1)
}

/**
 * The same with the variance times N/(N-1), N = n1 + n0 (Miettinen & Nurminen 1985); it agrees with the N-1
 * chi-square. With N <= 1 (after division by a design effect) nothing is refuted: 0 to Infinity.
 */
export function miettinenNurminen(groups: TwoGroups, conf: number): Limits | null {
    const total = groups.n1 + groups.n0
    return scoreInterval(groups, conf, Math.max(0, (total - 1) / total))
}

/**
 * Score statistic of "the risk ratio is phi", with the constrained maximum likelihood rates of Koopman 1984.
 * The discriminant is written as a sum of squares and products, so that nothing cancels.
 */
export function riskRatioScore({a, n1, c, n0}: TwoGroups, phi: number): number {
    const x = phi * (n1 + c)
    const y = a + n0
    const root = Math.hypot(x - y, 2 * Math.sqrt(phi * (n1 - a) * (n0 - c)))
    const rate0 = Math.min(1, (2 * (a + c)) / (x + y + root))
    const rate1 = Math.min(1, phi * rate0)
    const difference = a / n1 - (phi * c) / n0
    const variance = (rate1 * (1 - rate1)) / n1 + (phi * phi * rate0 * (1 - rate0)) / n0
    return difference === 0 ? 0 : (difference * difference) / variance
}

function scoreInterval(groups: TwoGroups, conf: number, factor: number): Limits | null {
    const z = twoSidedZ(conf)
    if (!bothGroupsFilled(groups) || Number.isNaN(z)) return null
    const critical = factor === 0 ? Infinity : (z * z) / factor
    // Swapping the groups turns the ratio and the upper limit into their inverses.
    const swapped = {a: groups.c, n1: groups.n0, c: groups.a, n0: groups.n1}
    return {lo: lowerLimit(groups, critical), hi: 1 / lowerLimit(swapped, critical)}
}

/** Bisection in ln phi between a refuted ratio and the estimate (or, without one, a ratio that is not refuted). */
function lowerLimit(groups: TwoGroups, critical: number): number {
    const {a, n1, c, n0} = groups
    if (a === 0 || critical === Infinity) return 0
    const refuted = (logPhi: number): boolean => riskRatioScore(groups, Math.exp(logPhi)) > critical
    let high = c === 0 ? 0 : Math.log(a / n1 / (c / n0))
    if (c === 0) for (let step = 1; refuted(high); step *= 2) high += step
    let low = high
    for (let step = 1; low === high || !refuted(low); step *= 2) low -= step
    for (;;) {
        const middle = (low + high) / 2
        if (middle <= low || middle >= high) return Math.exp(high)
        if (refuted(middle)) low = middle
        else high = middle
    }
}
