import {betaCdf} from "./distributions/beta"

/**
 * One-sided mid-p that `a` of `m` events are more than the expected share, for clustered events: the mean of
 * I_pi(a/d, (m-a)/d + 1) and I_pi(a/d + 1, (m-a)/d), the binomial P(X >= a) and P(X > a) with all counts divided
 * by the design effect d. With d = 1 it is the exact binomial mid-p.
 *
 * @param a events with the signal
 * @param m all events
 * @param pi share of events that the group with the signal has when it makes no difference, 0..1
 * @param designEffect variance of clustered over independent counts, >= 1
 * @returns 0..1: 1 when a = 0; null when m = 0 or an argument is invalid
 */
export function scaledTail(a: number, m: number, pi: number, designEffect: number): number | null {
    const valid = a >= 0 && a <= m && m > 0 && m < Infinity && pi >= 0 && pi <= 1
    if (!valid || !(designEffect >= 1 && designEffect < Infinity)) return null
    if (a === 0) return 1
    const [events, others] = [a / designEffect, (m - a) / designEffect]
    const more = others === 0 ? 0 : betaCdf(pi, events + 1, others)
    return (betaCdf(pi, events, others + 1) + more) / 2
}
