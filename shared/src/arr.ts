import {monthsOf} from "./backtest/comparison-months"
import type {BacktestResult, Lift, SubjectResult} from "./backtest/result"
import {CONFIDENCE} from "./backtest/shares"
import {
    type ContractValue,
    contractValueError,
    isContractValue,
    type MoneyRange,
    withContractValueError,
} from "./contract-value"
import {type MonthlyVolume, monthlyVolume} from "./monthly-volume"
import {arrInterval} from "./stats/arr-interval"
import {scaledCounts} from "./stats/rao-scott"
import {newcombe} from "./stats/risk-difference"
import type {TwoGroups} from "./stats/two-groups"

/** The one title of an estimate from a backtest: it says what the figure is, not what routing brings (METHODS §9). */
export const ARR_TITLE = "ARR associated with this signal, above baseline"

/** Months a year, as the formula shows them. */
export const MONTHS_A_YEAR = 12

/** Why there is no estimate. */
export type ArrRefusal =
    /** The outcome is not "won": leads have no contract value. */
    | "not_won"
    | "too_little_data"
    /** The range of the lift, or of the difference of the two shares, includes no effect. */
    | "no_difference"
    /** Accounts with the signal convert less often than others. */
    | "below_baseline"
    | "no_contract_value"
    /** Surely more customers than accounts with the signal brought: rates and volume do not belong together. */
    | "more_than_observed"

/** Everything an estimate is made from; shown beside it. */
export interface ArrInputs {
    /** Units with (a of n1) and without (c of n0) that became customers, such as accounts from their first check on. */
    readonly counts: TwoGroups
    /** Variance of the counts over that of as many independent units, >= 1; 1 where each account counts once. */
    readonly design_effect: number
    /** New units of that kind a month. */
    readonly volume: MonthlyVolume
    /** Share of them that is really worked, 0..1. */
    readonly worked_share: number
    readonly acv: ContractValue | null
}

/** What an estimate needs besides its inputs to know whether it may be made. */
export interface ArrEvidence {
    readonly lift: Pick<Lift, "lo" | "hi">
    /** Distinct accounts with the signal that became customers, a month. */
    readonly converted_per_month: number
}

/**
 * An estimate, or why there is none. Estimates of several signals must not be added: the same accounts show several
 * signals. `arrOfRouting` estimates their union.
 */
export type ArrEstimate = {
    readonly title: typeof ARR_TITLE
    readonly of: "one_signal" | "union_of_signals"
    readonly may_be_added: false
    readonly inputs: ArrInputs
} & (
    | {readonly status: "refused"; readonly reason: ArrRefusal}
    | ({
          readonly status: "ok"
          readonly months_a_year: typeof MONTHS_A_YEAR
          /** Shares that became customers, and their difference with its 95 % range. */
          readonly share_with: number
          readonly share_without: number
          readonly difference: {readonly value: number; readonly lo: number; readonly hi: number}
          /** Half-width of the contract value's range on the log scale; null = taken as known. */
          readonly acv_error: number | null
      } & MoneyRange)
)

/**
 * ARR = new accounts a month × 12 × share worked × (p1 - p0) × ACV (METHODS §9, level A). Range: Newcombe limits of
 * p1 - p0 on counts divided by their design effect, widened by the error of the ACV on the log scale; the range of the
 * volume is printed beside it and not part of it.
 *
 * Counts and volume must be of the same units: the share of weekly checks that convert counts one conversion several
 * times and must not be multiplied by new accounts. An estimate whose lower limit exceeds all conversions seen is refused for that
 * reason.
 *
 * @throws RangeError when the share worked is none
 */
export function estimatedArr(
    inputs: ArrInputs,
    evidence: ArrEvidence,
    of: "one_signal" | "union_of_signals",
): ArrEstimate {
    const {counts, design_effect: effect, volume, worked_share: worked, acv} = inputs
    if (!(worked >= 0 && worked <= 1)) throw new RangeError("The share worked lies between 0 and 1.")
    const common = {title: ARR_TITLE, of, may_be_added: false, inputs} as const
    const refused = (reason: ArrRefusal): ArrEstimate => ({...common, status: "refused", reason})
    const {lo, hi} = evidence.lift
    if (hi !== null && hi < 1) return refused("below_baseline")
    if (lo === null || lo <= 1) return refused("no_difference")
    if (!isContractValue(acv)) return refused("no_contract_value")
    const scaled = scaledCounts(counts, effect)
    const limits = newcombe(scaled, CONFIDENCE)
    const money = arrInterval({...scaled, leads: volume.per_month * worked, acv: acv.mean, conf: CONFIDENCE})
    if (limits === null || money === null) return refused("too_little_data")
    if (limits.hi < 0) return refused("below_baseline")
    if (limits.lo <= 0) return refused("no_difference")
    if (volume.per_month * limits.lo > evidence.converted_per_month) return refused("more_than_observed")
    const acvError = contractValueError(acv)
    return {
        ...common,
        status: "ok",
        months_a_year: MONTHS_A_YEAR,
        share_with: counts.a / counts.n1,
        share_without: counts.c / counts.n0,
        difference: {value: limits.difference, lo: limits.lo, hi: limits.hi},
        acv_error: acvError,
        ...(worked === 0 || volume.count === 0 ? money : withContractValueError(money, acvError)),
    }
}

/** How much of the volume is worked: a share 0..1, or accounts a month. */
export type Worked = {readonly share: number} | {readonly accounts_per_month: number}

/** What the customer enters. */
export interface ArrSettings {
    readonly acv: ContractValue | null
    readonly worked: Worked
}

/** The estimate of one signal. Never added up over signals, see `ArrEstimate`. */
export function arrOfSignal(
    result: Pick<BacktestResult, "outcome">,
    signal: SubjectResult,
    settings: ArrSettings,
): ArrEstimate {
    return arrOf(result, signal, settings, "one_signal")
}

/** The estimate of all signals together: of the accounts that would be routed, each counted once. */
export function arrOfRouting(
    result: Pick<BacktestResult, "outcome" | "overall">,
    settings: ArrSettings,
): ArrEstimate {
    return arrOf(result, result.overall, settings, "union_of_signals")
}

/** Verdicts without enough data for any figure of money. */
const NOT_ENOUGH: ReadonlySet<SubjectResult["verdict"]> = new Set([
    "too_little_data", "no_outcome", "not_replayable",
]) // prettier-ignore

/**
 * Accounts count once, from their first weekly check with (or without) the signal to the end of the horizon, so shares
 * and volume are of the same units and independent.
 */
function arrOf(
    {outcome}: Pick<BacktestResult, "outcome">,
    {whole, confirmation, track_record: record, verdict}: SubjectResult,
    {acv, worked}: ArrSettings,
    of: "one_signal" | "union_of_signals",
): ArrEstimate {
    const months = monthsOf(whole) ?? 0
    const volume =
        months > 0
            ? monthlyVolume(whole.with.accounts, months)
            : {count: 0, months: 0, per_month: 0, lo: 0, hi: 0}
    const inputs: ArrInputs = {
        counts: {a: record.with.k, n1: record.with.n, c: record.without.k, n0: record.without.n},
        design_effect: 1,
        volume,
        worked_share: shareWorked(worked, volume.per_month),
        acv,
    }
    const refused = (reason: ArrRefusal): ArrEstimate =>
        ({title: ARR_TITLE, of, may_be_added: false, inputs, status: "refused", reason}) // prettier-ignore
    if (outcome.name !== "won") return refused("not_won")
    if (NOT_ENOUGH.has(verdict) || months === 0) return refused("too_little_data")
    return estimatedArr(
        inputs,
        {lift: confirmation.lift, converted_per_month: whole.converted_accounts_with / months},
        of,
    )
}

function shareWorked(worked: Worked, perMonth: number): number {
    if ("share" in worked) return worked.share
    return perMonth === 0 ? 1 : Math.min(1, worked.accounts_per_month / perMonth)
}
