/** Attio's instants: ISO 8601 in UTC with nine fractional digits, so text order is time order. */

/** Milliseconds since 1970 to Attio's text, with `nanos` extra nanoseconds (0 to 999,999). */
export function instantText(ms: number, nanos = 0): string {
    return new Date(ms).toISOString().replace("Z", `${String(nanos).padStart(6, "0")}Z`)
}

/** Any ISO date or date-time to Attio's text; null when it is not one. A missing zone means UTC. */
export function parseInstant(text: string): string | null {
    const match =
        /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text)
    if (!match) return null
    const [, day, time = "00:00:00", fraction = "", zone = "Z"] = match
    const ms = Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}${zone}`)
    if (Number.isNaN(ms)) return null
    return new Date(ms).toISOString().replace(/\.\d+Z$/, `.${fraction.padEnd(9, "0")}Z`)
}

/** The next free instant at or after `ms` that is later than `last`; at most a few nanoseconds ahead of the clock. */
export function nextInstant(ms: number, last: string): string {
    const wanted = instantText(ms)
    if (wanted > last) return wanted
    const lastMs = Date.parse(`${last.slice(0, 23)}Z`)
    const nanos = Number(last.slice(23, 29)) + 1
    return nanos > 999_999 ? instantText(lastMs + 1) : instantText(lastMs, nanos)
}
