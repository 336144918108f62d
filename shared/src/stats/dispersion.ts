/**
 * How much more counts vary than Poisson counts: phi = max(1, Σ (y - mean)² / ((m-1) mean)) over m periods of equal
 * length (Pearson's statistic over its degrees of freedom). 1 with fewer than two periods or no events.
 */
export function dispersion(counts: readonly number[]): number {
    const m = counts.length
    const mean = counts.reduce((sum, count) => sum + count, 0) / m
    if (m < 2 || mean === 0) return 1
    const squares = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0)
    return Math.max(1, squares / ((m - 1) * mean))
}

/** Periods that the pooled dispersion weighs as much as, METHODS §10. */
const POOLED_WEIGHT = 8

/**
 * An account's dispersion drawn towards that of all accounts, (8 pooled + (m-1) own) / (8 + m - 1), at least 1:
 * a handful of weeks says little about a variance (METHODS §10).
 *
 * @param pooled dispersion over all accounts
 * @param counts the account's own counts per period
 */
export function shrunkDispersion(pooled: number, counts: readonly number[]): number {
    const degrees = Math.max(0, counts.length - 1)
    return Math.max(1, (POOLED_WEIGHT * pooled + degrees * dispersion(counts)) / (POOLED_WEIGHT + degrees))
}
