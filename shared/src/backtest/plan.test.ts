import fc from "fast-check"

import {blocksOf, DEFAULT_RULES, gridOfPlan, planBacktest, planShadow} from "./plan"

const DAY_MS = 86_400_000
const AS_OF = Date.parse("2026-06-15T06:00:00Z")
/** Weekdays turn once in so many weeks. */
const TURN_WEEKS = 12

const anyAsOf = fc
    .integer({min: 0, max: 40_000})
    .chain((day) => fc.integer({min: 0, max: 86_399}).map((second) => day * DAY_MS + second * 1000))
const anyRules = fc.record({
    horizonDays: fc.integer({min: 1, max: 120}),
    gapDays: fc.integer({min: 0, max: 7}),
    minTenureDays: fc.integer({min: 0, max: 60}),
    activeWithinDays: fc.integer({min: 1, max: 30}),
})

describe("planBacktest", () => {
    it("lays landmarks 6 to 8 days apart, up to the end of the data", () => {
        fc.assert(
            fc.property(anyAsOf, fc.integer({min: 7, max: 400}), anyRules, (asOf, days, rules) => {
                const {landmarks, endDay, originSeconds} = planBacktest(asOf, days, rules)
                expect((originSeconds + endDay * 86_400) * 1000).toBe(asOf)
                landmarks.forEach(({day}, i) => {
                    const before = landmarks[i - 1]?.day
                    if (before === undefined) return
                    expect(day - before).toBeGreaterThanOrEqual(6)
                    expect(day - before).toBeLessThanOrEqual(8)
                })
                const first = endDay - rules.gapDays - rules.horizonDays - days + 1
                // No room is left for one more at either end.
                expect(landmarks[0]!.day).toBeGreaterThanOrEqual(first)
                expect(landmarks[0]!.day).toBeLessThan(first + 8)
                expect(landmarks.at(-1)!.day).toBeLessThanOrEqual(endDay)
                expect(landmarks.at(-1)!.day).toBeGreaterThan(endDay - 8)
            }),
        )
    })

    it("meets every weekday within 12 weeks, two of them once and the others twice", () => {
        for (let start = 0; start < 90; start++) {
            const {landmarks} = planBacktest(AS_OF + start * DAY_MS, TURN_WEEKS * 7)
            const times = new Array<number>(7).fill(0)
            for (const {day} of landmarks.slice(0, TURN_WEEKS)) times[day % 7]! += 1
            expect(times.sort()).toEqual([1, 1, 2, 2, 2, 2, 2])
        }
    })

    it("keeps its landmarks at fixed places of the calendar when the end of the data moves", () => {
        fc.assert(
            fc.property(anyAsOf, fc.integer({min: 30, max: 200}), fc.integer({min: 1, max: 20}), (asOf, days, later) => {
                const [before, after] = [planBacktest(asOf, days), planBacktest(asOf + later * DAY_MS, days)]
                const inBoth = (day: number): boolean =>
                    day >= after.landmarks[0]!.day && day <= before.landmarks.at(-1)!.day
                const of = ({landmarks}: typeof before): number[] => landmarks.map(({day}) => day).filter(inBoth)
                expect(of(after)).toEqual(of(before))
                // Day by day at most one joins at the end.
                const joined = planBacktest(asOf + DAY_MS, days).landmarks.filter(({day}) => day > before.endDay)
                expect(joined.length).toBeLessThanOrEqual(1)
            }),
        )
    }) // prettier-ignore

    it("is the same plan 12 weeks or any multiple later", () => {
        fc.assert(
            fc.property(anyAsOf, anyRules, fc.integer({min: 1, max: 10}), (asOf, rules, turns) => {
                const shift = turns * TURN_WEEKS * 7
                const [before, after] = [planBacktest(asOf, 180, rules), planBacktest(asOf + shift * DAY_MS, 180, rules)] // prettier-ignore
                expect(after.landmarks.map((landmark) => ({...landmark, day: landmark.day - shift}))).toEqual(
                    before.landmarks,
                )
                expect(blocksOf(after)).toEqual(blocksOf(before))
            }),
        )
    })

    it("calls a landmark mature once gap and horizon have passed, to the day", () => {
        const rules = {...DEFAULT_RULES, gapDays: 3, horizonDays: 20}
        const {landmarks, endDay} = planBacktest(AS_OF, 100, rules)
        for (const {day, mature, period} of landmarks) {
            expect(mature).toBe(day + 23 <= endDay)
            expect(period === null).toBe(!mature)
        }
        const [last] = landmarks.filter(({mature}) => mature).slice(-1)
        // On the day its window closes it counts, the day before it does not.
        const closes = AS_OF + (last!.day + 23 - endDay) * DAY_MS
        const at = (asOf: number) =>
            planBacktest(asOf, 100, rules).landmarks.find(({day}) => day === last!.day)
        expect(at(closes)?.mature).toBe(true)
        expect(at(closes - DAY_MS)?.mature).toBe(false)
    })

    it("explores with 60 % of the mature landmarks, and no outcome window of those reaches the ones that confirm", () => {
        fc.assert(
            fc.property(anyAsOf, fc.integer({min: 7, max: 300}), anyRules, (asOf, days, rules) => {
                const mature = planBacktest(asOf, days, rules).landmarks.filter((landmark) => landmark.mature)
                const of = (wanted: string): number[] => mature.flatMap(({period, day}) => (period === wanted ? [day] : [])) // prettier-ignore
                const [explore, gap, confirm] = [of("explore"), of("gap"), of("confirm")]
                expect(explore).toHaveLength(Math.ceil(mature.length * 0.6))
                expect([...explore, ...gap, ...confirm]).toEqual(mature.map(({day}) => day))
                const closed = (explore.at(-1) ?? 0) + rules.gapDays + rules.horizonDays
                for (const day of confirm) expect(day).toBeGreaterThanOrEqual(closed)
                for (const day of gap) expect(day).toBeLessThan(closed)
            }),
        )
    })

    it.each([
        ["days", 6, DEFAULT_RULES],
        ["days", 30.5, DEFAULT_RULES],
        ["horizonDays", 90, {...DEFAULT_RULES, horizonDays: 0}],
        ["gapDays", 90, {...DEFAULT_RULES, gapDays: -1}],
        ["minTenureDays", 90, {...DEFAULT_RULES, minTenureDays: Number.NaN}],
        ["activeWithinDays", 90, {...DEFAULT_RULES, activeWithinDays: 0}],
    ])("refuses numbers that cannot be, by name: %s", (name, days, rules) => {
        expect(() => planBacktest(AS_OF, days, rules)).toThrow(name)
    })

    it("refuses an end within a second", () => {
        expect(() => planBacktest(AS_OF + 1, 90)).toThrow("whole second")
    })
})

describe("blocksOf", () => {
    it("puts neighbours of one period together, at most 4, 1 and 3 blocks of about one size", () => {
        fc.assert(
            fc.property(anyAsOf, fc.integer({min: 7, max: 400}), anyRules, (asOf, days, rules) => {
                const plan = planBacktest(asOf, days, rules)
                const blocks = blocksOf(plan)
                const sizes = new Map<number, number>()
                plan.landmarks.forEach(({period}, i) => {
                    const block = blocks[i]!
                    if (period === null) return expect(block).toBeNull()
                    const [from, to] = {explore: [0, 3], gap: [4, 4], confirm: [5, 7]}[period] as [number, number]
                    expect(block).toBeGreaterThanOrEqual(from)
                    expect(block).toBeLessThanOrEqual(to)
                    expect(block).toBeGreaterThanOrEqual(Math.max(0, ...blocks.slice(0, i).map((own) => own ?? 0)))
                    sizes.set(block, (sizes.get(block) ?? 0) + 1)
                })
                const explored = plan.landmarks.filter(({period}) => period === "explore").length
                for (const [block, size] of sizes) if (block < 4) expect(size).toBeLessThanOrEqual(Math.ceil(explored / 4)) // prettier-ignore
            }),
        )
    }) // prettier-ignore
})

describe("planShadow", () => {
    it("looks at every day from the start to the end", () => {
        const plan = planShadow(AS_OF - 40 * DAY_MS, AS_OF, 30)
        expect(plan.landmarks).toHaveLength(41)
        expect(plan.landmarks.filter(({mature}) => mature)).toHaveLength(11)
        expect(gridOfPlan(plan).days.at(-1)).toBe(plan.endDay)
    })

    it("has no days when the start lies after the end, and then no grid", () => {
        const plan = planShadow(AS_OF + DAY_MS, AS_OF, 30)
        expect(plan.landmarks).toEqual([])
        expect(() => gridOfPlan(plan)).toThrow("at least one landmark")
    })
})
