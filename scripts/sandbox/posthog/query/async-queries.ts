import {ApiError} from "../errors"
import {isoInstant} from "../project-state"
import type {QueryResponse} from "./run"

/** How long a finished query can be polled. */
const KEEP_MS = 20 * 60_000

/** examples/query-async-poll.json */
export interface QueryStatus {
    id: string
    team_id: number
    query_async: true
    complete: boolean
    error: boolean
    error_message: string | null
    results: QueryResponse | null
    start_time: string
    pickup_time: string | null
    end_time: string | null
    expiration_time: string | null
    insight_id: null
    dashboard_id: null
    labels: null
    task_id: string
    query_progress: null
}

interface Running {
    status: QueryStatus
    /** Names the query for ClickHouse. */
    tag: string
    expiresAt: number
}

/** Asynchronous queries of all projects, by project and id. */
export class AsyncQueries {
    #queries = new Map<string, Running>()

    constructor(private readonly clock: () => number) {}

    /**
     * Starts `work`, or gives the query of the same id that still runs. The work gets a tag by which ClickHouse can be
     * told to stop it.
     */
    start(
        projectId: number,
        id: string,
        taskId: string,
        work: (tag: string) => Promise<QueryResponse>,
    ): QueryStatus {
        const key = `${projectId}:${id}`
        const known = this.#queries.get(key)
        if (known && !known.status.complete) return known.status
        this.#forgetExpired()
        const now = isoInstant(this.clock())
        const status: QueryStatus = {
            id,
            team_id: projectId,
            query_async: true,
            complete: false,
            error: false,
            error_message: null,
            results: null,
            start_time: now,
            pickup_time: null,
            end_time: null,
            expiration_time: null,
            insight_id: null,
            dashboard_id: null,
            labels: null,
            task_id: taskId,
            query_progress: null,
        }
        const running: Running = {status, tag: taskId, expiresAt: Infinity}
        this.#queries.set(key, running)
        // The answer shows the query as it was when it was accepted.
        const accepted = {...status}
        status.pickup_time = now
        void work(running.tag).then(
            (results) => this.#finish(running, {results}),
            (error: unknown) => this.#finish(running, {error: true, error_message: userMessage(error)}),
        )
        return accepted
    }

    #forgetExpired(): void {
        for (const [key, {expiresAt}] of this.#queries)
            if (expiresAt < this.clock()) this.#queries.delete(key)
    }

    #finish(running: Running, outcome: Partial<QueryStatus>): void {
        const now = this.clock()
        Object.assign(running.status, outcome, {
            complete: true,
            end_time: isoInstant(now),
            expiration_time: isoInstant(now + KEEP_MS),
        })
        running.expiresAt = now + KEEP_MS
    }

    /** The query, or null when it is unknown, cancelled or expired. */
    find(projectId: number, id: string): QueryStatus | null {
        const running = this.#queries.get(`${projectId}:${id}`)
        return running && this.clock() <= running.expiresAt ? running.status : null
    }

    /** Forgets a query; gives the tag of one that still runs. */
    cancel(projectId: number, id: string): {found: boolean; tag: string | null} {
        const key = `${projectId}:${id}`
        const running = this.#queries.get(key)
        this.#queries.delete(key)
        return {found: running !== undefined, tag: running && !running.status.complete ? running.tag : null}
    }
}

/** Messages that are meant for the user; anything else stays inside. */
function userMessage(error: unknown): string | null {
    return error instanceof ApiError && error.status !== 500 ? error.detail : null
}
