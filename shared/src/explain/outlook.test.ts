import type {Comparison} from "../backtest/result"
import {GATES} from "../backtest/verdict"
import {outlookOf} from "./outlook"

/** 150 days, that is 5 months of 30. */
function comparison(exposed: number, convertedWith: number, over: Partial<Comparison> = {}): Comparison {
    const none = {k: 0, n: 0, value: null, lo: null, hi: null}
    return {
        landmarks: 21,
        from: "2026-01-01T06:00:00.000Z",
        to: "2026-05-24T06:00:00.000Z",
        with: {accounts: exposed, dates: none},
        without: {accounts: 500, dates: none},
        accounts: 500,
        converted_accounts: 40,
        converted_accounts_with: convertedWith,
        lift: {status: "ok", method: null, value: null, lo: null, hi: null, crude: null, design_effect: null, p_above_1: null},
        ...over,
    }
} // prettier-ignore

describe("outlookOf", () => {
    it("lacks nothing at the gates", () => {
        expect(outlookOf(comparison(GATES.exposed, GATES.convertedWith))).toEqual({
            gaps: [],
            more_accounts: null,
            months: null,
        })
    })

    it("takes accounts at the pace so far", () => {
        // 20 in 5 months: the 10 that are missing take 2.5.
        expect(outlookOf(comparison(20, 5))).toEqual({
            gaps: [{gate: "exposed", have: 20, need: 30, months: 2.5}],
            more_accounts: 10,
            months: 2.5,
        })
    })

    it("takes the longer of two waits, and as many accounts as the rarer conversions need", () => {
        // 2 of 20 convert: 3 more conversions take 30 accounts, or 7.5 months.
        expect(outlookOf(comparison(20, 2))).toMatchObject({more_accounts: 30, months: 7.5})
        expect(outlookOf(comparison(60, 4))).toMatchObject({more_accounts: 15, months: 1.25})
    })

    it("cannot say how long where there is nothing so far", () => {
        expect(outlookOf(comparison(0, 0))).toMatchObject({more_accounts: null, months: null})
        expect(outlookOf(comparison(20, 0))).toMatchObject({more_accounts: null, months: null})
        expect(outlookOf(comparison(20, 5, {from: null, to: null}))).toMatchObject({
            more_accounts: 10,
            months: null,
        })
    })

    it("names what is missing of others as well", () => {
        const small = comparison(30, 5, {accounts: 45, converted_accounts: 8, without: {accounts: 40, dates: comparison(0, 0).with.dates}}) // prettier-ignore
        expect(outlookOf(small).gaps.map(({gate}) => gate)).toEqual(["unexposed", "converted", "accounts"])
        expect(outlookOf(small).more_accounts).toBeNull()
        // 60 of 40 unexposed in 5 months take 7.5.
        expect(outlookOf(small).months).toBe(7.5)
    })
})
