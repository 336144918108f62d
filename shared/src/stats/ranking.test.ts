import {mulberry32} from "./mulberry32"
import {cumulativeGains, precisionRecallCurve, ranking, rankingOfLevels} from "./ranking"
import {scoreLevels} from "./score-levels"

const TIED = {scores: [60, 60, 60, 20, 20], outcomes: [1, 0, 0, 1, 0]}

test("tied rows enter together and share their outcomes", () => {
    const result = ranking(TIED.scores, TIED.outcomes, 0.2)
    expect(result.averagePrecision).toBeCloseTo((1 / 2) * (1 / 3) + (1 / 2) * (2 / 5), 12)
    expect(result).toMatchObject({k: 1, liftAtK: expect.closeTo(1 / 3 / (2 / 5), 12)})
    expect(result.recallAtK).toBeCloseTo(1 / 6, 12)
    expect(ranking(TIED.scores, TIED.outcomes, 0.8).recallAtK).toBeCloseTo((1 + 1 / 2) / 2, 12)
})

test("is the mean over random orders of tied rows", () => {
    const random = mulberry32(3)
    const scores = Array.from({length: 37}, () => Math.floor(random() * 5))
    const outcomes = scores.map((score) => (random() < score / 6 ? 1 : 0))
    const exact = ranking(scores, outcomes, 0.3)
    const rounds = 20_000
    let found = 0
    for (let round = 0; round < rounds; round++) {
        const order = scores.map((score, i) => ({key: score + random() / 2, y: outcomes[i]!}))
        found += order
            .sort((a, b) => b.key - a.key)
            .slice(0, exact.k)
            .reduce((sum, {y}) => sum + y, 0)
    }
    expect(found / rounds / outcomes.filter((y) => y === 1).length).toBeCloseTo(exact.recallAtK!, 2)
})

test("deciles together hold every row and every outcome", () => {
    const random = mulberry32(9)
    const scores = Array.from({length: 103}, () => Math.floor(random() * 20))
    const outcomes = scores.map((score) => (random() < score / 30 ? 1 : 0))
    const {decileLift, decileRows} = ranking(scores, outcomes, 0.2)
    const base = outcomes.reduce((sum: number, y) => sum + y, 0) / 103
    expect(decileRows.reduce((sum, rows) => sum + rows, 0)).toBe(103)
    const outcomesInDeciles = decileLift!.reduce<number>(
        (sum, lift, d) => sum + lift! * base * decileRows[d]!,
        0,
    )
    expect(outcomesInDeciles).toBeCloseTo(103 * base, 10)
})

test("7 % of 100 rows are 7 rows", () => {
    const scores = Array.from({length: 100}, (_, i) => i)
    expect(
        ranking(
            scores,
            scores.map((i) => i % 2),
            0.07,
        ).k,
    ).toBe(7)
})

test("no outcomes, no rows, nothing in the top: null, never NaN", () => {
    expect(ranking([], [], 0.2)).toEqual({
        averagePrecision: null,
        recallAtK: null,
        precisionAtK: null,
        liftAtK: null,
        k: 0,
        decileLift: null,
        decileRows: new Array(10).fill(0),
    })
    expect(ranking([1, 2], [0, 0], 0.5).decileLift).toBeNull()
    expect(ranking([1, 2], [0, 1], 0)).toMatchObject({k: 0, recallAtK: 0, precisionAtK: null, liftAtK: null})
    expect(() => ranking([1], [1], 1.5)).toThrow(RangeError)
    expect(precisionRecallCurve([{score: 1, positives: 0, negatives: 3}])).toEqual([])
    expect(cumulativeGains([])).toEqual([])
})

test("curves have one point per distinct score and meet the summary", () => {
    const levels = scoreLevels(TIED.scores, TIED.outcomes)
    expect(precisionRecallCurve(levels)).toEqual([
        {threshold: 60, flagged: 3, recall: 0.5, precision: 1 / 3},
        {threshold: 20, flagged: 5, recall: 1, precision: 0.4},
    ])
    expect(cumulativeGains(levels)).toEqual([
        {rows: 0, captured: 0},
        {rows: 0.6, captured: 0.5},
        {rows: 1, captured: 1},
    ])
    expect(rankingOfLevels([...levels].reverse(), 0.2)).toEqual(ranking(TIED.scores, TIED.outcomes, 0.2))
})
