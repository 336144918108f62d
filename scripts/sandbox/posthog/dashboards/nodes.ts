import Ajv, {type ValidateFunction} from "ajv"

import nodeSchema from "../contract/query-nodes.schema.json"
import {invalidInput} from "../errors"
import type {PropertyFilter} from "../hogql/property-filter"
import {complaint, type HogQLFilters, type HogQLQueryNode} from "../query/request"
import {type Body, isObject} from "./fields"
import type {FunnelsQuery} from "./funnels"
import type {Dashboard, Tile} from "./state"
import type {TrendsQuery} from "./trends"

const WRAPPERS = ["DataVisualizationNode", "DataTableNode", "InsightVizNode"]
const KINDS = [...WRAPPERS, "HogQLQuery", "TrendsQuery", "FunnelsQuery"] as const
const NEWER = "x-newerThan2025"

function validators(older: boolean): Map<string, ValidateFunction> {
    const ajv = new Ajv({strict: false, allErrors: false})
    if (older) {
        ajv.addKeyword({
            keyword: NEWER,
            validate: (keys: string[], data: unknown) => !isObject(data) || !keys.some((key) => key in data),
            error: {message: "Extra inputs are not permitted"},
        })
    }
    ajv.addSchema(nodeSchema, "nodes")
    return new Map(KINDS.map((kind) => [kind, ajv.compile({$ref: `nodes#/definitions/${kind}`})]))
}

const VALIDATORS = {recent: validators(false), older: validators(true)}

/** A node that is computed, freed from what only says how it is shown. */
export type Source = HogQLQueryNode | TrendsQuery | FunnelsQuery

export interface Variable {
    code_name: string
    value?: unknown
    isNull?: boolean | null
}

/** The part of a stored query that is computed; raises 400 for what the schema refuses, as rendering a tile does. */
export function computedSource(query: unknown, older: boolean): Source {
    const kind = isObject(query) ? query.kind : undefined
    const validate = VALIDATORS[older ? "older" : "recent"].get(String(kind))
    if (!isObject(query) || !validate) {
        throw invalidInput(`query.kind: ${JSON.stringify(kind ?? null)} is not a known kind of query.`)
    }
    if (!validate(query)) throw invalidInput(complaint(validate.errors))
    const source = (WRAPPERS.includes(String(kind)) ? query.source : query) as Source
    if (!["HogQLQuery", "TrendsQuery", "FunnelsQuery"].includes(source.kind)) {
        throw invalidInput(`query.source.kind: ${source.kind} is not computed by this server.`)
    }
    return source
}

/** What of a dashboard changes its insights: its date range and properties, with the own ones of a tile on top. */
export function dashboardFilters(dashboard: Dashboard, tile: Tile | null): Body {
    return {...dashboard.filters, ...tile?.filters_overrides}
}

function mergedRange(filters: Body, own: HogQLFilters["dateRange"]): HogQLFilters["dateRange"] {
    const {date_from, date_to} = filters as {date_from?: string | null; date_to?: string | null}
    return date_from || date_to ? {...own, date_from: date_from ?? null, date_to: date_to ?? null} : own
}

/** A stored query with the filters of a dashboard merged into the node that is computed. */
export function withDashboardFilters(query: unknown, filters: Body): unknown {
    if (!isObject(query) || Object.keys(filters).length === 0) return query
    if (WRAPPERS.includes(String(query.kind))) {
        return {...query, source: withDashboardFilters(query.source, filters)}
    }
    const {kind} = query
    const properties = Array.isArray(filters.properties) ? (filters.properties as PropertyFilter[]) : []
    const add = (own: unknown) =>
        properties.length > 0 ? [...(Array.isArray(own) ? (own as unknown[]) : []), ...properties] : own
    if (kind === "HogQLQuery") {
        const own = (query.filters ?? {}) as HogQLFilters
        const dateRange = mergedRange(filters, own.dateRange)
        const all = add(own.properties)
        return {
            ...query,
            filters: {...own, ...(dateRange ? {dateRange} : {}), ...(all ? {properties: all} : {})},
        }
    }
    if (kind !== "TrendsQuery" && kind !== "FunnelsQuery") return query
    const dateRange = mergedRange(filters, query.dateRange as HogQLFilters["dateRange"])
    const all = add(query.properties)
    return {...query, ...(dateRange ? {dateRange} : {}), ...(all ? {properties: all} : {})}
}

/** The values of a SQL node with its variables as `{variables.code_name}`; a dashboard's variables win. */
export function boundValues(
    node: HogQLQueryNode & {variables?: Record<string, Variable> | null},
    overrides: Record<string, unknown>,
): HogQLQueryNode {
    const {variables} = node
    if (!variables) return node
    const values = Object.entries(variables).map(([id, own]) => {
        const {code_name, value, isNull} = {...own, ...(isObject(overrides[id]) ? overrides[id] : {})}
        return [code_name, isNull ? null : (value ?? null)]
    })
    return {...node, values: {...node.values, variables: Object.fromEntries(values) as unknown}}
}
