import {randomUUID} from "node:crypto"

import {type Answer, ok, type ProjectContext} from "../context"
import {notFound} from "../errors"
import {projectRoutes, type Route} from "../router"
import {type HogQLQueryNode, parseQueryRequest, type RefreshMode} from "./request"
import {cacheKey, type QueryResponse, runHogQL} from "./run"
import {databaseSchema} from "./schema"

/** Oldest result that a mode accepts, in hours; 0 = it always computes (CONTRACT §5). */
const CACHE_HOURS: Record<RefreshMode, number> = {
    blocking: 6,
    async: 6,
    lazy_async: 12,
    force_blocking: 0,
    force_async: 0,
    force_cache: 6,
    async_except_on_cache_miss: 6,
}
const ASYNC_MODES: readonly RefreshMode[] = ["async", "lazy_async", "force_async"]

function compute(
    context: ProjectContext,
    node: HogQLQueryNode,
    maxSeconds: number,
    tag?: string,
): Promise<QueryResponse> {
    const {project, concurrency, world, cache} = context
    const {concurrent, waitMs, maxMemoryBytes} = project.limits
    return concurrency.run(project.id, concurrent, waitMs, async () => {
        const response = await runHogQL(context, project, node, {maxSeconds, maxMemoryBytes}, tag)
        cache.put(cacheKey(project, node), response, world.now(project))
        return response
    })
}

/** POST /query/ (CONTRACT §5). */
async function post(context: ProjectContext): Promise<Answer> {
    const {project, world, cache, asyncQueries} = context
    const request = parseQueryRequest(context.body)
    if (request.name !== null) context.log.name = request.name
    const node = request.query
    if (node.kind === "DatabaseSchemaQuery") return ok(databaseSchema(project))
    const cached = cache.get(cacheKey(project, node), CACHE_HOURS[request.refresh], world.now(project))
    if (cached && CACHE_HOURS[request.refresh] > 0) return ok(cached)
    const {maxSeconds, asyncMaxSeconds} = project.limits
    if (!ASYNC_MODES.includes(request.refresh)) return ok(await compute(context, node, maxSeconds))
    const status = asyncQueries.start(
        project.id,
        request.clientQueryId ?? randomUUID(),
        randomUUID(),
        (tag) => compute(context, node, asyncMaxSeconds ?? maxSeconds, tag),
    )
    return {status: 202, body: {query_status: status}}
}

/** GET /query/:id/: 202 while it runs, 200, 400 with a message for the user, 500, 404 when gone. */
function poll({project, params, asyncQueries}: ProjectContext): Answer {
    const status = asyncQueries.find(project.id, params.query ?? "")
    if (!status) throw notFound(`Query ${params.query} not found for team ${project.id}`)
    const code = !status.complete ? 202 : !status.error ? 200 : status.error_message ? 400 : 500
    return {status: code, body: {query_status: status}}
}

/** DELETE /query/:id/ (examples/query-async-cancel.json). */
function cancel(context: ProjectContext): Answer {
    const {found, tag} = context.asyncQueries.cancel(context.project.id, context.params.query ?? "")
    if (!found) throw notFound()
    if (tag !== null) context.clickhouse.kill(tag).catch(() => undefined)
    return ok({message: "Query cancelled"})
}

const READ = ["query:read"]

/** Every action on /query needs `query:read` and counts against its own throttle. */
export const queryRoutes: Route[] = [
    ...projectRoutes("POST", "/query/", READ, post, "query"),
    ...projectRoutes("GET", "/query/:query/", READ, poll, "query"),
    ...projectRoutes("DELETE", "/query/:query/", READ, cancel, "query"),
]
