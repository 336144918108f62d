import {type Fragment, hogql, integer} from "@beton/shared/queries/hogql"

import {type EventsNode, MOST_ROWS, propertyText, refuseSettings} from "../../posthog/dashboards/native-parts"
import type {TrendsQuery} from "../../posthog/dashboards/trends"
import {buckets, type Interval} from "../../posthog/query/dates"
import type {ProjectFacts} from "../boards"
import {displayOf} from "../client/node"
import type {Days} from "../range"
import {type AskSeries, quoted, seriesEvents} from "./events"
import {NONE, OTHER, type TrendLine} from "./results"

const START: Readonly<Record<Interval, string>> = {
    hour: "toStartOfHour",
    day: "toStartOfDay",
    week: "toStartOfWeek",
    month: "toStartOfMonth",
}
/** Displays of one number per line instead of one per interval. */
const TOTALS = ["BoldNumber", "ActionsPie", "ActionsBarValue", "ActionsTable"]
const OF_A_PROPERTY = ["sum", "avg", "min", "max"]
/** Sums of these over values and intervals mean what they say. */
const ADDITIVE = ["total", "sum"]
/** PostHog's own, without a setting. */
const MOST_VALUES = 25

/** The aggregate of a series; null for one that is not computed here. */
function aggregate({math, math_property: property, math_group_type_index: index}: EventsNode): Fragment | null {
    const name = math ?? "total"
    if (name === "total") return hogql`count()`
    if (name === "dau") return hogql`count(DISTINCT person_id)`
    if (name === "unique_session") return hogql`count(DISTINCT $session_id)`
    if (name === "unique_group") {
        const group = hogql`$group_${integer(index ?? 0)}`
        return hogql`countIf(DISTINCT ${group}, ${group} != '')`
    }
    if (!OF_A_PROPERTY.includes(name) || !property) return null
    return hogql`${quoted(name)}(toFloat(${quoted(propertyText(property))}))`
} // prettier-ignore

/** The property that lines are split by, as text; empty without one. @throws ApiError for several */
function splitBy({breakdownFilter: filter}: TrendsQuery): Fragment {
    const {breakdowns, breakdown} = filter ?? {}
    const [one, ...others] = breakdowns ?? []
    if (others.length > 0 || Array.isArray(breakdown)) refuseSettings({breakdowns: true}, ["breakdowns"])
    const property = one?.property ?? breakdown
    if (property === undefined || property === null) return hogql`''`
    const type = (one === undefined ? filter?.breakdown_type : one.type) ?? "event"
    const group = (one === undefined ? filter?.breakdown_group_type_index : one.group_type_index) ?? 0
    return hogql`ifNull(toString(${quoted(propertyText(String(property), type, group))}), ${quoted(`'${NONE}'`)})`
} // prettier-ignore

/**
 * Trends in a chosen period: one number per interval, or one in all, for each series and value of its breakdown.
 *
 * @returns lines as PostHog answers them; null for trends that are not computed here
 * @throws ApiError for a setting that is not computed
 */
export async function chosenTrends(
    query: TrendsQuery,
    insight: unknown,
    ask: AskSeries,
    days: Days,
    project: Pick<ProjectFacts, "timezone" | "week_start_day">,
): Promise<TrendLine[] | null> {
    refuseSettings(query.trendsFilter, ["formula", "formulas", "formulaNodes"])
    refuseSettings(query, ["samplingFactor", "compareFilter", "conversionGoal"])
    const interval = query.interval ?? "day"
    const display = displayOf(insight)
    if (!Object.hasOwn(START, interval) || display === "ActionsLineGraphCumulative") return null
    const split = splitBy(query)
    const isSplit = split.text !== "''"
    const isTotal = TOTALS.includes(display)
    const digits = interval === "hour" ? 16 : 10
    const at = isTotal ? hogql`''` : hogql`substring(toString(${quoted(START[interval])}(timestamp)), 1, ${integer(digits)})`
    const found: {node: EventsNode; value: string; numbers: Map<string, number>}[] = []
    for (const node of query.series) {
        const number = aggregate(node)
        if (number === null || (isSplit && !ADDITIVE.includes(node.math ?? "total"))) return null
        const text = hogql`SELECT ${at} AS day, ${split} AS line, ${number} AS n FROM events WHERE ${seriesEvents(node)}
            GROUP BY day, line ORDER BY day, line LIMIT ${integer(MOST_ROWS)}`
        const rows = (await ask(node, text)).map(([day, line, n]) => [String(day), String(line), Number(n ?? 0)] as const)
        const lines = isSplit ? largest(rows, query.breakdownFilter) : new Map([["", new Map(rows.map(([day, , n]) => [day, n]))]])
        for (const [value, numbers] of lines) found.push({node, value, numbers})
    }
    const slots = isTotal ? [] : slotsOf(found.flatMap(({numbers}) => [...numbers.keys()]), interval, days, project)
    return found.map(({node, value, numbers}) => ({
        label: isSplit ? value : node.custom_name || node.name || node.event || "All events",
        action: {name: node.name ?? node.event, custom_name: node.custom_name},
        ...(isSplit ? {breakdown_value: value} : {}),
        days: slots,
        data: slots.map((day) => numbers.get(day) ?? 0),
        ...(isTotal ? {aggregated_value: numbers.get("") ?? 0} : {}),
    }))
} // prettier-ignore

/** Numbers by interval of the largest values; those beyond are one line, unless it is hidden. */
function largest(
    rows: readonly (readonly [string, string, number])[],
    filter: TrendsQuery["breakdownFilter"],
): Map<string, Map<string, number>> {
    const totals = new Map<string, number>()
    for (const [, line, n] of rows) totals.set(line, (totals.get(line) ?? 0) + n)
    const order = [...totals].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([line]) => line)
    const shown = new Set(order.slice(0, filter?.breakdown_limit ?? MOST_VALUES))
    const lines = new Map([...shown].map((line) => [line, new Map<string, number>()]))
    for (const [day, line, n] of rows) {
        if (!shown.has(line) && filter?.breakdown_hide_other_aggregation) continue
        const name = shown.has(line) ? line : OTHER
        const own = lines.get(name) ?? new Map<string, number>()
        own.set(day, (own.get(day) ?? 0) + n)
        lines.set(name, own)
    }
    return lines
}

/** All intervals of the period; all time starts with the first event. */
function slotsOf(
    seen: readonly string[],
    interval: Interval,
    {from, to}: Days,
    {timezone, week_start_day: week}: Pick<ProjectFacts, "timezone" | "week_start_day">,
): string[] {
    const [first] = [...seen].sort()
    const dayBefore = Date.parse(`${first?.slice(0, 10) ?? ""}T00:00:00Z`) - 86_400_000
    const start = from ?? (first === undefined ? to : new Date(dayBefore).toISOString())
    return buckets(start, to, interval, timezone, week === 1 ? 1 : 0)
        .map(({key}) => key)
        .filter((key) => from !== null || first === undefined || key >= first)
}
