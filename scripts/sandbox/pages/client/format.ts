/** How PostHog formats the numbers of a column (`ChartSettingsFormatting`). */
export interface Formatting {
    readonly prefix?: string | null
    readonly suffix?: string | null
    readonly style?: string | null
    readonly decimalPlaces?: number | null
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/
const MIDNIGHT = /T00:00(:00(\.0+)?)?(Z|[+-]\d\d:\d\d)$/

/** Whether a cell is an instant as PostHog writes it. */
export function isInstant(value: unknown): value is string {
    return typeof value === "string" && INSTANT.test(value)
}

/** Whether a column holds days: instants that are all the start of one. */
export function isDays(values: readonly unknown[]): boolean {
    const there = values.filter((value) => value !== null && value !== undefined)
    return there.length > 0 && there.every((value) => isInstant(value) && MIDNIGHT.test(value))
}

/** A cell as people read it; nothing for what is not there. */
export function formatCell(value: unknown, formatting: Formatting = {}): string {
    if (value === null || value === undefined) return ""
    if (typeof value === "number") return formatNumber(value, formatting)
    if (typeof value === "boolean") return value ? "yes" : "no"
    if (typeof value === "string") return isInstant(value) ? formatInstant(value) : value
    return Array.isArray(value) ? value.map((one) => formatCell(one)).join(", ") : JSON.stringify(value)
}

/** The cells of one column: days without the time that all of them share. */
export function formatColumn(values: readonly unknown[], formatting: Formatting = {}): string[] {
    const days = isDays(values)
    return values.map((value) => {
        const text = formatCell(value, formatting)
        return days ? text.slice(0, 10) : text
    })
}

/** With thousands separators, at most two decimals unless the column says how many. */
export function formatNumber(value: number, {prefix, suffix, decimalPlaces}: Formatting = {}): string {
    const digits =
        typeof decimalPlaces === "number"
            ? {minimumFractionDigits: decimalPlaces, maximumFractionDigits: decimalPlaces}
            : {maximumFractionDigits: 2}
    return `${prefix ?? ""}${value.toLocaleString("en", digits)}${suffix ?? ""}`
}

/** Date and minute in the zone that the text is in: PostHog and this page's server answer in the project's. */
export function formatInstant(text: string): string {
    return text.slice(0, 16).replace("T", " ")
}

/** The address of a cell that is one. Only http and https become links. */
export function linkOf(value: unknown): string | null {
    return typeof value === "string" && /^https?:\/\/\S+$/.test(value) ? value : null
}
