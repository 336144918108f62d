import fc from "fast-check"

import {DEFAULT_RULES} from "./plan"
import {addCounts, type CountTables, KEY, TABLES} from "./tables"
import {timeToConversion, trackRecord} from "./time-to-conversion"

/** 31 days from a landmark to the end of its outcome window. */
const RULES = {...DEFAULT_RULES, gapDays: 1, horizonDays: 30}
const SUBJECT = 2

interface Wait {
    readonly days: number
    readonly exposed: boolean
    readonly converted: boolean
    readonly n: number
}

function tables(waits: readonly Wait[]): CountTables {
    const keys = waits.map(
        ({days, exposed, converted}) =>
            days * KEY.a + (2 * SUBJECT + (exposed ? 1 : 0)) * KEY.b + (converted ? 1 : 0),
    )
    return addCounts([{kind: TABLES.waits, keys, counts: waits.map(({n}) => n)}])
}

const exposed = (days: number, converted: boolean, n = 1): Wait => ({days, exposed: true, converted, n})
const unexposed = (days: number, converted: boolean, n = 1): Wait => ({days, exposed: false, converted, n})

describe("trackRecord", () => {
    it("counts no account as a failure before its horizon is complete", () => {
        const counts = tables([exposed(10, true, 3), exposed(30, true, 2), exposed(30, false, 50), exposed(31, false, 20), exposed(5, false, 7)]) // prettier-ignore
        const {with: share, still_open: open, days} = trackRecord(counts, SUBJECT, RULES)
        expect(days).toBe(31)
        // 50 and 7 are not yet followed for 31 days; they are neither successes nor failures.
        expect(share).toMatchObject({k: 5, n: 25})
        expect(open).toBe(57)
    })

    it("does not count a conversion after the horizon as a success", () => {
        const {with: share} = trackRecord(tables([exposed(30, true), exposed(31, true), exposed(200, true)]), SUBJECT, RULES) // prettier-ignore
        expect(share).toMatchObject({k: 1, n: 3})
    })

    it("has no share where everything is open", () => {
        const {with: share, without, still_open: open} = trackRecord(tables([exposed(3, false, 9)]), SUBJECT, RULES) // prettier-ignore
        expect([share.value, share.lo, share.hi, share.n]).toEqual([null, null, null, 0])
        expect(without.n).toBe(0)
        expect(open).toBe(9)
    })

    it("keeps sides and subjects apart", () => {
        const counts = tables([exposed(40, false, 3), unexposed(40, true, 5)])
        expect(trackRecord(counts, SUBJECT, RULES)).toMatchObject({with: {k: 0, n: 3}, without: {k: 0, n: 5}})
        expect(trackRecord(counts, SUBJECT + 1, RULES)).toMatchObject({with: {n: 0}, without: {n: 0}})
    })
})

describe("timeToConversion", () => {
    it("is Kaplan-Meier: open accounts leave the risk set and do not pull the curve down", () => {
        // 10 accounts: 2 convert on day 5, 4 are followed for 6 days only, 2 more convert on day 8.
        const {with: curve} = timeToConversion(tables([exposed(5, true, 2), exposed(6, false, 4), exposed(8, true, 2), exposed(20, false, 2)]), SUBJECT, RULES) // prettier-ignore
        expect(curve).toMatchObject({accounts: 10, conversions: 4})
        const [first, second] = curve.points
        expect(first).toMatchObject({days: 7, at_risk: 4})
        expect(first!.converted).toBeCloseTo(0.2, 12)
        expect(second).toMatchObject({days: 14, at_risk: 2})
        expect(second!.converted).toBeCloseTo(1 - 0.8 * 0.5, 12)
        expect(curve.points).toHaveLength(2)
        // 1 - 0.8 · 0.5 = 0.6: half are reached on day 8.
        expect(curve.median_days).toBe(8)
    })

    it("says that half are not reached, and what those that converted in time took", () => {
        const {with: curve} = timeToConversion(tables([exposed(4, true), exposed(9, true), exposed(12, true), exposed(100, true), exposed(120, false, 50)]), SUBJECT, RULES) // prettier-ignore
        expect(curve.median_days).toBeNull()
        expect(curve.median_lo).toBeNull()
        // Of 4, 9 and 12; 100 lies beyond the horizon.
        expect(curve.typical_days).toBe(9)
    })

    it("has no test where a side has no conversions, and finds a plain difference", () => {
        const slow = tables([exposed(5, true, 30), unexposed(50, false, 100)])
        expect(timeToConversion(slow, SUBJECT, RULES).p_different).toBeNull()
        const both = tables([exposed(5, true, 30), exposed(50, false, 10), unexposed(30, true, 10), unexposed(50, false, 90)]) // prettier-ignore
        expect(timeToConversion(both, SUBJECT, RULES).p_different).toBeLessThan(1e-6)
        const same = tables([exposed(5, true, 10), exposed(50, false, 10), unexposed(5, true, 10), unexposed(50, false, 10)]) // prettier-ignore
        expect(timeToConversion(same, SUBJECT, RULES).p_different).toBeCloseTo(1, 9)
    })

    it("gives an empty curve where nobody was on a side", () => {
        expect(timeToConversion(tables([]), SUBJECT, RULES).with).toEqual({accounts: 0, conversions: 0, points: [], median_days: null, median_lo: null, median_hi: null, typical_days: null}) // prettier-ignore
    })

    it("rises from week to week, its range holds it, and fewer and fewer are followed", () => {
        const wait = fc.record({days: fc.integer({min: 0, max: 120}), exposed: fc.boolean(), converted: fc.boolean(), n: fc.integer({min: 1, max: 20})}) // prettier-ignore
        fc.assert(
            fc.property(fc.array(wait, {maxLength: 30}), (waits) => {
                for (const {points} of Object.values(timeToConversion(tables(waits), SUBJECT, RULES)).filter(
                    (part) => part !== null && typeof part === "object",
                )) {
                    // prettier-ignore
                    points.forEach((point, i) => {
                        expect(point.lo).toBeLessThanOrEqual(point.converted + 1e-12)
                        expect(point.hi).toBeGreaterThanOrEqual(point.converted - 1e-12)
                        expect(point.lo).toBeGreaterThanOrEqual(0)
                        expect(point.hi).toBeLessThanOrEqual(1)
                        const before = points[i - 1]
                        if (before === undefined) return
                        expect(point.converted).toBeGreaterThanOrEqual(before.converted)
                        expect(point.at_risk).toBeLessThanOrEqual(before.at_risk)
                    })
                }
            }),
        )
    })
})
