import * as z from "zod"

import type {FunnelsQuery} from "../../posthog/dashboards/funnels"
import {MOST_ROWS, type NativeQuery, seriesFilters} from "../../posthog/dashboards/native-parts"
import type {TrendsQuery} from "../../posthog/dashboards/trends"
import {ApiError} from "../../posthog/errors"
import type {ProjectFacts} from "../boards"
import {PageError, type PostHogApi} from "../posthog-api"
import {wholeDays} from "../range"
import type {Funnel, Rows} from "../shapes"
import type {AskSeries} from "./events"
import {chosenFunnel} from "./funnel"
import {nativeAnswer} from "./results"
import {chosenTrends} from "./trends"

const answerSchema = z.object({results: z.array(z.array(z.unknown())), last_refresh: z.string().nullish()})
const nowSchema = z.object({results: z.tuple([z.tuple([z.number()])])})

/**
 * A native query in a chosen period, from the events themselves: PostHog's insights take no period with a request.
 *
 * @param source the node with the period and the dashboard's filters in it
 * @param query the insight's query as it is stored
 * @returns null for what is not computed that way: it keeps its own period
 * @throws PageError
 */
export async function chosenNative(
    api: PostHogApi,
    source: Readonly<Record<string, unknown>>,
    query: unknown,
    project: ProjectFacts,
): Promise<(Rows & {funnel: Funnel | null; at: string | null}) | null> {
    const native = source as unknown as NativeQuery & (FunnelsQuery | TrendsQuery)
    const ask = async (text: string, filters: object) => api.post("/query/", {query: {kind: "HogQLQuery", query: text, filters}, refresh: "blocking"}, answerSchema)
    const {results} = await api.post("/query/", {query: {kind: "HogQLQuery", query: "SELECT toUnixTimestamp(now()) LIMIT 1"}, refresh: "force_blocking"}, nowSchema)
    const days = wholeDays(native.dateRange ?? {}, results[0][0] * 1000, project.timezone)
    let at: string | null = null
    const askSeries: AskSeries = async (node, text) => {
        const filters = seriesFilters(native, node, {from: days.from ?? "all", to: days.to})
        const answer = await ask(text.text, filters)
        if (answer.results.length >= MOST_ROWS) throw new PageError("This period is too long to be counted here. Choose a shorter one.")
        at = answer.last_refresh ?? null
        return answer.results
    }
    try {
        const found = native.kind === "FunnelsQuery" ? await chosenFunnel(native, askSeries) : await chosenTrends(native, query, askSeries, days, project)
        return found === null ? null : {...nativeAnswer(query, found, project), at}
    } catch (error) {
        if (error instanceof ApiError) return null
        throw error
    }
} // prettier-ignore
