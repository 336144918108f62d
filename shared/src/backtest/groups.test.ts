import {
    accountsInState,
    accountsOf,
    accountsReaching,
    entriesOf,
    entriesReaching,
    firstRows,
    scoreGroups,
    stateGroups,
    strataOf,
    total,
} from "./groups"
import {planBacktest} from "./plan"
import {addCounts, type CountTables, KEY, PERIOD_CODES, type TableName, TABLES} from "./tables"

const PLAN = planBacktest(Date.parse("2026-06-15T06:00:00Z"), 120)
const {explore, confirm} = PERIOD_CODES
const place = (period: string | null): number =>
    PLAN.landmarks.findIndex((landmark) => landmark.period === period) + 1

function tables(cells: Partial<Record<TableName, readonly (readonly [a: number, b: number, c: number, n: number])[]>>): CountTables {
    return addCounts(
        Object.entries(cells).map(([name, list]) => ({
            kind: TABLES[name as TableName],
            keys: list.map(([a, b, c]) => a * KEY.a + b * KEY.b + c),
            counts: list.map(([, , , n]) => n),
        })),
    )
} // prettier-ignore

describe("strataOf", () => {
    const [early, late, open] = [place("explore"), place("confirm"), place(null)]
    const counts = tables({
        landmarks: [
            [early, 0, 0, 90],
            [early, 0, 1, 10],
            [early, 2, 0, 15],
            [early, 2, 1, 5],
            [late, 0, 0, 40],
            [late, 2, 0, 4],
            [open, 0, 0, 99],
        ],
    })

    it("takes those with a subject from its cells, and those without as the rest of everybody at risk", () => {
        const strata = strataOf(counts, PLAN, 2, "whole")
        expect(strata).toHaveLength(PLAN.landmarks.length)
        expect(strata[early - 1]).toEqual({a: 5, n1: 20, c: 5, n0: 80})
        expect(strata[late - 1]).toEqual({a: 0, n1: 4, c: 0, n0: 36})
    })

    it("leaves out landmarks whose outcome is open, and those of other periods", () => {
        expect(strataOf(counts, PLAN, 2, "whole")[open - 1]).toEqual({a: 0, n1: 0, c: 0, n0: 0})
        expect(total(strataOf(counts, PLAN, 2, "whole"))).toEqual({a: 5, n1: 24, c: 5, n0: 116})
        expect(total(strataOf(counts, PLAN, 2, "confirm"))).toEqual({a: 0, n1: 4, c: 0, n0: 36})
    })
})

describe("groups by score and by state", () => {
    it("divides all dates at a threshold, which counts itself", () => {
        const counts = tables({scores: [[0, explore, 0, 100], [40, explore, 1, 3], [60, confirm, 0, 8], [60, explore, 1, 2], [85, explore, 1, 1]]}) // prettier-ignore
        expect(scoreGroups(counts, 60)).toEqual({a: 3, n1: 11, c: 3, n0: 103})
        expect(scoreGroups(counts, 61)).toEqual({a: 1, n1: 1, c: 5, n0: 113})
    })

    it("adds up a state and those beyond", () => {
        const counts = tables({states: [[0, 1, 0, 50], [0, 2, 1, 4], [0, 3, 0, 6], [1, 7, 1, 99]], highestStates: [[0, 1, 0, 20], [0, 3, 0, 5], [1, 7, 0, 9]]}) // prettier-ignore
        const all = {a: 4, n1: 60, c: 6, n0: 340}
        expect(stateGroups(counts, 0, 1, all)).toEqual({a: 4, n1: 60, c: 6, n0: 340})
        expect(stateGroups(counts, 0, 2, all)).toEqual({a: 4, n1: 10, c: 6, n0: 390})
        expect(accountsInState(counts, 0, 2)).toBe(5)
        expect(accountsInState(counts, 0, 1)).toBe(25)
    })
})

describe("distinct accounts", () => {
    it("keeps the whole and the confirmation period apart", () => {
        const counts = tables({accounts: [[0, 0, 0, 50], [0, 0, 1, 9], [3, 0, 0, 20], [3, 0, 1, 4], [3, 0, 2, 45], [0, 1, 0, 30], [3, 1, 0, 7]]}) // prettier-ignore
        expect(accountsOf(counts, 3, "whole")).toEqual({accounts: 50, converted: 9, exposed: 20, exposedConverted: 4, unexposed: 45}) // prettier-ignore
        expect(accountsOf(counts, 3, "confirm")).toEqual({accounts: 30, converted: 0, exposed: 7, exposedConverted: 0, unexposed: 0}) // prettier-ignore
    })

    it("reads one row an account from its code 2 · exposed + converts", () => {
        const counts = tables({first: [[1, 0, 0, 40], [1, 0, 1, 3], [1, 0, 2, 9], [1, 0, 3, 2], [1, 1, 2, 5]]}) // prettier-ignore
        expect(firstRows(counts, 1, "whole")).toEqual({a: 2, n1: 11, c: 3, n0: 43})
        expect(firstRows(counts, 1, "confirm")).toEqual({a: 0, n1: 5, c: 0, n0: 0})
    })

    it("counts accounts by the highest score, of those that convert the highest before it", () => {
        const counts = tables({highest: [[0, 0, 0, 10], [60, 0, 0, 4], [80, 0, 0, 2], [60, 0, 1, 1]]}) // prettier-ignore
        expect(accountsReaching(counts, 60, false)).toBe(6)
        expect(accountsReaching(counts, 60, true)).toBe(1)
        expect(accountsReaching(counts, 80, true)).toBe(0)
    })
})

describe("what is new", () => {
    it("lists new exposures by mature landmark", () => {
        const [early, open] = [place("explore"), place(null)]
        const counts = tables({entries: [[early, 2, 0, 6], [early, 2, 1, 1], [open, 2, 0, 5]]}) // prettier-ignore
        const entries = entriesOf(counts, PLAN, 2)
        expect(entries).toHaveLength(PLAN.landmarks.filter(({mature}) => mature).length)
        expect(entries[0]).toEqual({day: PLAN.landmarks[early - 1]!.day, n: 7, converted: 1})
        expect(entries.reduce((sum, {n}) => sum + n, 0)).toBe(7)
    })

    it("counts a score as new where the one before did not reach the threshold", () => {
        // Scores by date 40, 70, 70, 20, 65: the lower of each and the one before is 0, 40, 70, 20, 20.
        const counts = tables({
            scores: [[40, explore, 0, 1], [70, explore, 0, 2], [20, explore, 0, 1], [65, explore, 0, 1]],
            keptScores: [[0, 0, 0, 1], [40, 0, 0, 1], [70, 0, 0, 1], [20, 0, 0, 2]],
        }) // prettier-ignore
        expect(entriesReaching(counts, 60)).toBe(2)
        expect(entriesReaching(counts, 70)).toBe(1)
        expect(entriesReaching(counts, 30)).toBe(2)
        expect(entriesReaching(counts, 90)).toBe(0)
    })
})
