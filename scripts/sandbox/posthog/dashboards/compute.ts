import {randomUUID} from "node:crypto"

import type {ProjectContext} from "../context"
import {ApiError} from "../errors"
import type {QueryStatus} from "../query/async-queries"
import {REFRESH_MODES, type RefreshMode} from "../query/request"
import {cacheKey, type QueryResponse, runHogQL} from "../query/run"
import {computeFunnel} from "./funnels"
import {boundValues, computedSource, dashboardFilters, type Source, withDashboardFilters} from "./nodes"
import {boardsOf, type Dashboard, type Insight, type Tile} from "./state"
import {computeTrends} from "./trends"

/** The fields of an insight that come from computing it; all null when that never happened. */
export interface Computed {
    last_refresh: string | null
    cache_target_age: string | null
    next_allowed_client_refresh: string | null
    result: unknown
    hasMore: boolean | null
    columns: string[] | null
    types: [string, string][] | null
    timezone: string | null
    is_cached: boolean
    query_status: unknown
    hogql: string | null
}

/** Where an insight is looked at; its dashboard's filters apply there. */
export interface Place {
    dashboard: Dashboard | null
    tile: Tile | null
}

export const NOWHERE: Place = {dashboard: null, tile: null}

const NEVER: Computed = {
    last_refresh: null,
    cache_target_age: null,
    next_allowed_client_refresh: null,
    result: null,
    hasMore: null,
    columns: null,
    types: null,
    timezone: null,
    is_cached: false,
    query_status: null,
    hogql: null,
}

/** Oldest result that a mode takes, hours (CONTRACT §5); `force_cache` takes any and computes nothing. */
const CACHE_HOURS: Record<RefreshMode, number> = {
    force_cache: Infinity,
    blocking: 6,
    async: 6,
    lazy_async: 12,
    async_except_on_cache_miss: 6,
    force_blocking: 0,
    force_async: 0,
}
const ASYNC: readonly RefreshMode[] = ["async", "lazy_async", "force_async"]

/** The `refresh` parameter; `true` is an old spelling of blocking, anything unknown means force_cache. */
export function refreshMode(text: string | null): RefreshMode {
    if (text === "true" || text === "1") return "blocking"
    return REFRESH_MODES.find((mode) => mode === text) ?? "force_cache"
}

/** The query as it is computed and shown in a place. */
export function placedQuery(query: unknown, {dashboard, tile}: Place): unknown {
    return dashboard ? withDashboardFilters(query, dashboardFilters(dashboard, tile)) : query
}

function fromResponse(response: QueryResponse): Computed {
    const {last_refresh, cache_target_age, next_allowed_client_refresh, results, hasMore} = response
    const {columns, types, timezone, is_cached, hogql} = response
    return {
        last_refresh,
        cache_target_age,
        next_allowed_client_refresh,
        result: results,
        hasMore,
        columns: columns ?? null,
        types: types ?? null,
        timezone,
        is_cached,
        query_status: null,
        hogql,
    } as Computed
}

/** A failed computation: the insight is answered with 200 and says why (CONTRACT §6). */
function failure(context: ProjectContext, error: ApiError): Computed {
    const now = new Date(context.world.now(context.project)).toISOString()
    const status: Omit<QueryStatus, "query_async"> & {query_async: boolean} = {
        id: randomUUID(),
        team_id: context.project.id,
        query_async: false,
        complete: true,
        error: true,
        error_message: error.detail,
        results: null,
        start_time: now,
        pickup_time: now,
        end_time: now,
        expiration_time: null,
        insight_id: null,
        dashboard_id: null,
        labels: null,
        task_id: "",
        query_progress: null,
    }
    return {...NEVER, timezone: context.project.timezone, query_status: status}
}

function run(context: ProjectContext, source: Source, tag?: string): Promise<QueryResponse> {
    const {insightMaxSeconds = 60, maxMemoryBytes} = context.project.limits
    const limits = {maxSeconds: insightMaxSeconds, maxMemoryBytes}
    switch (source.kind) {
        case "TrendsQuery":
            return computeTrends({context, limits, tag}, source)
        case "FunnelsQuery":
            return computeFunnel({context, limits, tag}, source)
        default: {
            const node = {...source, filters: source.filters ?? {}}
            return runHogQL(context, context.project, node, limits, tag, "insight")
        }
    }
}

/** Computes an insight or takes its cached result, as `mode` says. Only what is no `ApiError` is raised. */
export async function computeInsight(
    context: ProjectContext,
    insight: Insight,
    place: Place,
    mode: RefreshMode,
): Promise<Computed> {
    const {project, cache, world, asyncQueries} = context
    if (insight.query === null) return NEVER
    try {
        const {older} = boardsOf(project).plan
        const placed = computedSource(placedQuery(insight.query, place), older)
        const source =
            placed.kind === "HogQLQuery" ? boundValues(placed, place.dashboard?.variables ?? {}) : placed
        const key = sourceKey(context, source)
        const hours = CACHE_HOURS[mode]
        const cached = hours > 0 ? cache.get(key, hours, world.now(project)) : null
        if (cached) return fromResponse(cached)
        if (mode === "force_cache") return NEVER
        const work = async (tag?: string): Promise<QueryResponse> => {
            const response = await run(context, source, tag)
            cache.put(key, response, world.now(project))
            return response
        }
        if (!ASYNC.includes(mode)) return fromResponse(await work())
        const status = asyncQueries.start(project.id, randomUUID(), randomUUID(), work)
        return {...NEVER, timezone: project.timezone, query_status: status}
    } catch (error) {
        if (!(error instanceof ApiError)) throw error
        return mode === "force_cache" ? NEVER : failure(context, error)
    }
}

/** Insights share their results with POST /query only where both ask the same. */
function sourceKey({project}: ProjectContext, source: Source): string {
    const node =
        source.kind === "HogQLQuery" ? source : {kind: "HogQLQuery" as const, query: JSON.stringify(source)}
    return cacheKey(project, node)
}
