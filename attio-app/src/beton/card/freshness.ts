import {ageText, timeText} from "../words"

const HOUR_MS = 3_600_000
/** A run a day and two hours for it (A13). */
const FRESH_HOURS = 26
/** A record that does not change is confirmed once a week only (docs/CRM.md), and one run more may be late. */
const CONFIRMED_HOURS = 7 * 24 + FRESH_HOURS

/** How far a record's fields can be trusted to be today's. */
export interface Freshness {
    /** How long ago they were written; null where that is recent enough, or not known. */
    readonly age: string | null
    readonly line: string
}

/**
 * How fresh a record is.
 *
 * @param checkedAt ISO instant of the last confirmation; null where the field is not written
 * @param now unix ms
 */
export function freshnessOf(checkedAt: string | null, now: number): Freshness {
    if (checkedAt === null || Number.isNaN(Date.parse(checkedAt)))
        return {age: null, line: "When this was checked is not known: the field is not written."}
    const hours = (now - Date.parse(checkedAt)) / HOUR_MS
    const age = ageText(checkedAt, now)
    if (hours <= FRESH_HOURS) return {age: null, line: `Checked ${age}, data to ${timeText(checkedAt)}.`}
    if (hours <= CONFIRMED_HOURS)
        return {age, line: `Written ${age}: Beton writes when something changes. The evidence shows today's state.`}
    return {age, line: `Written ${age}: Beton may have stopped. Ask an admin to check the connection in Settings.`}
} // prettier-ignore
