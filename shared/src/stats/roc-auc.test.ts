import {mulberry32} from "./mulberry32"
import {aucComponents, clusteredAucStandardError, rocAuc, rocAucOfLevels} from "./roc-auc"
import {scoreLevels} from "./score-levels"

function randomRows(seed: number, n: number, step: number) {
    const random = mulberry32(seed)
    const scores = Array.from({length: n}, () => Math.round((random() * 100) / step) * step)
    return {scores, outcomes: scores.map((score) => (random() < score / 150 ? 1 : 0))}
}

/** DeLong by definition: every pair looked at, two-pass variances. */
function byPairs(scores: number[], outcomes: number[]) {
    const positives = scores.filter((_, i) => outcomes[i] === 1)
    const negatives = scores.filter((_, i) => outcomes[i] === 0)
    const beats = (a: number, b: number) => (a > b ? 1 : a === b ? 0.5 : 0)
    const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length
    const variance = (values: number[]) =>
        values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1)
    const v10 = positives.map((p) => mean(negatives.map((q) => beats(p, q))))
    const v01 = negatives.map((q) => mean(positives.map((p) => beats(p, q))))
    return {auc: mean(v10), se: Math.sqrt(variance(v10) / v10.length + variance(v01) / v01.length), v10, v01}
}

test.each([
    [1, 40, 5],
    [2, 60, 10],
    [3, 200, 0.1],
    [4, 90, 50],
])("equals the definition over all pairs (seed %d)", (seed, n, step) => {
    const {scores, outcomes} = randomRows(seed, n, step)
    const expected = byPairs(scores, outcomes)
    const result = rocAuc(scores, outcomes)
    expect(result.auc).toBeCloseTo(expected.auc, 12)
    expect(result.se).toBeCloseTo(expected.se, 12)
    expect(result.lo).toBeCloseTo(Math.max(0, expected.auc - 1.959963984540054 * expected.se), 12)
    expect(rocAucOfLevels(scoreLevels(scores, outcomes).reverse())).toEqual(result)
})

test("negating the scores mirrors the area and keeps its error", () => {
    const {scores, outcomes} = randomRows(7, 80, 5)
    const up = rocAuc(scores, outcomes)
    const down = rocAuc(
        scores.map((score) => -score),
        outcomes,
    )
    expect(down.auc).toBeCloseTo(1 - up.auc!, 12)
    expect(down.se).toBeCloseTo(up.se!, 12)
    expect(down.logitLo).toBeCloseTo(1 - up.logitHi!, 12)
})

test("undefined cases are null", () => {
    const none = {auc: null, se: null, lo: null, hi: null, logitLo: null, logitHi: null}
    expect(rocAuc([], [])).toEqual(none)
    expect(rocAuc([1, 2], [1, 1])).toEqual(none)
    expect(rocAuc([3, 1], [1, 0])).toEqual({...none, auc: 1})
    expect(rocAuc([5, 5, 5, 5], [1, 0, 1, 0])).toEqual({
        auc: 0.5,
        se: 0,
        lo: 0.5,
        hi: 0.5,
        logitLo: 0.5,
        logitHi: 0.5,
    })
    expect(rocAuc([4, 3, 2, 1], [1, 1, 0, 0])).toEqual({...none, auc: 1, se: 0, lo: 1, hi: 1})
    expect(() => rocAuc([NaN], [1])).toThrow(RangeError)
    expect(() => rocAuc([1, 2], [1])).toThrow(RangeError)
    expect(() => rocAuc([1, 2], [1, 2])).toThrow(RangeError)
})

test("components are those of the definition", () => {
    const {scores, outcomes} = randomRows(11, 50, 10)
    const {v10, v01} = byPairs(scores, outcomes)
    const {components} = aucComponents(scoreLevels(scores, outcomes))!
    const at = new Map(components.map((component) => [component.score, component]))
    const positives = scores.filter((_, i) => outcomes[i] === 1)
    const negatives = scores.filter((_, i) => outcomes[i] === 0)
    positives.forEach((score, i) => expect(at.get(score)!.v10).toBeCloseTo(v10[i]!, 12))
    negatives.forEach((score, i) => expect(at.get(score)!.v01).toBeCloseTo(v01[i]!, 12))
    expect(aucComponents([{score: 1, positives: 3, negatives: 0}])).toBeNull()
})

/** Sums of {@link clusteredAucStandardError} from rows in memory. */
function clusterSums(scores: number[], outcomes: number[], clusterOf: (row: number) => number) {
    const {auc, components} = aucComponents(scoreLevels(scores, outcomes))!
    const at = new Map(components.map((component) => [component.score, component]))
    const terms = new Map<number, {x: number; y: number; positives: number; negatives: number}>()
    scores.forEach((score, i) => {
        const term = terms.get(clusterOf(i)) ?? {x: 0, y: 0, positives: 0, negatives: 0}
        if (outcomes[i] === 1) {
            term.x += at.get(score)!.v10 - auc
            term.positives++
        } else {
            term.y += at.get(score)!.v01 - auc
            term.negatives++
        }
        terms.set(clusterOf(i), term)
    })
    const all = [...terms.values()]
    const sum = (value: (term: (typeof all)[number]) => number) => all.reduce((s, term) => s + value(term), 0)
    return {
        positives: sum((t) => t.positives),
        negatives: sum((t) => t.negatives),
        clustersWithPositives: all.filter((t) => t.positives > 0).length,
        clustersWithNegatives: all.filter((t) => t.negatives > 0).length,
        clusters: all.length,
        sumXX: sum((t) => t.x ** 2),
        sumYY: sum((t) => t.y ** 2),
        sumXY: sum((t) => t.x * t.y),
    }
}

describe("clusteredAucStandardError", () => {
    test("equals DeLong when every row is an account of its own", () => {
        const {scores, outcomes} = randomRows(5, 120, 5)
        const se = clusteredAucStandardError(clusterSums(scores, outcomes, (row) => row))
        expect(se).toBeCloseTo(rocAuc(scores, outcomes).se!, 12)
    })

    test("rows repeated k times per account have the error of the accounts, not of the rows", () => {
        const {scores, outcomes} = randomRows(6, 60, 5)
        const repeat = <T>(values: T[]) => values.flatMap((value) => [value, value, value, value])
        const repeated = clusterSums(repeat(scores), repeat(outcomes), (row) => Math.floor(row / 4))
        expect(clusteredAucStandardError(repeated)).toBeCloseTo(rocAuc(scores, outcomes).se!, 12)
        expect(rocAuc(repeat(scores), repeat(outcomes)).se).toBeLessThan(0.6 * rocAuc(scores, outcomes).se!)
    })

    test("accounts with rows of both kinds: the variance of X/P + Y/N, an account's whole influence", () => {
        const random = mulberry32(8)
        const latent = Array.from({length: 40}, () => random() * 50)
        // Six rows per account, the first with the outcome and the second without.
        const scores = latent.flatMap((level) =>
            Array.from({length: 6}, () => Math.round(level + random() * 50)),
        )
        const outcomes = scores.map((score, i) =>
            i % 6 === 0 || (i % 6 > 1 && random() < score / 120) ? 1 : 0,
        )
        const sums = clusterSums(scores, outcomes, (row) => Math.floor(row / 6))
        expect(sums.clustersWithPositives).toBe(40)
        expect(sums.clustersWithNegatives).toBe(40)
        const influence =
            sums.sumXX / sums.positives ** 2 +
            sums.sumYY / sums.negatives ** 2 +
            (2 * sums.sumXY) / (sums.positives * sums.negatives)
        expect(Math.abs(sums.sumXY)).toBeGreaterThan(0.1)
        expect(clusteredAucStandardError(sums)).toBeCloseTo(Math.sqrt((40 / 39) * influence), 12)
    })

    test("is null with fewer than two accounts of a kind", () => {
        const sums = clusterSums([1, 2, 3, 4], [0, 0, 1, 1], (row) => (row < 2 ? row : 9))
        expect(sums.clustersWithPositives).toBe(1)
        expect(clusteredAucStandardError(sums)).toBeNull()
    })
})

test("a million rows, nearly all scores distinct, stay within seconds", () => {
    const random = mulberry32(1)
    const scores = Float64Array.from({length: 1_000_000}, random)
    const outcomes = Uint8Array.from(scores, (score) => (random() < score * score ? 1 : 0))
    const {auc, se} = rocAuc(scores, outcomes)
    // P(y=1|s) = s²: scores with the outcome have density 3s², the others (3/2)(1 - s²), so P(S1 > S0) = 7/8.
    expect(Math.abs(auc! - 0.875)).toBeLessThan(5 * se!)
}, 20_000)
