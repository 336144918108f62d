import type {BoundQuery} from "@beton/shared/queries/query"

import type {Column, Display, TileContext, TileDefinition} from "./definition"

const CHARTS = {
    line: "ActionsLineGraph",
    bar: "ActionsBar",
    stacked_bar: "ActionsStackedBar",
    area: "ActionsAreaGraph",
} as const

/** The query node of an insight, as PostHog stores it (CONTRACT §9, `DataVisualizationNode`). */
export interface TileNode {
    readonly kind: "DataVisualizationNode"
    readonly source: {
        readonly kind: "HogQLQuery"
        readonly query: string
        readonly values?: BoundQuery["values"]
    }
    readonly [display: string]: unknown
}

/** The node of a tile: only keys that servers of 2025 know too. */
export function tileNode(tile: TileDefinition, context: TileContext): TileNode {
    const {text, values} = tile.query(context)
    const bound = Object.keys(values).length > 0
    if (bound && text.includes("{filters"))
        throw new Error(`Tile ${tile.id}: PostHog takes no values beside {filters}.`)
    return {
        kind: "DataVisualizationNode",
        source: {kind: "HogQLQuery", query: text, ...(bound ? {values} : {})},
        ...shown(tile.display(context)),
    }
}

function shown(display: Display): Record<string, unknown> {
    switch (display.as) {
        case "number":
            return {display: "BoldNumber", tableSettings: {columns: [axis(display.column)]}}
        case "table":
            return {display: "ActionsTable", tableSettings: {columns: display.columns.map(axis)}}
        default:
            return {
                display: CHARTS[display.as],
                chartSettings: {
                    xAxis: {column: display.x.name},
                    yAxis: display.y.map(axis),
                    leftYAxisSettings: {startAtZero: true},
                    ...(display.breakdown === undefined ? {} : {seriesBreakdownColumn: display.breakdown}),
                    ...(display.goal === undefined ? {} : {goalLines: [display.goal]}),
                    showLegend: display.y.length > 1 || display.breakdown !== undefined,
                },
            }
    }
}

function axis({name, label, suffix, decimals}: Column): Record<string, unknown> {
    const formatting = {
        ...(suffix === undefined ? {} : {suffix}),
        ...(decimals === undefined ? {} : {style: "number", decimalPlaces: decimals}),
    }
    const settings = {
        ...(label === undefined ? {} : {display: {label}}),
        ...(Object.keys(formatting).length === 0 ? {} : {formatting}),
    }
    return {column: name, ...(Object.keys(settings).length === 0 ? {} : {settings})}
}
