const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Days that a backfill replays before the first one it writes, so that cooldown is settled there (DESIGN §3). */
export const WARM_UP_DAYS = 7

/** The last block end at or before `now`. */
export function dueAsOf(now: number, targetHour: number): string {
    const offset = targetHour * HOUR_MS
    return new Date(Math.floor((now - offset) / DAY_MS) * DAY_MS + offset).toISOString()
}

/**
 * The day to compute next, or null when nothing is left to do. After a gap that is the oldest missed day within
 * `catchUpDays` before `due`; older ones are skipped. Nothing completed yet: the due day alone.
 *
 * @param lastDone newest completed instant, a block end or the instant of a run on demand
 */
export function nextAsOf(lastDone: string | null, due: string, catchUpDays: number): string | null {
    if (lastDone === null) return due
    const end = Date.parse(due)
    const missed = Math.ceil((end - Date.parse(lastDone)) / DAY_MS)
    if (missed <= 0) return null
    return new Date(end - Math.min(missed - 1, catchUpDays) * DAY_MS).toISOString()
}

/** The minute that a run on demand is about. */
export function minuteOf(now: number): string {
    return new Date(Math.floor(now / 60_000) * 60_000).toISOString()
}

/** Whether a text is an instant in the one form that Beton writes: `Date.parse` alone takes "1" for a year. */
export function isInstant(text: string): boolean {
    const at = Date.parse(text)
    return !Number.isNaN(at) && new Date(at).toISOString() === text
}
