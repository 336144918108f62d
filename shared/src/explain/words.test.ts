import {OVERALL} from "../backtest/analyse"
import {SIGNALS} from "../signals/index"
import {nextStep} from "./next-step"
import {figuresOf, joined, lookUp, name, say} from "./sentence"
import {outcomeWords, subjectWords} from "./words"

describe("words", () => {
    it("know routing as a backtest does", () => {
        expect(subjectWords({id: OVERALL}).showed).toBe("would have been routed")
        expect(subjectWords({id: "team_growth"}).showed).toBe("showed it")
    })

    it.each([
        ["won", "became customers", []],
        ["qualified", "were qualified", []],
        ["trial_2_paid", "reached “trial 2 paid”", ["trial 2 paid"]],
    ])("for the rung %s are %s", (rung, text, names) => {
        expect(outcomeWords({name: rung}).became).toEqual({text, numbers: [], names})
    })

    it("have a next step of its own for every built-in signal, and one for others", () => {
        const steps = SIGNALS.map(({id}) => nextStep(id))
        expect(new Set(steps).size).toBe(SIGNALS.length)
        expect(steps).not.toContain(nextStep("custom_seats"))
        expect(nextStep("constructor")).toBe(nextStep("custom_seats"))
    })
})

describe("sentences", () => {
    const figures = figuresOf({a: {k: 1234, rows: [{share: 0.5}], at: "2026-01-02T00:00:00Z", none: null}})

    it("keep the order and the place of their numbers", () => {
        const sentence = say`${name("Seats 5")}: ${figures.stated("a.k", "count")}, ${say`${figures.stated("a.rows.0.share", "percent")}`}, ${figures.date("a.at")}.`
        expect(sentence.text).toBe("Seats 5: 1,234, 50 %, 2 Jan 2026.")
        expect(sentence.numbers.map(({path}) => path)).toEqual(["a.k", "a.rows.0.share", "a.at"])
        expect(sentence.names).toEqual(["Seats 5"])
        expect(joined([sentence, "Yes."], " ").text).toBe(`${sentence.text} Yes.`)
    })

    it("are not made without their numbers", () => {
        for (const path of ["a.none", "a.rows.1.share", "b", "a.at"])
            expect(() => figures.stated(path, "count")).toThrow(path)
        expect(() => figures.date("a.k")).toThrow("a.k")
        expect(figures.value("a.none")).toBeNull()
        expect(lookUp({}, "x.y.z")).toBeUndefined()
    })
})
