import {pAdjust, type PAdjustMethod} from "./p-adjust"

const METHODS: PAdjustMethod[] = ["bonferroni", "holm", "hochberg", "bh", "by"]
const P = [0.04, 0.0004, 0.03, 0.9, 0.0004, 0.2, 1e-12]

describe.each(METHODS)("%s", (method) => {
    it("keeps the order of the input and the order among p-values, never below p and never above 1", () => {
        const adjusted = pAdjust(P, method)
        P.forEach((p, i) => {
            expect(adjusted[i]).toBeGreaterThanOrEqual(p)
            expect(adjusted[i]).toBeLessThanOrEqual(1)
            P.forEach((other, j) => other >= p && expect(adjusted[j]!).toBeGreaterThanOrEqual(adjusted[i]!))
        })
        const [shuffled, back] = [[...P].reverse(), [...adjusted].reverse()]
        expect(pAdjust(shuffled, method)).toEqual(back)
    })

    it("leaves a single test as it is and takes an empty list", () => {
        expect(pAdjust([0.03], method)).toEqual([0.03])
        expect(pAdjust([], method)).toEqual([])
        expect(pAdjust([0, 1], method)).toEqual([0, 1])
    })

    it.each([[-0.1], [1.1], [NaN]])("refuses %f", (p) =>
        expect(() => pAdjust([0.5, p], method)).toThrow("A p-value must be from 0 to 1"),
    )
})

it("rejects by BH exactly what the step-up rule p(i) <= q i/m rejects", () => {
    const q = 0.05
    const sorted = [...P].sort((x, y) => x - y)
    const last = sorted.map((p, i) => p <= (q * (i + 1)) / P.length).lastIndexOf(true)
    const rejected = pAdjust(sorted, "bh").filter((p) => p <= q)
    expect(rejected).toHaveLength(last + 1)
    expect(last).toBeGreaterThan(0)
})

it("orders the methods by their strictness", () => {
    const [bonferroni, holm, hochberg, bh, by] = METHODS.map((method) => pAdjust(P, method))
    P.forEach((_, i) => {
        expect(holm![i]).toBeLessThanOrEqual(bonferroni![i]!)
        expect(hochberg![i]).toBeLessThanOrEqual(holm![i]!)
        expect(bh![i]).toBeLessThanOrEqual(hochberg![i]!)
        expect(by![i]).toBeGreaterThanOrEqual(bh![i]!)
    })
})
