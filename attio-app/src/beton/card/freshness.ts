import {ageText, instantOf, isDay, timeText} from "../words"

const HOUR_MS = 3_600_000
/** A run a day and two hours for it (A13). */
const FRESH_HOURS = 26
/** A record that does not change is confirmed once a week only (docs/CRM.md), and one run more may be late. */
const CONFIRMED_HOURS = 7 * 24 + FRESH_HOURS

/** How far a record's fields can be trusted to be today's. */
export interface Freshness {
    /** How long ago they were written, where that is longer than an unchanged record waits; null where all is well, or not known. */
    readonly staleSince: string | null
    readonly line: string
}

/**
 * How fresh a record is. Fields older than a day are no fault: a record whose account does not change is written once a
 * week, though the run looks every day.
 *
 * @param checkedAt ISO instant of the last confirmation; null where the field is not written
 * @param now unix ms
 */
export function freshnessOf(checkedAt: string | null, now: number): Freshness {
    if (checkedAt === null || Number.isNaN(instantOf(checkedAt)))
        return {staleSince: null, line: "When this was checked is not known: Beton does not fill that field here."}
    // A day may mean any hour of it: nobody is alarmed before the last one.
    const hours = (now - instantOf(checkedAt)) / HOUR_MS - (isDay(checkedAt) ? 24 : 0)
    const age = ageText(checkedAt, now)
    if (hours < -24 || (hours < -1 && !isDay(checkedAt)))
        return {staleSince: null, line: "When this was checked is not known: the date on this record lies ahead."}
    const until = isDay(checkedAt) ? "" : `, data to ${timeText(checkedAt)}`
    if (hours <= FRESH_HOURS) return {staleSince: null, line: `Checked ${age}${until}.`}
    if (hours <= CONFIRMED_HOURS)
        return {staleSince: null, line: `Written ${age}: Beton writes when something changes, else once a week.`}
    return {staleSince: age, line: `Written ${age}: Beton may have stopped. Ask an admin to check the connection in Settings.`}
} // prettier-ignore

/**
 * Whether the daily run is late (A13).
 *
 * @param finishedAt ISO instant of the last run's end
 * @param now unix ms
 */
export function isRunLate(finishedAt: string, now: number): boolean {
    return now - Date.parse(finishedAt) > FRESH_HOURS * HOUR_MS
}
