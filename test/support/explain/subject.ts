import type {Comparison, Lift, Share, SubjectResult, TuningRow, Verdict} from "@beton/shared/backtest/result"
import {CONFIDENCE, shareOfAccounts, shareWithEffect} from "@beton/shared/backtest/shares"
import type {Context} from "@beton/shared/explain/told"
import {scaledCounts} from "@beton/shared/stats/rao-scott"
import {koopman} from "@beton/shared/stats/risk-ratio-score"
import type {TwoGroups} from "@beton/shared/stats/two-groups"

/** A backtest that all made-up results belong to. */
export const CONTEXT: Context = {
    outcome: {name: "won", event: "subscription_started", where: null},
    rules: {
        horizon_days: 44,
        gap_days: 1,
        min_tenure_days: 7,
        active_within_days: 7,
        threshold: 60,
        minimum_lift: 1.5,
    },
}

/** The same for the lower rung of the outcome ladder. */
export const QUALIFIED: Context = {...CONTEXT, outcome: {...CONTEXT.outcome, name: "qualified"}}

/** Counts that a made-up result is built from; ranges and lifts follow from them. */
export interface SubjectSpec {
    readonly id?: string
    readonly title?: string
    readonly verdict: Verdict
    readonly reason?: string
    /** Weekly checks: a of n1 with, c of n0 without; and the distinct accounts among them. */
    readonly checks: TwoGroups
    readonly exposed: number
    readonly unexposed: number
    readonly accounts: number
    readonly converted: number
    readonly convertedWith: number
    /** Accounts from their first check on. */
    readonly record: TwoGroups
    readonly open?: number
    readonly effect?: number
    readonly perMonth?: number
    readonly q?: number | null
    readonly fixed?: boolean
    readonly power?: SubjectResult["power"]
    readonly typicalDays?: number | null
    readonly health?: SubjectResult["health"]
    readonly tuning?: {
        readonly unit: string
        readonly present: number
        readonly rows: readonly {setting: number; accounts: number; k: number; n: number}[]
    } | null
}

const CURVE = {
    accounts: 0,
    conversions: 0,
    points: [],
    median_days: null,
    median_lo: null,
    median_hi: null,
    typical_days: null,
}

/** A result as a backtest would write it for such counts. */
export function subject(spec: SubjectSpec): SubjectResult {
    const {effect = 1.5, checks, record} = spec
    const whole = comparison(spec)
    return {
        id: spec.id ?? "pricing_intent",
        title: spec.title ?? "Pricing interest",
        version: 1,
        verdict: spec.verdict,
        reason: spec.reason ?? "A reason.",
        whole,
        confirmation: whole,
        fixed_in_advance: spec.fixed ?? true,
        p_holm: null,
        q: spec.q ?? null,
        precision: shareWithEffect(checks.a, checks.n1, effect),
        recall: shareWithEffect(checks.a, checks.a + checks.c, effect),
        f1: shareWithEffect(2 * checks.a, checks.n1 + checks.a + checks.c, effect),
        converted_accounts_seen: shareOfAccounts(spec.convertedWith, spec.converted),
        track_record: {
            with: shareOfAccounts(record.a, record.n1),
            without: shareOfAccounts(record.c, record.n0),
            days: CONTEXT.rules.gap_days + CONTEXT.rules.horizon_days,
            still_open: spec.open ?? 0,
        },
        new_per_month: spec.perMonth ?? 0,
        power: spec.power ?? {detectable_lift: null, accounts_needed: null, months_to_go: null},
        time_to_conversion: {
            with: {...CURVE, typical_days: spec.typicalDays ?? null},
            without: CURVE,
            p_different: null,
        },
        tuning:
            spec.tuning === undefined || spec.tuning === null
                ? null
                : {
                      param: "min_visits",
                      unit: spec.tuning.unit,
                      present: spec.tuning.present,
                      rows: spec.tuning.rows.map((row): TuningRow => ({
                          setting: row.setting,
                          accounts: row.accounts,
                          dates: row.n,
                          precision: shareWithEffect(row.k, row.n, effect),
                          recall: shareWithEffect(row.k, checks.a + checks.c, effect),
                          accounts_kept: row.accounts / Math.max(1, spec.exposed),
                      })),
                  },
        health: spec.health ?? {
            state: "insufficient_data",
            reason: null,
            baseline: null,
            periods: [],
            false_alarm: null,
        },
    }
}

function comparison(spec: SubjectSpec): Comparison {
    const {checks, effect = 1.5} = spec
    const dates = (k: number, n: number): Share => shareWithEffect(k, n, effect)
    return {
        landmarks: 25,
        from: "2026-03-16T06:00:00.000Z",
        to: "2026-08-31T06:00:00.000Z",
        with: {accounts: spec.exposed, dates: dates(checks.a, checks.n1)},
        without: {accounts: spec.unexposed, dates: dates(checks.c, checks.n0)},
        accounts: spec.accounts,
        converted_accounts: spec.converted,
        converted_accounts_with: spec.convertedWith,
        lift: liftOfCounts(checks, effect),
    }
}

/** A lift of plain counts, in every state that one can be in. */
export function liftOfCounts(counts: TwoGroups, effect: number): Lift {
    const {a, n1, c, n0} = counts
    const none = {method: null, value: null, lo: null, hi: null, crude: null, design_effect: null, p_above_1: null} // prettier-ignore
    if (n1 === 0 || n0 === 0) return {status: "no_comparison", ...none}
    if (a === 0 && c === 0) return {status: "no_conversions", ...none}
    const limits = koopman(scaledCounts(counts, effect), CONFIDENCE)
    const range = {
        lo: limits?.lo ?? null,
        hi: limits === null || !Number.isFinite(limits.hi) ? null : limits.hi,
    }
    if (c === 0) return {...none, ...range, status: "no_conversions_without", method: "one_date_per_account"}
    const value = a / n1 / (c / n0)
    if (a === 0)
        return {...none, ...range, status: "no_conversions_with", method: "one_date_per_account", value: 0, crude: 0} // prettier-ignore
    return {...none, ...range, status: "ok", method: "small_counts", value, crude: value, design_effect: effect} // prettier-ignore
}
