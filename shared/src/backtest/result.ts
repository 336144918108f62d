/**
 * What a backtest found: one JSON value, written into `beton_backtest_completed` and read by tiles, the CRM and the
 * command line (E2, H2, H4, H8). Shares are 0 to 1, days are 24 hours, null means "cannot be said" and a status or a
 * reason beside it says why. Numbers of account-dates and of distinct accounts are never mixed.
 */

/** Version of the shape of `BacktestResult`. */
export const RESULT_VERSION = 1

/** k of n with its 95 % range; the range allows for repeated landmarks of one account. */
export interface Share {
    readonly k: number
    readonly n: number
    readonly value: number | null
    readonly lo: number | null
    readonly hi: number | null
}

/** How a lift's range was computed. */
export type LiftMethod =
    /** Mantel-Haenszel over landmarks, errors clustered by account (METHODS §3.1, §3.2). */
    | "matched_by_date"
    /** Koopman on counts divided by their design effect: few conversions. */
    | "small_counts"
    /** Koopman on one landmark an account: nobody converted on one side. */
    | "one_date_per_account"

/** Why a lift or its range is missing. */
export type LiftStatus =
    "ok" | "no_conversions_with" | "no_conversions_without" | "no_conversions" | "no_comparison"

/** How many times as often accounts with a signal convert as others at risk on the same dates. */
export interface Lift {
    readonly status: LiftStatus
    readonly method: LiftMethod | null
    /** null also where it is infinite: then `status` is no_conversions_without and `lo` says at least how much. */
    readonly value: number | null
    readonly lo: number | null
    /** null = no upper limit. */
    readonly hi: number | null
    /** Without matching by date, for comparison. */
    readonly crude: number | null
    /** Variance over that of as many independent account-dates, at least 1. */
    readonly design_effect: number | null
    /** One-sided mid-p that the lift is above 1; null where there is nothing to test. */
    readonly p_above_1: number | null
}

/** One side of a comparison. */
export interface Side {
    readonly accounts: number
    /** Account-dates, and those that convert in time. */
    readonly dates: Share
}

/** A comparison over some landmarks. */
export interface Comparison {
    readonly landmarks: number
    readonly from: string | null
    readonly to: string | null
    readonly with: Side
    readonly without: Side
    /** Distinct accounts at risk, and those that convert. */
    readonly accounts: number
    readonly converted_accounts: number
    readonly converted_accounts_with: number
    readonly lift: Lift
}

/** The one list of verdicts (DESIGN §3). */
export const VERDICTS = [
    "confirmed",
    "promising",
    "unclear",
    "no_useful_lift",
    "too_little_data",
    "fading",
    "no_outcome",
    "not_replayable",
] as const

/** See `VERDICTS`. */
export type Verdict = (typeof VERDICTS)[number]

/** One point of a time-to-conversion curve. */
export interface CurvePoint {
    readonly days: number
    /** Accounts still followed and not converted just before. */
    readonly at_risk: number
    /** Converted by then (Kaplan-Meier), with its 95 % range. */
    readonly converted: number
    readonly lo: number
    readonly hi: number
}

/** Time from the first landmark with (or without) the signal to the conversion; accounts that still may convert count as long as they were followed. */
export interface Curve {
    readonly accounts: number
    readonly conversions: number
    readonly points: readonly CurvePoint[]
    /** Days until half have converted; null = not reached. */
    readonly median_days: number | null
    readonly median_lo: number | null
    readonly median_hi: number | null
    /** Among those that converted within the horizon: days until half of them had. */
    readonly typical_days: number | null
}

/** One stricter setting of a signal, from the same data. */
export interface TuningRow {
    readonly setting: number
    readonly accounts: number
    readonly dates: number
    readonly precision: Share
    readonly recall: Share
    /** Accounts kept, of those found at the present setting. */
    readonly accounts_kept: number
}

/** How the signal has done lately (E3). */
export interface Health {
    readonly state: "healthy" | "watch" | "degrading" | "insufficient_data"
    readonly reason: string | null
    /** Newly exposed accounts of a period and those that converted, oldest first; the first entries are the frozen baseline. */
    readonly baseline: {readonly n: number; readonly converted: number; readonly to: string} | null
    readonly periods: readonly {readonly to: string; readonly n: number; readonly converted: number}[]
    /** Chance that a signal that has not changed is called watch or degrading over these periods. */
    readonly false_alarm: number | null
}

/** Needed and present sizes (H8). */
export interface Power {
    /** Smallest lift found in 4 of 5 such backtests; null = none, however large. */
    readonly detectable_lift: number | null
    /** Accounts with the signal needed to judge the smallest useful lift. */
    readonly accounts_needed: number | null
    /** Months until then at the present rate of new accounts; 0 = enough already, null = cannot be said. */
    readonly months_to_go: number | null
}

/** Accounts at their first landmark with the signal, and what became of those whose horizon is complete (H4). */
export interface TrackRecord {
    readonly with: Share
    readonly without: Share
    readonly days: number
    /** With the signal, but not yet observed for so long. */
    readonly still_open: number
}

/** Everything about one signal, or about routing. */
export interface SubjectResult {
    readonly id: string
    readonly title: string
    readonly version: number
    readonly verdict: Verdict
    /** One plain sentence. */
    readonly reason: string
    /** All landmarks. */
    readonly whole: Comparison
    /** What the verdict rests on: all landmarks where the rule was fixed in advance, else the later ones. */
    readonly confirmation: Comparison
    readonly fixed_in_advance: boolean
    /** Holm-adjusted over the signals, one-sided, on the confirmation period. */
    readonly p_holm: number | null
    /** Benjamini-Hochberg over the signals, on all landmarks: "of signals like this, one in 1/q is noise". */
    readonly q: number | null
    /** Of account-dates with the signal, the share that converts; and of those that convert, the share with the signal. */
    readonly precision: Share
    readonly recall: Share
    readonly f1: Share
    /** Of accounts that convert, those it saw at some landmark within the horizon before. */
    readonly converted_accounts_seen: Share
    readonly track_record: TrackRecord
    /** New accounts per 30 days. */
    readonly new_per_month: number
    readonly power: Power
    readonly time_to_conversion: {
        readonly with: Curve
        readonly without: Curve
        readonly p_different: number | null
    }
    readonly tuning: {
        readonly param: string
        readonly unit: string
        readonly present: number
        readonly rows: readonly TuningRow[]
    } | null
    readonly health: Health
}

/** A signal that could not be judged at all. */
export interface Unjudged {
    readonly id: string
    readonly title: string
    readonly verdict: "no_outcome" | "not_replayable" | "too_little_data"
    readonly reason: string
}

/** One threshold of the score (H2). */
export interface ThresholdRow {
    readonly threshold: number
    /** Distinct accounts flagged at some landmark. */
    readonly accounts: number
    readonly new_per_month: number
    /** Of account-dates at risk, those flagged. */
    readonly flagged: Share
    readonly precision: Share
    readonly recall: Share
    readonly converted_accounts_seen: Share
    /** Against all not flagged. */
    readonly lift: Lift
}

/** Conversion by score (E4). */
export interface ScoreBucket {
    readonly from: number
    readonly to: number
    readonly dates: Share
    /** Calibrated, non-decreasing in the score, with its 95 % range. */
    readonly probability: {readonly value: number; readonly lo: number; readonly hi: number} | null
}

/** How probabilities made on the earlier landmarks did on the later ones. */
export interface CalibrationCheck {
    readonly status: "ok" | "too_little_data"
    readonly dates: number
    readonly conversions: number
    readonly brier: number | null
    /** Better than always saying the base rate: 0 = no better, 1 = perfect. */
    readonly brier_skill: number | null
    /** 1 and 0 when perfectly calibrated. */
    readonly slope: number | null
    readonly intercept: number | null
}

/** A way to choose accounts, at the same share of account-dates. */
export interface Rival {
    readonly id: string
    readonly title: string
    readonly flagged: Share
    readonly recall: Share
    /** What the score finds when it flags the same share. */
    readonly score_recall: number | null
}

/** Everything about the score. */
export interface ScoreResult {
    readonly thresholds: readonly ThresholdRow[]
    readonly buckets: readonly ScoreBucket[]
    readonly calibration: CalibrationCheck
    readonly auc: {readonly value: number | null; readonly lo: number | null; readonly hi: number | null}
    readonly average_precision: number | null
    /** Share of account-dates worked, best scores first, and share of conversions among them. */
    readonly gains: readonly {readonly flagged: number; readonly recall: number}[]
    readonly precision_recall: readonly {
        readonly threshold: number
        readonly precision: number
        readonly recall: number
    }[]
    readonly lift_by_decile: readonly {
        readonly decile: number
        readonly dates: number
        readonly lift: number | null
    }[]
    /** The 20 % best. */
    readonly top_fifth: {
        readonly recall: number | null
        readonly precision: number | null
        readonly lift: number | null
    }
    /** Every single signal and chance, against the score at the same share. */
    readonly rivals: readonly Rival[]
    readonly best_single: string | null
}

/** See the file's comment. */
export interface BacktestResult {
    readonly schema_version: typeof RESULT_VERSION
    readonly as_of: string
    /** Name of the rung of the ladder (H12), such as "won". */
    readonly outcome: {
        readonly name: string
        readonly event: string
        readonly where: {readonly property: string; readonly values: readonly string[]} | null
    }
    readonly rules: {
        readonly horizon_days: number
        readonly gap_days: number
        readonly min_tenure_days: number
        readonly active_within_days: number
        readonly threshold: number
        readonly minimum_lift: number
    }
    readonly period: {
        readonly landmarks: number
        readonly open_landmarks: number
        readonly from: string | null
        readonly to: string | null
        /** Conversions after this instant are not all in yet. */
        readonly outcomes_complete_to: string | null
        readonly explore_to: string | null
        readonly confirm_from: string | null
    }
    readonly accounts: number
    readonly converted_accounts: number
    /** Account-dates at risk, and those that convert: the base rate. */
    readonly dates: Share
    readonly signals: readonly SubjectResult[]
    readonly unjudged: readonly Unjudged[]
    /** Routing as it is set: threshold and "always route". */
    readonly overall: SubjectResult
    readonly score: ScoreResult
}
