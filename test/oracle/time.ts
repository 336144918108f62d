/** One second in microseconds: the oracle's unit of time, exact in a double until the year 2255. */
export const SECOND = 1_000_000

/** A day of DESIGN §3: always 24 hours, whatever the calendar says. */
export const DAY = 86_400 * SECOND

const ISO =
    /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?\s*(?:(Z)|([+-])(\d\d):?(\d\d)?)?$/i

/**
 * Microseconds since 1970 of an ISO 8601 instant, or null when the text is none.
 * Without a zone it is UTC, a date alone is its first instant in UTC, digits beyond microseconds are cut.
 */
export function isoToMicros(text: string): number | null {
    const match = ISO.exec(text)
    if (match === null) return null
    const part = (group: number): number => Number(match[group] ?? 0)
    const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(part) as [
        number,
        number,
        number,
        number,
        number,
        number,
    ]
    if (hour > 23 || minute > 59 || second > 59) return null
    const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
    // Date.UTC rolls 31 February over to March; such a text names no day.
    if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
    const offsetMinutes = (match[9] === "-" ? -1 : 1) * (part(10) * 60 + part(11))
    const fraction = Number((match[7] ?? "").padEnd(6, "0").slice(0, 6))
    return (date.getTime() / 1000 - offsetMinutes * 60) * SECOND + fraction
}

/** Microseconds since 1970 of a JavaScript date. */
export function dateToMicros(date: Date): number {
    const milliseconds = date.getTime()
    if (Number.isNaN(milliseconds)) throw new Error("The as-of instant is not a valid date.")
    return milliseconds * 1000
}
