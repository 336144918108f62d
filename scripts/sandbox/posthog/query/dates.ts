import {offsetMinutes} from "./zone"

const HAS_ZONE = /(Z|[+-]\d\d:?\d\d)$/i
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:?\d\d)?$/i
const RELATIVE = /^([-+])?(\d+)?([hdwmqy])(Start|End)?$/

/** The instant (ms) of a local time in a zone; `local` is that local time read as if it were UTC, ms. */
function fromLocal(local: number, zone: string): number {
    const guess = local - offsetMinutes(local, zone) * 60_000
    return local - offsetMinutes(guess, zone) * 60_000
}

/** `months` calendar months later, on the last day of a shorter month. */
function addMonths(local: number, months: number): number {
    const date = new Date(local)
    const day = date.getUTCDate()
    date.setUTCDate(1)
    date.setUTCMonth(date.getUTCMonth() + months)
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
    date.setUTCDate(Math.min(day, last))
    return date.getTime()
}

/** Start of the unit that a local time is in. Weeks start on Sunday, as PostHog's date ranges have it. */
function startOf(local: number, unit: string): number {
    const date = new Date(local)
    if (unit === "h") return Math.floor(local / 3_600_000) * 3_600_000
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
    if (unit === "d") return Date.UTC(year, month, day)
    if (unit === "w") return Date.UTC(year, month, day - date.getUTCDay())
    if (unit === "m") return Date.UTC(year, month, 1)
    if (unit === "q") return Date.UTC(year, month - (month % 3), 1)
    return Date.UTC(year, 0, 1)
}

const MONTHS: Record<string, number> = {m: 1, q: 3, y: 12}

function add(local: number, count: number, unit: string): number {
    const months = MONTHS[unit]
    return months === undefined
        ? local + count * (unit === "w" ? 7 : 1) * 86_400_000
        : addMonths(local, count * months)
}

/**
 * The instant (ISO, UTC) that a bound of a date range means: an ISO date or instant (without zone: local time of the
 * project), or a relative one such as `-30d`, `-4w`, `mStart`, `-1mStart` (CONTRACT §9, schema DateRange). Null when
 * there is no bound (`all`) or the text is none of these.
 */
export function rangeInstant(text: string | null | undefined, nowMs: number, zone: string): string | null {
    if (!text || text === "all") return null
    const iso = (ms: number): string => new Date(ms).toISOString()
    if (ISO.test(text)) {
        return HAS_ZONE.test(text.slice(10))
            ? iso(Date.parse(text))
            : iso(
                  fromLocal(
                      Date.parse(`${text.length === 10 ? `${text}T00:00:00` : text.replace(" ", "T")}Z`),
                      zone,
                  ),
              )
    }
    const [, sign, number, unit = "", position] = RELATIVE.exec(text) ?? []
    if (!unit) return null
    const count = Number(number ?? 0) * (sign === "+" ? 1 : -1)
    if (unit === "h" && !position) return iso(nowMs + count * 3_600_000)
    const now = nowMs + offsetMinutes(nowMs, zone) * 60_000
    const moved = unit === "h" ? now + count * 3_600_000 : add(now, count, unit)
    if (!position) return iso(fromLocal(moved, zone))
    const start = startOf(moved, unit)
    if (position === "Start") return iso(fromLocal(start, zone))
    return iso(fromLocal(unit === "h" ? start + 3_600_000 : add(start, 1, unit), zone) - 1)
}

export type Interval = "hour" | "day" | "week" | "month"

const UNITS: Record<Interval, string> = {hour: "h", day: "d", week: "w", month: "m"}
const NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/**
 * The intervals of a range in local time of a zone: `key` as ClickHouse prints their start (`2026-10-01`, with
 * `10:00` for hours), `label` as charts show it. `weekStart`: 0 = Sunday, 1 = Monday.
 */
export function buckets(
    from: string,
    to: string,
    interval: Interval,
    zone: string,
    weekStart: 0 | 1,
): {key: string; label: string}[] {
    const local = (iso: string): number => Date.parse(iso) + offsetMinutes(Date.parse(iso), zone) * 60_000
    const shift = interval === "week" ? weekStart * 86_400_000 : 0
    const unit = UNITS[interval]
    const found: {key: string; label: string}[] = []
    let at = startOf(local(from) - shift, unit) + shift
    while (at < local(to)) {
        const text = new Date(at).toISOString()
        const [year, month, day] = [
            text.slice(0, 4),
            NAMES[Number(text.slice(5, 7)) - 1],
            Number(text.slice(8, 10)),
        ]
        const time = interval === "hour" ? ` ${text.slice(11, 16)}` : ""
        found.push({key: `${text.slice(0, 10)}${time}`, label: `${day}-${month}-${year}${time}`})
        at = interval === "hour" ? at + 3_600_000 : add(at, 1, unit)
    }
    return found
}
