/** A non-decreasing step fit. */
export interface IsotonicFit {
    /** Distinct values of x, ascending. */
    readonly x: number[]
    /** Fitted mean of y at each of them. */
    readonly fitted: number[]
}

interface Block {
    sum: number
    weight: number
    members: number
}

/**
 * Isotonic least squares by pooling adjacent violators: y is averaged at equal x (weighted), then neighbouring blocks
 * are pooled while the left mean is not below the right one. O(n log n). Source: Barlow et al. 1972; METHODS §4 (as a
 * recalibrator only with more than 1000 rows and 100 conversions).
 *
 * @param y outcomes 0/1 or rates
 * @param weights per row, not negative; null = 1 each; rows of weight 0 say nothing and are left out
 */
export function isotonic(
    x: ArrayLike<number>,
    y: ArrayLike<number>,
    weights: ArrayLike<number> | null = null,
): IsotonicFit {
    if (x.length !== y.length || (weights !== null && weights.length !== x.length)) {
        throw new RangeError("x, y and weights differ in length")
    }
    const order = Array.from({length: x.length}, (_, i) => i)
        .filter((i) => weightOf(weights, i) > 0)
        .sort((i, j) => x[i]! - x[j]!)
    const levels: number[] = []
    const atLevel: Block[] = []
    for (const i of order) {
        // -0 and 0 are one level.
        const value = x[i]! + 0
        if (levels[levels.length - 1] !== value) {
            levels.push(value)
            atLevel.push({sum: 0, weight: 0, members: 1})
        }
        const block = atLevel[atLevel.length - 1]!
        block.sum += weightOf(weights, i) * y[i]!
        block.weight += weightOf(weights, i)
    }
    const blocks: Block[] = []
    for (const level of atLevel) {
        let last = level
        for (
            let left = blocks[blocks.length - 1];
            left && mean(left) >= mean(last);
            left = blocks[blocks.length - 1]
        ) {
            last = {
                sum: left.sum + last.sum,
                weight: left.weight + last.weight,
                members: left.members + last.members,
            }
            blocks.pop()
        }
        blocks.push(last)
    }
    return {x: levels, fitted: blocks.flatMap((block) => new Array<number>(block.members).fill(mean(block)))}
}

/** Fitted value at any x: linear between the fitted points, constant beyond them; null for an empty fit. */
export function isotonicValue(fit: IsotonicFit, x: number): number | null {
    const n = fit.x.length
    if (n === 0) return null
    if (x <= fit.x[0]!) return fit.fitted[0]!
    if (x >= fit.x[n - 1]!) return fit.fitted[n - 1]!
    let below = 0
    let above = n - 1
    while (above - below > 1) {
        const middle = (below + above) >> 1
        if (fit.x[middle]! <= x) below = middle
        else above = middle
    }
    const share = (x - fit.x[below]!) / (fit.x[above]! - fit.x[below]!)
    return fit.fitted[below]! + share * (fit.fitted[above]! - fit.fitted[below]!)
}

function mean(block: Block): number {
    return block.sum / block.weight
}

function weightOf(weights: ArrayLike<number> | null, i: number): number {
    const weight = weights === null ? 1 : weights[i]!
    if (!(weight >= 0)) throw new RangeError(`weight ${i} is negative or not a number`)
    return weight
}
