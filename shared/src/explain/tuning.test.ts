import fc from "fast-check"

import type {TuningRow} from "../backtest/result"
import {shareOfAccounts} from "../backtest/shares"
import {ENOUGH_FOR_ADVICE, tuningAdvice} from "./tuning"

const row = (setting: number, accounts: number, k: number, n: number): TuningRow => ({
    setting,
    accounts,
    dates: n,
    precision: shareOfAccounts(k, n),
    recall: shareOfAccounts(k, 500),
    accounts_kept: 0.5,
})

const advise = (...rows: TuningRow[]) => tuningAdvice({param: "min_visits", unit: "visits", present: 2, rows})

const present = row(2, 200, 60, 400)

describe("tuningAdvice", () => {
    it.each<[string, TuningRow[], ReturnType<typeof tuningAdvice>]>([
        ["no stricter setting", [present], null],
        ["the present setting found nobody", [row(3, 50, 20, 60)], null],
        ["clearly better", [present, row(3, 90, 60, 150)], {present: 0, stricter: 1, overlap: false}],
        ["the mildest of the clearly better ones", [present, row(3, 90, 60, 150), row(4, 60, 50, 90)], {present: 0, stricter: 1, overlap: false}],
        ["perhaps better", [present, row(3, 90, 30, 150)], {present: 0, stricter: 1, overlap: true}],
        ["of the perhaps better ones, that with the highest lower limit", [present, row(3, 90, 30, 150), row(4, 80, 29, 130)], {present: 0, stricter: 2, overlap: true}],
        ["worse", [present, row(3, 90, 20, 150)], null],
        ["better only after a worse one", [present, row(3, 90, 20, 150), row(4, 60, 50, 90)], null],
        ["better, but a still stricter one with enough accounts is worse", [present, row(3, 90, 60, 150), row(4, 60, 5, 90)], null],
        ["a stricter one with few accounts does not count", [present, row(3, 90, 60, 150), row(4, 10, 0, 20)], {present: 0, stricter: 1, overlap: false}],
        ["one account too few", [present, row(3, ENOUGH_FOR_ADVICE.accounts - 1, 60, 150)], null],
        ["one conversion too few", [present, row(3, 30, ENOUGH_FOR_ADVICE.conversions - 1, 6)], null],
        ["the present setting has too few", [row(2, 29, 10, 100), row(3, 29, 20, 50)], null],
    ])("%s", (_what, rows, advice) => expect(advise(...rows)).toEqual(advice)) // prettier-ignore

    it("never rests on less than it says, and never points to a share that is not higher", () => {
        const any = fc
            .tuple(fc.integer({min: 0, max: 60}), fc.integer({min: 1, max: 200}))
            .chain(([accounts, n]) => fc.integer({min: 0, max: n}).map((k) => ({accounts, k, n})))
        fc.assert(
            fc.property(fc.array(any, {minLength: 1, maxLength: 6}), (given) => {
                const rows = given.map(({accounts, k, n}, i) => row(2 + i, accounts, k, n))
                const found = advise(...rows)
                if (found === null) return
                const [now, then] = [rows[found.present], rows[found.stricter]]
                for (const one of [now, then]) {
                    expect(one?.accounts).toBeGreaterThanOrEqual(ENOUGH_FOR_ADVICE.accounts)
                    expect(one?.precision.k).toBeGreaterThanOrEqual(ENOUGH_FOR_ADVICE.conversions)
                }
                expect(then?.precision.value).toBeGreaterThan(now?.precision.value ?? 1)
                expect(found.overlap).toBe((then?.precision.lo ?? 0) <= (now?.precision.hi ?? 1))
            }),
            {seed: 5, numRuns: 2000},
        )
    })
})
