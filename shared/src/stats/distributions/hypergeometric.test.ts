import {hyperMode, hyperPmf, hyperRange, hyperTail, logHyperTail} from "./hypergeometric"

/** Exact binomial coefficient. */
function choose(n: number, k: number): bigint {
    let result = 1n
    for (let i = 1; i <= k; i++) result = (result * BigInt(n - k + i)) / BigInt(i)
    return result
}

/** A ratio of integers of any size as a double. */
function ratio(numerator: bigint, denominator: bigint): number {
    return Number((numerator * 10n ** 60n) / denominator) * 1e-60
}

describe("hypergeometric distribution", () => {
    it.each([
        [20, 7, 9],
        [60, 1, 30],
        [60, 59, 30],
        [100, 50, 50],
        [9, 9, 4],
        [9, 4, 0],
        [9, 0, 9],
    ])("equals exact integer arithmetic (%i units, %i marked, %i drawn)", (N, K, n) => {
        const [least, most] = hyperRange(N, K, n)
        const weights = Array.from(
            {length: most - least + 1},
            (_, i) => choose(K, least + i) * choose(N - K, n - least - i),
        )
        const total = weights.reduce((sum, weight) => sum + weight, 0n)
        expect(total).toBe(choose(N, n))
        weights.forEach((weight, i) => {
            const k = least + i
            const above = weights.slice(i).reduce((sum, one) => sum + one, 0n)
            const below = weights.slice(0, i + 1).reduce((sum, one) => sum + one, 0n)
            expect(hyperPmf(k, N, K, n) / ratio(weight, total)).toBeCloseTo(1, 12)
            expect(hyperTail(k, N, K, n, "upper") / ratio(above, total)).toBeCloseTo(1, 12)
            expect(hyperTail(k, N, K, n, "lower") / ratio(below, total)).toBeCloseTo(1, 12)
        })
        const likeliest = hyperPmf(hyperMode(N, K, n), N, K, n)
        weights.forEach((_, i) =>
            expect(hyperPmf(least + i, N, K, n)).toBeLessThanOrEqual(likeliest * (1 + 1e-12)),
        )
    })

    it("has both tails in the millions, also below the smallest double", () => {
        expect(hyperTail(178, 10_181, 481, 1247, "upper") / 6.44e-47).toBeCloseTo(1, 2)
        const log = logHyperTail(50_000, 3_000_000, 50_100, 1_000_000, "upper")
        expect(Math.exp(log)).toBe(0)
        // All but 100 of 50,100 among a third of the units: about 3^-50,000 times the ways to choose the 100.
        expect(log / Math.log(10)).toBeGreaterThan(-24_000)
        expect(log / Math.log(10)).toBeLessThan(-23_000)
    })

    it("is 0 and 1 outside the possible range and NaN for what is no count", () => {
        expect([hyperTail(5, 10, 4, 6, "upper"), hyperTail(-1, 10, 4, 6, "lower")]).toEqual([0, 0])
        expect([hyperTail(0, 10, 4, 6, "upper"), hyperTail(4, 10, 4, 6, "lower")]).toEqual([1, 1])
        expect(hyperPmf(7, 10, 4, 6)).toBe(0)
        expect([hyperPmf(1, 10, 11, 6), hyperPmf(1.5, 10, 4, 6), hyperTail(1, 10, 4, -6, "upper")]).toEqual([
            NaN,
            NaN,
            NaN,
        ])
    })
})
