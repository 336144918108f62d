import fc from "fast-check"

import {crudeWeights, mantelHaenszelWeights} from "../stats/clustered-risk-ratio"
import {koopman} from "../stats/risk-ratio-score"
import type {TwoGroups} from "../stats/two-groups"
import {total} from "./groups"
import {type LiftInput, liftOf} from "./lift"

/** Sums of squares as if every date were an account of its own, times `spread`. */
function independent(strata: readonly TwoGroups[], spread = 1): LiftInput["squares"] {
    const all = total(strata)
    const crude = crudeWeights(all)
    const {weights} = mantelHaenszelWeights(strata)
    const sum = (groups: TwoGroups, w: NonNullable<typeof crude>): number =>
        groups.a * w.w11 ** 2 +
        (groups.n1 - groups.a) * w.w10 ** 2 +
        groups.c * w.w01 ** 2 +
        (groups.n0 - groups.c) * w.w00 ** 2
    return {
        crude: crude === null ? 0 : spread * sum(all, crude),
        matched: weights === null ? 0 : spread * strata.reduce((all_, own, i) => all_ + sum(own, weights[i]!), 0),
    }
} // prettier-ignore

function input(strata: readonly TwoGroups[], over: Partial<LiftInput> = {}): LiftInput {
    return {strata, first: total(strata), clusters: 10_000, squares: independent(strata), ...over}
}

const EVEN = {a: 40, n1: 400, c: 40, n0: 800}

describe("liftOf, case by case (METHODS §1.2, §3.2)", () => {
    it("matches by date where each side has 10 conversions, with the clustered range", () => {
        const found = liftOf(input([EVEN, {a: 20, n1: 100, c: 30, n0: 300}]))
        expect(found).toMatchObject({status: "ok", method: "matched_by_date"})
        expect(found.design_effect).toBeCloseTo(1, 3)
        const rr = (40 * 800) / 1200 + (20 * 300) / 400
        const rest = (40 * 400) / 1200 + (30 * 100) / 400
        expect(found.value).toBeCloseTo(rr / rest, 12)
        expect(found.crude).toBeCloseTo(60 / 500 / (70 / 1100), 12)
        // On the logarithmic scale the range is even on both sides.
        expect(found.lo! * found.hi!).toBeCloseTo(found.value! ** 2, 10)
    })

    it("takes the score range on counts divided by the design effect where conversions are few", () => {
        const few = {a: 6, n1: 60, c: 9, n0: 300}
        const found = liftOf(input([few], {squares: independent([few], 2)}))
        expect(found).toMatchObject({status: "ok", method: "small_counts"})
        expect(found.value).toBeCloseTo(6 / 60 / (9 / 300), 12)
        const d = found.design_effect!
        expect(d).toBeGreaterThan(1.9)
        const limits = koopman({a: 6 / d, n1: 60 / d, c: 9 / d, n0: 300 / d}, 0.95)!
        expect(found.lo).toBeCloseTo(limits.lo, 10)
        expect(found.hi).toBeCloseTo(limits.hi, 10)
    })

    it("changes method where the design effect leaves fewer than 10 conversions on a side", () => {
        const strata = [{a: 12, n1: 200, c: 60, n0: 1000}]
        expect(liftOf(input(strata)).method).toBe("matched_by_date")
        expect(liftOf(input(strata, {squares: independent(strata, 1.3)})).method).toBe("small_counts")
    })

    it("falls back to one row an account where nobody converted with the signal: a ratio of 0 with an upper end", () => {
        const first = {a: 0, n1: 50, c: 12, n0: 200}
        const found = liftOf(input([{a: 0, n1: 150, c: 30, n0: 900}], {first}))
        expect(found).toMatchObject({status: "no_conversions_with", method: "one_date_per_account", value: 0, lo: 0, crude: 0, design_effect: null}) // prettier-ignore
        expect(found.hi).toBeCloseTo(koopman(first, 0.95)!.hi, 12)
        expect(found.p_above_1).toBeGreaterThan(0.5)
    })

    it("falls back to one row an account where nobody converted without it: infinite, at least so much", () => {
        const first = {a: 8, n1: 50, c: 0, n0: 200}
        const found = liftOf(input([{a: 20, n1: 150, c: 0, n0: 900}], {first}))
        expect(found).toMatchObject({status: "no_conversions_without", method: "one_date_per_account", value: null, hi: null, crude: null}) // prettier-ignore
        expect(found.lo).toBeGreaterThan(1)
        expect(found.lo).toBeCloseTo(koopman(first, 0.95)!.lo, 12)
        // Mid-p of 8 out of 8 among 50 of 250: half the chance of exactly that.
        let chance = 0.5
        for (let i = 0; i < 8; i++) chance *= (50 - i) / (250 - i)
        expect(found.p_above_1).toBeCloseTo(chance, 12)
    })

    it("has a range and no test where the first rows of accounts have no conversion at all", () => {
        const first = {a: 0, n1: 50, c: 0, n0: 200}
        const found = liftOf(input([{a: 2, n1: 150, c: 0, n0: 900}], {first}))
        expect(found).toMatchObject({status: "no_conversions_without", value: null, lo: 0, hi: null, p_above_1: null}) // prettier-ignore
    })

    it.each([
        ["no_conversions", {a: 0, n1: 50, c: 0, n0: 200}],
        ["no_comparison", {a: 3, n1: 50, c: 0, n0: 0}],
        ["no_comparison", {a: 0, n1: 0, c: 9, n0: 100}],
    ] as const)("says %s and no number", (status, groups) => {
        expect(liftOf(input([groups]))).toEqual({status, method: null, value: null, lo: null, hi: null, crude: null, design_effect: null, p_above_1: null}) // prettier-ignore
    })

    it("is 1 with a finite range where everybody converted", () => {
        const found = liftOf(input([{a: 40, n1: 40, c: 90, n0: 90}], {squares: {crude: 0, matched: 0}}))
        expect(found.value).toBe(1)
        expect(found.lo).toBeLessThanOrEqual(1)
        expect(found.hi).toBeGreaterThanOrEqual(1)
    })

    it("learns nothing from dates without a comparison: the same lift, and no smaller p-value", () => {
        const alone = {a: 30, n1: 30, c: 0, n0: 0}
        const [with_, without] = [liftOf(input([EVEN, alone])), liftOf(input([EVEN]))]
        expect(with_.value).toBeCloseTo(without.value!, 12)
        expect(with_.crude).toBeGreaterThan(1.5 * without.value!)
        expect(with_.p_above_1).toBeGreaterThanOrEqual(without.p_above_1!)
    })
})

describe("liftOf, in general", () => {
    const groups = fc
        .record({
            n1: fc.integer({min: 0, max: 80}),
            n0: fc.integer({min: 0, max: 200}),
            p: fc.double({min: 0, max: 1, noNaN: true}),
            q: fc.double({min: 0, max: 1, noNaN: true}),
        }) // prettier-ignore
        .map(({n1, n0, p, q}) => ({n1, n0, a: Math.floor(p * n1), c: Math.floor(q * n0)}))
    const anyInput = fc
        .record({
            strata: fc.array(groups, {minLength: 1, maxLength: 12}),
            spread: fc.double({min: 0.5, max: 8, noNaN: true}),
        }) // prettier-ignore
        .map(({strata, spread}) => input(strata, {squares: independent(strata, spread)}))

    it("is a number or null, never NaN or infinite, and the range holds the value", () => {
        fc.assert(
            fc.property(anyInput, (any) => {
                const found = liftOf(any)
                for (const value of [
                    found.value,
                    found.lo,
                    found.hi,
                    found.crude,
                    found.design_effect,
                    found.p_above_1,
                ])
                    // prettier-ignore
                    if (value !== null) expect(Number.isFinite(value)).toBe(true)
                if (found.value === null) return
                if (found.lo !== null) expect(found.lo).toBeLessThanOrEqual(found.value * (1 + 1e-9))
                if (found.hi !== null) expect(found.hi).toBeGreaterThanOrEqual(found.value * (1 - 1e-9))
            }),
        )
    })

    it("does not depend on the order of dates", () => {
        fc.assert(
            fc.property(anyInput, (any) => {
                const [one, other] = [liftOf(any), liftOf({...any, strata: [...any.strata].reverse()})]
                expect(other.method).toBe(one.method)
                if (one.value !== null) expect(other.value! / (one.value || 1)).toBeCloseTo(one.value === 0 ? 0 : 1, 9) // prettier-ignore
                if (one.p_above_1 !== null) expect(other.p_above_1).toBeCloseTo(one.p_above_1, 9)
            }),
        )
    })

    it("is less sure with a larger spread: a wider range, a p-value nearer one half", () => {
        const strata = [EVEN, EVEN]
        const [sure, unsure] = [1, 3].map((spread) => liftOf(input(strata, {squares: independent(strata, spread)})))
        expect(unsure!.lo).toBeLessThan(sure!.lo!)
        expect(unsure!.hi).toBeGreaterThan(sure!.hi!)
        expect(unsure!.p_above_1).toBeGreaterThan(sure!.p_above_1!)
    }) // prettier-ignore
})
