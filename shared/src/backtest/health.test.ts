import {instantOf} from "../queries/grid"
import {healthOf} from "./health"
import {planBacktest} from "./plan"
import {addCounts, type CountTables, KEY, TABLES} from "./tables"

const PLAN = planBacktest(Date.parse("2026-06-15T06:00:00Z"), 245)
const MATURE = PLAN.landmarks.filter(({mature}) => mature).length
const SUBJECT = 3

/** New exposures and how many convert, by place of the landmark from 1. */
function tables(entries: (place: number) => readonly [n: number, converted: number]): CountTables {
    const keys: number[] = []
    const counts: number[] = []
    PLAN.landmarks.forEach((_landmark, index) => {
        const [n, converted] = entries(index + 1)
        const key = (index + 1) * KEY.a + SUBJECT * KEY.b
        keys.push(key, key + 1)
        counts.push(n - converted, converted)
    })
    return addCounts([{kind: TABLES.entries, keys, counts}])
}

const iso = (place: number): string => new Date(instantOf(PLAN, PLAN.landmarks[place - 1]!.day)).toISOString()

describe("healthOf", () => {
    it("freezes the oldest 60 new exposures as its baseline and watches months of four landmarks after it", () => {
        const found = healthOf(
            tables((place) => [20, place % 2 === 0 ? 7 : 5]),
            PLAN,
            SUBJECT,
            1,
        )
        expect(found.baseline).toEqual({to: iso(3), n: 60, converted: 17})
        expect(found.periods).toHaveLength(Math.floor((MATURE - 3) / 4))
        expect(found.periods[0]).toEqual({to: iso(7), n: 80, converted: 24})
        expect(found).toMatchObject({state: "healthy", reason: null})
        expect(found.false_alarm).toBeGreaterThan(0)
        expect(found.false_alarm).toBeLessThan(0.3)
    })

    it("sees a fall to a fifth as degrading, and not before it happens", () => {
        const fallen = (from: number) => healthOf(tables((place) => [20, place < from ? 10 : 2]), PLAN, SUBJECT, 1).state // prettier-ignore
        expect(fallen(MATURE + 1)).toBe("healthy")
        expect(fallen(MATURE - 12)).toBe("degrading")
    })

    it("does not call a rise a fall", () => {
        expect(
            healthOf(
                tables((place) => [20, place < 12 ? 4 : 14]),
                PLAN,
                SUBJECT,
                1,
            ).state,
        ).toBe("healthy")
    })

    it("does not look at landmarks whose outcome is open", () => {
        const open = (place: number): boolean => PLAN.landmarks[place - 1]!.period === null
        const usual = healthOf(
            tables((place) => (open(place) ? [0, 0] : [20, 6])),
            PLAN,
            SUBJECT,
            1,
        )
        expect(
            healthOf(
                tables((place) => (open(place) ? [500, 0] : [20, 6])),
                PLAN,
                SUBJECT,
                1,
            ),
        ).toEqual(usual)
    })

    it("says what is missing without 60 new exposures, and where hardly any were new lately", () => {
        const few = healthOf(
            tables(() => [1, 1]),
            PLAN,
            SUBJECT,
            1,
        )
        expect(few).toMatchObject({
            state: "insufficient_data",
            baseline: null,
            periods: [],
            false_alarm: null,
        })
        expect(few.reason).toContain("60")
        const lately = healthOf(
            tables((place) => (place < 6 ? [20, 6] : [0, 0])),
            PLAN,
            SUBJECT,
            1,
        )
        expect(lately).toMatchObject({state: "insufficient_data", reason: expect.stringContaining("last three months") as string}) // prettier-ignore
        expect(lately.baseline).not.toBeNull()
    })

    it("shares the chance of a false alarm among the signals watched", () => {
        const alone = healthOf(tables(() => [20, 6]), PLAN, SUBJECT, 1).false_alarm!
        expect(healthOf(tables(() => [20, 6]), PLAN, SUBJECT, 9).false_alarm).toBeLessThan(alone)
    }) // prettier-ignore
})
