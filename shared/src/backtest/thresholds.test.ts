import fc from "fast-check"

import {addCounts, type CountTables, KEY, PERIOD_CODES, TABLES} from "./tables"
import {thresholdsOf} from "./thresholds"

function tables(scores: Readonly<Record<number, number>>): CountTables {
    const keys = Object.keys(scores).map((score) => Number(score) * KEY.a + PERIOD_CODES.explore * KEY.b)
    return addCounts([{kind: TABLES.scores, keys, counts: Object.values(scores)}])
}

describe("thresholdsOf", () => {
    it("takes every score that occurs, without 0, and the routing threshold", () => {
        expect(thresholdsOf(tables({0: 900, 25: 50, 45: 9, 70: 2}), 60)).toEqual([25, 45, 60, 70])
        expect(thresholdsOf(tables({0: 900, 25: 50}), 25)).toEqual([25])
    })

    it("has the routing threshold even where nothing was counted", () => {
        expect(thresholdsOf(tables({}), 60)).toEqual([60])
    })

    it("picks of many scores the smallest, the routing threshold, and ones that flag evenly fewer dates", () => {
        const many = Object.fromEntries(Array.from({length: 100}, (_, i) => [i + 1, 10]))
        const found = thresholdsOf(tables(many), 60)
        expect(found[0]).toBe(1)
        expect(found).toContain(60)
        found.forEach((score, i) => {
            if (i > 0) expect(score - found[i - 1]!).toBeLessThanOrEqual(6)
        })
        expect(found.at(-1)).toBeGreaterThan(94)
    })

    it("always gives ascending scores that occur, at most 22 of them", () => {
        const anyScores = fc.dictionary(fc.integer({min: 0, max: 100}).map(String), fc.integer({min: 1, max: 5000}), {maxKeys: 101}) // prettier-ignore
        fc.assert(
            fc.property(anyScores, fc.integer({min: 1, max: 100}), (scores, routing) => {
                const found = thresholdsOf(tables(scores), routing)
                expect(found).toContain(routing)
                expect(found.length).toBeLessThanOrEqual(22)
                expect(found).toEqual([...new Set(found)].sort((a, b) => a - b))
                for (const score of found) expect(score === routing || (score > 0 && scores[score] !== undefined)).toBe(true) // prettier-ignore
            }),
        )
    })
})
