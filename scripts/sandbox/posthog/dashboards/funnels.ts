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
    refuseSettings,
    runRows,
    seriesFilters,
} from "./native-parts"

/** query-nodes.schema.json, FunnelsQuery. */
export interface FunnelsQuery extends NativeQuery {
    kind: "FunnelsQuery"
    breakdownFilter?: unknown
    funnelsFilter?: {
        funnelVizType?: string | null
        funnelOrderType?: string | null
        funnelWindowInterval?: number | null
        funnelWindowIntervalUnit?: string | null
    } | null
}

const UNIT_SECONDS: Record<string, number> = {
    second: 1,
    minute: 60,
    hour: 3600,
    day: 86_400,
    week: 604_800,
    month: 2_592_000,
}
/** 14 days (schema, FunnelsFilter). */
const DEFAULT_WINDOW = 14

/** The times (s) at which each step was done by one actor. */
type Times = number[][]

/** When each step was reached: the longest way, and among those the first one, within the window. */
export function longestWay(times: Times, windowSeconds: number, sameAsBefore: readonly boolean[]): number[] {
    let best: number[] = []
    for (const start of times[0] ?? []) {
        const way = [start]
        for (let step = 1; step < times.length; step++) {
            const last = way.at(-1) ?? start
            const next = times[step]?.find(
                (at) => (sameAsBefore[step] ? at > last : at >= last) && at <= start + windowSeconds,
            )
            if (next === undefined) break
            way.push(next)
        }
        if (way.length > best.length) best = way
        if (best.length === times.length) break
    }
    return best
}

function median(sorted: readonly number[]): number | null {
    const middle = Math.floor(sorted.length / 2)
    const [a, b] = [sorted[middle - 1], sorted[middle]]
    if (b === undefined) return null
    return sorted.length % 2 === 1 || a === undefined ? b : (a + b) / 2
}

function stepResult(node: EventsNode, order: number, ways: readonly number[][]) {
    const reached = ways.filter((way) => way.length > order)
    const seconds =
        order === 0
            ? []
            : reached.map((way) => (way[order] ?? 0) - (way[order - 1] ?? 0)).sort((a, b) => a - b)
    const average = seconds.length > 0 ? seconds.reduce((sum, n) => sum + n, 0) / seconds.length : null
    return {
        action_id: node.event ?? null,
        name: node.name ?? node.event ?? "All events",
        custom_name: node.custom_name ?? null,
        order,
        people: [],
        count: reached.length,
        type: "events",
        average_conversion_time: average,
        median_conversion_time: median(seconds),
        converted_people_url: null,
        dropped_people_url: null,
    }
}

/** Computes an ordered funnel by steps, of persons or groups. Raises `ApiError`, also for what is not computed. */
export async function computeFunnel(run: NativeRun, query: FunnelsQuery): Promise<QueryResponse> {
    const {funnelsFilter, series, aggregation_group_type_index: group} = query
    const {funnelVizType: viz, funnelOrderType: order} = funnelsFilter ?? {}
    if (viz && viz !== "steps") throw notComputed(`The funnel type "${viz}"`)
    if (order && order !== "ordered") throw notComputed(`The funnel order "${order}"`)
    refuseSettings(funnelsFilter, ["exclusions", "funnelAggregateByHogQL", "funnelFromStep", "funnelToStep"])
    refuseSettings(query.breakdownFilter, ["breakdown", "breakdowns"])
    refuseSettings(query, ["samplingFactor"])
    const unit = UNIT_SECONDS[funnelsFilter?.funnelWindowIntervalUnit ?? "day"] ?? UNIT_SECONDS.day ?? 0
    const windowSeconds = (funnelsFilter?.funnelWindowInterval ?? DEFAULT_WINDOW) * unit
    const range = nativeRange(run, query.dateRange)
    const actor = group === undefined || group === null ? "toString(person_id)" : `$group_${group}`
    const actors = new Map<string, Times>()
    const texts: string[] = []
    for (const [step, node] of series.entries()) {
        const text = `SELECT ${actor} AS actor, arraySort(groupArray(toUnixTimestamp(timestamp))) AS times
            FROM events WHERE {filters} AND ${eventCondition(node)} AND ${actor} != ''
            GROUP BY actor ORDER BY actor LIMIT ${MOST_ROWS}`
        texts.push(text)
        for (const [name, times] of await runRows(run, text, seriesFilters(query, node, range))) {
            const own = actors.get(String(name)) ?? series.map(() => [])
            own[step] = times as number[]
            actors.set(String(name), own)
        }
    }
    const same = series.map(({event}, step) => step > 0 && event === series[step - 1]?.event)
    const ways = [...actors.values()].map((times) => longestWay(times, windowSeconds, same))
    return nativeResponse(
        run,
        series.map((node, step) => stepResult(node, step, ways)),
        texts,
    )
}
