import {betaCdf, betaSf} from "./distributions/beta"
import {normQuantile} from "./distributions/normal"
import {clopperPearson, jeffreys, wilson} from "./proportion"

describe("Wilson interval", () => {
    it("is exactly 0 at k = 0 and exactly 1 at k = n", () => {
        for (const n of [1, 7, 145, 1e6, 1e12]) {
            expect(wilson(0, n, 0.95)!.lo).toBe(0)
            expect(wilson(n, n, 0.95)!.hi).toBe(1)
        }
    })

    it("mirrors with the proportion and keeps its digits for rare events in the millions", () => {
        for (const [k, n] of [
            [1, 29],
            [81, 263],
            [34_000, 1e6],
            [2.5, 40.1],
        ] as const) {
            const [there, back] = [wilson(k, n, 0.9)!, wilson(n - k, n, 0.9)!]
            expect(back.lo).toBeCloseTo(1 - there.hi, 14)
            expect(back.hi).toBeCloseTo(1 - there.lo, 14)
        }
        const z2 = normQuantile(0.975) ** 2
        expect(wilson(0, 1e12, 0.95)!.hi / (z2 / (1e12 + z2))).toBeCloseTo(1, 14)
    })

    it("has the score statistic z at its limits", () => {
        const {lo, hi} = wilson(7, 23, 0.95)!
        for (const p of [lo, hi])
            expect(Math.abs(7 / 23 - p) / Math.sqrt((p * (1 - p)) / 23)).toBeCloseTo(normQuantile(0.975), 10)
    })
})

describe("exact and Jeffreys intervals", () => {
    it("leave half of the doubt on either side", () => {
        for (const [k, n] of [
            [1, 29],
            [28, 145],
            [29, 30],
        ] as const) {
            const [exact, bayes] = [clopperPearson(k, n, 0.95)!, jeffreys(k, n, 0.95)!]
            expect(betaCdf(exact.lo, k, n - k + 1)).toBeCloseTo(0.025, 11)
            expect(betaSf(exact.hi, k + 1, n - k)).toBeCloseTo(0.025, 11)
            expect(betaCdf(bayes.lo, k + 0.5, n - k + 0.5)).toBeCloseTo(0.025, 11)
            expect(betaSf(bayes.hi, k + 0.5, n - k + 0.5)).toBeCloseTo(0.025, 11)
            expect(exact.lo).toBeLessThan(bayes.lo)
            expect(exact.hi).toBeGreaterThan(bayes.hi)
        }
    })

    it("end at 0 and 1", () => {
        expect(clopperPearson(0, 1, 0.95)).toEqual({lo: 0, hi: expect.closeTo(0.975, 12)})
        expect(clopperPearson(1, 1, 0.95)).toEqual({lo: expect.closeTo(0.025, 12), hi: 1})
        expect(jeffreys(0, 20, 0.95)!.lo).toBe(0)
        expect(jeffreys(20, 20, 0.95)!.hi).toBe(1)
    })
})

it.each([wilson, clopperPearson, jeffreys])("%p is null where there is no proportion", (interval) => {
    const cases = [
        [0, 0] as const,
        [3, 2] as const,
        [-1, 2] as const,
        [NaN, 2] as const,
        [1, Infinity] as const,
    ]
    for (const [k, n] of cases) expect(interval(k, n, 0.95)).toBeNull()
    for (const conf of [0, 1, NaN]) expect(interval(1, 2, conf)).toBeNull()
})
