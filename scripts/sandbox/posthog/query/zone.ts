const QUARTER_MS = 15 * 60_000

interface Zone {
    format: Intl.DateTimeFormat
    /** Offset in minutes by quarter of an hour: no zone changes its clock in between. */
    offsets: Map<number, number>
}

const zones = new Map<string, Zone>()

function zoneOf(name: string): Zone {
    let zone = zones.get(name)
    if (!zone) {
        const format = new Intl.DateTimeFormat("en-US", {
            timeZone: name,
            hourCycle: "h23",
            year: "numeric",
            month: "numeric",
            day: "numeric",
            hour: "numeric",
            minute: "numeric",
        })
        zone = {format, offsets: new Map()}
        zones.set(name, zone)
    }
    return zone
}

/** Minutes that local time in `zoneName` is ahead of UTC at an instant (ms). */
export function offsetMinutes(ms: number, zoneName: string): number {
    const zone = zoneOf(zoneName)
    const quarter = Math.floor(ms / QUARTER_MS)
    const known = zone.offsets.get(quarter)
    if (known !== undefined) return known
    const at = quarter * QUARTER_MS
    const part = Object.fromEntries(
        zone.format.formatToParts(at).map(({type, value}) => [type, Number(value)]),
    )
    const local = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute)
    const offset = Math.round((local - at) / 60_000)
    zone.offsets.set(quarter, offset)
    return offset
}

const two = (value: number): string => String(value).padStart(2, "0")

/**
 * An instant in UTC (`2026-09-30T22:00:00.500000Z`) as `2026-10-01T00:00:00.500000+02:00`, or with `Z` for an offset of
 * zero. A fraction of zero is left out, any other one has six digits.
 */
export function formatInZone(utc: string, zoneName: string): string {
    const [, seconds = "", fraction = ""] = /^([^.Z]+)(?:\.(\d+))?Z$/.exec(utc) ?? []
    if (!seconds) return utc
    const ms = Date.parse(`${seconds}Z`)
    const offset = zoneName === "UTC" ? 0 : offsetMinutes(ms, zoneName)
    const local = new Date(ms + offset * 60_000).toISOString().slice(0, 19)
    const digits = /[1-9]/.test(fraction) ? `.${fraction.padEnd(6, "0").slice(0, 6)}` : ""
    const size = Math.abs(offset)
    const suffix =
        offset === 0 ? "Z" : `${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`
    return `${local}${digits}${suffix}`
}
