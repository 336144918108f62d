import {chiSquare2x2} from "./chi-square-2x2"
import {mantelHaenszel} from "./mantel-haenszel"
import {newcombe} from "./risk-difference"
import {riskRatioKatz} from "./risk-ratio-katz"
import type {TwoGroups} from "./two-groups"

const of = (a: number, n1: number, c: number, n0: number): TwoGroups => ({a, n1, c, n0})
const STRATA = [of(8, 45, 12, 300), of(22, 60, 30, 200), of(40, 70, 9, 30)]

describe("Mantel-Haenszel", () => {
    it("is the plain analysis when there is one stratum", () => {
        const [stratum] = STRATA
        const {riskRatio, riskDifference, chi2} = mantelHaenszel([stratum!], 0.95)
        const katz = riskRatioKatz(stratum!, 0.95)
        expect(riskRatio.ratio).toBeCloseTo(katz.rr!, 12)
        expect(riskRatio.logSe).toBeCloseTo(katz.logSe!, 12)
        expect(riskRatio.hi).toBeCloseTo(katz.hi!, 10)
        expect(riskDifference).toBeCloseTo(newcombe(stratum!, 0.95)!.difference, 14)
        expect(chi2).toBeCloseTo(chiSquare2x2(stratum!).chi2N1!, 10)
    })

    it("inverts when the groups are swapped and does not mind the order of strata", () => {
        const swapped = STRATA.map(({a, n1, c, n0}) => of(c, n0, a, n1)).reverse()
        const [there, back] = [mantelHaenszel(STRATA, 0.95), mantelHaenszel(swapped, 0.95)]
        for (const kind of ["riskRatio", "oddsRatio"] as const) {
            expect(1 / back[kind].ratio!).toBeCloseTo(there[kind].ratio!, 12)
            expect(1 / back[kind].lo!).toBeCloseTo(there[kind].hi!, 10)
        }
        expect(back.riskDifference).toBeCloseTo(-there.riskDifference!, 14)
        expect(back.chi2).toBeCloseTo(there.chi2!, 10)
    })

    it("skips strata in which a group is empty", () =>
        expect(mantelHaenszel([...STRATA, of(0, 0, 5, 20), of(4, 10, 0, 0)], 0.95)).toEqual(
            mantelHaenszel(STRATA, 0.95),
        ))

    it("has 0, Infinity or nothing where there are no events", () => {
        const none = {logSe: null, lo: null, hi: null}
        expect(mantelHaenszel([of(0, 10, 2, 20)], 0.95).riskRatio).toEqual({ratio: 0, ...none})
        expect(mantelHaenszel([of(3, 10, 0, 20)], 0.95).oddsRatio).toEqual({ratio: Infinity, ...none})
        const nothing = {
            riskRatio: {ratio: null, ...none},
            oddsRatio: {ratio: null, ...none},
            chi2: null,
            p: null,
        }
        expect(mantelHaenszel([of(0, 10, 0, 20)], 0.95)).toMatchObject({...nothing, riskDifference: 0})
        expect(mantelHaenszel([], 0.95)).toMatchObject({...nothing, riskDifference: null})
        // Everybody with the signal converted: the odds ratio is infinite, the risk ratio is not.
        const all = mantelHaenszel([of(10, 10, 12, 20)], 0.95)
        expect(all.oddsRatio.ratio).toBe(Infinity)
        expect(all.riskRatio.ratio).toBeCloseTo(10 / 6, 12)
        // Everybody converted everywhere: no variance at all, not a rounding error's root.
        const certain = mantelHaenszel([of(4000, 4000, 777, 777), of(3, 3, 1234, 1234)], 0.95)
        expect(certain.riskRatio).toEqual({
            ratio: expect.closeTo(1, 14),
            logSe: 0,
            lo: expect.closeTo(1, 14),
            hi: expect.closeTo(1, 14),
        })
    })
})
