import fc from "fast-check"

import type {Comparison, Health, Lift, Verdict} from "./result"
import {
    adjusted,
    CONFIRM_LEVEL,
    GATES,
    missing,
    PROMISING_LEVEL,
    type VerdictInput,
    verdictOf,
} from "./verdict"

const NO_SHARE = {k: 0, n: 0, value: null, lo: null, hi: null}
const HEALTHY: Health = {state: "healthy", reason: null, baseline: null, periods: [], false_alarm: null}

function lift(over: Partial<Lift> = {}): Lift {
    return {status: "ok", method: "matched_by_date", value: 2, lo: 1.4, hi: 2.9, crude: 2, design_effect: 1.5, p_above_1: 0.001, ...over} // prettier-ignore
}

function comparison(over: Partial<Lift> = {}): Comparison {
    const side = {accounts: 500, dates: NO_SHARE}
    return {landmarks: 20, from: null, to: null, with: side, without: side, accounts: 900, converted_accounts: 80, converted_accounts_with: 40, lift: lift(over)} // prettier-ignore
}

function verdict(over: Partial<VerdictInput> = {}): Verdict {
    return verdictOf({
        ...{whole: comparison(), confirmation: comparison(), lacksWhole: null, lacksConfirmation: null},
        ...{pHolm: 0.001, q: 0.001, minimumLift: 1.5, health: HEALTHY, ...over},
    }).verdict
}

describe("missing", () => {
    const enough = {accounts: 130, exposed: 30, unexposed: 100, converted: 10, convertedWith: 5}

    it("says nothing when every gate is just met", () => {
        expect(missing(enough)).toBeNull()
    })

    it.each([
        ["exposed", "29 accounts with it; 30 are needed"],
        ["unexposed", "99 accounts without it; 100 are needed"],
        ["converted", "9 converted accounts; 10 are needed"],
        ["convertedWith", "4 converted accounts with it; 5 are needed"],
    ] as const)("names what is one short: %s", (gate, words) => {
        expect(missing({...enough, [gate]: GATES[gate] - 1})).toBe(words)
    })

    it("asks for 50 accounts in all, however they divide", () => {
        expect(missing({...enough, accounts: 49})).toBe("49 accounts; 50 are needed")
    })
})

describe("verdictOf", () => {
    it("is too little data before anything else, whatever the numbers", () => {
        const found = verdictOf({whole: comparison(), confirmation: comparison(), lacksWhole: "3 accounts; 50 are needed", lacksConfirmation: null, pHolm: 1e-9, q: 1e-9, minimumLift: 1.5, health: HEALTHY}) // prettier-ignore
        expect(found).toEqual({verdict: "too_little_data", reason: "So far 3 accounts; 50 are needed."})
    })

    it("is confirmed at the level itself, and not just above", () => {
        expect(verdict({pHolm: CONFIRM_LEVEL})).toBe("confirmed")
        expect(verdict({pHolm: CONFIRM_LEVEL + 1e-9})).toBe("promising")
    })

    it("is not confirmed while the range reaches 1 or below, or there is none", () => {
        for (const lo of [1, 0.8, null])
            expect(verdict({confirmation: comparison({lo})})).toBe("promising")
    }) // prettier-ignore

    it("is confirmed where nobody converted without the signal and the range says at least more than 1", () => {
        const infinite = {status: "no_conversions_without", value: null, lo: 1.3, hi: null} as const
        expect(verdict({whole: comparison(infinite), confirmation: comparison(infinite)})).toBe("confirmed")
    })

    it("is not confirmed by a later period with too little data, nor without a test", () => {
        expect(verdict({lacksConfirmation: "4 converted accounts with it; 5 are needed"})).toBe("promising")
        expect(verdict({pHolm: null})).toBe("promising")
    })

    it("is fading where what was confirmed finds fewer buyers lately; a mere watch changes nothing", () => {
        expect(verdict({health: {...HEALTHY, state: "degrading"}})).toBe("fading")
        expect(verdict({health: {...HEALTHY, state: "watch"}})).toBe("confirmed")
        // What was never confirmed cannot fade.
        expect(verdict({pHolm: 0.2, health: {...HEALTHY, state: "degrading"}})).toBe("promising")
    })

    it("is promising at the false-discovery level itself, and only above a lift of 1", () => {
        expect(verdict({pHolm: 1, q: PROMISING_LEVEL})).toBe("promising")
        expect(verdict({pHolm: 1, q: PROMISING_LEVEL + 1e-9})).toBe("unclear")
        expect(verdict({pHolm: 1, q: 0.01, whole: comparison({value: 0.4, lo: 0.2, hi: 0.8})})).toBe("no_useful_lift") // prettier-ignore
    })

    it("is no useful lift where the range ends below the least useful one", () => {
        const weak = comparison({value: 1.1, lo: 0.9, hi: 1.49})
        expect(verdict({pHolm: 1, q: 0.5, whole: weak})).toBe("no_useful_lift")
        expect(verdict({pHolm: 1, q: 0.5, whole: weak, minimumLift: 1.3})).toBe("unclear")
    })

    it("is unclear where the range has no upper end or there is nothing to test", () => {
        expect(verdict({pHolm: null, q: null, whole: comparison({value: null, lo: null, hi: null})})).toBe("unclear") // prettier-ignore
    })

    it("names what the later period lacks", () => {
        const found = verdictOf({whole: comparison(), confirmation: comparison(), lacksWhole: null, lacksConfirmation: "9 converted accounts; 10 are needed", pHolm: 0.001, q: 0.01, minimumLift: 1.5, health: HEALTHY}) // prettier-ignore
        expect(found.reason).toContain("9 converted accounts; 10 are needed")
    })
})

describe("adjusted", () => {
    it("follows Holm and Benjamini-Hochberg over what could be tested, in place", () => {
        expect(adjusted([0.01, null, 0.04, 0.03], "holm")).toEqual([0.03, null, 0.06, 0.06])
        const bh = adjusted([0.01, null, 0.04, 0.03], "bh")
        expect(bh[1]).toBeNull()
        expect(bh[0]).toBeCloseTo(0.03, 12)
        expect(bh[2]).toBeCloseTo(0.04, 12)
        expect(bh[3]).toBeCloseTo(0.04, 12)
    })

    it("gives nothing where nothing could be tested", () => {
        expect(adjusted([null, null], "holm")).toEqual([null, null])
        expect(adjusted([], "bh")).toEqual([])
    })

    it("never lowers a p-value, keeps their order, and does not depend on the order of signals", () => {
        const p = fc.option(fc.double({min: 0, max: 1, noNaN: true}), {nil: null})
        fc.assert(
            fc.property(fc.array(p, {maxLength: 17}), fc.constantFrom("holm" as const, "bh" as const), (list, method) => {
                const found = adjusted(list, method)
                list.forEach((value, i) => {
                    if (value === null) return expect(found[i]).toBeNull()
                    expect(found[i]).toBeGreaterThanOrEqual(value)
                    expect(found[i]).toBeLessThanOrEqual(1)
                    list.forEach((other, j) => {
                        if (other !== null && other <= value) expect(found[j]).toBeLessThanOrEqual(found[i]!)
                    })
                })
                expect(adjusted([...list].reverse(), method).reverse()).toEqual(found)
            }),
        )
    }) // prettier-ignore
})
