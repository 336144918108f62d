import type {Rows} from "../shapes"
import {formatColumn, isDays, isInstant} from "./format"

/** What a spreadsheet takes for the start of a formula, also behind white space and in its wide form. */
const FORMULA = /^(\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/

/** Text of a CSV field (RFC 4180); what would run as a formula gets an apostrophe. */
function field(text: string): string {
    const safe = FORMULA.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}

/**
 * Rows as a CSV file: numbers unformatted, times in the project's zone, which the heading of their column names. Begins
 * with a byte order mark, without which Excel misreads letters with accents.
 */
export function csvOf({columns, rows}: Rows, zone: string): string {
    const cells = columns.map((_, i) => {
        const values = rows.map((row) => row[i])
        const shown = formatColumn(values)
        return values.map((value, n) => (typeof value === "number" ? String(value) : field(shown[n] ?? "")))
    })
    const head = columns.map((name, i) => {
        const values = rows.map((row) => row[i])
        return field(values.some(isInstant) && !isDays(values) ? `${name} (${zone})` : name)
    })
    const lines = rows.map((_, n) => cells.map((column) => column[n] ?? "").join(","))
    return `\ufeff${[head.join(","), ...lines].join("\r\n")}\r\n`
}

/** The name of the file: the title in lower-case words. */
export function csvName(title: string): string {
    const words = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-")
    return `${words.replace(/^-|-$/g, "").slice(0, 60) || "tile"}.csv`
}
