/** All rows with the same score: how many of them had the outcome and how many had not. */
export interface ScoreLevel {
    readonly score: number
    readonly positives: number
    readonly negatives: number
}

/**
 * Rows grouped by score, highest score first. Everything about the quality of a ranking follows from this table, so a
 * million rows are counted once (here or in a database) and then cost no more than their distinct scores.
 *
 * @param scores finite numbers, one per row
 * @param outcomes 1 (had the outcome) or 0, one per row
 * @throws RangeError when lengths differ, a score is not finite or an outcome is neither 0 nor 1
 */
export function scoreLevels(scores: ArrayLike<number>, outcomes: ArrayLike<number>): ScoreLevel[] {
    if (scores.length !== outcomes.length) throw new RangeError("scores and outcomes differ in length")
    const counts = new Map<number, {positives: number; negatives: number}>()
    for (let i = 0; i < scores.length; i++) {
        const score = scores[i]!
        const outcome = outcomes[i]
        if (!Number.isFinite(score)) throw new RangeError(`score ${i} is not a finite number`)
        if (outcome !== 0 && outcome !== 1) throw new RangeError(`outcome ${i} is neither 0 nor 1`)
        let level = counts.get(score)
        if (level === undefined) counts.set(score, (level = {positives: 0, negatives: 0}))
        if (outcome === 1) level.positives++
        else level.negatives++
    }
    return descending([...counts].map(([score, level]) => ({score, ...level})))
}

/** Levels highest score first, empty levels left out and levels of the same score added up. */
export function descending(levels: readonly ScoreLevel[]): ScoreLevel[] {
    const merged: ScoreLevel[] = []
    for (const level of [...levels].sort((a, b) => b.score - a.score)) {
        if (level.positives + level.negatives === 0) continue
        const last = merged[merged.length - 1]
        if (last?.score === level.score) {
            merged[merged.length - 1] = {
                score: last.score,
                positives: last.positives + level.positives,
                negatives: last.negatives + level.negatives,
            }
        } else merged.push(level)
    }
    return merged
}

/** Rows with and without the outcome over all levels. */
export function totals(levels: readonly ScoreLevel[]): {positives: number; negatives: number} {
    let positives = 0
    let negatives = 0
    for (const level of levels) {
        positives += level.positives
        negatives += level.negatives
    }
    return {positives, negatives}
}
