import type {Formatting} from "./format"

/** A column of a chart or a table with how it is shown. */
export interface Axis {
    readonly column: string
    readonly label: string
    readonly formatting: Formatting
}

/** What a query node says about showing its rows. */
export interface Look {
    readonly as: "number" | "table" | "line" | "bar" | "stacked" | "area"
    readonly x: string | null
    readonly y: readonly Axis[]
    readonly breakdown: string | null
    readonly goals: readonly {readonly label: string; readonly value: number}[]
    readonly columns: readonly Axis[]
}

const AS: Readonly<Record<string, Look["as"]>> = {
    BoldNumber: "number",
    ActionsTable: "table",
    ActionsLineGraph: "line",
    ActionsBar: "bar",
    ActionsUnstackedBar: "bar",
    ActionsStackedBar: "stacked",
    ActionsAreaGraph: "area",
}

type Json = Readonly<Record<string, unknown>>
const object = (value: unknown): Json =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {}
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function axisOf(value: unknown): Axis {
    const {column, settings} = object(value)
    const {display, formatting} = object(settings)
    const label = object(display).label
    const name = typeof column === "string" ? column : ""
    return {
        column: name,
        label: typeof label === "string" && label !== "" ? label : name,
        formatting: object(formatting) as Formatting,
    }
}

/** How a DataVisualizationNode wants to be shown; an unknown chart is a table. */
export function lookOf(query: unknown): Look {
    const {display, chartSettings, tableSettings} = object(query)
    const {xAxis, yAxis, seriesBreakdownColumn, goalLines} = object(chartSettings)
    const x = object(xAxis).column
    return {
        as: AS[String(display)] ?? "table",
        x: typeof x === "string" ? x : null,
        y: list(yAxis).map(axisOf),
        breakdown: typeof seriesBreakdownColumn === "string" ? seriesBreakdownColumn : null,
        goals: list(goalLines).flatMap((line) => {
            const {label, value} = object(line)
            return typeof value === "number" ? [{label: String(label ?? ""), value}] : []
        }),
        columns: list(object(tableSettings).columns).map(axisOf),
    }
}

/** Whether the tile's rows change with the date filter of its dashboard. */
export function followsFilter(query: unknown): boolean {
    const {source, kind} = object(query)
    return kind !== "DataVisualizationNode" || String(object(source).query).includes("{filters")
}
