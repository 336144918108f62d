import type {Operation} from "./contract"
import {ApiError, invalid, missingScope, notFound, unauthorized, type ValidationDetail} from "./errors"
import type {Call, Route} from "./handlers/call"
import {INACTIVE_TOKEN} from "./handlers/self"
import type {RateLimiter} from "./limits"
import {findRoute} from "./router"
import type {Token, Workspace} from "./types"
import {isObject} from "./values/value-context"
import type {World} from "./world"

/** A request after its body has been read. */
export interface ApiRequest {
    method: string
    path: string
    query: URLSearchParams
    authorization: string | undefined
    contentType: string | undefined
    body: string
    /** The token is to be treated as revoked (fault switch). */
    revoked: boolean
}

/** What is answered, and what the request log wants to know. */
export interface ApiAnswer {
    status: number
    body: unknown
    headers: Record<string, string>
    conforms: boolean
    parsedBody?: unknown
}

/** What answering needs. */
export interface ApiParts {
    world: World
    limiter: RateLimiter
    operation(method: string, template: string): Operation | null
    /** Called when an answer of the stand-in itself is wrong. */
    onDefect(message: string): void
}

/** The token's workspace, or undefined when the token cannot be used. */
export function authorise(
    world: World,
    header: string | undefined,
): {token: Token; workspace: Workspace} | undefined {
    const token = world.tokens.get(/^Bearer (.+)$/i.exec(header ?? "")?.[1] ?? "")
    return token && !token.revoked ? {token, workspace: world.workspace(token.workspaceId)} : undefined
}

/** Read or write, for limits and the log. Unknown paths count by method. */
export function kindOf(method: string, path: string): "read" | "write" {
    return findRoute(method, path)?.route.kind ?? (method === "GET" ? "read" : "write")
}

function checkScopes(token: Token, scopes: string[], target: string | undefined): void {
    const lacking = scopes
        .map((scope) =>
            target === "lists" ? scope.replace("object_configuration", "list_configuration") : scope,
        )
        .filter(
            (scope) => !token.scopes.has(scope) && !token.scopes.has(scope.replace(/:read$/, ":read-write")),
        )
    if (lacking.length > 0) throw missingScope(lacking)
}

function parseBody(request: ApiRequest): unknown {
    if (!/^application\/json\b/i.test(request.contentType ?? "")) {
        throw invalid('The body must be JSON, sent with the header "content-type: application/json".')
    }
    try {
        return JSON.parse(request.body) as unknown
    } catch {
        throw invalid("The body is not valid JSON.")
    }
}

/** The real API takes bare scalars where the contract asks for lists (REST.md §4). */
function wrapScalars(body: unknown): unknown {
    if (!isObject(body) || !isObject(body.data) || !isObject(body.data.values)) return body
    const values = Object.entries(body.data.values).map(([key, value]) => {
        return [key, Array.isArray(value) ? value : value === null ? [] : [value]]
    })
    return {...body, data: {...body.data, values: Object.fromEntries(values) as unknown}}
}

const refuse = (place: string, details: ValidationDetail[]): void => {
    if (details.length > 0) throw invalid(`${place} validation error.`, details)
}

function handle(
    parts: ApiParts,
    route: Route,
    request: ApiRequest,
    found: NonNullable<ReturnType<typeof authorise>>,
    params: Record<string, string>,
    answer: ApiAnswer,
): unknown {
    const {world} = parts
    const {token, workspace} = found
    parts.limiter.take(workspace, route.kind)
    const operation = parts.operation(route.method, route.template)
    checkScopes(token, route.scopes ?? operation?.scopes ?? [], params.target)
    const query: Record<string, unknown> = Object.fromEntries(request.query)
    let body: unknown
    if (operation?.hasBody || (!operation && route.method !== "GET")) {
        body = parseBody(request)
        answer.parsedBody = body
        const wrapped = wrapScalars(body)
        if (operation) {
            if (operation.checkBody(body).length > 0) answer.conforms = false
            refuse("Body payload", operation.checkBody(wrapped))
        }
        body = wrapped
    }
    refuse("Path parameters", operation?.checkParameters("path", params) ?? [])
    refuse("Query parameters", operation?.checkParameters("query", query) ?? [])
    let stamp: ReturnType<Call["stamp"]> | undefined
    const actor = {type: "api-token", id: token.id} as const
    return route.handle({
        world,
        workspace,
        token,
        params,
        query,
        body,
        stamp: () => (stamp ??= world.stamp(workspace, actor)),
    })
}

/** Answers one API request; never throws. An answer that breaks the contract becomes a 500 and is reported. */
export function answerApi(parts: ApiParts, request: ApiRequest): ApiAnswer {
    const answer: ApiAnswer = {status: 200, body: {}, headers: {}, conforms: true}
    const match = findRoute(request.method, request.path)
    let deviates = false
    try {
        const found = request.revoked ? undefined : authorise(parts.world, request.authorization)
        if (!found) {
            if (match?.route.template === "/v2/self") return {...answer, body: INACTIVE_TOKEN}
            throw unauthorized("The access token is missing, unknown or revoked.")
        }
        if (!match) throw notFound(`Could not find the endpoint ${request.method} ${request.path}.`)
        // Loose shapes leave the specification on purpose, as real answers do (REST.md §9.1).
        deviates = found.workspace.looseShapes
        answer.body = handle(parts, match.route, request, found, match.params, answer)
    } catch (error) {
        if (!(error instanceof ApiError))
            return defect(parts, answer, request, String((error as Error).stack ?? error))
        if (error.code === "validation_type" && error.details) answer.conforms = false
        Object.assign(answer, {status: error.status, body: error.body(), headers: error.headers})
    }
    const operation = match && parts.operation(match.route.method, match.route.template)
    const isHeld = !deviates || answer.status !== 200
    const wrong = isHeld ? (operation?.checkAnswer(answer.status, answer.body) ?? []) : []
    if (wrong.length > 0)
        return defect(parts, answer, request, JSON.stringify({wrong: wrong.slice(0, 5), ...answer}))
    return answer
}

function defect(parts: ApiParts, answer: ApiAnswer, request: ApiRequest, text: string): ApiAnswer {
    const message = `Defect of the Attio stand-in at ${request.method} ${request.path}: ${text.slice(0, 2000)}`
    parts.onDefect(message)
    return {...answer, status: 500, body: new ApiError(500, "api_error", "stand_in_defect", message).body()}
}
