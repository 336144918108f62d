import {arrInterval} from "./arr-interval"
import {chiSquare2x2} from "./chi-square-2x2"
import {normQuantile} from "./distributions/normal"
import {fisher} from "./fisher"
import {probSuperiority} from "./prob-superiority"
import {newcombe} from "./risk-difference"
import {riskRatioKatz} from "./risk-ratio-katz"
import {koopman, miettinenNurminen, riskRatioScore} from "./risk-ratio-score"
import type {TwoGroups} from "./two-groups"

const of = (a: number, n1: number, c: number, n0: number): TwoGroups => ({a, n1, c, n0})
const swapped = ({a, n1, c, n0}: TwoGroups): TwoGroups => ({a: c, n1: n0, c: a, n0: n1})

const TABLES = [
    of(177, 1247, 304, 8934),
    of(4, 30, 10, 300),
    of(36, 40, 16, 80),
    of(0, 30, 12, 300),
    of(5, 12, 0, 40),
    of(20, 20, 35, 50),
    of(10, 10, 20, 20),
    of(1, 1, 3, 10),
    of(2.7, 13.4, 4.1, 90.2),
    of(999_990, 1e6, 999_980, 1e6),
]

describe.each([
    ["Koopman", koopman],
    ["Miettinen-Nurminen", miettinenNurminen],
])("%s interval", (_name, interval) => {
    it.each(TABLES)("inverts when the groups are swapped (%j)", (groups) => {
        const [there, back] = [interval(groups, 0.95)!, interval(swapped(groups), 0.95)!]
        const near = (x: number, y: number): boolean => x === y || Math.abs(x / y - 1) < 1e-14
        expect(near(1 / back.hi, there.lo)).toBe(true)
        expect(near(1 / back.lo, there.hi)).toBe(true)
    })

    it.each(TABLES)("grows with the confidence and holds the estimate (%j)", (groups) => {
        const [narrow, wide] = [interval(groups, 0.8)!, interval(groups, 0.99)!]
        const {rr} = riskRatioKatz(groups, 0.95)
        expect(wide.lo).toBeLessThanOrEqual(narrow.lo)
        expect(wide.hi).toBeGreaterThanOrEqual(narrow.hi)
        expect(rr).toBeGreaterThanOrEqual(narrow.lo)
        expect(rr).toBeLessThanOrEqual(narrow.hi)
    })

    it("moves continuously with real counts and widens with a design effect", () => {
        const [exact, near] = [
            interval(of(4, 30, 10, 300), 0.95)!,
            interval(of(4 + 1e-9, 30, 10, 300), 0.95)!,
        ]
        expect(near.lo).toBeCloseTo(exact.lo, 7)
        const halved = interval(of(2, 15, 5, 150), 0.95)!
        expect(halved.lo).toBeLessThan(exact.lo)
        expect(halved.hi).toBeGreaterThan(exact.hi)
    })

    it("has no limits for an empty group or impossible counts", () => {
        expect(interval(of(0, 0, 3, 40), 0.95)).toBeNull()
        expect(interval(of(5, 4, 3, 40), 0.95)).toBeNull()
        expect(interval(of(1, 4, 3, 40), 1)).toBeNull()
        expect(interval(of(0, 9, 0, 9), 0.95)).toEqual({lo: 0, hi: Infinity})
    })
})

describe("Koopman interval", () => {
    it("holds 1 exactly when Pearson's test does not refute it", () => {
        for (let a = 0; a <= 30; a++) {
            const groups = of(a, 30, 12, 200)
            const {lo, hi} = koopman(groups, 0.95)!
            expect(lo <= 1 && 1 <= hi).toBe(chiSquare2x2(groups).p! >= 0.05)
        }
    })

    it("has the score statistic z² at its limits and Pearson's chi-square at 1", () => {
        const groups = of(4, 30, 10, 300)
        const z = normQuantile(0.975)
        const {lo, hi} = koopman(groups, 0.95)!
        for (const limit of [lo, hi]) expect(riskRatioScore(groups, limit)).toBeCloseTo(z * z, 9)
        expect(riskRatioScore(groups, 1)).toBeCloseTo(chiSquare2x2(groups).chi2!, 10)
    })

    it("has the closed form where everybody converted", () => {
        const z2 = normQuantile(0.975) ** 2
        const {lo, hi} = koopman(of(10, 10, 20, 20), 0.95)!
        expect(lo).toBeCloseTo(10 / (10 + z2), 12)
        expect(hi).toBeCloseTo(1 + z2 / 20, 12)
    })

    it("knows nothing after division by a design effect that leaves less than one unit", () => {
        expect(miettinenNurminen(of(0.2, 0.4, 0.1, 0.5), 0.95)).toEqual({lo: 0, hi: Infinity})
    })
})

describe("tests of equal rates", () => {
    it.each(TABLES.filter(({a}) => Number.isInteger(a)))(
        "do not mind which group comes first (%j)",
        (groups) => {
            const [there, back] = [fisher(groups)!, fisher(swapped(groups))!]
            expect(back.twoSided.log10).toBeCloseTo(there.twoSided.log10, 8)
            expect(back.midPTwoSided.log10).toBeCloseTo(there.midPTwoSided.log10, 8)
            expect(back.greater.log10).toBeCloseTo(there.less.log10, 8)
            expect(chiSquare2x2(swapped(groups)).chi2 ?? 0).toBeCloseTo(chiSquare2x2(groups).chi2 ?? 0, 9)
            expect(chiSquare2x2(swapped(groups)).z ?? 0).toBeCloseTo(-(chiSquare2x2(groups).z ?? 0), 9)
        },
    )

    it("keep the logarithm of p where p is below the smallest double", () => {
        const test = fisher(of(5000, 10_000, 0, 10_000))!
        expect(test.twoSided.p).toBe(0)
        expect(test.twoSided.log10).toBeLessThan(-1500)
        expect(test.midPTwoSided.log10).toBeCloseTo(test.greater.log10, 6)
        const pearson = chiSquare2x2(of(5000, 10_000, 0, 10_000))
        expect(pearson.p).toBe(0)
        expect(pearson.log10P).toBeLessThan(-1400)
    })

    it("say p = 1 where nobody or everybody converted, and nothing for an empty group", () => {
        for (const groups of [of(0, 15, 0, 60), of(15, 15, 60, 60)]) {
            expect(fisher(groups)!.twoSided).toEqual({p: 1, log10: 0})
            expect(fisher(groups)!.midPTwoSided.p).toBe(1)
            expect(chiSquare2x2(groups)).toMatchObject({chi2: null, p: 1, z: null, minExpected: 0})
        }
        expect(fisher(of(0, 0, 3, 9))).toBeNull()
        expect(fisher(of(1.5, 4, 3, 9))).toBeNull()
        expect(chiSquare2x2(of(0, 0, 3, 9))).toMatchObject({p: null, minExpected: null})
    })
})

describe("Katz interval", () => {
    it.each([
        [of(0, 30, 12, 300), {rr: 0, lo: null, hi: null, status: "zero_events_with"}],
        [of(5, 12, 0, 40), {rr: Infinity, lo: null, hi: null, status: "zero_events_without"}],
        [of(0, 15, 0, 60), {rr: null, lo: null, hi: null, status: "no_events"}],
        [of(10, 10, 20, 20), {rr: 1, logSe: 0, lo: 1, hi: 1, status: "degenerate"}],
        [of(0, 0, 3, 40), {rr: null, adjustedRr: null, status: "empty_group"}],
    ])("%j -> %j", (groups, expected) => expect(riskRatioKatz(groups, 0.95)).toMatchObject(expected))
})

describe("difference of rates and money", () => {
    it("changes sign when the groups are swapped", () => {
        for (const groups of TABLES) {
            const [there, back] = [newcombe(groups, 0.95)!, newcombe(swapped(groups), 0.95)!]
            expect(back.difference).toBeCloseTo(-there.difference, 14)
            expect(back.lo).toBeCloseTo(-there.hi, 13)
            expect(back.hi).toBeCloseTo(-there.lo, 13)
        }
        expect(newcombe(of(0, 0, 3, 40), 0.95)).toBeNull()
    })

    it("scales with leads and contract value", () => {
        const counts = of(4, 30, 10, 300)
        const {point, lo, hi} = arrInterval({...counts, leads: 10, acv: 27_000, conf: 0.95})!
        const {difference, ...limits} = newcombe(counts, 0.95)!
        expect(point).toBeCloseTo(10 * 12 * 27_000 * difference, 6)
        expect([lo, hi]).toEqual([10 * 12 * 27_000 * limits.lo, 10 * 12 * 27_000 * limits.hi])
        expect(arrInterval({...of(0, 0, 1, 10), leads: 10, acv: 27_000, conf: 0.95})).toBeNull()
        expect(arrInterval({...of(0, 9, 9, 10), leads: 0, acv: 27_000, conf: 0.95})).toEqual({
            point: 0,
            lo: 0,
            hi: 0,
        })
    })
})

describe("chance that the lift exceeds a ratio", () => {
    it("is 1/2 for equal data, complements when the groups are swapped and falls with the ratio", () => {
        expect(probSuperiority(of(0, 0, 0, 0), 1)).toBeCloseTo(0.5, 10)
        expect(probSuperiority(of(7, 70, 7, 70), 1)).toBeCloseTo(0.5, 10)
        for (const groups of TABLES)
            expect(probSuperiority(groups, 1)! + probSuperiority(swapped(groups), 1)!).toBeCloseTo(1, 9)
        const chances = [0, 0.5, 1, 2, 4, 8, 30].map((r) => probSuperiority(of(4, 30, 10, 300), r)!)
        expect([...chances].sort((x, y) => y - x)).toEqual(chances)
        expect(chances[0]).toBe(1)
        expect(chances[6]).toBeLessThan(0.01)
    })

    it("has the closed form for uniform priors and no data", () => {
        // P(p1 > r p0) for two uniform rates: 1 - r/2 up to r = 1, 1/(2r) from there.
        for (const r of [0.2, 0.5, 1, 1.5, 7])
            expect(probSuperiority(of(0, 0, 0, 0), r, 1)).toBeCloseTo(r <= 1 ? 1 - r / 2 : 1 / (2 * r), 10)
    })

    it("is null where there is no posterior", () => {
        expect(probSuperiority(of(5, 4, 0, 3), 1)).toBeNull()
        expect(probSuperiority(of(1, 4, 0, 3), -1)).toBeNull()
        expect(probSuperiority(of(1, 4, 0, 3), 1, 0)).toBeNull()
    })
})
