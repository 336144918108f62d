import type {SubjectResult, Verdict} from "@beton/shared/backtest/result"
import {explainAccount} from "@beton/shared/explain/account"
import {explainAccountChange, explainVerdictChange} from "@beton/shared/explain/change"
import {explainSignal} from "@beton/shared/explain/signal"

import {CONTEXT, liftOfCounts, subject} from "../support/explain/subject"

function result(verdict: Verdict, over: Partial<SubjectResult> = {}): SubjectResult {
    const made = subject({
        verdict,
        checks: {a: 150, n1: 581, c: 57, n0: 3497},
        exposed: 162,
        unexposed: 277,
        accounts: 281,
        converted: 51,
        convertedWith: 47,
        record: {a: 14, n1: 61, c: 35, n0: 840},
    })
    return {...made, ...over}
}

describe("which weeks a signal's figure is of", () => {
    const all = result("confirmed").whole
    const later = {...all, lift: liftOfCounts({a: 20, n1: 200, c: 50, n0: 1500}, 1)}

    it.each<[Verdict, string]>([
        ["confirmed", "3.0 times"],
        ["fading", "3.0 times"],
        ["promising", "16 times"],
        ["unclear", "16 times"],
        ["no_useful_lift", "16 times"],
    ])("%s: %s", (verdict, figure) => {
        const told = explainSignal(result(verdict, {confirmation: later}), CONTEXT)
        expect(told.headline.text).toContain(figure)
    })

    it("also when two backtests are compared", () => {
        const after = result("confirmed", {confirmation: later})
        expect(explainVerdictChange(result("promising"), after, CONTEXT)[1]?.text).toContain("3.0 times")
    })
})

describe("which track records an account is told", () => {
    const types = ["usage_spike", "pricing_intent", "team_growth", "support_engagement"]
    const signals = types.map((type, i) => ({type, title: type, base: 40 - i, sentence: "Seen."}))
    const tell = (verdicts: readonly Verdict[]): string[] =>
        explainAccount(
            {
                score: 70,
                threshold: 60,
                signals,
                results: verdicts.map((verdict, i) => result(verdict, {id: types[i] ?? "", title: types[i] ?? ""})),
            },
            CONTEXT,
        ).track_record.map(({text}) => /with (\w+):/.exec(text)?.[1] ?? text) // prettier-ignore

    it("the two strongest of the useful ones", () => {
        expect(tell(["confirmed", "unclear", "promising", "confirmed"])).toEqual(["usage_spike", "team_growth"])
        expect(tell(["too_little_data", "unclear", "no_useful_lift", "fading"])).toEqual(["support_engagement"])
    }) // prettier-ignore

    it("otherwise why there is none", () => {
        expect(tell(["unclear"])[0]).toMatch(/not clearly done better/)
        expect(tell(["too_little_data"])[0]).toMatch(/too little history/)
        expect(tell([])[0]).toMatch(/too little history/)
    })

    it("and what to do follows the signal with most points", () => {
        const input = {score: 70, threshold: 60, signals: [...signals].reverse(), results: []}
        expect(explainAccount(input, CONTEXT).next.text).toMatch(/what changed in their work/)
    })
})

describe("changes", () => {
    it("are told in one direction only", () => {
        const state = (as_of: string) => ({as_of, score: 1, signals: []})
        const [early, late] = [state("2026-01-01T00:00:00.000Z"), state("2026-01-02T00:00:00.000Z")]
        expect(() => explainAccountChange(late, early)).toThrow(/later/)
        expect(() => explainAccountChange(state("soon"), late)).toThrow(/later/)
    })

    it("are not told between different signals, and not counted between different settings", () => {
        const other = result("confirmed", {id: "team_growth"})
        expect(() => explainVerdictChange(result("confirmed"), other, CONTEXT)).toThrow(/different signals/)
        const tuned = (present: number) =>
            result("confirmed", {tuning: {param: "min_visits", unit: "visits", present, rows: []}})
        expect(explainVerdictChange(tuned(2), tuned(3), CONTEXT)[1]?.text).toMatch(/rule changed/)
        expect(explainVerdictChange(tuned(2), tuned(2), CONTEXT)[1]?.text).toMatch(/times as often/)
    })

    it("show no lift where there is too little data for one", () => {
        const after = result("too_little_data")
        expect(explainVerdictChange(result("confirmed"), after, CONTEXT)).toHaveLength(1)
    })
})
