/** Return on investment. */
export interface Roi {
    /** Incremental revenue × margin - cost, in the currency of the inputs. */
    readonly netGain: number
    /** netGain / cost as a share, 1 = the cost was doubled; null when nothing was spent. */
    readonly roi: number | null
}

/**
 * Return on investment, (incremental revenue × gross margin - cost) / cost. The revenue must be incremental, from a
 * randomised holdout; pipeline over cost is not a return (METHODS §9).
 *
 * @param margin gross margin, 0..1
 */
export function roi(incrementalRevenue: number, margin: number, cost: number): Roi {
    const netGain = incrementalRevenue * margin - cost
    return {netGain, roi: cost === 0 ? null : netGain / cost}
}
