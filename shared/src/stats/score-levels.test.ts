import {descending, scoreLevels, totals} from "./score-levels"

test("rows are counted per score, highest first", () => {
    expect(scoreLevels([20, 60, 60, 20, 60], [1, 1, 0, 0, 0])).toEqual([
        {score: 60, positives: 1, negatives: 2},
        {score: 20, positives: 1, negatives: 1},
    ])
    expect(scoreLevels([0, -0], [1, 0])).toEqual([{score: 0, positives: 1, negatives: 1}])
    expect(scoreLevels([], [])).toEqual([])
})

test("tables from elsewhere are put in order, same scores added up, empty ones left out", () => {
    const table = [
        {score: 1, positives: 2, negatives: 3},
        {score: 5, positives: 0, negatives: 0},
        {score: 9, positives: 1, negatives: 1},
        {score: 1, positives: 1, negatives: 0},
    ]
    const levels = descending(table)
    expect(levels).toEqual([
        {score: 9, positives: 1, negatives: 1},
        {score: 1, positives: 3, negatives: 3},
    ])
    expect(descending(levels)).toBe(levels)
    expect(totals(table)).toEqual({positives: 4, negatives: 4})
})

test("bad rows are refused by number", () => {
    expect(() => scoreLevels([1, Infinity], [0, 1])).toThrow("score 1")
    expect(() => scoreLevels([1], [0.5])).toThrow("outcome 0")
    expect(() => scoreLevels([1], [])).toThrow(RangeError)
})
