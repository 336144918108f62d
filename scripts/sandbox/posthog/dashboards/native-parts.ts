import {literal} from "../clickhouse"
import type {ProjectContext} from "../context"
import {invalidInput} from "../errors"
import type {PropertyFilter} from "../hogql/property-filter"
import {isoInstant} from "../project-state"
import {rangeInstant} from "../query/dates"
import type {ExecutionLimits} from "../query/execute"
import type {HogQLFilters} from "../query/request"
import {type QueryResponse, runHogQL} from "../query/run"
import {isObject} from "./fields"

/** A step or line of a native query (query-nodes.schema.json, EventsNode). */
export interface EventsNode {
    kind: string
    /** Null = all events. */
    event?: string | null
    name?: string | null
    custom_name?: string | null
    math?: string | null
    math_property?: string | null
    math_group_type_index?: number | null
    properties?: PropertyFilter[] | null
}

/** What trends and funnels have in common. */
export interface NativeQuery {
    series: EventsNode[]
    dateRange?: HogQLFilters["dateRange"]
    properties?: unknown
    filterTestAccounts?: boolean | null
    aggregation_group_type_index?: number | null
}

/** How the queries of one insight are run. */
export interface NativeRun {
    context: ProjectContext
    limits: ExecutionLimits
    tag: string | undefined
}

/** Most rows of one query; more would be cut off silently (CONTRACT §4). */
export const MOST_ROWS = 50_000
const DEFAULT_FROM = "-7d"
const CACHE_MS = 6 * 3_600_000

/** The error for a setting that the real server computes and this one does not. */
export const notComputed = (what: string) => invalidInput(`${what} is not computed by this stand-in.`)

/** Refuses settings that would change the result without being computed. */
export function refuseSettings(settings: unknown, names: readonly string[]): void {
    if (!isObject(settings)) return
    const set = names.find((name) => {
        const value = settings[name]
        return (
            value !== undefined &&
            value !== null &&
            value !== false &&
            !(Array.isArray(value) && value.length === 0)
        )
    })
    if (set !== undefined) throw notComputed(set)
}

/** Property filters as a flat list: a group of AND conditions is one, too. */
function flatProperties(properties: unknown): PropertyFilter[] {
    if (Array.isArray(properties)) return properties as PropertyFilter[]
    if (!isObject(properties)) return []
    if (properties.type === "OR") throw notComputed("A group of OR conditions")
    const values = Array.isArray(properties.values) ? (properties.values as unknown[]) : []
    return values.flatMap((value) =>
        isObject(value) && Array.isArray(value.values) ? flatProperties(value) : [value as PropertyFilter],
    )
}

/**
 * The instants of a date range, `to` excluded: whole days of the project, by default from a week ago to today. Only an
 * end with a time of day is taken as it is.
 */
export function nativeRange(
    {context}: NativeRun,
    range: HogQLFilters["dateRange"],
): {from: string; to: string} {
    const {project, world} = context
    const now = world.now(project)
    const at = (text: string, ms = now) => rangeInstant(text, ms, project.timezone)
    if (range?.date_from === "all") throw notComputed("All time")
    const from = at(range?.date_from || DEFAULT_FROM)
    const to = at(range?.date_to ?? "") ?? new Date(now).toISOString()
    if (from === null) throw invalidInput(`"${range?.date_from}" is not a date.`)
    const end = Date.parse(at("dEnd", Date.parse(to)) ?? to) + 1
    return {
        from: at("dStart", Date.parse(from)) ?? from,
        to: range?.date_to?.includes(":") ? to : new Date(end).toISOString(),
    }
}

/** The filters of one series in a range. */
export function seriesFilters(
    query: NativeQuery,
    node: EventsNode,
    range: {from: string; to: string},
): HogQLFilters {
    if (node.kind !== "EventsNode") throw notComputed(node.kind)
    return {
        dateRange: {date_from: range.from, date_to: range.to},
        properties: [...flatProperties(query.properties), ...(node.properties ?? [])],
        filterTestAccounts: query.filterTestAccounts ?? false,
    }
}

/** Condition for the event of a series. */
export const eventCondition = ({event}: EventsNode): string => (event ? `event = ${literal(event)}` : "1 = 1")

/** A property of an event, a person or a group as HogQL. */
export function propertyText(name: string, type = "event", groupIndex = 0): string {
    const owner =
        type === "event"
            ? ""
            : type === "person"
              ? "person."
              : type === "group"
                ? `group_${groupIndex}.`
                : null
    if (owner === null) throw notComputed(`A breakdown by ${type}`)
    return `${owner}properties[${literal(name)}]`
}

/** Runs one text; raises `ApiError`, also where rows would be missing. */
export async function runRows(
    {context, limits, tag}: NativeRun,
    query: string,
    filters: HogQLFilters,
    values: Record<string, unknown> = {},
): Promise<unknown[][]> {
    const node = {kind: "HogQLQuery" as const, query, values, filters}
    const {results} = await runHogQL(context, context.project, node, limits, tag, "own")
    if (results.length >= MOST_ROWS) throw notComputed(`A native query with ${MOST_ROWS} rows or more`)
    return results
}

/** The answer of a native query. */
export function nativeResponse({context}: NativeRun, results: unknown[], texts: string[]): QueryResponse {
    const {project, world} = context
    const now = world.now(project)
    return {
        results: results as unknown[][],
        hasMore: false,
        hogql: texts.join("\n"),
        is_cached: false,
        cache_target_age: isoInstant(now + CACHE_MS),
        last_refresh: isoInstant(now),
        next_allowed_client_refresh: isoInstant(now),
        timezone: project.timezone,
    }
}
