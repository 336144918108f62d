import {twoSidedZ} from "../stats/distributions/normal"
import {kaplanMeier, type SurvivalPoint} from "../stats/kaplan-meier"
import {logRank} from "../stats/logrank"
import type {SurvivalCount} from "../stats/survival-table"
import type {BacktestRules} from "./plan"
import type {Curve, CurvePoint, SubjectResult, TrackRecord} from "./result"
import {CONFIDENCE, shareOfAccounts} from "./shares"
import {cellsOf, type CountTables} from "./tables"

const WEEK_DAYS = 7

/** Accounts by the days from their first landmark with or without a subject to the conversion or the end of the data. */
function waitsOf(tables: CountTables, subject: number, exposed: 0 | 1): SurvivalCount[] {
    const counts: SurvivalCount[] = []
    for (const {a: days, b, c: ended, n} of cellsOf(tables, "waits")) {
        if (b !== 2 * subject + exposed) continue
        counts.push({time: days, events: ended === 1 ? n : 0, censored: ended === 1 ? 0 : n})
    }
    return counts
}

/** Curves for accounts with and without a subject, from their first such landmark on (METHODS §8). */
export function timeToConversion(
    tables: CountTables,
    subject: number,
    rules: BacktestRules,
): SubjectResult["time_to_conversion"] {
    const [exposed, unexposed] = [waitsOf(tables, subject, 1), waitsOf(tables, subject, 0)]
    const bothHaveSome = [exposed, unexposed].every((side) => side.some(({events}) => events > 0))
    return {
        with: curveOf(exposed, rules),
        without: curveOf(unexposed, rules),
        p_different: bothHaveSome ? logRank(exposed, unexposed).p : null,
    }
}

function curveOf(counts: readonly SurvivalCount[], rules: BacktestRules): Curve {
    const {n, events, points, median, medianLogLog} = kaplanMeier(counts, CONFIDENCE)
    const within = counts.filter(({time}) => time < rules.gapDays + rules.horizonDays)
    return {
        accounts: n,
        conversions: events,
        points: weekly(points, counts),
        median_days: median,
        median_lo: median === null ? null : medianLogLog.lo,
        median_hi: median === null ? null : medianLogLog.hi,
        typical_days: middle(within),
    }
}

/** The curve at the end of each week with accounts still followed. */
function weekly(points: readonly SurvivalPoint[], counts: readonly SurvivalCount[]): CurvePoint[] {
    const last = Math.max(0, ...counts.map(({time}) => time))
    const curve: CurvePoint[] = []
    for (let days = WEEK_DAYS; days <= last; days += WEEK_DAYS) {
        const at = points.filter(({time}) => time <= days).pop()
        const left = counts.reduce(
            (sum, {time, events, censored}) => sum + (time >= days ? events + censored : 0),
            0,
        )
        curve.push({days, at_risk: left, ...convertedBy(at)})
    }
    return curve
}

/** 1 - S with its log-log range, which stays within 0 and 1 (Kalbfleisch & Prentice). */
function convertedBy(point: SurvivalPoint | undefined): Pick<CurvePoint, "converted" | "lo" | "hi"> {
    const survival = point?.survival ?? 1
    const se = point?.stdErr ?? null
    if (survival <= 0 || survival >= 1 || se === null)
        return {converted: 1 - survival, lo: 1 - survival, hi: 1 - survival}
    const width = (twoSidedZ(CONFIDENCE) * se) / (survival * Math.abs(Math.log(survival)))
    const limit = (sign: 1 | -1): number => 1 - survival ** Math.exp(sign * width)
    return {converted: 1 - survival, lo: limit(-1), hi: limit(1)}
}

/** Day by which half of the conversions had happened; null without any. */
function middle(counts: readonly SurvivalCount[]): number | null {
    const all = counts.reduce((sum, {events}) => sum + events, 0)
    let seen = 0
    for (const {time, events} of [...counts].sort((x, y) => x.time - y.time)) {
        seen += events
        if (events > 0 && 2 * seen >= all) return time
    }
    return null
}

/** Of accounts whose horizon after their first landmark with (or without) the subject is complete, how many converted in it. */
export function trackRecord(tables: CountTables, subject: number, rules: BacktestRules): TrackRecord {
    const days = rules.gapDays + rules.horizonDays
    const side = (exposed: 0 | 1) => {
        let [k, n, open] = [0, 0, 0]
        for (const {time, events, censored} of waitsOf(tables, subject, exposed)) {
            k += time < days ? events : 0
            n += time < days ? events : events + censored
            open += time < days ? censored : 0
        }
        return {share: shareOfAccounts(k, n), open}
    }
    return {with: side(1).share, without: side(0).share, days, still_open: side(1).open}
}
