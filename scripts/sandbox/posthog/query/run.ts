import {createHash} from "node:crypto"

import type {Services} from "../context"
import {ApiError} from "../errors"
import {compileHogQL} from "../hogql/compile"
import {HogQLError} from "../hogql/errors"
import type {ResolvedFilters} from "../hogql/filters"
import type {PropertyFilter} from "../hogql/property-filter"
import {isoInstant, type Project} from "../project-state"
import {rangeInstant} from "./dates"
import {execute, type ExecutionLimits} from "./execute"
import {hogqlProject} from "./project"
import type {HogQLFilters, HogQLQueryNode} from "./request"

/** Rows without a LIMIT in the text (CONTRACT §4). */
const DEFAULT_LIMIT = 100
const CACHE_HOURS = 6

/** The body of a finished HogQL query (examples/query-hogql-sync.json). */
export type QueryResponse = Record<string, unknown> & {
    results: unknown[][]
    is_cached: boolean
    last_refresh: string
}

/** Identifies a query and everything of the project that changes its result. */
export function cacheKey(project: Project, node: HogQLQueryNode): string {
    const {query, values, modifiers, filters} = node
    const facts = [
        project.id,
        project.timezone,
        project.weekStartDay,
        query,
        values ?? null,
        modifiers ?? null,
        ...(filters ? [filters] : []),
    ]
    return `cache_${createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 32)}`
}

/** The filters of a node as the compiler takes them: relative dates by the project's clock and zone. */
function resolveFilters(services: Services, project: Project, filters: HogQLFilters): ResolvedFilters {
    const at = (text: string | null | undefined) =>
        rangeInstant(text, services.world.now(project), project.timezone)
    const own = filters.filterTestAccounts ? (project.testAccountFilters as unknown as PropertyFilter[]) : []
    return {
        from: at(filters.dateRange?.date_from),
        to: at(filters.dateRange?.date_to),
        properties: [...(filters.properties ?? []), ...own],
    }
}

/** Where a query's text comes from: POST /query with a key, an insight, or this stand-in itself. */
export type Origin = "key" | "insight" | "own"

/** Compiles and runs a query. `tag` lets it be stopped. The rules of POST /query hold for "key" only. Raises `ApiError`. */
export async function runHogQL(
    services: Services,
    project: Project,
    node: HogQLQueryNode,
    limits: ExecutionLimits,
    tag?: string,
    origin: Origin = "key",
): Promise<QueryResponse> {
    const personsMode = node.modifiers?.personsOnEventsMode
    const context = await hogqlProject(services, project, personsMode)
    const compiled = await compileHogQL(node.query, node.values ?? undefined, context, {
        personalKey: origin === "key",
        filtersFirst: origin === "own",
        ...(node.filters ? {filters: resolveFilters(services, project, node.filters)} : {}),
    }).catch((error: unknown) => {
        if (error instanceof HogQLError)
            throw new ApiError(400, "validation_error", error.code, error.message)
        throw error
    })
    const {results, types, seconds} = await execute(services, compiled.sql, limits, tag)
    const paged = compiled.explicitLimit === null && compiled.paginated
    const now = services.world.now(project)
    return {
        results: paged ? results.slice(0, DEFAULT_LIMIT) : results,
        columns: compiled.columns.length > 0 ? compiled.columns : types.map(([name]) => name),
        types,
        hogql: compiled.hogql,
        clickhouse: compiled.sql,
        query: node.query,
        error: null,
        explain: null,
        hasMore: paged ? results.length > DEFAULT_LIMIT : null,
        limit: paged ? DEFAULT_LIMIT : null,
        offset: paged ? 0 : null,
        metadata: null,
        modifiers: {personsOnEventsMode: context.personsOnEventsMode},
        timings: [{k: ".", t: Number(seconds.toFixed(3))}],
        warnings: project.warnings,
        is_cached: false,
        cache_key: cacheKey(project, node),
        cache_target_age: isoInstant(now + CACHE_HOURS * 3_600_000),
        last_refresh: isoInstant(now),
        next_allowed_client_refresh: isoInstant(now),
        calculation_trigger: null,
        timezone: project.timezone,
        query_status: null,
    }
}
