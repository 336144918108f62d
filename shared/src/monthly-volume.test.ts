import {monthsOf} from "./backtest/comparison-months"
import {monthlyVolume, poissonRange} from "./monthly-volume"

describe("poissonRange", () => {
    // Garwood 1936; Ulm 1990, table 1.
    it.each([
        [0, 0, 3.6889],
        [1, 0.0253, 5.5716],
        [5, 1.6235, 11.6683],
        [10, 4.7954, 18.3904],
        [50, 37.1110, 65.9188],
        [100, 81.3640, 121.6270],
    ])("of %d is %d to %d", (count, lo, hi) => {
        const range = poissonRange(count)
        expect(range.lo).toBeCloseTo(lo, 3)
        expect(range.hi).toBeCloseTo(hi, 3)
    }) // prettier-ignore

    it("refuses what is no count", () => {
        expect(() => poissonRange(1.5)).toThrow(RangeError)
        expect(() => poissonRange(-1)).toThrow(RangeError)
        expect(() => monthlyVolume(3, 0)).toThrow(RangeError)
    })
})

describe("monthlyVolume", () => {
    it("is the count and its range over the months", () => {
        const {per_month, lo, hi} = monthlyVolume(10, 5)
        expect([per_month, lo, hi].map((value) => Number(value.toFixed(3)))).toEqual([2, 0.959, 3.678])
    })
})

describe("monthsOf", () => {
    it("counts a week for the last landmark", () => {
        expect(monthsOf({from: "2026-03-16T06:00:00.000Z", to: "2026-08-31T06:00:00.000Z"})).toBeCloseTo(175 / 30) // prettier-ignore
        expect(monthsOf({from: "2026-03-16T06:00:00.000Z", to: "2026-03-16T06:00:00.000Z"})).toBeCloseTo(7 / 30) // prettier-ignore
        expect(monthsOf({from: null, to: null})).toBeNull()
    })
})
