/**
 * Quantile by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996).
 *
 * @param sorted ascending
 * @param probability 0..1
 * @returns null for an empty list
 */
export function quantile(sorted: ArrayLike<number>, probability: number): number | null {
    if (sorted.length === 0) return null
    const position = (sorted.length - 1) * probability
    const below = Math.floor(position)
    const low = sorted[below]!
    const high = sorted[Math.min(below + 1, sorted.length - 1)]!
    return low + (position - below) * (high - low)
}
