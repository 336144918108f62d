import type {SubjectResult} from "@beton/shared/backtest/result"
import type {BacktestCompletedContent} from "@beton/shared/events/backtest-completed"
import {wilson} from "@beton/shared/stats/proportion"

import type {TileRow} from "./tiles"

type Content = BacktestCompletedContent

/** Copies for tiles keep three digits of what is no count. */
const short = (value: number | null): number | null => value === null || Number.isInteger(value) ? value : Number(value.toPrecision(3)) // prettier-ignore
const percent = (share: number | null): number | null => (share === null ? null : 100 * share)
const shortPercent = (share: number | null): number | null => short(percent(share))
const day = (iso: string | null): string => (iso ?? "").slice(0, 10)
const WORDS: Readonly<Record<string, string>> = {
    ...{won: "became a customer", qualified: "was qualified"},
    ...{confirmed: "Confirmed", promising: "Promising", unclear: "Unclear", no_useful_lift: "No useful lift", too_little_data: "Too little data", fading: "Fading"},
    ...{no_outcome: "No outcome configured", not_replayable: "Not replayable"},
    ...{healthy: "Healthy", watch: "Watch", degrading: "Degrading", insufficient_data: "Too little data"},
} // prettier-ignore
const words = (code: string): string => WORDS[code] ?? code
const text = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0)

function accuracy(subject: SubjectResult, base: number | null): TileRow {
    const {whole, precision, recall, verdict} = subject
    const isJudged = verdict !== "too_little_data"
    return {
        ...{verdict: words(verdict), accounts: whole.with.accounts, checks: precision.n},
        ...{precision: percent(precision.value), precision_low: percent(precision.lo), precision_high: percent(precision.hi)},
        ...{base_rate: percent(base), recall: percent(recall.value), recall_low: shortPercent(recall.lo), recall_high: shortPercent(recall.hi)},
        ...{lift: isJudged ? whole.lift.value : null, lift_low: isJudged ? whole.lift.lo : null, lift_high: isJudged ? whole.lift.hi : null},
    }
} // prettier-ignore

function rate(name: string, k: number | null, n: number | null): TileRow {
    const limits = k === null || n === null || n < 10 ? null : wilson(k, n, 0.95)
    const value = limits === null || k === null || n === null ? null : (100 * k) / n
    return {[`${name}_rate`]: value, [`${name}_low`]: percent(limits?.lo ?? null), [`${name}_high`]: percent(limits?.hi ?? null)}
} // prettier-ignore

const ALARM = ["degrading", "watch", "healthy"]
const place = (state: unknown): number => (ALARM.includes(String(state)) ? ALARM.indexOf(String(state)) : ALARM.length) // prettier-ignore

function curve({overall}: Content): TileRow[] {
    const {with: exposed, without} = overall.time_to_conversion
    const days = [...new Set([...exposed.points, ...without.points].map((point) => point.days))].sort((a, b) => a - b)
    let step = 1
    while (Math.ceil(days.length / step) > 24) step++
    const kept: number[] = []
    for (let i = days.length - 1; i >= 0; i -= step) kept.unshift(days[i] ?? 0)
    const side = (name: string, points: typeof exposed.points, at: number): TileRow => {
        const found = points.find((point) => point.days === at)
        const shown = found !== undefined && found.at_risk >= 10 ? found : null
        // From nobody, or from everybody, the curve's range is that one figure.
        const ranged = shown !== null && shown.converted > 0 && shown.converted < 1 ? shown : null
        return {[`followed_${name}`]: found?.at_risk ?? null, [`${name}_signal`]: shortPercent(shown?.converted ?? null), [`${name}_low`]: shortPercent(ranged?.lo ?? null), [`${name}_high`]: shortPercent(ranged?.hi ?? null)}
    }
    return kept.map((at) => ({days: at, ...side("with", exposed.points, at), ...side("without", without.points, at)}))
} // prettier-ignore

/** What each tile but that of money must say of the newest backtests, that of won customers first. */
export function backtestingFigures(contents: readonly Content[]): Record<string, readonly TileRow[]> {
    const each = (rows: (content: Content) => TileRow[]): TileRow[] =>
        contents.flatMap((content) => rows(content).map((row) => ({success: words(content.outcome.name), ...row})))
    const subjects = (rows: (signal: SubjectResult, content: Content) => TileRow, order: (a: TileRow, b: TileRow) => number) =>
        each((content) => content.signals.map((signal) => ({signal_title: signal.title, ...rows(signal, content)})).sort(order))
    const [main] = contents
    const points = main === undefined ? [] : curve(main)
    return {
        scope: each(({outcome, rules, period, accounts, converted_accounts, dates, as_of}) => [{
            ...{outcome_event: outcome.event, outcome_where: outcome.where === null ? "" : `${outcome.where.property}: ${outcome.where.values.join(", ")}`},
            ...{horizon_days: rules.horizon_days, checks_from: day(period.from), checks_to: day(period.to), landmarks: period.landmarks, complete_to: day(period.outcomes_complete_to)},
            ...{accounts, reached: converted_accounts, checks: dates.n, base_rate: percent(dates.value), base_rate_low: percent(dates.lo), base_rate_high: percent(dates.hi), judged_at: day(as_of)},
        }]),
        "signal-verdicts": subjects(
            (signal, {dates}) => accuracy(signal, dates.value),
            (a, b) => Number(b.lift_low ?? -1) - Number(a.lift_low ?? -1) || Number(b.accounts) - Number(a.accounts) || text(a.signal_title, b.signal_title),
        ),
        "routing-accuracy": each(({overall, rules, dates}) => [{threshold: rules.threshold, ...accuracy(overall, dates.value)}]),
        "score-buckets": each(({score, dates}) => score.buckets.map(({from, to, dates: {k, n, lo, hi}}) => ({
            score: from === to ? String(from) : `${from} to ${to}`,
            ...{checks: n, reached: k, rate: n === 0 ? null : (100 * k) / n, rate_low: shortPercent(lo), rate_high: shortPercent(hi), base_rate: percent(dates.value)},
        }))),
        thresholds: each(({score, rules}) => score.thresholds.map(({threshold, accounts, new_per_month, flagged, precision, recall}) => ({
            ...{threshold, used: threshold === rules.threshold ? "now" : "", accounts, new_per_month: short(new_per_month)},
            ...{flagged: shortPercent(flagged.value), flagged_low: shortPercent(flagged.lo), flagged_high: shortPercent(flagged.hi)},
            ...{checks: precision.n, precision: precision.n === 0 ? null : (100 * precision.k) / precision.n, precision_low: shortPercent(precision.lo), precision_high: shortPercent(precision.hi)},
            ...{recall: shortPercent(recall.value), recall_low: shortPercent(recall.lo), recall_high: shortPercent(recall.hi)},
        }))),
        "conversion-curve": points
            .filter((point) => point.with_signal !== null || point.without_signal !== null)
            .map(({days, with_signal, without_signal}) => ({days, with_signal, without_signal})),
        "conversion-at-risk": points,
        "unjudged-signals": each(({unjudged}) => unjudged.map(({title, verdict, reason}) => ({signal_title: title, verdict: words(verdict), reason})).sort((a, b) => text(a.signal_title, b.signal_title))),
        "signal-health": each(({signals}) => [...signals].sort((a, b) => place(a.health.state) - place(b.health.state) || text(a.title, b.title)).map(({title, health: {state, baseline, periods}}) => {
            const recent = periods.at(-1)
            return {
                ...{signal_title: title, state: words(state)},
                ...{baseline_accounts: baseline?.n ?? null, baseline_reached: baseline?.converted ?? null, ...rate("baseline", baseline?.converted ?? null, baseline?.n ?? null)},
                ...{recent_accounts: recent?.n ?? null, recent_reached: recent?.converted ?? null, ...rate("recent", recent?.converted ?? null, recent?.n ?? null)},
            }
        })),
        "signal-power": subjects(
            ({track_record, power}) => ({
                ...{accounts: track_record.with.n, needed: short(power.accounts_needed)},
                missing: power.accounts_needed === null ? null : Math.max(0, (short(power.accounts_needed) ?? 0) - track_record.with.n),
                ...{months_to_go: short(power.months_to_go), detectable_lift: short(power.detectable_lift)},
            }),
            (a, b) => Number(b.missing ?? -1) - Number(a.missing ?? -1) || text(a.signal_title, b.signal_title),
        ),
    }
} // prettier-ignore
