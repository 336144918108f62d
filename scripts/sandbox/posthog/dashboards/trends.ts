import {invalidInput} from "../errors"
import {buckets, type Interval} from "../query/dates"
import type {QueryResponse} from "../query/run"
import {
    eventCondition,
    type EventsNode,
    MOST_ROWS,
    type NativeQuery,
    nativeRange,
    nativeResponse,
    type NativeRun,
    notComputed,
    propertyText,
    refuseSettings,
    runRows,
    seriesFilters,
} from "./native-parts"

interface Breakdown {
    property: string | number
    type?: string | null
    group_type_index?: number | null
}

/** query-nodes.schema.json, TrendsQuery. */
export interface TrendsQuery extends NativeQuery {
    kind: "TrendsQuery"
    interval?: Interval | null
    trendsFilter?: {display?: string | null} | null
    breakdownFilter?: {
        breakdowns?: Breakdown[] | null
        breakdown?: unknown
        breakdown_type?: string | null
        breakdown_group_type_index?: number | null
        breakdown_limit?: number | null
        breakdown_hide_other_aggregation?: boolean | null
    } | null
}

/** Displays of one number per line instead of one per interval. */
const TOTALS = ["BoldNumber", "ActionsPie", "ActionsBarValue", "ActionsTable"]
const START: Record<Interval, string> = {
    hour: "toStartOfHour",
    day: "toStartOfDay",
    week: "toStartOfWeek",
    month: "toStartOfMonth",
}
const QUANTILES: Record<string, number> = {median: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99}
const NONE = "$$_posthog_breakdown_null_$$"
const OTHER = "$$_posthog_breakdown_other_$$"
const BREAKDOWN_LIMIT = 25

/** The aggregate of a series. */
function math({math: name, math_property, math_group_type_index}: EventsNode): string {
    switch (name ?? "total") {
        case "total":
            return "count()"
        case "dau":
            return "count(DISTINCT person_id)"
        case "unique_session":
            return "count(DISTINCT $session_id)"
        case "unique_group": {
            const group = `$group_${math_group_type_index ?? 0}`
            return `countIf(DISTINCT ${group}, ${group} != '')`
        }
    }
    const quantile = QUANTILES[name ?? ""]
    if (!["sum", "avg", "min", "max"].includes(name ?? "") && quantile === undefined) {
        throw notComputed(`The math "${name}"`)
    }
    if (!math_property) throw invalidInput(`math_property is needed for "${name}".`)
    const value = `toFloat(${propertyText(math_property)})`
    return quantile === undefined ? `${name}(${value})` : `quantile(${quantile})(${value})`
}

/** The one property that lines are split by, as HogQL text that is never NULL. */
function splitBy({breakdownFilter}: TrendsQuery): {text: string; list: boolean} | null {
    const several = breakdownFilter?.breakdowns ?? []
    if (several.length > 1) throw notComputed("More than one breakdown")
    const one: Breakdown | undefined =
        several[0] ??
        (typeof breakdownFilter?.breakdown === "string"
            ? {
                  property: breakdownFilter.breakdown,
                  type: breakdownFilter.breakdown_type ?? "event",
                  group_type_index: breakdownFilter.breakdown_group_type_index ?? 0,
              }
            : undefined)
    if (!one) return null
    const property = propertyText(String(one.property), one.type ?? "event", one.group_type_index ?? 0)
    return {text: `ifNull(toString(${property}), '${NONE}')`, list: several.length > 0}
}

/** The largest values of a breakdown; what is beyond them becomes one line. */
async function topValues(run: NativeRun, query: TrendsQuery, node: EventsNode, text: string, range: Range) {
    const limit = query.breakdownFilter?.breakdown_limit ?? BREAKDOWN_LIMIT
    const sql = `SELECT ${text} AS value, ${math(node)} AS n FROM events WHERE {filters} AND ${eventCondition(node)}
        GROUP BY value ORDER BY n DESC, value ASC LIMIT ${limit}`
    return (await runRows(run, sql, seriesFilters(query, node, range))).map(([value]) => String(value))
}

type Range = {from: string; to: string}

/** A series as rows of (interval, line, number). */
async function seriesRows(
    run: NativeRun,
    query: TrendsQuery,
    node: EventsNode,
    range: Range,
    total: boolean,
) {
    const split = splitBy(query)
    const top = split ? await topValues(run, query, node, split.text, range) : []
    const line = split ? `if(in(${split.text}, {top}), ${split.text}, '${OTHER}')` : "''"
    const digits = query.interval === "hour" ? 16 : 10
    const at = total
        ? "''"
        : `substring(toString(${START[query.interval ?? "day"]}(timestamp)), 1, ${digits})`
    const text = `SELECT ${at} AS day, ${line} AS line, ${math(node)} AS n
        FROM events WHERE {filters} AND ${eventCondition(node)}
        GROUP BY day, line ORDER BY day, line LIMIT ${MOST_ROWS}`
    const rows = await runRows(run, text, seriesFilters(query, node, range), split ? {top} : {})
    const hidden = query.breakdownFilter?.breakdown_hide_other_aggregation ?? false
    const others = !hidden && rows.some(([, name]) => name === OTHER) ? [OTHER] : []
    return {text, rows: rows as [string, string, number][], lines: split ? [...top, ...others] : [""], split}
}

/** Computes trends: one line per series and value of the breakdown. Raises `ApiError`, also for what is not computed. */
export async function computeTrends(run: NativeRun, query: TrendsQuery): Promise<QueryResponse> {
    refuseSettings(query.trendsFilter, ["formula", "formulas", "formulaNodes"])
    refuseSettings(query, ["conversionGoal", "samplingFactor"])
    refuseSettings((query as {compareFilter?: unknown}).compareFilter, ["compare", "compare_to"])
    const interval = query.interval ?? "day"
    if (!Object.hasOwn(START, interval)) throw notComputed(`The interval "${interval}"`)
    const {project} = run.context
    const range = nativeRange(run, query.dateRange)
    const total = TOTALS.includes(query.trendsFilter?.display ?? "")
    const slots = total ? [] : buckets(range.from, range.to, interval, project.timezone, project.weekStartDay)
    const results: unknown[] = []
    const texts: string[] = []
    for (const [order, node] of query.series.entries()) {
        const {text, rows, lines, split} = await seriesRows(run, query, node, range, total)
        texts.push(text)
        const name = node.custom_name ?? node.name ?? node.event ?? "All events"
        const {event, custom_name, math_property} = node
        const action = {
            id: event ?? null,
            type: "events",
            order,
            name: node.name ?? event ?? name,
            custom_name,
            math: node.math,
            math_property,
        }
        for (const line of lines) {
            const own = new Map(rows.filter(([, item]) => item === line).map(([day, , n]) => [day, n]))
            const value = split ? {breakdown_value: split.list ? [line] : line} : {}
            const shown = {action, label: split ? line : name, ...value}
            if (total) {
                results.push({
                    ...shown,
                    count: 0,
                    data: [],
                    days: [],
                    labels: [],
                    aggregated_value: own.get("") ?? 0,
                })
                continue
            }
            const data = slots.map(({key}) => own.get(key) ?? 0)
            results.push({
                ...shown,
                count: data.reduce((sum, n) => sum + n, 0),
                data,
                labels: slots.map(({label}) => label),
                days: slots.map(({key}) => (interval === "hour" ? `${key}:00` : key)),
            })
        }
    }
    return nativeResponse(run, results, texts)
}
