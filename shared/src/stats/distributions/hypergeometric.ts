import {logBinomialPmf} from "./saddle-point"

/**
 * X = marked units among n drawn without replacement from N units of which K are marked. Integer arguments with
 * 0 <= K, n <= N; anything else gives NaN. Probabilities outside the possible range are 0 (ln: -Infinity).
 */

/** Which tail, with the observed value in it: "upper" = P(X >= k), "lower" = P(X <= k). */
export type TailSide = "upper" | "lower"

/** P(X = k). */
export function hyperPmf(k: number, N: number, K: number, n: number): number {
    return Math.exp(logHyperPmf(k, N, K, n))
}

/**
 * ln P(X = k) as a ratio of three binomial probabilities with p = n/N, so that millions of units lose no digits
 * (Loader 2000).
 */
export function logHyperPmf(k: number, N: number, K: number, n: number): number {
    if (!isArgument(k, N, K, n)) return NaN
    const [least, most] = hyperRange(N, K, n)
    if (k < least || k > most) return -Infinity
    if (n === 0 || n === N || K === 0 || K === N) return 0
    const p = n / N
    const q = (N - n) / N
    return logBinomialPmf(k, K, p, q) + logBinomialPmf(n - k, N - K, p, q) - logBinomialPmf(n, N, p, q)
}

/** P(X >= k) or P(X <= k), the observed value included. */
export function hyperTail(k: number, N: number, K: number, n: number, side: TailSide): number {
    return Math.exp(logHyperTail(k, N, K, n, side))
}

/**
 * ln of that tail, also where it is below the smallest double. The terms are summed outwards from k, relative to
 * the first; a tail that holds the mode is 1 minus the opposite one, which is then the smaller of the two.
 */
export function logHyperTail(k: number, N: number, K: number, n: number, side: TailSide): number {
    if (!isArgument(k, N, K, n)) return NaN
    // P(X <= k) of the marked is P(n - X >= n - k) of the unmarked.
    return side === "upper" ? logUpperTail(k, N, K, n) : logUpperTail(n - k, N, N - K, n)
}

/** Least and greatest possible X. */
export function hyperRange(N: number, K: number, n: number): [least: number, most: number] {
    return [Math.max(0, n + K - N), Math.min(n, K)]
}

/** The most probable X (the greater of two that are equally probable). */
export function hyperMode(N: number, K: number, n: number): number {
    return Math.floor(((n + 1) * (K + 1)) / (N + 2))
}

function logUpperTail(k: number, N: number, K: number, n: number): number {
    const [least, most] = hyperRange(N, K, n)
    if (k <= least) return 0
    if (k > most) return -Infinity
    if (k > hyperMode(N, K, n)) return logSumUpwards(k, N, K, n)
    return Math.log1p(-Math.exp(logSumUpwards(n - k + 1, N, N - K, n)))
}

function logSumUpwards(k: number, N: number, K: number, n: number): number {
    const [, most] = hyperRange(N, K, n)
    let term = 1
    let sum = 1
    for (let j = k; j < most && term > sum * 1e-18; j++) {
        term *= ((K - j) / (j + 1)) * ((n - j) / (N - K - n + j + 1))
        sum += term
    }
    return logHyperPmf(k, N, K, n) + Math.log(sum)
}

function isArgument(k: number, N: number, K: number, n: number): boolean {
    return [k, N, K, n].every(Number.isSafeInteger) && K >= 0 && n >= 0 && K <= N && n <= N
}
