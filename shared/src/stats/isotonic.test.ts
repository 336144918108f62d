import {isotonic, isotonicValue} from "./isotonic"
import {mulberry32} from "./mulberry32"

/** Isotonic regression by its min-max formula: max over j <= i of min over k >= i of the weighted mean of j..k. */
function byMinMax(x: number[], y: number[], w: number[]): number[] {
    const levels = [...new Set(x)].sort((a, b) => a - b)
    const inRange = (from: number, to: number) =>
        x.map((_, i) => i).filter((i) => x[i]! >= from && x[i]! <= to)
    const mean = (j: number, k: number) => {
        const rows = inRange(levels[j]!, levels[k]!)
        return rows.reduce((sum, i) => sum + w[i]! * y[i]!, 0) / rows.reduce((sum, i) => sum + w[i]!, 0)
    }
    const range = (from: number, to: number) => Array.from({length: to - from}, (_, i) => from + i)
    return levels.map((_, i) =>
        Math.max(...range(0, i + 1).map((j) => Math.min(...range(i, levels.length).map((k) => mean(j, k))))),
    )
}

test.each([1, 2, 3, 4, 5])("equals the min-max formula (seed %d)", (seed) => {
    const random = mulberry32(seed)
    const x = Array.from({length: 40}, () => Math.floor(random() * 15) - 4)
    const y = x.map((value) => (random() < 0.4 + value / 40 ? 1 : 0))
    const w = x.map(() => 0.1 + random())
    const fit = isotonic(x, y, w)
    byMinMax(x, y, w).forEach((value, i) => expect(fit.fitted[i]).toBeCloseTo(value, 12))
    expect(fit.x).toEqual([...new Set(x)].sort((a, b) => a - b))
})

test("edge cases", () => {
    expect(isotonic([], [])).toEqual({x: [], fitted: []})
    expect(isotonic([5, 5, 5], [1, 0, 0])).toEqual({x: [5], fitted: [1 / 3]})
    expect(isotonic([1, 2, 3, 4], [1, 1, 0, 0])).toEqual({x: [1, 2, 3, 4], fitted: [0.5, 0.5, 0.5, 0.5]})
    // Rows of weight 0 say nothing.
    expect(isotonic([1, 2, 3], [1, 0, 1], [1, 0, 1])).toEqual({x: [1, 3], fitted: [1, 1]})
    expect(isotonic([0, -0], [1, 0])).toEqual({x: [0], fitted: [0.5]})
    expect(() => isotonic([1], [1], [-1])).toThrow(RangeError)
    expect(() => isotonic([1, 2], [1])).toThrow(RangeError)
})

test("a hundred thousand rows that pool into one block stay fast", () => {
    const x = Array.from({length: 100_000}, (_, i) => i)
    const fit = isotonic(
        x,
        x.map((i) => -i),
    )
    expect(new Set(fit.fitted).size).toBe(1)
})

test("values between and beyond the fitted points", () => {
    const fit = {x: [0, 10, 20], fitted: [0.1, 0.1, 0.5]}
    expect(isotonicValue(fit, -5)).toBe(0.1)
    expect(isotonicValue(fit, 10)).toBe(0.1)
    expect(isotonicValue(fit, 15)).toBeCloseTo(0.3, 12)
    expect(isotonicValue(fit, 99)).toBe(0.5)
    expect(isotonicValue({x: [], fitted: []}, 1)).toBeNull()
})
