import {
    betaCdf,
    betaQuantile,
    betaSf,
    betaUpperQuantile,
    log10BetaCdf,
    log10BetaSf,
} from "./distributions/beta"

/** Exact comparison of two Poisson rates. */
export interface RateRatio {
    /** (x1/t1) / (x0/t0); Infinity when only x0 is 0, null when both counts are. */
    readonly rr: number | null
    /** P(X >= x1) under equal rates. */
    readonly pGreater: number
    readonly log10PGreater: number
    /** P(X <= x1). */
    readonly pLess: number
    readonly log10PLess: number
    /** P(X > x1) + P(X = x1)/2; null without events. */
    readonly midPGreater: number | null
    readonly log10MidPGreater: number | null
    /** min(1, 2 min(pGreater, pLess)): agrees with the interval. */
    readonly pTwoSidedCentral: number
    readonly lo: number
    /** Infinity when x0 is 0. */
    readonly hi: number
}

/**
 * Ratio of two Poisson rates by the exact conditional test (Przyborowski & Wilenski 1940): given x1 + x0, x1 is
 * binomial with share t1/(t1+t0) when the rates are equal. The interval maps the Clopper-Pearson limits q of that
 * share to q/(1-q) t0/t1. Assumes Poisson counts; for counts that vary more see `usageSpike`.
 *
 * @param input.x1,input.x0 event counts
 * @param input.t1,input.t0 lengths of the two periods in the same unit, > 0
 * @returns null when an argument is invalid
 */
export function rateRatioExact(input: {
    readonly x1: number
    readonly t1: number
    readonly x0: number
    readonly t0: number
    /** Confidence, 0..1. */
    readonly conf: number
}): RateRatio | null {
    const {x1, t1, x0, t0, conf} = input
    const positive = [t1, t0].every((value) => value > 0 && value < Infinity) && conf > 0 && conf < 1
    if (!positive || ![x1, x0].every((value) => Number.isInteger(value) && value >= 0)) return null
    // The smaller share is the one known exactly: both tails are taken from it.
    const [share, rest] = [t1 / (t1 + t0), t0 / (t1 + t0)]
    const below = share <= rest
    const atLeast = (k: number, log: boolean): number => {
        if (k <= 0) return log ? 0 : 1
        if (k > x1 + x0) return log ? -Infinity : 0
        const [a, b] = [k, x1 + x0 - k + 1]
        if (below) return (log ? log10BetaCdf : betaCdf)(share, a, b)
        return (log ? log10BetaSf : betaSf)(rest, b, a)
    }
    const atMost = (k: number, log: boolean): number => {
        if (k >= x1 + x0) return log ? 0 : 1
        const [a, b] = [k + 1, x1 + x0 - k]
        if (below) return (log ? log10BetaSf : betaSf)(share, a, b)
        return (log ? log10BetaCdf : betaCdf)(rest, b, a)
    }
    const [pGreater, pLess] = [atLeast(x1, false), atMost(x1, false)]
    const none = x1 + x0 === 0
    const alpha = (1 - conf) / 2
    const odds = (q: number, oneMinusQ: number): number => (q / oneMinusQ) * (t0 / t1)
    return {
        rr: none ? null : x1 / t1 / (x0 / t0),
        pGreater,
        log10PGreater: atLeast(x1, true),
        pLess,
        log10PLess: atMost(x1, true),
        midPGreater: none ? null : (pGreater + atLeast(x1 + 1, false)) / 2,
        log10MidPGreater: none ? null : log10Mean(atLeast(x1, true), atLeast(x1 + 1, true)),
        pTwoSidedCentral: Math.min(1, 2 * Math.min(pGreater, pLess)),
        lo: x1 === 0 ? 0 : odds(betaQuantile(alpha, x1, x0 + 1), betaUpperQuantile(alpha, x0 + 1, x1)),
        hi: x0 === 0 ? Infinity : odds(betaUpperQuantile(alpha, x1 + 1, x0), betaQuantile(alpha, x0, x1 + 1)),
    }
}

/** log10 of the mean of two numbers given by their logarithms, x >= y. */
function log10Mean(x: number, y: number): number {
    return x + Math.log10((1 + 10 ** (y - x)) / 2)
}
