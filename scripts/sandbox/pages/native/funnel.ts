import {hogql, integer} from "@beton/shared/queries/hogql"

import {type FunnelsQuery, longestWay} from "../../posthog/dashboards/funnels"
import {MOST_ROWS, refuseSettings} from "../../posthog/dashboards/native-parts"
import {type AskSeries, seriesEvents} from "./events"
import type {FunnelStep} from "./results"

const SECONDS: Readonly<Record<string, number>> = {
    second: 1,
    minute: 60,
    hour: 3600,
    day: 86_400,
    week: 604_800,
    month: 2_592_000,
}

/**
 * How many took each step of an ordered funnel, in the order of the steps and within the window from the first.
 *
 * @returns null for another kind of funnel
 * @throws ApiError for a setting that is not computed
 */
export async function chosenFunnel(
    query: FunnelsQuery,
    ask: AskSeries,
): Promise<FunnelStep[] | null> {
    const {series, funnelsFilter: filter, aggregation_group_type_index: group} = query
    refuseSettings(filter, ["exclusions", "funnelAggregateByHogQL", "funnelFromStep", "funnelToStep"])
    refuseSettings(query.breakdownFilter, ["breakdown", "breakdowns"])
    refuseSettings(query, ["samplingFactor"])
    if ((filter?.funnelVizType ?? "steps") !== "steps") return null
    if ((filter?.funnelOrderType ?? "ordered") !== "ordered") return null
    const windowSeconds = (filter?.funnelWindowInterval ?? 14) * (SECONDS[filter?.funnelWindowIntervalUnit ?? "day"] ?? 86_400)
    const actor = typeof group === "number" ? hogql`$group_${integer(group)}` : hogql`toString(person_id)`
    const times = new Map<string, number[][]>()
    for (const [step, node] of series.entries()) {
        const text = hogql`SELECT ${actor} AS actor, arraySort(groupArray(toUnixTimestamp(timestamp))) AS times
            FROM events WHERE ${seriesEvents(node)} AND ${actor} != ''
            GROUP BY actor ORDER BY actor LIMIT ${integer(MOST_ROWS)}`
        for (const [name, at] of await ask(node, text)) {
            const own = times.get(String(name)) ?? series.map(() => [])
            own[step] = at as number[]
            times.set(String(name), own)
        }
    }
    const isSame = series.map(({event}, step) => step > 0 && event === series[step - 1]?.event)
    const ways = [...times.values()].map((own) => longestWay(own, windowSeconds, isSame).length)
    return series.map(({custom_name, name, event}, step) => ({
        custom_name,
        name: name ?? event ?? "All events",
        count: ways.filter((length) => length > step).length,
    }))
} // prettier-ignore
