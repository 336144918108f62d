/** Most points that base scores may add up to (A3). */
export const MAX_BASE_SUM = 80
/** Most points for the number of distinct signal types (A3). */
export const MAX_DIVERSITY = 20
const POINTS_PER_TYPE = 5

/** One active signal as the score sees it. */
export interface ScoredSignal {
    readonly type: string
    /** 0 to 40 points. */
    readonly base: number
}

/** How a composite score came about. */
export interface Score {
    /** 0 to 100. */
    readonly score: number
    readonly baseSum: number
    readonly diversity: number
}

/**
 * Composite score over the signals active as of one run (A3, exactly): `min(Σ base, 80) + min(5·types, 20)`.
 * A type counts once, however often it is listed.
 *
 * @throws Error when a base is not a number from 0 to 40.
 */
export function compositeScore(active: readonly ScoredSignal[]): Score {
    const byType = new Map<string, number>()
    for (const {type, base} of active) {
        if (!(base >= 0 && base <= 40)) throw new Error(`Base score of "${type}" must be between 0 and 40.`)
        byType.set(type, base)
    }
    const baseSum = Math.min(
        [...byType.values()].reduce((sum, base) => sum + base, 0),
        MAX_BASE_SUM,
    )
    const diversity = Math.min(POINTS_PER_TYPE * byType.size, MAX_DIVERSITY)
    return {score: baseSum + diversity, baseSum, diversity}
}
