import type {Formatting} from "./format"

/** A column of a chart or a table with how it is shown. */
export interface Axis {
    readonly column: string
    readonly label: string
    readonly formatting: Formatting
}

/** What a query node says about showing its rows. */
export interface Look {
    readonly as: "number" | "table" | "line" | "bar" | "stacked" | "area" | "funnel"
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
/** In trends the plain bars are stacked, and these two show one number per line. */
const AS_TRENDS: Readonly<Record<string, Look["as"]>> = {
    ...AS,
    ActionsBar: "stacked",
    ActionsBarValue: "bar",
    ActionsPie: "bar",
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

function goalsOf(lines: unknown): Look["goals"] {
    return list(lines).flatMap((line) => {
        const {label, value} = object(line)
        return typeof value === "number" ? [{label: String(label ?? ""), value}] : []
    })
}

/** The part of a query node that is computed. */
export function sourceOf(query: unknown): Json {
    return object(object(query).source)
}

/** Whether PostHog computes it without SQL: trends and funnels. */
export function isNative(query: unknown): boolean {
    return object(query).kind === "InsightVizNode"
}

/** The name of the chart that trends are shown as. */
export function displayOf(query: unknown): string {
    const {display} = object(sourceOf(query).trendsFilter)
    return typeof display === "string" ? display : "ActionsLineGraph"
}

/** How a DataVisualizationNode wants to be shown, or how trends and funnels are; an unknown chart is a table. */
export function lookOf(query: unknown): Look {
    if (isNative(query)) return nativeLook(query)
    const {display, chartSettings, tableSettings} = object(query)
    const {xAxis, yAxis, seriesBreakdownColumn, goalLines} = object(chartSettings)
    const x = object(xAxis).column
    return {
        as: AS[String(display)] ?? "table",
        x: typeof x === "string" ? x : null,
        y: list(yAxis).map(axisOf),
        breakdown: typeof seriesBreakdownColumn === "string" ? seriesBreakdownColumn : null,
        goals: goalsOf(goalLines),
        columns: list(object(tableSettings).columns).map(axisOf),
    }
}

function nativeLook(query: unknown): Look {
    const {kind, trendsFilter} = sourceOf(query)
    const isFunnel = kind === "FunnelsQuery"
    return {
        as: isFunnel ? "funnel" : (AS_TRENDS[displayOf(query)] ?? "table"),
        x: null,
        y: [],
        breakdown: null,
        goals: goalsOf(object(trendsFilter).goalLines),
        columns: [],
    }
}

/** The look of rows that came: the lines of trends are known only from their answer. */
export function lookFor(query: unknown, columns: readonly string[]): Look {
    const look = lookOf(query)
    if (!isNative(query)) return look
    const filter = object(sourceOf(query).trendsFilter)
    const formatting: Formatting = {
        prefix: typeof filter.aggregationAxisPrefix === "string" ? filter.aggregationAxisPrefix : null,
        suffix: typeof filter.aggregationAxisPostfix === "string" ? filter.aggregationAxisPostfix : null,
        decimalPlaces: typeof filter.decimalPlaces === "number" ? filter.decimalPlaces : null,
    }
    const axes = columns.map((column) => ({column, label: column, formatting}))
    const columnsShown = look.as === "number" ? axes : []
    return {...look, x: columns[0] ?? null, y: axes.slice(1), columns: columnsShown}
}

/** Whether the tile's rows change with the date filter of its dashboard. */
export function followsFilter(query: unknown): boolean {
    if (isNative(query)) return true
    const {query: text, variables} = sourceOf(query)
    // A chosen period is asked for without the dashboard's variables.
    return String(text).includes("{filters") && Object.keys(object(variables)).length === 0
}
