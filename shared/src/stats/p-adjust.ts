/** How to correct p-values for the number of tests. */
export type PAdjustMethod = "bonferroni" | "holm" | "hochberg" | "bh" | "by"

/**
 * Adjusted p-values in the order of the input, each capped at 1.
 *
 * - `bonferroni` m p; `holm` (1979) step-down: both control the chance of any false claim, under any dependence
 * - `hochberg` (1988) step-up: the same under independence or positive dependence
 * - `bh` (Benjamini & Hochberg 1995): controls the share of false claims (q-values), independence or PRDS
 * - `by` (Benjamini & Yekutieli 2001): the same under any dependence; times Σ 1/i
 *
 * Every candidate tried must be in the input, thresholds and windows included. Empty input gives an empty list.
 *
 * @throws Error when a p-value is not a number from 0 to 1
 */
export function pAdjust(p: readonly number[], method: PAdjustMethod): number[] {
    const wrong = p.find((value) => !(value >= 0 && value <= 1))
    if (wrong !== undefined) throw new Error(`A p-value must be from 0 to 1, not ${wrong}.`)
    const m = p.length
    if (method === "bonferroni") return p.map((value) => Math.min(1, m * value))
    const ascending = p.map((_, index) => index).sort((i, j) => p[i]! - p[j]!)
    const harmonic = p.reduce((sum, _, index) => sum + 1 / (index + 1), 0)
    const factor = (rank: number): number => {
        if (method === "bh") return m / rank
        if (method === "by") return (harmonic * m) / rank
        return m - rank + 1
    }
    const adjusted = new Array<number>(m)
    // Step-down carries the largest value upwards, step-up the smallest downwards.
    let bound = method === "holm" ? 0 : 1
    for (let step = 1; step <= m; step++) {
        const rank = method === "holm" ? step : m - step + 1
        const index = ascending[rank - 1]!
        const value = Math.min(1, p[index]! * factor(rank))
        bound = method === "holm" ? Math.max(bound, value) : Math.min(bound, value)
        adjusted[index] = bound
    }
    return adjusted
}
