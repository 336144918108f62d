import {type Holdout, incrementalRevenue, type LedgerInput, roiLedger} from "./roi"
import {dealSum, type LedgerDeal, ledgerLine} from "./roi-ledger"
import {mulberry32} from "./stats/mulberry32"

const HOLDOUT: Holdout = {
    routed: {accounts: 900, customers: 180},
    held_out: {accounts: 300, customers: 30},
}
const INPUT: LedgerInput = {
    deals: [
        {source: "sourced", state: "open", value: 40_000},
        {source: "sourced", state: "open", value: null},
        {source: "sourced", state: "won", value: 27_000},
        {source: "sourced", state: "lost", value: 5000},
        {source: "influenced", state: "open", value: 1000},
        {source: "influenced", state: "won", value: 9000},
    ],
    holdout: HOLDOUT,
    acv: {mean: 10_000},
    cost: 100_000,
    margin: 0.8,
}
const ledger = (over: Partial<LedgerInput> = {}) => roiLedger({...INPUT, ...over})

describe("ledger lines", () => {
    it("never mix pipeline with revenue, or one source with another", () => {
        const {sourced, influenced} = ledger()
        expect(sourced).toMatchObject({
            pipeline: {n: 1, without_value: 1, value: 40_000},
            revenue: {n: 1, without_value: 0, value: 27_000},
            lost_deals: 1,
        })
        expect(influenced).toMatchObject({pipeline: {value: 1000}, revenue: {value: 9000}, lost_deals: 0})
        expect(ledgerLine([], "sourced").revenue).toEqual({n: 0, without_value: 0, value: 0, lo: null, hi: null}) // prettier-ignore
    })

    it("have a range that covers what such periods bring in about 95 of 100 cases", () => {
        const random = mulberry32(7)
        const poisson = (mean: number): number => {
            let [n, product] = [0, random()]
            for (const floor = Math.exp(-mean); product > floor; n++) product *= random()
            return n
        }
        const truth = 60 * ((Math.exp(11) - Math.exp(9)) / 2)
        const runs = 2000
        let covered = 0
        for (let run = 0; run < runs; run++) {
            const deals = Array.from({length: poisson(60)}, () => ({value: Math.exp(9 + 2 * random())}))
            const {lo, hi} = dealSum(deals)
            if (lo !== null && hi !== null && lo <= truth && truth <= hi) covered++
        }
        expect(covered / runs).toBeGreaterThan(0.93)
        expect(covered / runs).toBeLessThan(0.97)
    })

    it.each([-1, NaN, Infinity])("refuse a value of %d", (value) => {
        expect(() => dealSum([{value}])).toThrow(RangeError)
    })
})

describe("incremental revenue", () => {
    it("is the difference of the two arms times the routed accounts and the contract value", () => {
        const found = incrementalRevenue(HOLDOUT, {mean: 10_000})
        if (found.status !== "ok") throw new Error(found.reason)
        expect(found.point).toBeCloseTo(900 * 0.1 * 10_000, 3)
        // Newcombe limits of 180/900 - 30/300, computed apart.
        expect(found.customers.lo).toBeCloseTo(900 * 0.05362427384826921, 2)
        expect(found.customers.hi).toBeCloseTo(900 * 0.13992339375132332, 2)
        expect(found.lo / found.point).toBeCloseTo(found.customers.lo / found.customers.point, 9)
    })

    it.each<[string, Holdout | null, number | null, string]>([
        ["without a holdout", null, 10_000, "no_holdout"],
        ["of a small arm", {routed: {accounts: 900, customers: 180}, held_out: {accounts: 29, customers: 1}}, 10_000, "holdout_too_small"],
        ["of few customers", {routed: {accounts: 900, customers: 9}, held_out: {accounts: 300, customers: 0}}, 10_000, "holdout_too_small"],
        ["of arms that do not differ clearly", {routed: {accounts: 900, customers: 180}, held_out: {accounts: 300, customers: 55}}, 10_000, "no_difference"],
        ["of a harmful difference", {routed: {accounts: 900, customers: 30}, held_out: {accounts: 300, customers: 60}}, 10_000, "no_difference"],
        ["without a contract value", HOLDOUT, null, "no_contract_value"],
    ])("is refused %s", (_what, holdout, acv, reason) => {
        const found = incrementalRevenue(holdout, acv === null ? null : {mean: acv})
        expect(found).toEqual({status: "refused", reason, holdout})
    }) // prettier-ignore

    it("refuses arms that cannot be", () => {
        const wrong = {...HOLDOUT, routed: {accounts: 100, customers: 180}}
        expect(() => incrementalRevenue(wrong, {mean: 1})).toThrow(RangeError)
    })
})

describe("return on investment", () => {
    it("comes from incremental revenue only, with its range", () => {
        const {roi, incremental} = ledger()
        if (roi.status !== "ok" || incremental.status !== "ok") throw new Error("refused")
        expect(roi.point).toBeCloseTo((900_000 * 0.8 - 100_000) / 100_000, 9)
        expect(roi.lo).toBeCloseTo((incremental.lo * 0.8 - 100_000) / 100_000, 9)
        expect(roi.gross_profit.hi).toBeCloseTo(incremental.hi * 0.8, 6)
    })

    it("does not depend on deals at all", () => {
        const more: LedgerDeal = {source: "sourced", state: "won", value: 1e9}
        expect(ledger({deals: [...INPUT.deals, more]}).roi).toEqual(ledger().roi)
    })

    it.each<[string, Partial<LedgerInput>, string]>([
        ["a holdout", {holdout: null}, "no_holdout"],
        ["a cost", {cost: null}, "no_cost"],
        ["a cost above nothing", {cost: 0}, "no_cost"],
        ["a margin", {margin: null}, "no_margin"],
        ["a margin above nothing", {margin: 0}, "no_margin"],
        ["a margin of at most all", {margin: 1.2}, "no_margin"],
    ])("is refused without %s", (_what, over, reason) => {
        expect(ledger(over).roi).toEqual({status: "refused", reason})
    })
})

describe("pipeline per cost", () => {
    it("is open sourced pipeline over cost, and goes by no other name", () => {
        expect(ledger().pipeline_per_cost).toMatchObject({status: "ok", value: 0.4})
        expect(ledger({holdout: null}).pipeline_per_cost).toMatchObject({status: "ok", value: 0.4})
    })

    it("is refused without cost or pipeline", () => {
        expect(ledger({cost: null}).pipeline_per_cost).toEqual({status: "refused", reason: "no_cost"})
        expect(ledger({deals: []}).pipeline_per_cost).toEqual({status: "refused", reason: "no_pipeline"})
    })
})
