const FUTURE_MS = 23 * 3_600_000
const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i

/** An ISO instant in ms; without a zone it is UTC. Null when it is none. */
export function parseInstant(text: unknown): number | null {
    const found = typeof text === "string" ? ISO.exec(text.trim()) : null
    if (!found || typeof text !== "string") return null
    const normal = text.trim().replace(" ", "T")
    const ms = Date.parse(normal.includes("T") && !found[1] ? `${normal}Z` : normal)
    return Number.isNaN(ms) ? null : ms
}

/**
 * When an event happened, ms (CONTRACT §11): as given; corrected by the client's clock skew when `sentAt` is known;
 * now when it is missing, invalid or more than 23 hours in the future.
 */
export function eventTime(event: Record<string, unknown>, sentAt: number | null, now: number): number {
    const given = parseInstant(event.timestamp)
    const offset = typeof event.offset === "number" ? event.offset : 0
    if (given === null) return event.timestamp === undefined || event.timestamp === null ? now - offset : now
    const at = sentAt === null ? given : now + (given - sentAt)
    const year = new Date(at).getUTCFullYear()
    return at > now + FUTURE_MS || !(year > 0 && year <= 9999) ? now : at
}
