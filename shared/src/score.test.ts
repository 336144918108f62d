import * as fc from "fast-check"

import {compositeScore, type ScoredSignal} from "./score"

const signal = fc.record({type: fc.string({minLength: 1, maxLength: 3}), base: fc.integer({min: 0, max: 40})})

describe("compositeScore", () => {
    test.each<[string, ScoredSignal[], number]>([
        ["nothing active", [], 0],
        ["one signal", [{type: "usage_spike", base: 25}], 30],
        ["two signals", [{type: "a", base: 25}, {type: "b", base: 30}], 65],
        ["base exactly at its cap", [{type: "a", base: 40}, {type: "b", base: 40}], 90],
        ["base one over its cap", [{type: "a", base: 40}, {type: "b", base: 40}, {type: "c", base: 1}], 95],
        ["diversity exactly at its cap", ["a", "b", "c", "d"].map((type) => ({type, base: 0})), 20],
        ["diversity over its cap", ["a", "b", "c", "d", "e"].map((type) => ({type, base: 0})), 20],
        ["all eight", [25, 30, 20, 35, 30, 25, 15, 40].map((base, i) => ({type: String(i), base})), 100],
        ["a type listed twice counts once", [{type: "a", base: 30}, {type: "a", base: 30}], 35],
    ])("%s", (_name, active, expected) => {
        expect(compositeScore(active).score).toBe(expected)
    }) // prettier-ignore

    it("stays within 0 and 100, whatever is active", () => {
        fc.assert(
            fc.property(fc.array(signal), (active) => {
                const {score} = compositeScore(active)
                return score >= 0 && score <= 100
            }),
        )
    })

    it("never falls when another type becomes active", () => {
        fc.assert(
            fc.property(fc.array(signal), fc.integer({min: 0, max: 40}), (active, base) => {
                const more = [...active, {type: "another type", base}]
                return compositeScore(more).score >= compositeScore(active).score
            }),
        )
    })

    it("does not depend on the order of distinct types", () => {
        fc.assert(
            fc.property(fc.uniqueArray(signal, {selector: (s) => s.type}), (active) => {
                return compositeScore([...active].reverse()).score === compositeScore(active).score
            }),
        )
    })

    test.each([-1, 41, Number.NaN])("refuses a base of %p", (base) => {
        expect(() => compositeScore([{type: "a", base}])).toThrow(
            'Base score of "a" must be between 0 and 40.',
        )
    })
})
