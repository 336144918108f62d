import fc from "fast-check"

import {type ShadowInput, type ShadowRow, shadowSummary} from "./shadow"

const START = Date.parse("2026-08-30T06:00:00.000Z")
const at = (day: number): string => new Date(START + day * 86_400_000).toISOString()

function opened(account: string, day: number, wait: number | null = null, ...types: string[]): ShadowRow {
    return {
        account,
        first_day: at(day),
        score: 70,
        types,
        converted_at: wait === null ? null : at(day + wait),
    }
}

function summary(rows: ShadowRow[], over: Partial<ShadowInput> = {}) {
    return shadowSummary({
        start: at(0),
        as_of: at(90),
        horizon_days: 30,
        rows,
        converted_accounts: rows.filter((row) => row.converted_at !== null).length,
        ...over,
    })
}

describe("shadowSummary", () => {
    it("tells converted, later, still open and not converted apart at the horizon", () => {
        const found = summary(
            [
                opened("in time", 0, 29.9),
                opened("late by nothing", 0, 30),
                opened("followed to the end", 60),
                opened("one day short", 61),
                opened("young and converted", 80, 2),
                opened("on the last instant", 90),
            ],
            {converted_accounts: 5},
        )
        expect(found).toMatchObject({
            opened: 6,
            converted: 2,
            converted_later: 1,
            still_open: 2,
            not_converted: 1,
            missed: 2,
        })
        // Of three opened at least 30 days ago one converted in time: young ones count on neither side.
        expect(found.within_horizon).toMatchObject({k: 1, n: 3})
        expect(found.found).toMatchObject({k: 3, n: 5})
        expect(found.opened_per_month).toBeCloseTo(2)
    })

    it("sorts by the month of opening and by type", () => {
        const found = summary([
            opened("a", 40, null, "x", "y"),
            opened("b", 0, 3, "y"),
            opened("c", 1, 3, "y", "y"),
            opened("d", 2, null, "x"),
        ])
        expect(found.months).toMatchObject([
            {month: "2026-08", opened: 2, converted: 2},
            {month: "2026-09", opened: 1, not_converted: 1},
            {month: "2026-10", opened: 1},
        ])
        expect(found.types).toEqual([
            {type: "y", accounts: 3, converted: 2},
            {type: "x", accounts: 2, converted: 0},
        ])
    })

    it("has a median that counts open accounts as long as they were followed", () => {
        // Hand-made: at 10 of 4 one converts (3/4), at 20 one of 3 (1/2): the curve is one half until 40.
        const found = summary([
            opened("a", 0, 10),
            opened("b", 0, 20),
            opened("c", 50),
            opened("d", 0, 60),
        ]) // prettier-ignore
        expect(found.median_days).toBe(40)
        expect(summary([opened("a", 0), opened("b", 3)])).toMatchObject({
            median_days: null,
            median_lo: null,
            median_hi: null,
        })
    })

    it("is empty without accounts", () => {
        expect(summary([], {converted_accounts: 4})).toMatchObject({
            opened: 0,
            months: [],
            types: [],
            missed: 4,
            within_horizon: {k: 0, n: 0, value: null},
            found: {k: 0, n: 4, value: 0},
            median_days: null,
        })
    })

    it.each<[string, ShadowRow[], Partial<ShadowInput>]>([
        ["an account twice", [opened("a", 1), opened("a", 2)], {}],
        ["an opening before the start", [opened("a", -1)], {}],
        ["an opening after the end", [opened("a", 91)], {}],
        ["a conversion before the opening", [opened("a", 5, -1)], {}],
        ["a conversion after the end", [opened("a", 80, 11)], {}],
        ["no instant", [{...opened("a", 5), first_day: "yesterday"}], {}],
        ["more conversions than there are", [opened("a", 5, 1)], {converted_accounts: 0}],
        ["half a conversion", [], {converted_accounts: 0.5}],
        ["a period without length", [], {as_of: at(0)}],
        ["no horizon", [], {horizon_days: 0}],
    ])("refuses %s", (_what, rows, over) => expect(() => summary(rows, over)).toThrow(Error))

    it("counts every account once, whatever the order", () => {
        const any = fc.array(
            fc
                .tuple(
                    fc.integer({min: 0, max: 90}),
                    fc.option(fc.double({min: 0, max: 1, noNaN: true})),
                    fc.subarray(["x", "y"]),
                )
                .map(([day, part, types]) => ({day, wait: part === null ? null : part * (90 - day), types})),
            {maxLength: 25},
        )
        fc.assert(
            fc.property(any, (given) => {
                const rows = given.map(({day, wait, types}, i) => opened(`a${i}`, day, wait, ...types))
                const found = summary(rows)
                const parts = ({converted, converted_later, still_open, not_converted}: typeof found) =>
                    converted + converted_later + still_open + not_converted
                expect(parts(found)).toBe(rows.length)
                expect(found.months.reduce((sum, {opened: n}) => sum + n, 0)).toBe(rows.length)
                expect(summary([...rows].reverse())).toEqual(found)
                expect(found.within_horizon.k).toBeLessThanOrEqual(found.converted)
            }),
            {seed: 9},
        )
    })
})
