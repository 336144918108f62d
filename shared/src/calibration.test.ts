import type {ScoreBucket} from "./backtest/result"
import {conversionProbability, revenuePotential} from "./calibration"

const bucket = (from: number, to: number, value: number | null): ScoreBucket => ({
    from,
    to,
    dates: {k: 0, n: 0, value: null, lo: null, hi: null},
    probability: value === null ? null : {value, lo: value / 2, hi: value * 2},
})
const BUCKETS = [bucket(45, 60, 0.2), bucket(0, 0, 0.01), bucket(20, 35, 0.05)]

it.each([
    [0, 0.01],
    [10, 0.01],
    [20, 0.05],
    [35, 0.05],
    [40, 0.05],
    [45, 0.2],
    [100, 0.2],
])("score %i takes the bucket it has reached", (score, value) => {
    expect(conversionProbability(BUCKETS, score)?.value).toBe(value)
})

it("says nothing where the backtest could not", () => {
    expect(conversionProbability([], 50)).toBeNull()
    expect(conversionProbability([bucket(0, 100, null)], 50)).toBeNull()
    expect(revenuePotential(null, 1000)).toBeNull()
    expect(revenuePotential({value: 0.1, lo: 0.05, hi: 0.2}, null)).toBeNull()
    expect(revenuePotential({value: 0.1, lo: 0.05, hi: 0.2}, 0)).toBeNull()
})

it("multiplies the chance and its range", () => {
    expect(revenuePotential({value: 0.1, lo: 0.05, hi: 0.2}, 20_000)).toEqual({
        value: 2000,
        lo: 1000,
        hi: 4000,
    })
})
