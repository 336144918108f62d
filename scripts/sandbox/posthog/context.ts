import type {IncomingHttpHeaders} from "node:http"

import type {ClickHouse} from "./clickhouse"
import type {ConcurrencyLimiter} from "./concurrency"
import type {PersonalKey, Project} from "./project-state"
import type {AsyncQueries} from "./query/async-queries"
import type {ResultCache} from "./query/cache"
import type {OverrideFlags} from "./query/project"
import type {RateLimiter} from "./rate-limit"
import type {World} from "./world"

/** What all routes share. */
export interface Services {
    world: World
    clickhouse: ClickHouse
    rates: RateLimiter
    concurrency: ConcurrencyLimiter
    cache: ResultCache
    asyncQueries: AsyncQueries
    overrides: OverrideFlags
    /** Address of this stand-in, for links in answers. */
    baseUrl(): string
}

/** One request on its way to a handler. */
export interface RequestContext extends Services {
    method: string
    /** Path without the query string. */
    path: string
    params: Record<string, string>
    search: URLSearchParams
    headers: IncomingHttpHeaders
    body: Buffer
    /** Set by a handler, shown in the request log. */
    log: {name?: string; events?: number; error?: string}
}

/** A request of a personal key. */
export interface KeyContext extends RequestContext {
    key: PersonalKey
}

/** A request of a personal key to one project. */
export interface ProjectContext extends KeyContext {
    project: Project
}

/** What a handler answers. */
export interface Answer {
    status: number
    headers?: Record<string, string>
    /** Sent as JSON unless it is a string (plain text); undefined = no body. */
    body?: unknown
}

export const ok = (body: unknown): Answer => ({status: 200, body})
