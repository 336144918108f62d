import {ARR_TITLE, type ArrEvidence, type ArrInputs, arrOfRouting, arrOfSignal, estimatedArr} from "./arr"
import type {BacktestResult, SubjectResult} from "./backtest/result"
import {shareOfAccounts} from "./backtest/shares"
import {monthlyVolume} from "./monthly-volume"
import {mulberry32} from "./stats/mulberry32"

/** The signal of METHODS §9: 177 of 1,247 against 304 of 8,934, 47 accounts a month. */
const INPUTS: ArrInputs = {
    counts: {a: 177, n1: 1247, c: 304, n0: 8934},
    design_effect: 1,
    volume: monthlyVolume(282, 6),
    worked_share: 1,
    acv: {mean: 27_000},
}
const EVIDENCE: ArrEvidence = {lift: {lo: 3.5, hi: 4.97}, converted_per_month: 10}

const estimate = (inputs: Partial<ArrInputs> = {}, evidence: Partial<ArrEvidence> = {}) =>
    estimatedArr({...INPUTS, ...inputs}, {...EVIDENCE, ...evidence}, "one_signal")

function money(inputs: Partial<ArrInputs> = {}) {
    const found = estimate(inputs)
    if (found.status !== "ok") throw new Error(found.reason)
    return found
}

describe("estimatedArr", () => {
    it("gives the figures of METHODS §9", () => {
        const {title, point, lo, hi, difference} = money()
        expect(title).toBe("ARR associated with this signal, above baseline")
        expect([point, lo, hi].map((value) => Math.round(value / 1e4) / 100)).toEqual([1.64, 1.36, 1.96])
        expect(difference.value).toBeCloseTo(177 / 1247 - 304 / 8934, 12)
    })

    it("counts only the share that is worked", () => {
        expect(money({worked_share: 0.25}).hi).toBeCloseTo(money().hi / 4, 6)
        expect(money({worked_share: 0})).toMatchObject({point: 0, lo: 0, hi: 0})
        expect(() => estimate({worked_share: 1.1})).toThrow(RangeError)
        expect(() => estimate({worked_share: NaN})).toThrow(RangeError)
    })

    it("divides the counts by the design effect before the range, not the point", () => {
        const wide = money({design_effect: 4})
        expect(wide.point).toBeCloseTo(money().point, 6)
        const quarter = money({counts: {a: 177 / 4, n1: 1247 / 4, c: 304 / 4, n0: 8934 / 4}})
        expect([wide.lo, wide.hi]).toEqual([quarter.lo, quarter.hi])
        expect(wide.hi - wide.lo).toBeGreaterThan(1.9 * (money().hi - money().lo))
    })

    it("takes in the error of the contract value", () => {
        const values = [9000, 12_000, 18_000, 27_000, 36_000, 60_000]
        const wide = money({acv: {mean: 27_000, deal_values: values}})
        expect(wide.point).toBeCloseTo(money().point, 6)
        expect(wide.lo).toBeLessThan(money().lo)
        expect(wide.hi).toBeGreaterThan(money().hi)
        expect(money().acv_error).toBeNull()
    })

    it.each([
        ["the range of the lift includes 1", {}, {lift: {lo: 0.99, hi: 3}}, "no_difference"],
        ["the range of the lift ends at 1", {}, {lift: {lo: 1, hi: 3}}, "no_difference"],
        ["the lift has no range", {}, {lift: {lo: null, hi: null}}, "no_difference"],
        ["the lift lies below 1", {}, {lift: {lo: 0.2, hi: 0.9}}, "below_baseline"],
        ["no contract value", {acv: null}, {}, "no_contract_value"],
        ["a contract value of nothing", {acv: {mean: 0}}, {}, "no_contract_value"],
        ["the range of the difference includes none", {counts: {a: 3, n1: 30, c: 12, n0: 300}}, {}, "no_difference"],
        ["the difference lies below none", {counts: {a: 3, n1: 1247, c: 804, n0: 8934}}, {}, "below_baseline"],
        ["an empty group", {counts: {a: 0, n1: 0, c: 12, n0: 300}}, {}, "too_little_data"],
        ["more customers than were seen", {volume: monthlyVolume(2820, 6)}, {}, "more_than_observed"],
    ] as const)("refuses when %s", (_what, inputs, evidence, reason) => {
        expect(estimate(inputs, evidence)).toMatchObject({status: "refused", reason, title: ARR_TITLE})
    }) // prettier-ignore

    it("cannot be added by accident", () => {
        // @ts-expect-error an estimate is no number
        expect(money() + money()).toEqual(expect.any(String))
        expect(money().may_be_added).toBe(false)
    })

    it("covers the true figure in about 95 of 100 cases, with the contract value's error", () => {
        const random = mulberry32(2026)
        const binomial = (n: number, p: number): number =>
            Array.from({length: n}).reduce<number>((sum) => sum + (random() < p ? 1 : 0), 0)
        // Values exp(U(9, 11)): mean (e^11 - e^9) / 2.
        const meanValue = (Math.exp(11) - Math.exp(9)) / 2
        const truth = 47 * 12 * (0.2 - 0.05) * meanValue
        let covered = 0
        const runs = 1500
        for (let run = 0; run < runs; run++) {
            const values = Array.from({length: 40}, () => Math.exp(9 + 2 * random()))
            const {lo, hi} = money({
                counts: {a: binomial(250, 0.2), n1: 250, c: binomial(600, 0.05), n0: 600},
                acv: {
                    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
                    deal_values: values,
                },
            })
            if (lo <= truth && truth <= hi) covered++
        }
        // Standard error of the share is 0.6 %.
        expect(covered / runs).toBeGreaterThan(0.93)
        expect(covered / runs).toBeLessThan(0.97)
    })
})

describe("arrOfSignal and arrOfRouting", () => {
    const result = (name = "won"): Pick<BacktestResult, "outcome" | "overall"> => ({
        outcome: {name, event: "subscription_started", where: null},
        overall: signal(),
    })
    const signal = (over: Partial<SubjectResult> = {}): SubjectResult => {
        const whole = {
            from: "2026-03-16T06:00:00.000Z",
            to: "2026-08-31T06:00:00.000Z",
            with: {accounts: 175},
            converted_accounts_with: 45,
            lift: {lo: 3, hi: 9},
        }
        return {
            verdict: "confirmed",
            whole,
            confirmation: whole,
            track_record: {
                with: shareOfAccounts(40, 160),
                without: shareOfAccounts(20, 400),
                days: 31,
                still_open: 15,
            },
            ...over,
        } as unknown as SubjectResult
    }
    const settings = {acv: {mean: 10_000}, worked: {share: 1}}

    it("counts each account once: shares of the track record, volume of distinct accounts", () => {
        const found = arrOfSignal(result(), signal(), settings)
        expect(found).toMatchObject({
            status: "ok",
            of: "one_signal",
            inputs: {counts: {a: 40, n1: 160, c: 20, n0: 400}, design_effect: 1, volume: {count: 175}},
        })
        // 175 accounts in 175 days are 30 a month: 30 × 12 × (25 % - 5 %) × 10,000.
        expect(found.status === "ok" && found.point).toBeCloseTo(720_000, 3)
    })

    it("is of the union for routing, and worked up to the capacity", () => {
        const found = arrOfRouting(result(), {...settings, worked: {accounts_per_month: 15}})
        expect(found).toMatchObject({of: "union_of_signals", inputs: {worked_share: 0.5}})
        expect(found.status === "ok" && found.point).toBeCloseTo(360_000, 3)
        expect(arrOfRouting(result(), {...settings, worked: {accounts_per_month: 99}})).toMatchObject({
            inputs: {worked_share: 1},
        })
    })

    it("refuses leads that are not won, and verdicts without data", () => {
        expect(arrOfSignal(result("qualified"), signal(), settings)).toMatchObject({reason: "not_won"})
        for (const verdict of ["too_little_data", "no_outcome", "not_replayable"] as const)
            expect(arrOfSignal(result(), signal({verdict}), settings)).toMatchObject({reason: "too_little_data"}) // prettier-ignore
        const without = {...signal().whole, from: null, to: null}
        expect(arrOfSignal(result(), signal({whole: without}), settings)).toMatchObject({
            reason: "too_little_data",
        })
    })
})
