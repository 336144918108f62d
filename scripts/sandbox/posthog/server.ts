import type {IncomingMessage, ServerResponse} from "node:http"

import {BodyTooLargeError, readBody} from "../http/body"
import type {FaultSwitches} from "../http/faults"
import type {RequestLog} from "../http/request-log"
import {ADMIN_HEADER, ADMIN_PREFIX, adminRoute} from "./admin-routes"
import type {PostHogAdmin} from "./admin-types"
import {capture, CAPTURE_PATH, readCapture} from "./capture/api"
import type {Ingestion} from "./capture/ingest"
import type {Answer, RequestContext, Services} from "./context"
import {ApiError, serverError} from "./errors"
import {applyFaults} from "./fault-effects"
import {privateApi} from "./private-api"
import type {Project} from "./project-state"

export interface ServerParts {
    services: Services
    ingestion: Ingestion
    admin: PostHogAdmin
    log: RequestLog
    faults: FaultSwitches
}

const ADMIN_BODY_LIMIT = 1024 * 1024 * 1024
const BODY_LIMIT = 25 * 1024 * 1024

/** Sends an answer: JSON, plain text for a string, HTML when the headers say so. */
export function send(response: ServerResponse, {status, headers = {}, body}: Answer): void {
    const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body)
    const type = typeof body === "string" ? "text/plain; charset=utf-8" : "application/json"
    response.writeHead(status, {"content-type": type, ...headers})
    response.end(text)
}

/**
 * The real service's clock is in each answer. A project whose clock is fixed shows that one where a test wants to see
 * it, else none: the real time would contradict its data. A wait given as an HTTP date is read against the real time.
 */
function setDate(response: ServerResponse, project: Project | undefined, outcome: Answer | null): void {
    if (!project?.now || outcome?.headers?.["Retry-After"] !== undefined) return
    response.sendDate = false
    if (project.sendDate) response.setHeader("Date", new Date(project.now).toUTCString())
}

/** The project whose faults and log entries a private request belongs to, as far as its path says. */
function pathProject({path, services}: {path: string; services: Services}): number | null {
    const text = /^\/api\/(?:projects|environments)\/([^/]+)/.exec(path)?.[1]
    if (text === "@current") return services.world.state.currentProjectId
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : null
}

/** Runs a handler and turns what it raises into an answer that shows nothing of the inside. */
async function answered(context: RequestContext, handle: () => Promise<Answer>): Promise<Answer> {
    try {
        return await handle()
    } catch (error) {
        if (!(error instanceof ApiError)) context.log.error = String((error as Error).stack ?? error)
        const known = error instanceof ApiError ? error : serverError(500, "A server error occurred.")
        return {status: known.status, headers: known.headers, body: known.body}
    }
}

async function serveAdmin(
    parts: ServerParts,
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
): Promise<void> {
    if (request.method !== "POST" || request.headers[ADMIN_HEADER] === undefined) {
        send(response, {
            status: 403,
            body: {error: `Control routes take POST with the header ${ADMIN_HEADER}.`},
        })
        return
    }
    send(response, await adminRoute(parts.admin, url, await readBody(request, ADMIN_BODY_LIMIT)))
}

/** Answers one request of the stand-in: control routes, capture, private API; with faults and a log entry. */
export async function serve(
    parts: ServerParts,
    request: IncomingMessage,
    response: ServerResponse,
): Promise<void> {
    const {services, log, faults} = parts
    const url = new URL(request.url ?? "/", services.baseUrl())
    if (url.pathname.startsWith(ADMIN_PREFIX)) return serveAdmin(parts, request, response, url)
    const at = Date.now()
    const seq = log.nextSeq()
    const method = request.method ?? "GET"
    let tooLarge = false
    const body = await readBody(request, BODY_LIMIT).catch((error: unknown) => {
        if (!(error instanceof BodyTooLargeError)) throw error
        tooLarge = true
        return Buffer.alloc(0)
    })
    const context: RequestContext = {
        ...services,
        method,
        path: url.pathname,
        params: {},
        search: url.searchParams,
        headers: request.headers,
        body,
        log: {},
    }
    const capturing =
        method === "POST" && CAPTURE_PATH.test(url.pathname) ? readCapture(context, tooLarge) : null
    const scope = capturing ? (capturing.project?.id ?? null) : pathProject({path: url.pathname, services})
    const outcome = await applyFaults(faults.match({method, path: url.pathname, scope}), () =>
        answered(context, () =>
            capturing ? capture(context, capturing, parts.ingestion) : privateApi(context),
        ),
    )
    const isQuery = /\/query\/?([^/]*\/?)$/.test(url.pathname)
    const kind = capturing
        ? capturing.body
            ? "write"
            : "read"
        : method === "GET" || isQuery
          ? "read"
          : "write"
    log.add({
        ...context.log,
        seq,
        at,
        method,
        path: url.pathname,
        status: outcome?.status ?? 0,
        kind,
        scope,
        ms: Date.now() - at,
    })
    setDate(response, services.world.project(scope ?? 0), outcome)
    if (outcome) send(response, outcome)
    else request.socket.destroy()
}
