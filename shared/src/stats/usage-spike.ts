import {betaCdf, log10BetaCdf} from "./distributions/beta"
import type {TailProbability} from "./fisher"

/**
 * One-sided test whether a rate has risen, for counts that vary more than Poisson counts:
 * p = I_pi(x1/phi, x0/phi + 1), pi = t1/(t1+t0). phi = 1 is the exact conditional test (METHODS §10); counts are
 * divided by the dispersion, since phi clustered events weigh as one independent event.
 *
 * @param input.x1 events in the recent period, of length t1; none gives p = 1
 * @param input.x0 events in the earlier period, of length t0
 * @param input.phi variance / mean of the counts; below 1 counts as 1
 * @returns null when an argument is invalid
 */
export function usageSpike(input: {
    readonly x1: number
    readonly t1: number
    readonly x0: number
    readonly t0: number
    readonly phi: number
}): TailProbability | null {
    const {x1, t1, x0, t0} = input
    const lengths = t1 > 0 && t0 > 0 && t1 < Infinity && t0 < Infinity
    if (!lengths || !(x1 >= 0 && x0 >= 0 && input.phi < Infinity)) return null
    if (x1 === 0) return {p: 1, log10: 0}
    const phi = Math.max(1, input.phi)
    const share = t1 / (t1 + t0)
    const [a, b] = [x1 / phi, x0 / phi + 1]
    return {p: betaCdf(share, a, b), log10: log10BetaCdf(share, a, b)}
}
