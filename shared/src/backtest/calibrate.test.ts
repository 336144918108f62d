import fc from "fast-check"

import {mulberry32} from "../stats/mulberry32"
import {checkCalibration, isAcceptable, scoreBuckets} from "./calibrate"
import {addCounts, type CountTables, KEY, PERIOD_CODES, TABLES} from "./tables"

interface Level {
    readonly score: number
    readonly period: keyof typeof PERIOD_CODES
    readonly k: number
    readonly n: number
}

function tables(levels: readonly Level[]): CountTables {
    const at = ({score, period}: Level, c: number): number => score * KEY.a + PERIOD_CODES[period] * KEY.b + c
    return addCounts([
        {
            kind: TABLES.scores,
            keys: levels.flatMap((level) => [at(level, 0), at(level, 1)]),
            counts: levels.flatMap(({k, n}) => [n - k, k]),
        },
    ])
}

const level = (score: number, k: number, n: number, period: Level["period"] = "explore"): Level => ({score, period, k, n}) // prettier-ignore

const anyLevels = fc.uniqueArray(
    fc
        .record({
            score: fc.integer({min: 0, max: 100}),
            n: fc.integer({min: 1, max: 600}),
            share: fc.double({min: 0, max: 1, noNaN: true}),
        }) // prettier-ignore
        .map(({score, n, share}) => level(score, Math.floor(share * n), n)),
    {selector: ({score}) => score, minLength: 1, maxLength: 30},
)

describe("scoreBuckets", () => {
    it("puts neighbouring scores together until 50 dates are reached; score 0 stands alone", () => {
        const buckets = scoreBuckets(tables([level(0, 1, 12), level(20, 2, 30), level(25, 2, 30), level(40, 9, 70), level(60, 5, 20)]), 1, false) // prettier-ignore
        expect(buckets.map(({from, to, dates}) => [from, to, dates.k, dates.n])).toEqual([
            [0, 0, 1, 12],
            [20, 25, 4, 60],
            // What is left over joins the bucket before.
            [40, 60, 14, 90],
        ])
    })

    it("gives no probability with fewer than 20 conversions, but the shares as they are", () => {
        const buckets = scoreBuckets(tables([level(0, 9, 500), level(50, 10, 100)]), 1, true)
        expect(buckets.map(({probability}) => probability)).toEqual([null, null])
        expect(buckets[1]!.dates.value).toBeCloseTo(0.1, 12)
        const [first] = scoreBuckets(tables([level(0, 10, 500), level(50, 10, 100)]), 1, true)
        expect(first!.probability).not.toBeNull()
    })

    it("loses no date, never falls with the score, and each range holds its point", () => {
        fc.assert(
            fc.property(anyLevels, fc.double({min: 1, max: 6, noNaN: true}), fc.boolean(), (levels, effect, trusted) => {
                const buckets = scoreBuckets(tables(levels), effect, trusted)
                expect(buckets.reduce((sum, {dates}) => sum + dates.n, 0)).toBe(levels.reduce((sum, {n}) => sum + n, 0)) // prettier-ignore
                let before = 0
                let to = -1
                for (const {from, to: end, probability} of buckets) {
                    expect(from).toBeGreaterThan(to)
                    to = end
                    if (probability === null) continue
                    expect(probability.value).toBeGreaterThanOrEqual(before - 1e-12)
                    expect(probability.lo).toBeLessThanOrEqual(probability.value)
                    expect(probability.hi).toBeGreaterThanOrEqual(probability.value)
                    expect(probability.lo).toBeGreaterThanOrEqual(0)
                    expect(probability.hi).toBeLessThanOrEqual(1)
                    before = probability.value
                }
            }),
        )
    }) // prettier-ignore

    it("is less sure where accounts repeat", () => {
        const levels = [level(0, 60, 2000), level(40, 40, 400), level(70, 60, 200)]
        const [sure, unsure] = [1, 4].map((effect) => scoreBuckets(tables(levels), effect, false)[1]!.probability!)
        expect(unsure!.hi - unsure!.lo).toBeGreaterThan(1.5 * (sure!.hi - sure!.lo))
    }) // prettier-ignore

    it("holds a step, which no trend fits, in its ranges nearly as often as they say", () => {
        const random = mulberry32(11)
        const scores = [0, 20, 30, 40, 50, 60, 70, 80, 90]
        const truth = (score: number): number => (score < 60 ? 0.02 : 0.3)
        let [held, asked, error] = [0, 0, 0]
        for (let run = 0; run < 200; run++) {
            const levels = scores.map((score) => {
                let k = 0
                for (let i = 0; i < 300; i++) if (random() < truth(score)) k++
                return level(score, k, 300)
            })
            for (const {from, probability} of scoreBuckets(tables(levels), 1, false)) {
                asked++
                error += probability!.value - truth(from)
                if (probability!.lo <= truth(from) && truth(from) <= probability!.hi) held++
            }
        }
        expect(asked).toBe(200 * scores.length)
        expect(held / asked).toBeGreaterThan(0.93)
        expect(Math.abs(error / asked)).toBeLessThan(0.01)
    })
})

describe("checkCalibration", () => {
    const rates = [level(0, 40, 2000), level(40, 60, 600), level(70, 80, 300)]
    const later = (levels: readonly Level[]): Level[] => levels.map((own) => ({...own, period: "confirm"}))

    it("finds probabilities good that come true later", () => {
        const found = checkCalibration(tables([...rates, ...later(rates)]), 1)
        expect(found).toMatchObject({status: "ok", dates: 2900, conversions: 180})
        expect(found.slope).toBeGreaterThan(0.9)
        expect(found.slope).toBeLessThan(1.1)
        expect(found.intercept).toBeLessThan(0.3)
        expect(found.brier_skill).toBeGreaterThan(0)
        expect(isAcceptable(found)).toBe(true)
    })

    it("finds them no better than the base rate where the score says nothing later", () => {
        const flat = [level(0, 120, 2000), level(40, 36, 600), level(70, 18, 300)]
        const found = checkCalibration(tables([...rates, ...later(flat)]), 1)
        expect(found.brier_skill).toBeLessThan(0)
        expect(Math.abs(found.slope!)).toBeLessThan(0.2)
        expect(isAcceptable(found)).toBe(false)
    })

    it("measures the mean squared error of the probabilities it made", () => {
        // Two scores with thousands of dates: the fitted probabilities are the shares, nearly.
        const two = [level(0, 500, 50_000), level(80, 5_000, 20_000)]
        const found = checkCalibration(tables([...two, ...later(two)]), 1)
        const expected =
            (500 * 0.99 ** 2 + 49_500 * 0.01 ** 2 + 5_000 * 0.75 ** 2 + 15_000 * 0.25 ** 2) / 70_000
        expect(found.brier).toBeCloseTo(expected, 5)
        const base = 5_500 / 70_000
        expect(found.brier_skill).toBeCloseTo(1 - expected / (base * (1 - base)), 4)
    })

    it("needs 20 conversions in each period, and some that did not convert", () => {
        const few = [level(0, 10, 500), level(40, 9, 100)]
        for (const levels of [[...rates, ...later(few)], [...few, ...later(rates)], [...rates, level(40, 50, 50, "confirm")]]) // prettier-ignore
            expect(checkCalibration(tables(levels), 1)).toMatchObject({status: "too_little_data", brier: null, slope: null}) // prettier-ignore
    })

    it("does not let the gap between the periods count for either", () => {
        const gap = rates.map((own) => ({...own, period: "gap" as const, k: own.n}))
        expect(checkCalibration(tables([...rates, ...gap, ...later(rates)]), 1)).toEqual(
            checkCalibration(tables([...rates, ...later(rates)]), 1),
        )
    })
})
