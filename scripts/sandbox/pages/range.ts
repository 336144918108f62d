import {rangeInstant} from "../posthog/query/dates"
import type {ChosenRange} from "./shapes"

/** Instants of a period: ISO, UTC, the end excluded; `from` is null for all time. */
export interface Days {
    readonly from: string | null
    readonly to: string
}

/**
 * The whole days of a project that a native query's period takes in: from the first day's start to the last day's end,
 * today's without an end.
 *
 * @param nowMs the project's clock
 * @param zone the project's, IANA name
 */
export function wholeDays(
    range: {readonly date_from?: string | null; readonly date_to?: string | null},
    nowMs: number,
    zone: string,
): Days {
    const from = rangeInstant(range.date_from, nowMs, zone)
    const last = rangeInstant(range.date_to, nowMs, zone)
    const end = rangeInstant("dEnd", last === null ? nowMs : Date.parse(last), zone)
    return {
        from: from === null ? null : rangeInstant("dStart", Date.parse(from), zone),
        to: new Date(Date.parse(end ?? "") + 1).toISOString(),
    }
}

/** PostHog ends a query's range before the instant it is given: the last day counts when the next one is. */
export function endOfLastDay(range: ChosenRange): ChosenRange {
    const {date_from, date_to} = range
    if (date_to === null || !/^\d{4}-\d\d-\d\d$/.test(date_to)) return range
    const next = new Date(Date.parse(`${date_to}T00:00:00Z`) + 86_400_000)
    return {date_from, date_to: `${next.toISOString().slice(0, 10)}T00:00:00`}
}
