import type {ArrEstimate} from "@beton/shared/arr"
import type {CapacityChoice} from "@beton/shared/backtest/capacity"
import type {BacktestResult, SubjectResult} from "@beton/shared/backtest/result"
import {explainArr} from "@beton/shared/explain/arr"
import {explainCapacity} from "@beton/shared/explain/capacity"
import {countText, dateText, percentText} from "@beton/shared/explain/numbers"
import {explainShadow} from "@beton/shared/explain/shadow"
import {explainSignal, type Explanation} from "@beton/shared/explain/signal"

import type {OutcomeOverview} from "./run-backtest"
import type {Shadow} from "./run-shadow"

/** What the command shows beside the result. */
export interface Extras {
    readonly capacity: CapacityChoice | null
    readonly arr: ArrEstimate | null
    readonly shadow: Shadow | null
}

/** Fewer cycles than this propose no horizon. */
const FEW_CYCLES = 20

const ORDER = ["confirmed", "fading", "promising", "unclear", "no_useful_lift", "too_little_data"]

/** A backtest for people. */
export function readableBacktest(
    result: BacktestResult,
    overview: OutcomeOverview | null,
    extras: Extras,
): string {
    const signals = [...result.signals].sort(
        (a, b) =>
            ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) ||
            (b.whole.lift.lo ?? -1) - (a.whole.lift.lo ?? -1) ||
            b.whole.with.accounts - a.whole.with.accounts,
    )
    return [
        heading(result),
        ...overviewLines(result, overview),
        "",
        ...signals.map((signal) => block(explainSignal(signal, result))),
        ...result.unjudged.map((signal) => block(explainSignal(signal, result))),
        block(explainSignal(result.overall, result)),
        "Score at or above: new accounts a month, of which became customers, share of all conversions found",
        ...result.score.thresholds.map(thresholdLine),
        ...extraLines(result, extras),
    ].join("\n")
}

function heading({outcome, period, accounts, converted_accounts: converted, rules}: BacktestResult): string {
    const range =
        period.from === null || period.to === null
            ? "No weekly check has had its time to come true yet."
            : `${period.landmarks} weekly checks from ${dateText(period.from)} to ${dateText(period.to)}; each had ${rules.horizon_days} days to come true.`
    return `Backtest against "${outcome.event}". ${range}\n${converted} of ${accounts} accounts converted after a check.`
}

/** Whether the outcome can be judged at all, and with which horizon. */
function overviewLines({outcome, rules}: BacktestResult, overview: OutcomeOverview | null): string[] {
    if (overview === null) return []
    const {events, events_with_account: own, cycles, cycle_p90_days: p90} = overview
    const lost = events - own
    const lines: string[] = []
    if (lost > 0)
        lines.push(
            `${countText(lost)} of ${countText(events)} "${outcome.event}" events belong to no account, so they count for nobody.`,
        )
    if (p90 !== null && cycles >= FEW_CYCLES && p90 > rules.horizon_days)
        lines.push(
            `Of ${countText(cycles)} accounts that converted, nine of ten did so within ${countText(Math.ceil(p90))} days of their first activity: --horizon ${Math.ceil(p90)} would see more of them.`,
        )
    return lines
}

function block({headline, sentences, advice}: Explanation): string {
    const lines = [...sentences, ...advice].map(({text}) => `    ${text}`)
    return [headline.text, ...lines, ""].join("\n")
}

function thresholdLine(row: BacktestResult["score"]["thresholds"][number]): string {
    const share = ({value, lo, hi}: SubjectResult["precision"]): string =>
        value === null
            ? "–"
            : lo === null || hi === null
              ? percentText(value)
              : `${percentText(value)} (${percentText(lo)} to ${percentText(hi)})`
    const volume = row.new_per_month.toFixed(1).padStart(7)
    return `  ${String(row.threshold).padStart(3)} ${volume}   ${share(row.precision).padEnd(22)} ${share(row.recall)}`
}

function extraLines(result: BacktestResult, {capacity, arr, shadow}: Extras): string[] {
    const lines = [
        ...(capacity === null ? [] : explainCapacity(capacity, result)),
        ...(arr === null ? [] : explainArr(arr, "")),
        ...(shadow === null ? [] : explainShadow(shadow.summary, result)),
    ].map(({text}) => text)
    return lines.length === 0 ? [] : ["", ...lines]
}
