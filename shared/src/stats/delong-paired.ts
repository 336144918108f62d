import {normSf} from "./distributions/normal"

/** Two scores compared on the same rows; areas in 0..1. */
export interface PairedAuc {
    readonly auc1: number | null
    readonly auc2: number | null
    /** auc1 - auc2 */
    readonly diff: number | null
    readonly se: number | null
    readonly z: number | null
    /** Two-sided. */
    readonly p: number | null
}

/**
 * Paired DeLong test that two scores rank the same independent rows equally well: z = (auc1 - auc2)/se, where se comes
 * from the differences of the structural components (which is var1 + var2 - 2 cov without its cancellation).
 * O(n log n). Source: DeLong, DeLong & Clarke-Pearson 1988; METHODS §4.
 *
 * Edge cases: one class empty: all null. Fewer than 2 rows in a class: areas only. No variance at all: p = 1 when the
 * areas are equal (the scores rank alike), otherwise undefined (null): the sample says nothing about the noise.
 */
export function delongPaired(
    scores1: ArrayLike<number>,
    scores2: ArrayLike<number>,
    outcomes: ArrayLike<number>,
): PairedAuc {
    const n = outcomes.length
    if (scores1.length !== n || scores2.length !== n) {
        throw new RangeError("scores and outcomes differ in length")
    }
    let positives = 0
    for (let i = 0; i < n; i++) {
        const outcome = outcomes[i]
        if (outcome !== 0 && outcome !== 1) throw new RangeError(`outcome ${i} is neither 0 nor 1`)
        positives += outcome
    }
    const negatives = n - positives
    if (positives === 0 || negatives === 0) {
        return {auc1: null, auc2: null, diff: null, se: null, z: null, p: null}
    }
    const first = doubledComponents(scores1, outcomes)
    const second = doubledComponents(scores2, outcomes)
    const pairs = 2 * positives * negatives
    const wins1 = sumOfPositives(first, outcomes)
    const wins2 = sumOfPositives(second, outcomes)
    const areas = {auc1: wins1 / pairs, auc2: wins2 / pairs, diff: (wins1 - wins2) / pairs}
    if (positives < 2 || negatives < 2) return {...areas, se: null, z: null, p: null}

    // Whole numbers, so that a variance which is zero comes out as zero.
    let squares10 = 0
    let squares01 = 0
    for (let i = 0; i < n; i++) {
        const difference = first[i]! - second[i]!
        if (outcomes[i] === 1) squares10 += (difference * positives - (wins1 - wins2)) ** 2
        else squares01 += (difference * negatives - (wins1 - wins2)) ** 2
    }
    const variance =
        squares10 / pairs ** 2 / (positives - 1) / positives +
        squares01 / pairs ** 2 / (negatives - 1) / negatives
    const se = Math.sqrt(variance)
    if (se === 0) return {...areas, se, z: null, p: areas.diff === 0 ? 1 : null}
    const z = areas.diff / se
    return {...areas, se, z, p: 2 * normSf(Math.abs(z))}
}

/** Per row twice the rows of the other class it is ordered correctly with, ties counting 1. */
function doubledComponents(scores: ArrayLike<number>, outcomes: ArrayLike<number>): Float64Array {
    const n = scores.length
    const order = Uint32Array.from({length: n}, (_, i) => i)
    for (let i = 0; i < n; i++) {
        if (!Number.isFinite(scores[i])) throw new RangeError(`score ${i} is not a finite number`)
    }
    order.sort((i, j) => scores[i]! - scores[j]!)
    let positivesAbove = 0
    for (let i = 0; i < n; i++) positivesAbove += outcomes[i]!
    let negativesBelow = 0
    const components = new Float64Array(n)
    for (let start = 0; start < n;) {
        let end = start
        let tiedPositives = 0
        while (end < n && scores[order[end]!] === scores[order[start]!])
            tiedPositives += outcomes[order[end++]!]!
        const tiedNegatives = end - start - tiedPositives
        positivesAbove -= tiedPositives
        for (let k = start; k < end; k++) {
            const row = order[k]!
            components[row] =
                outcomes[row] === 1 ? 2 * negativesBelow + tiedNegatives : 2 * positivesAbove + tiedPositives
        }
        negativesBelow += tiedNegatives
        start = end
    }
    return components
}

function sumOfPositives(components: Float64Array, outcomes: ArrayLike<number>): number {
    let sum = 0
    for (let i = 0; i < components.length; i++) if (outcomes[i] === 1) sum += components[i]!
    return sum
}
