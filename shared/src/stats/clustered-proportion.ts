import {type Limits, wilson} from "./proportion"

/** A share k/n of rows that come from accounts, with what a database can sum for it. */
export interface ClusteredShare {
    /** Rows that count (for precision: flagged rows with the outcome) and rows altogether (flagged rows). */
    readonly k: number
    readonly n: number
    /** Accounts among the n rows. */
    readonly clusters: number
    /** Σ over accounts of (k_i - p·n_i)², p = k/n; {@link shareSumSquares} from sums of k_i², k_i·n_i and n_i². */
    readonly sumSquares: number
}

/** Interval of a clustered share, 0..1. */
export interface ClusteredShareInterval extends Limits {
    /** Variance relative to as many independent rows, at least 1. */
    readonly deff: number
}

/**
 * Wilson interval of a share of account-dates, counts divided by the design effect
 * deff = max(1, var_cluster/var_iid), var_cluster = G/(G-1) Σ (k_i - p n_i)²/n², var_iid = p(1-p)/n
 * (METHODS §3.2, §4; Rao & Scott 1992).
 *
 * Edge cases: no rows: null. One account: null, its rows say nothing about others. At p = 0 or 1 the design effect
 * cannot be estimated, and the number of accounts takes the place of the number of rows.
 *
 * @param conf confidence level, 0..1
 */
export function clusteredShareInterval(share: ClusteredShare, conf = 0.95): ClusteredShareInterval | null {
    const {k, n, clusters, sumSquares} = share
    if (!(n > 0) || clusters < 2) return null
    const p = k / n
    const independent = (p * (1 - p)) / n
    const clustered = ((clusters / (clusters - 1)) * sumSquares) / n ** 2
    const deff = independent > 0 ? Math.max(1, clustered / independent) : Math.max(1, n / clusters)
    const limits = wilson(k / deff, n / deff, conf)
    return limits && {...limits, deff}
}

/** Σ (k_i - p n_i)² = Σ k_i² - 2p Σ k_i n_i + p² Σ n_i², from sums over accounts; never below 0. */
export function shareSumSquares(p: number, sums: {kk: number; kn: number; nn: number}): number {
    return Math.max(0, sums.kk - 2 * p * sums.kn + p * p * sums.nn)
}
