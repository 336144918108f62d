import {mulberry32} from "./mulberry32"

// 32-bit values of an implementation in another language.
test.each([
    [1, [2693262067, 11749833, 2265367787]],
    [0, [1144304738, 1416247, 958946056]],
    [2 ** 32 - 1, [3850105811, 813802916, 3073704848]],
    [-5, [2078107854, 227493659, 4033117029]],
])("seed %d gives the known sequence", (seed, expected) => {
    const random = mulberry32(seed)
    expect(expected.map(() => random() * 2 ** 32)).toEqual(expected)
})

test("numbers are uniform enough: mean and variance of 100,000", () => {
    const random = mulberry32(42)
    const values = Array.from({length: 100_000}, random)
    const mean = values.reduce((sum, u) => sum + u, 0) / values.length
    const variance = values.reduce((sum, u) => sum + (u - mean) ** 2, 0) / values.length
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * values.length))
    expect(variance).toBeCloseTo(1 / 12, 3)
})
