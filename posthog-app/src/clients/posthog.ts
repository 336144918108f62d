import {readCaptureAnswer, readPostHogAnswer} from "@beton/shared/api/posthog-answers"
import {fail, type Result, succeed} from "@beton/shared/api/result"
import type {CaptureEvent} from "@beton/shared/events/capture-event"
import {bindQuery, type BoundQuery, type QueryDefinition, readRows} from "@beton/shared/queries/query"
import * as z from "zod"

import type {Config} from "../config/config"
import type {Host} from "../host"
import {send} from "./send"

const projectSchema = z.object({
    api_token: z.string().min(1),
    name: z.string().catch(""),
    timezone: z.string().catch("UTC"),
    group_types: z.array(z.object({group_type: z.string(), group_type_index: z.number()})).catch([]),
})

/** What Beton needs to know of a project. */
export type Project = z.infer<typeof projectSchema>

const groupTypesSchema = z.array(z.object({group_type: z.string(), group_type_index: z.number()}))

const answerSchema = z.object({
    results: z.array(z.array(z.unknown())),
    columns: z.array(z.string()),
    warnings: z.array(z.object({message: z.string().catch("")})).nullish(),
})

/** PostHog's API, one method per endpoint (CONTRACT §5, 7, 11). Counts the queries it sends (A9). */
export class PostHogClient {
    /** Queries sent by this client. */
    queries = 0

    constructor(
        private readonly host: Host,
        private readonly config: Config,
    ) {}

    /** Runs a query of the registry and reads its rows; never served from PostHog's cache. */
    async query<P extends z.ZodType, R extends z.ZodObject>(
        definition: QueryDefinition<P, R>,
        params: z.input<P>,
    ): Promise<Result<z.output<R>[]>> {
        let bound: BoundQuery
        try {
            bound = bindQuery(definition, params)
        } catch (error) {
            // A setting that cannot become part of a query (a property name with a backtick, say) fails this query only.
            return fail(
                "refused",
                error instanceof Error ? error.message : "Unusable setting.",
                definition.id,
            )
        }
        this.queries += 1
        const answer = await this.call("POST", `/api/projects/${this.config.project}/query/`, {
            query: {kind: "HogQLQuery", query: bound.text, values: bound.values},
            refresh: "force_blocking",
        })
        if (!answer.ok) return answer
        const parsed = answerSchema.safeParse(answer.value)
        if (!parsed.success)
            return fail("unreadable", "PostHog's answer to a query has an unknown form.", bound.id)
        try {
            return succeed(readRows(definition, parsed.data.columns, parsed.data.results))
        } catch (error) {
            return fail("unreadable", error instanceof Error ? error.message : "Unreadable rows.", bound.id)
        }
    }

    /** The project: public token, time zone, group types. Scope project:read. */
    async project(): Promise<Result<Project>> {
        const answer = await this.call("GET", `/api/projects/${this.config.project}/`)
        if (!answer.ok) return answer
        const parsed = projectSchema.safeParse(answer.value)
        return parsed.success
            ? succeed(parsed.data)
            : fail("unreadable", "PostHog's description of the project has an unknown form.", "project")
    }

    /** Group types with their index. Scope group:read. */
    async groupTypes(): Promise<Result<z.infer<typeof groupTypesSchema>>> {
        const answer = await this.call("GET", `/api/projects/${this.config.project}/groups_types/`)
        if (!answer.ok) return answer
        const parsed = groupTypesSchema.safeParse(answer.value)
        return parsed.success
            ? succeed(parsed.data)
            : fail("unreadable", "PostHog's list of group types has an unknown form.", "groups_types")
    }

    /** Sends events. Re-sending is harmless: uuid and timestamp are fixed. */
    async capture(
        apiToken: string,
        batch: readonly CaptureEvent[],
        historical = false,
    ): Promise<Result<null>> {
        const answer = await send(this.host, "PostHog", `${ingestHost(this.config)}/batch/`, {
            method: "POST",
            headers: {"Content-Type": "application/json"},
            // No sent_at: it would switch on clock-skew correction and move our fixed timestamps.
            body: JSON.stringify({api_key: apiToken, historical_migration: historical, batch}),
        })
        return answer.ok ? readCaptureAnswer(answer.value, this.host.now()) : answer
    }

    private async call(method: "GET" | "POST", path: string, body?: unknown): Promise<Result<unknown>> {
        const answer = await send(this.host, "PostHog", `${this.config.posthogHost}${path}`, {
            method,
            headers: {Authorization: `Bearer ${this.config.posthogKey}`, "Content-Type": "application/json"},
            ...(body === undefined ? {} : {body: JSON.stringify(body)}),
        })
        return answer.ok ? readPostHogAnswer(answer.value, this.host.now()) : answer
    }
}

/** Where events are sent: PostHog Cloud has its own ingestion hosts, a self-hosted PostHog has one address for all. */
export function ingestHost(config: Config): string {
    if (config.settings.ingest_host !== null) return config.settings.ingest_host.replace(/\/$/, "")
    const cloud = /^https:\/\/(us|eu|app)\.posthog\.com$/.exec(config.posthogHost)?.[1]
    if (cloud === undefined) return config.posthogHost
    return `https://${cloud === "eu" ? "eu" : "us"}.i.posthog.com`
}
