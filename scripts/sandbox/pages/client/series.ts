import type {Rows} from "../shapes"
import {formatCell, formatColumn, type Formatting} from "./format"
import type {Axis, Look} from "./node"

/** One point of a chart. */
export interface Point {
    readonly x: string
    readonly series: string
    readonly value: number
}

/** What a chart draws: its points in the order of the rows, and the names of its series. */
export function seriesOf(look: Look, {columns, rows}: Rows): {points: Point[]; names: string[]} {
    const at = (row: readonly unknown[], name: string | null): unknown =>
        name === null ? null : row[columns.indexOf(name)]
    const xs = formatColumn(rows.map((row) => at(row, look.x)))
    const points = rows.flatMap((row, i) =>
        look.y.flatMap((axis): Point[] => {
            const value = at(row, axis.column)
            const series = look.breakdown === null ? axis.label : formatCell(at(row, look.breakdown))
            // A gap is no zero.
            return typeof value === "number" ? [{x: xs[i] ?? "", series, value}] : []
        }),
    )
    const names =
        look.breakdown === null ? look.y.map(({label}) => label) : unique(points.map((point) => point.series))
    return {points, names}
}

/** The columns of a table with their headings; those that no setting names keep their own. */
export function headings(look: Look, columns: readonly string[]): Axis[] {
    const known = look.columns.length > 0 ? look.columns : look.y
    const named = (column: string): Axis =>
        known.find((axis) => axis.column === column) ?? {column, label: column, formatting: {} as Formatting}
    // A table shows the columns that its settings name, in their order.
    return look.as === "table" && look.columns.length > 0
        ? look.columns.filter(({column}) => columns.includes(column))
        : columns.map(named)
}

/** What a chart says, for those who do not see it. */
export function describeChart(title: string, points: readonly Point[], names: readonly string[]): string {
    const values = points.map(({value}) => value)
    if (values.length === 0) return `${title}. No data.`
    const [first, last] = [points[0], points.at(-1)]
    const [smallest, largest] = [Math.min(...values), Math.max(...values)].map((value) => formatCell(value))
    return `${title}. ${names.join(", ")}; from ${first?.x ?? ""} to ${last?.x ?? ""}; smallest ${smallest}, largest ${largest}. The table below has all values.`
}

function unique(texts: readonly string[]): string[] {
    return [...new Set(texts)]
}
