import {arrOfRouting} from "../arr"
import type {BacktestResult, Curve, CurvePoint, SubjectResult} from "../backtest/result"

/**
 * Lists of a `beton_backtest_completed` event that only tiles read: each row is an array with these columns, because
 * names in every row would make most of the event. Shares are percentages here; null means that it cannot be said. Columns may
 * be added at the end, never moved.
 */
export const TILE_LISTS = {
    /**
     * Of each of `signals`, in their order, and then of `overall`: range of the recall, health (its newest period and the
     * frozen baseline), accounts whose horizon is complete, and sizes (H8).
     */
    details: ["recall_lo", "recall_hi", "recent_n", "recent_converted", "baseline_n", "baseline_converted", "accounts_with", "detectable_lift", "accounts_needed", "months_to_go"],
    /** Conversion by score: checks (n), of which k convert. */
    buckets: ["from", "to", "k", "n", "lo", "hi"],
    /** Thresholds of the score. `flagged` is a share of all checks; recall one of the checks before a conversion, `base_rate_k`. */
    thresholds: ["threshold", "accounts", "new_per_month", "flagged", "flagged_lo", "flagged_hi", "precision_k", "precision_n", "precision_lo", "precision_hi", "recall", "recall_lo", "recall_hi"],
    /** Time to conversion of accounts with (that would be routed) and without; null where a curve has ended. */
    curve: ["days", "with", "with_lo", "with_hi", "with_at_risk", "without", "without_lo", "without_hi", "without_at_risk"],
} as const // prettier-ignore

/** Name of such a list. */
export type TileList = keyof typeof TILE_LISTS

/** Most points of a curve. */
const CURVE_POINTS = 24
/** Digits of what is no count: as many as tiles show. */
const DIGITS = 3

type Cell = number | null

/** See `TILE_LISTS`; `arr` is the estimate for a contract value of 1, in proportion to which it is. */
export function tileLists(result: BacktestResult): Record<TileList | "arr", unknown> {
    const {signals, overall, score} = result
    return {
        details: [...signals, overall].map(detailRow),
        buckets: score.buckets.map(({from, to, dates}) => row([from, to, dates.k, dates.n, percent(dates.lo), percent(dates.hi)])),
        thresholds: score.thresholds.map(({threshold, accounts, new_per_month, flagged, precision, recall}) =>
            row([
                ...[threshold, accounts, new_per_month],
                ...[flagged.value, flagged.lo, flagged.hi].map(percent),
                ...[precision.k, precision.n, percent(precision.lo), percent(precision.hi)],
                ...[recall.value, recall.lo, recall.hi].map(percent),
            ]),
        ),
        curve: curveRows(overall.time_to_conversion),
        arr: arrPerUnit(result),
    }
} // prettier-ignore

/** The period, the definition of the outcome and the base rate, as tiles show them. */
export function tileScope({period, outcome, rules, dates}: BacktestResult): Record<string, unknown> {
    return {
        outcome_where: outcome.where === null ? "" : `${outcome.where.property}: ${outcome.where.values.join(", ")}`,
        period_from: period.from,
        period_to: period.to,
        threshold: rules.threshold,
        minimum_lift: rules.minimum_lift,
        base_rate_k: dates.k,
        base_rate_lo: dates.lo,
        base_rate_hi: dates.hi,
    }
} // prettier-ignore

function detailRow(subject: SubjectResult): Cell[] {
    const {recall, health, track_record: record, power} = subject
    const recent = health.periods.at(-1)
    const {baseline} = health
    return row([
        ...[percent(recall.lo), percent(recall.hi), recent?.n ?? null, recent?.converted ?? null],
        ...[baseline?.n ?? null, baseline?.converted ?? null],
        ...[record.with.n, power.detectable_lift, power.accounts_needed, power.months_to_go],
    ])
}

/** Both curves at the same days, every second, third … week of a long time, the last one always. */
function curveRows({with: exposed, without}: SubjectResult["time_to_conversion"]): Cell[][] {
    const days = [...new Set([...exposed.points, ...without.points].map((point) => point.days))]
    days.sort((a, b) => a - b)
    const step = Math.max(1, Math.ceil(days.length / CURVE_POINTS))
    const last = days.length - 1
    return days
        .filter((_, i) => (last - i) % step === 0)
        .map((day) => row([day, ...pointAt(exposed, day), ...pointAt(without, day)]))
}

function pointAt({points}: Curve, day: number): Cell[] {
    const found: CurvePoint | undefined = points.find(({days}) => days === day)
    if (found === undefined) return [null, null, null, null]
    return [percent(found.converted), percent(found.lo), percent(found.hi), found.at_risk]
}

function arrPerUnit(result: BacktestResult): Record<string, unknown> {
    const estimate = arrOfRouting(result, {acv: {mean: 1}, worked: {share: 1}})
    const {counts, volume} = estimate.inputs
    return {
        ...(estimate.status === "ok"
            ? {reason: "", point: estimate.point, lo: estimate.lo, hi: estimate.hi}
            : {reason: estimate.reason}),
        with_k: counts.a,
        with_n: counts.n1,
        without_k: counts.c,
        without_n: counts.n0,
        per_month: volume.per_month,
    }
}

function percent(share: number | null): number | null {
    return share === null ? null : 100 * share
}

function row(cells: readonly Cell[]): Cell[] {
    return cells.map((cell) => (typeof cell === "number" ? short(cell) : cell))
}

function short(value: number): number {
    return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS))
}
