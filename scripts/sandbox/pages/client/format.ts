/** How PostHog formats the numbers of a column (`ChartSettingsFormatting`). */
export interface Formatting {
    readonly prefix?: string | null
    readonly suffix?: string | null
    readonly style?: string | null
    readonly decimalPlaces?: number | null
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/

/** A cell as people read it; nothing for what is not there. */
export function formatCell(value: unknown, formatting: Formatting = {}): string {
    if (value === null || value === undefined) return ""
    if (typeof value === "number") return formatNumber(value, formatting)
    if (typeof value === "boolean") return value ? "yes" : "no"
    if (typeof value === "string") return INSTANT.test(value) ? formatInstant(value) : value
    return Array.isArray(value) ? value.map((one) => formatCell(one)).join(", ") : JSON.stringify(value)
}

/** With thousands separators, at most two decimals unless the column says how many. */
export function formatNumber(value: number, {prefix, suffix, decimalPlaces}: Formatting = {}): string {
    const digits =
        typeof decimalPlaces === "number"
            ? {minimumFractionDigits: decimalPlaces, maximumFractionDigits: decimalPlaces}
            : {maximumFractionDigits: 2}
    return `${prefix ?? ""}${value.toLocaleString("en", digits)}${suffix ?? ""}`
}

/** Date and minute in the zone that PostHog answered in: the project's. */
export function formatInstant(text: string): string {
    return text.slice(0, 16).replace("T", " ")
}

/** The address of a cell that is one. Only http and https become links. */
export function linkOf(value: unknown): string | null {
    return typeof value === "string" && /^https?:\/\/\S+$/.test(value) ? value : null
}

/** Rows as a CSV file (RFC 4180). A cell that a spreadsheet would run as a formula gets an apostrophe. */
export function csvOf(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
    const cell = (value: unknown): string => {
        const text = typeof value === "number" ? String(value) : formatCell(value)
        const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
        return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
    }
    return [columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")
}
