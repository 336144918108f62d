import {betaCdf, betaQuantile, betaSf, betaUpperQuantile} from "./distributions/beta"
import {logBinomialPmf} from "./distributions/saddle-point"
import {integrate} from "./integrate"
import type {TwoGroups} from "./two-groups"

/** Posterior mass left out at either end of each rate. */
const NEGLIGIBLE = 1e-15

/**
 * Chance that the true lift exceeds r, P(p1 > r p0 | data), under independent posteriors
 * Beta(prior + events, prior + non-events) of the two rates (METHODS §1.4). Jeffreys' prior is 1/2.
 *
 * Assumes that the signal was chosen before these data were looked at. Groups without units are allowed: their
 * posterior is the prior. Absolute error below 1e-10.
 *
 * @param r ratio, such as 1 or the smallest lift that matters; >= 0
 * @returns 0..1; null when the counts, r or the prior make no posterior
 */
export function probSuperiority({a, n1, c, n0}: TwoGroups, r: number, prior = 0.5): number | null {
    const valid = a >= 0 && c >= 0 && a <= n1 && c <= n0 && r >= 0 && r < Infinity && prior > 0
    if (!valid || ![n1, n0, prior].every(Number.isFinite)) return null
    if (r === 0) return 1
    const [a1, b1, a0, b0] = [prior + a, prior + n1 - a, prior + c, prior + n0 - c]
    // Below `from` nearly all of p1 is above r p0, above `to` nearly none: only between them is there an integral.
    const from = Math.min(1, Math.max(betaQuantile(NEGLIGIBLE, a1, b1) / r, betaQuantile(NEGLIGIBLE, a0, b0)))
    const to = Math.min(1, betaUpperQuantile(NEGLIGIBLE, a1, b1) / r, betaUpperQuantile(NEGLIGIBLE, a0, b0))
    const certain = betaCdf(Math.min(from, to), a0, b0)
    if (from >= to) return certain
    // With p0 = sin² t the density has no poles at 0 and 1 for priors from 1/2 on.
    const [start, end] = [angleOf(from), angleOf(to)]
    const integral = integrate(start, end, (fromStart, toEnd) => {
        const sine = from === 0 || fromStart < toEnd ? Math.sin(start + fromStart) : Math.sin(end - toEnd)
        const cosine = to === 1 && toEnd < fromStart ? Math.sin(toEnd) : Math.cos(start + fromStart)
        const [p, q] = [sine * sine, cosine * cosine]
        if (p === 0 || q === 0) return 0
        const logDensity =
            logBinomialPmf(a0, a0 + b0, p, q) + Math.log((a0 * b0) / (a0 + b0) / (sine * cosine))
        // At r = 1 the distance of p0 from 1 is known better than p0.
        const above = r === 1 && p > 0.5 ? betaCdf(q, b1, a1) : betaSf(r * p, a1, b1)
        return 2 * Math.exp(logDensity) * above
    })
    return Math.min(1, certain + integral)
}

function angleOf(p: number): number {
    return p === 1 ? Math.PI / 2 : Math.asin(Math.sqrt(p))
}
