import {clusteredShareInterval} from "../stats/clustered-proportion"
import {wilson} from "../stats/proportion"
import type {Share} from "./result"

/** Level of every range. */
export const CONFIDENCE = 0.95

/** k of n independent things, such as distinct accounts (Wilson). */
export function shareOfAccounts(k: number, n: number): Share {
    const limits = wilson(k, n, CONFIDENCE)
    return {k, n, value: n === 0 ? null : k / n, lo: limits?.lo ?? null, hi: limits?.hi ?? null}
}

/**
 * k of n account-dates.
 *
 * @param clusters distinct accounts among the n
 * @param squares sum over accounts of their squared share of the error, ((k_i - p n_i) / n)²
 */
export function shareOfDates(k: number, n: number, clusters: number, squares: number): Share {
    const limits = clusteredShareInterval({k, n, clusters, sumSquares: squares * n * n}, CONFIDENCE)
    return {k, n, value: n === 0 ? null : k / n, lo: limits?.lo ?? null, hi: limits?.hi ?? null}
}

/** k of n account-dates whose design effect is known from elsewhere. */
export function shareWithEffect(k: number, n: number, deff: number): Share {
    const limits = wilson(k / deff, n / deff, CONFIDENCE)
    return {k, n, value: n === 0 ? null : k / n, lo: limits?.lo ?? null, hi: limits?.hi ?? null}
}

/** Variance of a clustered share over that of as many independent account-dates, at least 1; 1 where it cannot be told. */
export function effectOf(k: number, n: number, clusters: number, squares: number): number {
    return clusteredShareInterval({k, n, clusters, sumSquares: squares * n * n}, CONFIDENCE)?.deff ?? 1
}
