import {type Arrived, bodyOf, type Request} from "./case"
import {isAmount} from "./json-faults"

/** What may be wrong with the columns of a query's answer. */
export const COLUMN_FAULTS = ["swapped", "twice", "missing", "renamed", "more"] as const
/** What may be wrong with one row of a query's answer, or one of its cells. */
export const ROW_FAULTS = [
    "twice",
    "short",
    "long",
    "object",
    "day",
    "null",
    "text",
    "negative",
    "fraction",
    "huge",
    "half-a-character",
] as const

/** One row of an answer and what is wrong with it. */
export interface RowFault {
    readonly how: (typeof ROW_FAULTS)[number]
    readonly where: number
}

/** One row, or one cell of it, is wrong; null where another content would be as right. */
export function changedRow({how, where}: RowFault, {name}: Request, good: Arrived): Arrived | null {
    const body = bodyOf<{results?: unknown[][]}>(good)
    const rows = body?.results ?? []
    const n = where % Math.max(1, rows.length)
    const row = rows[n]
    if (!Array.isArray(row)) return null
    const detection = name.startsWith("signal_")
    // Only there it is an error: elsewhere the same thing told twice is told once, or counted twice.
    if (["twice", "day", "half-a-character"].includes(how) && !detection) return null
    const numbers = row.flatMap((cell, i) =>
        typeof cell === "number" && Number.isInteger(cell) && !isAmount(name, ["results", n, i]) ? [i] : [],
    )
    const at = ["negative", "fraction", "huge"].includes(how)
        ? numbers[where % Math.max(1, numbers.length)]
        : ({day: 1, "half-a-character": 0}[how as string] ?? where % row.length)
    if (at === undefined) return null
    const put = (cell: unknown): unknown[] => row.map((old, i) => (i === at ? cell : old))
    const changed: Readonly<Record<typeof how, unknown>> = {
        twice: row,
        short: row.slice(0, -1),
        long: [...row, 1],
        object: {...row},
        day: put(Number(row[at]) + 1),
        null: put(null),
        text: put(typeof row[at] === "string" ? 7 : String(row[at])),
        negative: put(-1 - Number(row[at])),
        fraction: put(Number(row[at]) + 0.5),
        huge: put(1e300),
        "half-a-character": put("\ud83d"),
    }
    const results: unknown[] =
        how === "twice" ? [...rows, row] : rows.map((old, i) => (i === n ? changed[how] : old))
    return {...good, text: JSON.stringify({...body, results})}
}

/** The answer with other names of its columns over the same cells. */
export function changedColumns(how: (typeof COLUMN_FAULTS)[number], good: Arrived): Arrived | null {
    const body = bodyOf<{columns?: string[]}>(good)
    const columns = body?.columns
    const [first, second = "other", ...rest] = columns ?? []
    if (first === undefined) return null
    const changed = {
        swapped: [second, first, ...rest],
        twice: [first, first, ...rest],
        missing: [second, ...rest],
        renamed: [`${first}_2`, second, ...rest],
        more: [first, second, ...rest, "more"],
    }[how]
    return {...good, text: JSON.stringify({...body, columns: changed})}
}
