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
    const indexOf = new Map<number, number>()
    const levels: {score: number; positives: number; negatives: number}[] = []
    for (let i = 0; i < scores.length; i++) {
        const score = scores[i]!
        const outcome = outcomes[i]
        if (!Number.isFinite(score)) throw new RangeError(`score ${i} is not a finite number`)
        if (outcome !== 0 && outcome !== 1) throw new RangeError(`outcome ${i} is neither 0 nor 1`)
        let index = indexOf.get(score)
        if (index === undefined) {
            indexOf.set(score, (index = levels.length))
            levels.push({score, positives: 0, negatives: 0})
        }
        if (outcome === 1) levels[index]!.positives++
        else levels[index]!.negatives++
    }
    // Sorting plain numbers is several times faster than sorting levels by a comparison.
    const ascending = Float64Array.from(indexOf.keys()).sort()
    return Array.from(ascending.reverse(), (score) => levels[indexOf.get(score)!]!)
}

/** Levels highest score first, empty levels left out and levels of the same score added up. */
export function descending(levels: readonly ScoreLevel[]): readonly ScoreLevel[] {
    const isDone = levels.every(
        ({score, positives, negatives}, i) =>
            positives + negatives > 0 && !(i > 0 && levels[i - 1]!.score <= score),
    )
    if (isDone) return levels
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
