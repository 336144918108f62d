import type {FieldType} from "./fields"

/** One value of an attribute, as the API writes or reads it. */
export type CellObject = Readonly<Record<string, unknown>>

/** An attribute as far as writing to it depends on it. */
export interface AttributeInfo {
    readonly slug: string
    readonly type: FieldType
    readonly isMultiselect: boolean
}

/** Attio documents no limit for texts; longer ones help nobody in a sidebar. */
const MAX_TEXT = 5_000

/** A value in the plain form in which values are compared. */
export type Plain = string | number | readonly (string | number)[] | null

/**
 * What to write for a value: a list of objects, the one form that every reader of the API accepts (REST.md §4). An empty
 * list clears.
 *
 * @returns null when the attribute's type cannot hold the value
 */
export function cellOf(
    value: string | number | readonly string[] | null,
    {type, isMultiselect}: AttributeInfo,
): readonly CellObject[] | null {
    if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return []
    const list = Array.isArray(value) ? (value as readonly string[]) : null
    const single = list === null ? (value as string | number) : list.join(", ")
    switch (type) {
        case "text":
            return [{value: cut(String(single))}]
        case "number":
            return asNumber(single, (number) => ({value: number}))
        case "currency":
            return asNumber(single, (number) => ({currency_value: Math.round(number * 100) / 100}))
        case "date":
            return asInstant(single, (text) => text.slice(0, 10))
        case "timestamp":
            return asInstant(single, (text) => text)
        case "select":
            if (list === null) return [{option: String(single)}]
            return (isMultiselect ? list : list.slice(0, 1)).map((option) => ({option}))
        case "checkbox":
            return null
    }
}

/** The plain value of what the API reads, or of what is written; null where the attribute is unset. */
export function plainCell(cells: readonly CellObject[]): Plain {
    const values = cells.flatMap((cell): (string | number)[] => {
        const choice = cell.option ?? cell.status
        const title =
            typeof choice === "object" && choice !== null
                ? (choice as {readonly title?: unknown}).title
                : choice
        const value = title ?? cell.value ?? cell.currency_value ?? cell.domain ?? null
        if (typeof value === "boolean") return [String(value)]
        return typeof value === "string" || typeof value === "number" ? [value] : []
    })
    if (values.length === 0) return null
    return values.length === 1 ? (values[0] ?? null) : values
}

/** Whether an attribute holds what would be written: dates may come back with a time, times with nanoseconds (REST.md §9). */
export function isSameCell(
    current: readonly CellObject[],
    wanted: readonly CellObject[],
    {type}: AttributeInfo,
): boolean {
    const [have, want] = [plainCell(current), plainCell(wanted)]
    if (have === null || want === null) return have === want
    if (type === "date") return String(have).slice(0, 10) === String(want).slice(0, 10)
    if (type === "timestamp") return Date.parse(String(have)) === Date.parse(String(want))
    if (Array.isArray(have) || Array.isArray(want))
        return JSON.stringify([have].flat().sort()) === JSON.stringify([want].flat().sort())
    return have === want
}

/** Whether a person of the workspace wrote one of the values; an actor without a name is none (REST.md §9). */
export function isByPerson(cells: readonly CellObject[]): boolean {
    return cells.some(({created_by_actor: actor}) => {
        const type = typeof actor === "object" && actor !== null ? (actor as {type?: unknown}).type : null
        return type === "workspace-member"
    })
}

function asNumber(
    value: string | number,
    cell: (number: number) => CellObject,
): readonly CellObject[] | null {
    const number = typeof value === "number" ? value : value.trim() === "" ? NaN : Number(value)
    return Number.isFinite(number) ? [cell(number)] : null
}

function asInstant(value: string | number, form: (iso: string) => string): readonly CellObject[] | null {
    const ms = typeof value === "number" ? NaN : Date.parse(value)
    return Number.isNaN(ms) ? null : [{value: form(new Date(ms).toISOString())}]
}

function cut(text: string): string {
    return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`
}
