import {koopman} from "../stats/risk-ratio-score"
import {planBacktest} from "./plan"
import {recallAt, scoreResult} from "./score-result"
import {spreadOf} from "./spread"
import {subjectsOf} from "./subjects"
import {addCounts, type CountTables, KEY, type TableName, TABLES} from "./tables"

const PLAN = planBacktest(Date.parse("2026-06-15T06:00:00Z"), 120)
const SUBJECTS = subjectsOf([{id: "pricing_intent", settings: {}}])
const ROUTING = 60

type Cells = Partial<Record<TableName, readonly (readonly [a: number, b: number, c: number, n: number])[]>>

function tables(cells: Cells): CountTables {
    return addCounts(
        Object.entries(cells).map(([name, list]) => ({
            kind: TABLES[name as TableName],
            keys: list.map(([a, b, c]) => a * KEY.a + b * KEY.b + c),
            counts: list.map(([, , , n]) => n),
        })),
    )
}

function scoreOf(cells: Cells) {
    const counts = tables(cells)
    const spread = spreadOf(counts, PLAN, SUBJECTS, ROUTING)
    return scoreResult({plan: PLAN, tables: counts, spread, minimumLift: 1.5}, ROUTING, [])
}

describe("scoreResult", () => {
    it("counts dates of repeated accounts as few where nobody above a threshold converted", () => {
        // 1000 dates of 100 accounts: 10 dates an account.
        const {thresholds} = scoreOf({
            scores: [[0, 0, 0, 860], [0, 0, 1, 40], [70, 0, 0, 100]],
            accounts: [[0, 0, 0, 100], [0, 0, 1, 20]],
            highest: [[0, 0, 0, 88], [70, 0, 0, 12], [0, 0, 1, 20]],
        }) // prettier-ignore
        const row = thresholds.find(({threshold}) => threshold === 70)!
        expect(row).toMatchObject({accounts: 12, precision: {k: 0, n: 100, value: 0}, recall: {k: 0, n: 40}})
        expect(row.lift).toMatchObject({status: "no_conversions_with", value: 0, lo: 0})
        expect(row.lift.hi).toBeCloseTo(koopman({a: 0, n1: 10, c: 4, n0: 90}, 0.95)!.hi, 12)
    })

    it("has nothing to say where nothing was counted", () => {
        const found = scoreOf({})
        expect(found.thresholds.map(({threshold}) => threshold)).toEqual([ROUTING])
        expect(found.thresholds[0]!.lift.status).toBe("no_comparison")
        expect(found.auc).toEqual({value: null, lo: null, hi: null})
        expect(found).toMatchObject({buckets: [], rivals: [], best_single: null})
    })

    it("ranks perfectly where all that convert have the highest score", () => {
        const {auc, top_fifth: top, gains} = scoreOf({
            scores: [[0, 0, 0, 900], [70, 0, 1, 100]],
            accounts: [[0, 0, 0, 1000], [0, 0, 1, 100]],
        }) // prettier-ignore
        expect(auc.value).toBe(1)
        expect(top.recall).toBe(1)
        expect(gains).toContainEqual({flagged: 0.1, recall: 1})
    })
})

describe("recallAt", () => {
    const gains = [
        {flagged: 0, recall: 0},
        {flagged: 0.1, recall: 0.5},
        {flagged: 1, recall: 1},
    ]

    it("goes straight between thresholds, as tied scores worked in random order do", () => {
        expect(recallAt(gains, 0.05)).toBeCloseTo(0.25, 12)
        expect(recallAt(gains, 0.1)).toBeCloseTo(0.5, 12)
        expect(recallAt(gains, 0.55)).toBeCloseTo(0.75, 12)
        expect(recallAt(gains, 1)).toBe(1)
        expect(recallAt(gains, 0)).toBe(0)
    })

    it("knows nothing without gains", () => {
        expect(recallAt([], 0.5)).toBeNull()
    })
})
