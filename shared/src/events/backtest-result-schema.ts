import * as z from "zod/mini"

import {type BacktestResult, RESULT_VERSION, VERDICTS} from "../backtest/result"

const number = z.number()
const maybe = z.nullable(z.number())
const instant = z.nullable(z.string())

const share = z.object({k: number, n: number, value: maybe, lo: maybe, hi: maybe})

const lift = z.object({
    status: z.enum([
        "ok",
        "no_conversions_with",
        "no_conversions_without",
        "no_conversions",
        "no_comparison",
    ]),
    method: z.nullable(z.enum(["matched_by_date", "small_counts", "one_date_per_account"])),
    value: maybe,
    lo: maybe,
    hi: maybe,
    crude: maybe,
    design_effect: maybe,
    p_above_1: maybe,
})

const side = z.object({accounts: number, dates: share})

const comparison = z.object({
    landmarks: number,
    from: instant,
    to: instant,
    with: side,
    without: side,
    accounts: number,
    converted_accounts: number,
    converted_accounts_with: number,
    lift,
})

const curve = z.object({
    accounts: number,
    conversions: number,
    points: z.array(z.object({days: number, at_risk: number, converted: number, lo: number, hi: number})),
    median_days: maybe,
    median_lo: maybe,
    median_hi: maybe,
    typical_days: maybe,
})

const tuning = z.object({
    param: z.string(),
    unit: z.string(),
    present: number,
    rows: z.array(
        z.object({
            setting: number,
            accounts: number,
            dates: number,
            precision: share,
            recall: share,
            accounts_kept: number,
        }),
    ),
})

const health = z.object({
    state: z.enum(["healthy", "watch", "degrading", "insufficient_data"]),
    reason: z.nullable(z.string()),
    baseline: z.nullable(z.object({n: number, converted: number, to: z.string()})),
    periods: z.array(z.object({to: z.string(), n: number, converted: number})),
    false_alarm: maybe,
})

const subject = z.object({
    id: z.string(),
    title: z.string(),
    version: number,
    verdict: z.enum(VERDICTS),
    reason: z.string(),
    whole: comparison,
    confirmation: comparison,
    fixed_in_advance: z.boolean(),
    p_holm: maybe,
    q: maybe,
    precision: share,
    recall: share,
    f1: share,
    converted_accounts_seen: share,
    track_record: z.object({with: share, without: share, days: number, still_open: number}),
    new_per_month: number,
    power: z.object({detectable_lift: maybe, accounts_needed: maybe, months_to_go: maybe}),
    time_to_conversion: z.object({with: curve, without: curve, p_different: maybe}),
    tuning: z.nullable(tuning),
    health,
})

const score = z.object({
    thresholds: z.array(
        z.object({
            threshold: number,
            accounts: number,
            new_per_month: number,
            flagged: share,
            precision: share,
            recall: share,
            converted_accounts_seen: share,
            lift,
        }),
    ),
    buckets: z.array(
        z.object({
            from: number,
            to: number,
            dates: share,
            probability: z.nullable(z.object({value: number, lo: number, hi: number})),
        }),
    ),
    calibration: z.object({
        status: z.enum(["ok", "too_little_data"]),
        dates: number,
        conversions: number,
        brier: maybe,
        brier_skill: maybe,
        slope: maybe,
        intercept: maybe,
    }),
    auc: z.object({value: maybe, lo: maybe, hi: maybe}),
    average_precision: maybe,
    gains: z.array(z.object({flagged: number, recall: number})),
    precision_recall: z.array(z.object({threshold: number, precision: number, recall: number})),
    lift_by_decile: z.array(z.object({decile: number, dates: number, lift: maybe})),
    top_fifth: z.object({recall: maybe, precision: maybe, lift: maybe}),
    rivals: z.array(
        z.object({id: z.string(), title: z.string(), flagged: share, recall: share, score_recall: maybe}),
    ),
    best_single: z.nullable(z.string()),
})

/**
 * The form of a `BacktestResult` (documented there, field by field). Fields that it does not know are left out, so that
 * an older reader understands what a newer writer added within the same schema version.
 */
export const backtestResultSchema = z.object({
    schema_version: z.literal(RESULT_VERSION),
    as_of: z.string(),
    outcome: z.object({
        name: z.string(),
        event: z.string(),
        where: z.nullable(z.object({property: z.string(), values: z.array(z.string())})),
    }),
    rules: z.object({
        horizon_days: number,
        gap_days: number,
        min_tenure_days: number,
        active_within_days: number,
        threshold: number,
        minimum_lift: number,
    }),
    period: z.object({
        landmarks: number,
        open_landmarks: number,
        from: instant,
        to: instant,
        outcomes_complete_to: instant,
        explore_to: instant,
        confirm_from: instant,
    }),
    accounts: number,
    converted_accounts: number,
    dates: share,
    signals: z.array(subject),
    unjudged: z.array(
        z.object({
            id: z.string(),
            title: z.string(),
            verdict: z.enum(["no_outcome", "not_replayable", "too_little_data"]),
            reason: z.string(),
        }),
    ),
    overall: subject,
    score,
})

type DeepReadonly<T> = T extends readonly (infer E)[]
    ? readonly DeepReadonly<E>[]
    : T extends object
      ? {readonly [K in keyof T]: DeepReadonly<T[K]>}
      : T
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type Assert<T extends true> = T

/** Does not compile when schema and type differ in any field, in either direction. */
export type SchemaIsTheResult = Assert<
    Same<DeepReadonly<z.output<typeof backtestResultSchema>>, DeepReadonly<BacktestResult>>
>
