import {accountsNeeded, minimumDetectableLift, powerOfRiskRatio} from "./power"

const design = {p0: 0.034, rr: 2, n1: 200, n0: 2000, alpha: 0.05}

describe("power", () => {
    it("grows with the lift and with the sizes", () => {
        const byLift = [1, 1.2, 1.5, 2, 3, 6].map((rr) => powerOfRiskRatio({...design, rr})!)
        expect([...byLift].sort((x, y) => x - y)).toEqual(byLift)
        expect(byLift[0]).toBeCloseTo(0.025, 10)
        expect(powerOfRiskRatio({...design, n1: 400})!).toBeGreaterThan(powerOfRiskRatio(design)!)
    })

    it("is null for rates above 1, empty groups and rates that cannot differ", () => {
        expect(powerOfRiskRatio({...design, p0: 0.5, rr: 2.1})).toBeNull()
        expect(powerOfRiskRatio({...design, n1: 0})).toBeNull()
        expect(powerOfRiskRatio({...design, p0: 0})).toBeNull()
        expect(powerOfRiskRatio({...design, alpha: 0})).toBeNull()
        // 0.8 × 1.25 = 1 exactly, whatever the product of the doubles is.
        expect(powerOfRiskRatio({...design, p0: 0.8, rr: 1.25})).toBeGreaterThan(0.9)
    })

    it("is reached exactly at the minimum detectable lift", () => {
        for (const alpha of [0.05, 0.001, 1e-14]) {
            const sizes = {p0: 0.034, n1: 200, n0: 2000, alpha}
            const rr = minimumDetectableLift({...sizes, power: 0.8})!
            expect(powerOfRiskRatio({...sizes, rr})).toBeCloseTo(0.8, 9)
        }
        expect(minimumDetectableLift({p0: 0.5, n1: 3, n0: 3, alpha: 0.05, power: 0.8})).toBeNull()
        expect(minimumDetectableLift({p0: 0, n1: 3, n0: 3, alpha: 0.05, power: 0.8})).toBeNull()
    })
})

describe("accounts needed", () => {
    // METHODS §6: held-out accounts for 80 % power with 1, 4 and 9 routed ones each.
    it.each([
        [0.1, 1.5, [686, 445, 400]],
        [0.1, 2, [199, 132, 119]],
        [0.2, 1.5, [294, 189, 169]],
    ])("base rate %f, lift %f: %j", (p0, lift, expected) => {
        const needed = [1, 4, 9].map(
            (routed) => accountsNeeded({p0, lift, ratio: 1 / routed, alpha: 0.05, power: 0.8})!.n0,
        )
        expect(needed).toEqual(expected)
    })

    it("is the smallest size that reaches the power", () => {
        const {n1} = accountsNeeded({p0: 0.034, lift: 2, ratio: 10, alpha: 0.05, power: 0.8})!
        const at = (size: number) => powerOfRiskRatio({...design, n1: size, n0: 10 * size})!
        expect(at(n1)).toBeGreaterThanOrEqual(0.8)
        expect(at(n1 - 1)).toBeLessThan(0.8)
        expect(accountsNeeded({p0: 0.2, lift: 0.5, ratio: 1, alpha: 0.05, power: 0.8})).toEqual({
            n1: 199,
            n0: 199,
        })
    })

    it("is null where no size is enough", () => {
        expect(accountsNeeded({p0: 0.1, lift: 1, ratio: 1, alpha: 0.05, power: 0.8})).toBeNull()
        expect(accountsNeeded({p0: 0.6, lift: 2, ratio: 1, alpha: 0.05, power: 0.8})).toBeNull()
        expect(accountsNeeded({p0: 0.1, lift: 2, ratio: 0, alpha: 0.05, power: 0.8})).toBeNull()
    })
})
