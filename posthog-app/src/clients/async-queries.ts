import {readPostHogAnswer} from "@beton/shared/api/posthog-answers"
import {type Answer, fail, jsonOf, reasonOf, type Result, succeed} from "@beton/shared/api/result"
import {toBase64Url, utf8Bytes} from "@beton/shared/events/codec"
import type {BoundQuery, ParamsSchema, QueryDefinition, RowSchema} from "@beton/shared/queries/query"
import {sha256} from "@noble/hashes/sha2.js"
import * as z from "zod"

import type {Config} from "../config/config"
import type {Host} from "../host"
import {privateCall} from "./private-call"
import {boundOf, rowsOf} from "./query-answer"
import type {Transport} from "./transport"

/** How an asynchronous query stands. */
export type AsyncAnswer<T> =
    | {readonly state: "running"; readonly queryId: string}
    | {readonly state: "done"; readonly rows: readonly T[]}

const statusSchema = z.object({
    query_status: z.object({
        id: z.string().min(1),
        complete: z.boolean(),
        error: z.boolean().nullish(),
        error_message: z.string().nullish(),
        results: z.unknown(),
    }),
})

/** Words with which PostHog says that a query ran into a limit of time or memory. */
const TOO_MUCH = /execution time|time(d)?[ -]?out|too slow|estimated|memory/i

/** Queries that PostHog works on after it has answered: started once, then asked about until they are done (CONTRACT §5). */
export class AsyncQueries {
    constructor(
        private readonly host: Host,
        private readonly config: Config,
        private readonly transport: Transport,
    ) {}

    /**
     * Starts a query. Its id follows from its text and values, so a second start (the answer to the first was lost, say)
     * joins the one that still runs. A PostHog that answers at once is taken by its word.
     */
    async start<P extends ParamsSchema, R extends RowSchema>(
        definition: QueryDefinition<P, R>,
        params: z.input<P>,
    ): Promise<Result<AsyncAnswer<z.output<R>>>> {
        const bound = boundOf(definition, params)
        if (!bound.ok) return bound
        const {text, values} = bound.value
        const body = {
            query: {kind: "HogQLQuery", query: text, values},
            refresh: "force_async",
            client_query_id: idOf(bound.value),
        }
        const answer = await privateCall(this.transport, this.config, "POST", this.path(), body, "posthog_query") // prettier-ignore
        return answer.ok ? this.read(definition, params, answer.value) : answer
    }

    /** Asks how a started query stands. "not_found": PostHog has forgotten it. */
    async poll<P extends ParamsSchema, R extends RowSchema>(
        definition: QueryDefinition<P, R>,
        params: z.input<P>,
        queryId: string,
    ): Promise<Result<AsyncAnswer<z.output<R>>>> {
        const path = `${this.path()}${encodeURIComponent(queryId)}/`
        const answer = await privateCall(this.transport, this.config, "GET", path, undefined, "posthog_query")
        return answer.ok ? this.read(definition, params, answer.value) : answer
    }

    private path(): string {
        return `/api/projects/${this.config.project}/query/`
    }

    private read<P extends ParamsSchema, R extends RowSchema>(
        definition: QueryDefinition<P, R>,
        params: z.input<P>,
        answer: Answer,
    ): Result<AsyncAnswer<z.output<R>>> {
        const told = statusSchema.safeParse(jsonOf(answer.text))
        if (!told.success) {
            const body = readPostHogAnswer(answer, this.host.now(), `query ${definition.id}`)
            if (!body.ok) return body
            const rows = rowsOf(definition, params, body.value)
            return rows.ok ? succeed({state: "done", rows: rows.value}) : rows
        }
        const {id, complete, error, error_message: message, results} = told.data.query_status
        if (!complete) return succeed({state: "running", queryId: id})
        if (error === true) return failureOf(message ?? "")
        const rows = rowsOf(definition, params, results)
        return rows.ok ? succeed({state: "done", rows: rows.value}) : rows
    }
}

/** A failure without a message is PostHog's own; of a query that was asked before, more time or memory than allowed is the likely one. */
function failureOf(message: string): Result<never> {
    return message === "" || TOO_MUCH.test(message)
        ? fail("too_slow", "The query ran longer than PostHog allows.", "async")
        : fail("refused", `PostHog refused the request: ${reasonOf(message)}`, "async")
}

function idOf({text, values}: BoundQuery): string {
    const digest = sha256(utf8Bytes(JSON.stringify([text, values])))
    return `beton_${toBase64Url(digest).slice(0, 32)}`
}
