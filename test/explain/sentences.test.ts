import {arrOfRouting, arrOfSignal} from "@beton/shared/arr"
import {BAR, thresholdForCapacity} from "@beton/shared/backtest/capacity"
import {shadowSummary} from "@beton/shared/backtest/shadow"
import {accountData, explainAccount} from "@beton/shared/explain/account"
import {arrData, explainArr} from "@beton/shared/explain/arr"
import {capacityData, explainCapacity} from "@beton/shared/explain/capacity"
import {
    accountChangeData,
    explainAccountChange,
    explainVerdictChange,
    verdictChangeData,
} from "@beton/shared/explain/change"
import {explainLedger} from "@beton/shared/explain/roi"
import type {Sentence} from "@beton/shared/explain/sentence"
import {explainShadow} from "@beton/shared/explain/shadow"
import {explainSignal} from "@beton/shared/explain/signal"
import {signalData} from "@beton/shared/explain/told"
import {roiLedger} from "@beton/shared/roi"
import fc from "fast-check"

import {anySubject} from "../support/explain/arbitrary"
import {anyDeals, anyHoldout, anyMoney, anyScore, anyShadow} from "../support/explain/arbitrary-more"
import {complaints} from "../support/explain/check-sentence"
import {CONTEXT} from "../support/explain/subject"

const RUNS = {numRuns: 600, seed: 20_260_115}
const RUNGS = ["won", "qualified", "trial_2_paid"].map((name) => ({
    ...CONTEXT,
    outcome: {...CONTEXT.outcome, name},
}))
const anyContext = fc.constantFrom(...RUNGS)

function expectTraceable(sentences: readonly Sentence[], root: object): void {
    for (const sentence of sentences)
        expect([sentence.text, ...complaints(sentence, root)]).toEqual([sentence.text])
}

describe("every number of a sentence is in the data beside it, rounded as declared, in plain words", () => {
    it("about a signal of any verdict", () => {
        fc.assert(
            fc.property(anySubject, anyContext, (signal, context) => {
                const {headline, sentences, advice} = explainSignal(signal, context)
                expectTraceable([headline, ...sentences, ...advice], signalData(signal, context))
                expect(advice.length).toBeGreaterThan(0)
            }),
            RUNS,
        )
    })

    it("about an account", () => {
        const signals = fc.subarray(["pricing_intent", "overall", "custom_seats", "usage_spike"]).map((types) =>
            types.map((type, i) => ({type, title: type, base: 10 + i, sentence: `Seen ${i + 3} times in 7 days.`})),
        ) // prettier-ignore
        fc.assert(
            fc.property(
                fc.record({
                    score: fc.integer({min: 0, max: 100}),
                    threshold: fc.integer({min: 0, max: 100}),
                    signals,
                    results: fc.array(anySubject, {maxLength: 3}),
                }),
                anyContext,
                (input, context) => {
                    const {score, why_now, track_record, next} = explainAccount(input, context)
                    expectTraceable([score, why_now, ...track_record, next], accountData(input))
                },
            ),
            RUNS,
        )
    })

    it("about a change", () => {
        const anyState = fc.record({
            as_of: fc.constantFrom("2026-08-01T06:00:00.000Z", "2026-08-08T06:00:00.000Z"),
            score: fc.integer({min: 0, max: 100}),
            signals: fc
                .subarray(["Pricing interest", "Team growth", "3 seats"])
                .map((titles) => titles.map((title) => ({type: title, title}))),
        })
        fc.assert(
            fc.property(anyState, anyState, anySubject, anySubject, (one, other, was, is) => {
                const [before, after] = one.as_of <= other.as_of ? [one, other] : [other, one]
                expectTraceable(explainAccountChange(before, after), accountChangeData(before, after))
                const same = {...is, id: was.id}
                expectTraceable(explainVerdictChange(was, same, CONTEXT), verdictChangeData(was, same))
            }),
            RUNS,
        )
    })

    it("about a capacity", () => {
        fc.assert(
            fc.property(anyScore, fc.double({min: 0, max: 300, noNaN: true}), (score, capacity) => {
                const choice = thresholdForCapacity(score, capacity)
                expectTraceable(explainCapacity(choice, CONTEXT), capacityData(choice))
                expect(capacityData(choice).bar).toBe(BAR)
            }),
            RUNS,
        )
    })

    it("about money", () => {
        fc.assert(
            fc.property(anySubject, anyMoney, anyDeals, anyHoldout, (signal, money, deals, holdout) => {
                const result = {outcome: CONTEXT.outcome, overall: signal}
                for (const arr of [arrOfSignal(result, signal, money), arrOfRouting(result, money)])
                    expectTraceable(explainArr(arr, "EUR"), arrData(arr))
                const ledger = roiLedger({deals, holdout, acv: money.acv, cost: money.cost, margin: money.margin})
                for (const sentences of Object.values(explainLedger(ledger, "USD")))
                    expectTraceable(sentences, {ledger})
            }),
            RUNS,
        ) // prettier-ignore
    })

    it("about a shadow replay", () => {
        fc.assert(
            fc.property(anyShadow, anyContext, (input, context) => {
                const shadow = shadowSummary(input)
                expectTraceable(explainShadow(shadow, context), {shadow})
            }),
            RUNS,
        )
    })
})

describe("what is not said", () => {
    it("no lift where there is too little data for one, and no setting to try", () => {
        fc.assert(
            fc.property(anySubject, (any) => {
                const signal = {...any, verdict: "too_little_data" as const}
                const {headline, sentences, advice} = explainSignal(signal, CONTEXT)
                const paths = [headline, ...sentences, ...advice].flatMap(({numbers}) => numbers).map(({path}) => path)
                expect(paths.filter((path) => path.includes(".lift.") || path.includes(".tuning."))).toEqual([])
            }),
            RUNS,
        ) // prettier-ignore
    })

    it("no money and no return without the evidence for it", () => {
        fc.assert(
            fc.property(anySubject, anyMoney, anyHoldout, (signal, money, holdout) => {
                const arr = arrOfSignal({outcome: CONTEXT.outcome}, signal, money)
                if (arr.status === "ok") {
                    expect(signal.confirmation.lift.lo).toBeGreaterThan(1)
                    expect(arr.difference.lo).toBeGreaterThan(0)
                    expect(arr.lo).toBeLessThanOrEqual(arr.point)
                    expect(arr.point).toBeLessThanOrEqual(arr.hi)
                }
                const ledger = roiLedger({deals: [], holdout, acv: money.acv, cost: money.cost, margin: money.margin})
                if (ledger.roi.status === "ok") expect(ledger.incremental.status).toBe("ok")
                if (holdout === null) expect(ledger.roi.status).toBe("refused")
            }),
            RUNS,
        ) // prettier-ignore
    })
})

describe("the check itself", () => {
    const root = {signal: {k: 14, n: 61, value: 14 / 61}}
    const k = {path: "signal.k", value: 14, rounding: "count", shown: "14"} as const
    const percent = {path: "signal.value", value: 14 / 61, rounding: "percent", shown: "23 %"} as const
    const n = {path: "signal.n", value: 61, rounding: "count", shown: "61"} as const
    const good = {text: "14 of 61 (23 %).", numbers: [k, n, percent], names: []}

    it("finds nothing wrong with a right sentence", () => {
        expect(complaints(good, root)).toEqual([])
    })

    it.each<[string, Sentence]>([
        ["a number that is declared nowhere", {...good, text: "14 of 61 (23 %) in 45 days."}],
        ["a number that the data do not hold", {...good, numbers: [{...k, value: 15}, n, percent]}],
        ["a place that does not exist", {...good, numbers: [{...k, path: "signal.m"}, n, percent]}],
        [
            "a number rounded wrongly",
            {...good, text: "14 of 61 (24 %).", numbers: [k, n, {...percent, shown: "24 %"}]},
        ],
        ["a percentage without its n", {...good, text: "14 (23 %).", numbers: [k, percent]}],
        ["jargon", {...good, text: "14 of 61 landmarks (23 %)."}],
        ["a causal word", {...good, text: "14 of 61 came because of it (23 %)."}],
        ["two spaces", {...good, text: "14 of  61 (23 %)."}],
        ["no end", {...good, text: "14 of 61 (23 %)"}],
    ])("finds %s", (_what, sentence) => {
        expect(complaints(sentence, root)).not.toEqual([])
    })
})
