import type {ArrSettings} from "@beton/shared/arr"
import type {ScoreResult, ThresholdRow} from "@beton/shared/backtest/result"
import type {ShadowInput, ShadowRow} from "@beton/shared/backtest/shadow"
import {shareOfAccounts, shareWithEffect} from "@beton/shared/backtest/shares"
import type {Holdout} from "@beton/shared/roi"
import type {LedgerDeal} from "@beton/shared/roi-ledger"
import fc from "fast-check"

import {groups, size} from "./arbitrary"
import {liftOfCounts} from "./subject"

const thresholdRow: fc.Arbitrary<ThresholdRow> = fc
    .record({
        threshold: fc.constantFrom(20, 25, 40, 55, 60, 70, 85, 100),
        accounts: size,
        volume: fc.double({min: 0, max: 300, noNaN: true}),
        counts: groups,
        seen: groups,
    })
    .map(({threshold, accounts, volume, counts, seen}) => ({
        threshold,
        accounts,
        new_per_month: volume,
        flagged: shareWithEffect(counts.n1, counts.n1 + counts.n0, 1.5),
        precision: shareWithEffect(counts.a, counts.n1, 1.5),
        recall: shareWithEffect(counts.a, counts.a + counts.c, 1.5),
        converted_accounts_seen: shareOfAccounts(seen.a, seen.n1),
        lift: liftOfCounts(counts, 1.5),
    }))

/** Any score, as far as a capacity looks at it. */
export const anyScore: fc.Arbitrary<ScoreResult> = fc
    .record({
        thresholds: fc.array(thresholdRow, {maxLength: 6}),
        counts: groups,
        at: fc.option(fc.double({min: 0, max: 1, noNaN: true})),
        best: fc.boolean(),
    })
    .map(({thresholds, counts, at, best}) => ({
        thresholds,
        buckets: [],
        calibration: {
            status: "too_little_data",
            dates: 0,
            conversions: 0,
            brier: null,
            brier_skill: null,
            slope: null,
            intercept: null,
        },
        auc: {value: null, lo: null, hi: null},
        average_precision: null,
        gains: [],
        precision_recall: [],
        lift_by_decile: [],
        top_fifth: {recall: null, precision: null, lift: null},
        // A signal that flags nothing or meets no conversion is no rival.
        rivals:
            counts.n1 === 0 || counts.a + counts.c === 0
                ? []
                : [
                      {
                          id: "team_growth",
                          title: "Team growth",
                          flagged: shareWithEffect(counts.n1, counts.n1 + counts.n0, 1.5),
                          recall: shareWithEffect(counts.a, counts.a + counts.c, 1.5),
                          score_recall: at,
                      },
                  ],
        best_single: best ? "team_growth" : null,
    }))

/** What somebody may have entered, or not. */
export const anyMoney: fc.Arbitrary<ArrSettings & {cost: number | null; margin: number | null}> = fc.record({
    acv: fc.option(
        fc.oneof(
            fc.record({mean: fc.double({min: 0, max: 1e6, noNaN: true})}),
            fc.record({
                mean: fc.double({min: 1, max: 1e6, noNaN: true}),
                deal_values: fc.array(fc.double({min: 0, max: 1e6, noNaN: true}), {maxLength: 12}),
            }),
        ),
    ),
    worked: fc.oneof(
        fc.record({share: fc.double({min: 0, max: 1, noNaN: true})}),
        fc.record({accounts_per_month: fc.double({min: 0, max: 100, noNaN: true})}),
    ),
    cost: fc.option(fc.oneof(fc.constant(0), fc.double({min: 1, max: 1e6, noNaN: true}))),
    margin: fc.option(fc.double({min: 0, max: 1, noNaN: true})),
})

/** Deals of a CRM. */
export const anyDeals: fc.Arbitrary<LedgerDeal[]> = fc.array(
    fc.record({
        source: fc.constantFrom("sourced" as const, "influenced" as const),
        state: fc.constantFrom("open" as const, "won" as const, "lost" as const),
        value: fc.option(fc.double({min: 0, max: 1e6, noNaN: true})),
    }),
    {maxLength: 20},
)

/** A holdout, mostly of sizes that say something. */
export const anyHoldout: fc.Arbitrary<Holdout | null> = fc.option(
    groups.map(({a, n1, c, n0}) => ({
        routed: {accounts: n1, customers: a},
        held_out: {accounts: n0, customers: c},
    })),
    {freq: 8},
)

const START = Date.parse("2026-06-01T06:00:00.000Z")
const DAY_MS = 86_400_000
const DAYS = 90

/** Rows and totals that fit together. */
export const anyShadow: fc.Arbitrary<ShadowInput> = fc
    .record({
        horizon_days: fc.constantFrom(1, 30, 45, 120),
        opened: fc.array(
            fc
                .tuple(
                    fc.integer({min: 0, max: DAYS}),
                    fc.boolean(),
                    fc.double({min: 0, max: 1, noNaN: true}),
                )
                .map(([day, converts, part]) => ({
                    day,
                    wait: converts ? Math.floor(part * (DAYS - day)) : null,
                })),
            {maxLength: 30},
        ),
        others: fc.integer({min: 0, max: 40}),
    })
    .map(({horizon_days, opened, others}) => {
        const at = (day: number): string => new Date(START + day * DAY_MS).toISOString()
        const rows = opened.map(({day, wait}, i): ShadowRow => ({
            account: `account ${i}`,
            first_day: at(day),
            score: 70,
            types: ["pricing_intent"],
            converted_at: wait === null ? null : at(day + wait),
        }))
        return {
            start: at(0),
            as_of: at(DAYS),
            horizon_days,
            rows,
            converted_accounts: rows.filter((row) => row.converted_at !== null).length + others,
        }
    })
