import {arrOfRouting, arrOfSignal, type ArrSettings} from "@beton/shared/arr"
import {thresholdForCapacity} from "@beton/shared/backtest/capacity"
import type {ScoreResult, SubjectResult, ThresholdRow} from "@beton/shared/backtest/result"
import {type ShadowRow, shadowSummary} from "@beton/shared/backtest/shadow"
import {shareOfAccounts, shareWithEffect} from "@beton/shared/backtest/shares"
import {explainArr} from "@beton/shared/explain/arr"
import {explainCapacity} from "@beton/shared/explain/capacity"
import {explainLedger} from "@beton/shared/explain/roi"
import {explainShadow} from "@beton/shared/explain/shadow"
import {type LedgerInput, roiLedger} from "@beton/shared/roi"

import {type Examples, resultOf, texts} from "./example-parts"
import {CONTEXT, liftOfCounts, QUALIFIED} from "./subject"

function row(threshold: number, volume: number, a: number, n1: number, seen: number): ThresholdRow {
    const counts = {a, n1, c: 207 - a, n0: 4078 - n1}
    return {
        threshold,
        accounts: Math.ceil(n1 / 4),
        new_per_month: volume,
        flagged: shareWithEffect(n1, 4078, 1.5),
        precision: shareWithEffect(a, n1, 1.5),
        recall: shareWithEffect(a, 207, 1.5),
        converted_accounts_seen: shareOfAccounts(seen, 51),
        lift: liftOfCounts(counts, 1.5),
    }
}

/** Sentences about a threshold for a capacity. */
export function capacities(): Examples {
    const rivals: ScoreResult["rivals"] = [
        {
            id: "pricing_intent",
            title: "Pricing interest",
            flagged: shareWithEffect(581, 4078, 1.5),
            recall: shareWithEffect(150, 207, 1.5),
            score_recall: 0.82,
        },
    ]
    const base = {
        rivals,
        best_single: "pricing_intent",
        thresholds: [
            row(20, 96.7, 197, 1249, 51),
            row(40, 46.6, 176, 692, 51),
            row(45, 48.2, 170, 597, 51),
            row(60, 39.8, 158, 491, 49),
            row(100, 16.8, 51, 127, 31),
        ],
    }
    const tell = (score: Partial<ScoreResult>, capacity: number): string[] =>
        texts(explainCapacity(thresholdForCapacity(score as ScoreResult, capacity), CONTEXT))
    const none = {...row(60, 12, 0, 90, 0), recall: shareOfAccounts(0, 0), lift: liftOfCounts({a: 0, n1: 90, c: 0, n0: 900}, 1)} // prettier-ignore
    return {
        "capacity: fits": tell(base, 47),
        "capacity: everything fits": tell(base, 120),
        "capacity: nothing fits": tell(base, 10),
        "capacity: no better than a signal or chance": tell(
            {
                ...base,
                thresholds: [row(60, 12, 5, 98, 4)],
                rivals: rivals.map((one) => ({...one, score_recall: 0.5})),
            },
            25,
        ),
        "capacity: worse than chance": tell({...base, rivals: [], thresholds: [row(60, 12, 8, 580, 4)]}, 25),
        "capacity: nobody converted": tell({...base, rivals: [], thresholds: [none]}, 25),
        "capacity: no scores": tell({...base, thresholds: []}, 25),
    }
}

/** Sentences about money. */
export function money(): Examples {
    const signal = resultOf("confirmed on later weeks")
    const arr = (one: SubjectResult, settings: Partial<ArrSettings>): string[] =>
        texts(explainArr(arrOfSignal(CONTEXT, one, {acv: {mean: 27_000}, worked: {share: 1}, ...settings}), "EUR")) // prettier-ignore
    const ledger = (input: Partial<LedgerInput>): string[] => {
        const deals = [
            {source: "sourced", state: "open", value: 40_000},
            {source: "sourced", state: "open", value: 12_500},
            {source: "sourced", state: "open", value: null},
            {source: "sourced", state: "won", value: 27_000},
            {source: "influenced", state: "won", value: 9000},
        ] as const
        const told = explainLedger(
            roiLedger({deals, holdout: null, acv: {mean: 27_000}, cost: 600_000, margin: 0.8, ...input}),
            "USD",
        )
        return Object.values(told).flatMap(texts)
    }
    const holdout = {routed: {accounts: 900, customers: 180}, held_out: {accounts: 300, customers: 30}}
    const equal = {...holdout, held_out: {accounts: 300, customers: 55}}
    return {
        "arr: one signal": arr(signal, {}),
        "arr: half of it worked, value from deals": arr(signal, {
            acv: {mean: 27_000, deal_values: [9000, 12_000, 18_000, 27_000, 36_000, 60_000]},
            worked: {share: 0.5},
        }),
        "arr: all signals": texts(
            explainArr(
                arrOfRouting(
                    {...CONTEXT, overall: resultOf("routing, confirmed")},
                    {acv: {mean: 27_000}, worked: {accounts_per_month: 20}},
                ),
                "EUR",
            ),
        ),
        "arr: no contract value": arr(signal, {acv: null}),
        "arr: unclear": arr(resultOf("unclear, enough data"), {}),
        "arr: less often": arr(resultOf("no useful difference, less often"), {}),
        "arr: too little data": arr(resultOf("too little data, few accounts"), {}),
        "arr: lower rung": texts(
            explainArr(arrOfSignal(QUALIFIED, signal, {acv: null, worked: {share: 1}}), "EUR"),
        ),
        "ledger: with a holdout": ledger({holdout}),
        "ledger: without a holdout": ledger({}),
        "ledger: a holdout without a difference": ledger({holdout: equal}),
        "ledger: nothing entered": ledger({holdout, cost: null, margin: null}),
        "ledger: no margin": ledger({holdout, margin: null}),
    }
}

/** Sentences about shadow replays. */
export function shadows(): Examples {
    const rows = Array.from({length: 14}, (_, i): ShadowRow => {
        const day = (n: number): string => new Date(Date.UTC(2026, 8, 1 + n, 6)).toISOString()
        const converted =
            [9, 21, 50, null, null, null, null, null, null, null, null, 3, null, null][i] ?? null
        return {
            account: `account ${i}`,
            first_day: day(i * 6),
            score: 65,
            types: ["pricing_intent"],
            converted_at: converted === null ? null : day(i * 6 + converted),
        }
    })
    const tell = (opened: readonly ShadowRow[], converted_accounts: number, context = CONTEXT): string[] =>
        texts(
            explainShadow(
                shadowSummary({
                    start: "2026-09-01T06:00:00.000Z",
                    as_of: "2026-11-30T06:00:00.000Z",
                    horizon_days: 30,
                    rows: opened,
                    converted_accounts,
                }),
                context,
            ),
        )
    const soon = rows.map((one, i) => ({...one, converted_at: i < 9 ? new Date(Date.parse(one.first_day) + (i + 3) * 86_400_000).toISOString() : null})) // prettier-ignore
    return {
        "shadow: some": tell(rows, 6),
        "shadow: most, in time": tell(soon, 9),
        "shadow: all still open": tell(rows.slice(-2), 3, QUALIFIED),
        "shadow: none opened": tell([], 5),
        "shadow: nobody converted": tell(rows.slice(3, 6), 0),
    }
}
