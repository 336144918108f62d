import fc from "fast-check"

import {BAR, meetsBar, thresholdForCapacity} from "./capacity"
import type {Lift, ScoreResult, ThresholdRow} from "./result"
import {shareOfAccounts} from "./shares"

const lift = (lo: number | null): Lift => ({
    status: "ok",
    method: "matched_by_date",
    value: 10,
    lo,
    hi: null,
    crude: 10,
    design_effect: 1,
    p_above_1: 0,
})

function row(threshold: number, volume: number, over: Partial<ThresholdRow> = {}): ThresholdRow {
    return {
        threshold,
        accounts: 50,
        new_per_month: volume,
        flagged: shareOfAccounts(120, 1000),
        precision: shareOfAccounts(40, 120),
        recall: shareOfAccounts(40, 60),
        converted_accounts_seen: shareOfAccounts(12, 15),
        lift: lift(4),
        ...over,
    }
}

function score(thresholds: ThresholdRow[], over: Partial<ScoreResult> = {}): ScoreResult {
    return {
        thresholds,
        buckets: [],
        calibration: {status: "too_little_data", dates: 0, conversions: 0, brier: null, brier_skill: null, slope: null, intercept: null},
        auc: {value: null, lo: null, hi: null},
        average_precision: null,
        gains: [],
        precision_recall: [],
        lift_by_decile: [],
        top_fifth: {recall: null, precision: null, lift: null},
        rivals: [],
        best_single: null,
        ...over,
    }
} // prettier-ignore

describe("thresholdForCapacity", () => {
    const table = score([row(20, 96.7), row(40, 46.6), row(45, 48.2), row(60, 39.8), row(100, 16.8)])

    it.each([
        [120, "everything_fits", 20],
        [96.7, "everything_fits", 20],
        [96, "ok", 45],
        [48.2, "ok", 45],
        // 45 sends more than 40 here, so the lower threshold is the one that fits best.
        [47, "ok", 40],
        [46, "ok", 60],
        [16.8, "ok", 100],
        [16.7, "nothing_fits", 100],
        [0, "nothing_fits", 100],
    ])("%d accounts a month: %s at %d", (capacity, status, threshold) => {
        const choice = thresholdForCapacity(table, capacity)
        expect([choice.status, choice.row?.threshold]).toEqual([status, threshold])
        expect(choice.bar === null).toBe(status === "nothing_fits")
    })

    it("takes the lower of two thresholds with the same volume", () => {
        expect(thresholdForCapacity(score([row(90, 5), row(20, 50), row(80, 5)]), 7).row?.threshold).toBe(80)
    })

    it("leaves out thresholds that nobody reaches, and says so when there are no others", () => {
        expect(thresholdForCapacity(score([row(20, 9), row(60, 0, {accounts: 0})]), 5)).toMatchObject({
            status: "nothing_fits",
            row: {threshold: 20},
        })
        expect(thresholdForCapacity(score([row(60, 0, {accounts: 0})]), 5)).toEqual({
            status: "no_scores",
            accounts_per_month: 5,
            row: null,
            chance_recall: null,
            best_single: null,
            bar: null,
        })
    })

    it("has no bar without conversions", () => {
        const none = row(60, 9, {recall: shareOfAccounts(0, 0)})
        expect(thresholdForCapacity(score([none]), 10)).toMatchObject({status: "everything_fits", bar: null})
    })

    it("compares with chance at the same share, and with the best signal at its own", () => {
        const rival = (score_recall: number | null) => ({
            id: "team_growth",
            title: "Team growth",
            flagged: shareOfAccounts(100, 1000),
            recall: shareOfAccounts(30, 60),
            score_recall,
        })
        const compared = (recall: number | null, best: string | null = "team_growth") =>
            thresholdForCapacity(score([row(60, 9)], {rivals: [rival(recall)], best_single: best}), 10)
        expect(compared(0.9).chance_recall).toBeCloseTo(0.12)
        expect(compared(0.9).best_single?.score_is).toBe("above_range")
        expect(compared(0.55).best_single?.score_is).toBe("within_range")
        expect(compared(0.2).best_single?.score_is).toBe("below_range")
        expect(compared(null).best_single).toBeNull()
        expect(compared(0.9, null).best_single).toBeNull()
    })

    it.each([NaN, -1, Infinity])("refuses a capacity of %d", (capacity) => {
        expect(() => thresholdForCapacity(table, capacity)).toThrow(RangeError)
    })

    it("never sends more than fits, and nothing that fits sends more", () => {
        const rows = fc.uniqueArray(
            fc.record({threshold: fc.integer({min: 1, max: 100}), volume: fc.double({min: 0, max: 100, noNaN: true})}),
            {selector: ({threshold}) => threshold, minLength: 1, maxLength: 12},
        ) // prettier-ignore
        fc.assert(
            fc.property(rows, fc.double({min: 0, max: 100, noNaN: true}), (given, capacity) => {
                const table = given.map(({threshold, volume}) => row(threshold, volume))
                const choice = thresholdForCapacity(score(table), capacity)
                const fitting = table.filter((one) => one.new_per_month <= capacity)
                expect(choice.status === "nothing_fits").toBe(fitting.length === 0)
                if (choice.status !== "ok") return
                const most = Math.max(...fitting.map((one) => one.new_per_month))
                expect(choice.row?.new_per_month).toBe(most)
            }),
            {seed: 3},
        )
    })
})

describe("meetsBar", () => {
    it.each([
        ["all three", {}, {recall: true, flagged: true, lift: true, met: true}],
        ["exactly the bar", {recall: shareOfAccounts(6, 10), flagged: shareOfAccounts(2, 10), lift: lift(BAR.liftLo)}, {recall: true, flagged: true, lift: true, met: true}],
        ["too little found", {recall: shareOfAccounts(59, 100)}, {recall: false, flagged: true, lift: true, met: false}],
        ["too much flagged", {flagged: shareOfAccounts(21, 100)}, {recall: true, flagged: false, lift: true, met: false}],
        ["a lower limit below 3", {lift: lift(2.99)}, {recall: true, flagged: true, lift: false, met: false}],
        ["nothing known", {recall: shareOfAccounts(0, 0), flagged: shareOfAccounts(0, 0), lift: lift(null)}, {recall: false, flagged: false, lift: false, met: false}],
    ])("%s", (_what, over, check) => expect(meetsBar(row(60, 9, over))).toEqual(check)) // prettier-ignore
})
