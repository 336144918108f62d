import {readCaptureAnswer, readPostHogAnswer} from "@beton/shared/api/posthog-answers"
import {fail, type Result, succeed} from "@beton/shared/api/result"
import type {CaptureEvent} from "@beton/shared/events/capture-event"
import type {ParamsSchema, QueryDefinition, RowSchema} from "@beton/shared/queries/query"
import * as z from "zod"

import type {Config} from "../config/config"
import type {Host} from "../host"
import {AsyncQueries} from "./async-queries"
import {
    type CurrentKey,
    currentKeySchema,
    eventNamesSchema,
    type NamedProject,
    projectsSchema,
    type PropertyName,
    propertyNamesSchema,
} from "./discovery-schemas"
import {privateCall} from "./private-call"
import {boundOf, rowsOf} from "./query-answer"
import {type Call, Transport} from "./transport"
import {unreadable} from "./unreadable"

export type {CurrentKey, NamedProject, PropertyName}

/** Entries per page, and how many are read at most: a project may have gathered tens of thousands of names. */
const DEFINITIONS_PAGE = 500
const PROJECTS_PAGE = 100
const MAX_LISTED = 2000

/** A project has five slots for group types (CONTRACT §5). */
const groupTypesSchema = z.array(z.object({group_type: z.string(), group_type_index: z.int().min(0).max(4)}))

const projectSchema = z.object({
    api_token: z.string().min(1),
    name: z.string().catch(""),
    timezone: z.string().catch("UTC"),
    group_types: groupTypesSchema.catch([]),
})

/** What Beton needs to know of a project. */
export type Project = z.infer<typeof projectSchema>

/** PostHog's API, one method per endpoint (CONTRACT §5, 7, 11). Counts the queries it sends (A9). */
export class PostHogClient {
    /** Queries sent by this client. */
    queries = 0
    /** Queries that take longer than a request may. */
    readonly later: AsyncQueries

    constructor(
        private readonly host: Host,
        private readonly config: Config,
        private readonly transport: Transport = new Transport(host, {budgetMs: Infinity}),
    ) {
        this.later = new AsyncQueries(host, config, transport)
    }

    /**
     * Runs a query of the registry and reads its rows. Never served from PostHog's cache; what this process asked less
     * than the query's own time to live ago is not asked again (A9).
     */
    async query<P extends ParamsSchema, R extends RowSchema>(
        definition: QueryDefinition<P, R>,
        params: z.input<P>,
    ): Promise<Result<z.output<R>[]>> {
        const asked = boundOf(definition, params)
        if (!asked.ok) return asked
        const bound = asked.value
        const path = `/api/projects/${this.config.project}/query/`
        const body = {
            query: {kind: "HogQLQuery", query: bound.text, values: bound.values},
            refresh: "force_blocking",
        }
        const key = `${this.config.posthogHost}${path} ${JSON.stringify(body.query)}`
        const known = bound.ttlSeconds > 0 ? this.host.cache.get(key) : undefined
        if (known !== undefined) {
            this.transport.countCached()
            return succeed(known as z.output<R>[])
        }
        const before = this.transport.calls.posthog_query
        const answer = await this.call("POST", path, `query ${bound.id}`, body, "posthog_query")
        this.queries += this.transport.calls.posthog_query - before
        if (!answer.ok) return answer
        const rows = rowsOf(definition, params, answer.value)
        if (rows.ok && bound.ttlSeconds > 0)
            this.host.cache.set(key, rows.value, bound.ttlSeconds * 1000, JSON.stringify(rows.value).length)
        return rows
    }

    /** The project: public token, time zone, group types. Scope project:read. */
    async project(): Promise<Result<Project>> {
        const answer = await this.call("GET", `/api/projects/${this.config.project}/`, "project")
        if (!answer.ok) return answer
        const parsed = projectSchema.safeParse(answer.value)
        return parsed.success
            ? succeed(parsed.data)
            : unreadable("PostHog's description of the project", parsed.error, "project")
    }

    /** Group types with their index. Scope group:read. */
    async groupTypes(): Promise<Result<z.infer<typeof groupTypesSchema>>> {
        const path = `/api/projects/${this.config.project}/groups_types/`
        const answer = await this.call("GET", path, "list of group types")
        if (!answer.ok) return answer
        const parsed = groupTypesSchema.safeParse(answer.value)
        return parsed.success
            ? succeed(parsed.data)
            : unreadable("PostHog's list of group types", parsed.error, "groups_types")
    }

    /** The key in use: scopes and projects. Older versions do not tell: "not_found", "refused" or "missing_scope". */
    async currentKey(): Promise<Result<CurrentKey>> {
        return this.read("/api/personal_api_keys/@current/", currentKeySchema, "description of the key")
    }

    /** Projects of the key's organisation, at most 2,000; a key that is limited to projects may be refused. Scope project:read. */
    async projects(): Promise<Result<NamedProject[]>> {
        return this.pages("/api/projects/", "", PROJECTS_PAGE, projectsSchema, "list of projects")
    }

    /** Names of the project's events, at most 2,000. Scope event_definition:read. */
    async eventNames(): Promise<Result<string[]>> {
        const rows = await this.definitions("event_definitions", "", eventNamesSchema)
        return rows.ok ? succeed(rows.value.map(({name}) => name)) : rows
    }

    /** Names of the properties of persons, of groups of a type, or of given events, at most 2,000. Scope property_definition:read. */
    async propertyNames(
        of:
            | {readonly type: "person"}
            | {readonly type: "group"; readonly groupTypeIndex: number}
            | {readonly type: "event"; readonly events: readonly string[]},
    ): Promise<Result<PropertyName[]>> {
        const more =
            of.type === "group"
                ? `&group_type_index=${of.groupTypeIndex}`
                : of.type === "event"
                  ? `&filter_by_event_names=true&event_names=${encodeURIComponent(JSON.stringify(of.events))}`
                  : ""
        const rows = await this.definitions(
            "property_definitions",
            `&type=${of.type}${more}`,
            propertyNamesSchema,
        )
        return rows.ok
            ? succeed(rows.value.map(({name, property_type: type}) => ({name, type: type ?? null})))
            : rows
    }

    /**
     * Whether the ingestion address takes events, without sending one: an empty batch is refused by the service itself
     * with a plain 400, or accepted by older ones, and either way nothing is stored (CONTRACT §11).
     */
    async probeCapture(apiToken: string): Promise<Result<null>> {
        const answer = await this.transport.send({
            kind: "posthog_capture",
            url: `${ingestHost(this.config)}/batch/`,
            request: {
                method: "POST",
                headers: {"Content-Type": "application/json"},
                body: JSON.stringify({api_key: apiToken, batch: []}),
            },
            repeatable: true,
        })
        if (!answer.ok) return answer
        const {status, text} = answer.value
        if (status < 500 && (text.trimStart().startsWith("<") || status === 404 || status === 405))
            return fail(
                "refused",
                "Something else than PostHog's ingestion answers there.",
                `capture_${status}`,
            )
        if (status === 400) return succeed(null)
        return readCaptureAnswer(answer.value, this.host.now())
    }

    /** Sends events. Re-sending is harmless: uuid and timestamp are fixed. */
    async capture(
        apiToken: string,
        batch: readonly CaptureEvent[],
        historical = false,
    ): Promise<Result<null>> {
        const answer = await this.transport.send({
            kind: "posthog_capture",
            url: `${ingestHost(this.config)}/batch/`,
            request: {
                method: "POST",
                headers: {"Content-Type": "application/json"},
                // No sent_at: it would switch on clock-skew correction and move our fixed timestamps.
                body: JSON.stringify({api_key: apiToken, historical_migration: historical, batch}),
            },
            repeatable: true,
        })
        return answer.ok ? readCaptureAnswer(answer.value, this.host.now()) : answer
    }

    private async read<T extends z.ZodType>(
        path: string,
        schema: T,
        what: string,
    ): Promise<Result<z.output<T>>> {
        const answer = await this.call("GET", path, what)
        if (!answer.ok) return answer
        const parsed = schema.safeParse(answer.value)
        return parsed.success
            ? succeed(parsed.data)
            : unreadable(`PostHog's ${what}`, parsed.error, path.split("?")[0] ?? "")
    }

    /** All pages of a list of definitions. */
    private async definitions<R>(
        resource: "event_definitions" | "property_definitions",
        filter: string,
        schema: z.ZodType<{next?: string | null | undefined; results: R[]}>,
    ): Promise<Result<R[]>> {
        const path = `/api/projects/${this.config.project}/${resource}/`
        return this.pages(path, filter, DEFINITIONS_PAGE, schema, "list of definitions")
    }

    /** A list page after page, up to as many as anybody can choose from. */
    private async pages<R>(
        path: string,
        filter: string,
        size: number,
        schema: z.ZodType<{next?: string | null | undefined; results: R[]}>,
        what: string,
    ): Promise<Result<R[]>> {
        const rows: R[] = []
        for (;;) {
            const page = await this.read(`${path}?limit=${size}&offset=${rows.length}${filter}`, schema, what)
            if (!page.ok) return page
            rows.push(...page.value.results)
            const ended = page.value.next === null || page.value.next === undefined
            if (ended || page.value.results.length === 0 || rows.length >= MAX_LISTED) return succeed(rows)
        }
    }

    private async call(
        method: "GET" | "POST",
        path: string,
        what: string,
        body?: unknown,
        kind: Call["kind"] = "posthog_private",
    ): Promise<Result<unknown>> {
        const answer = await privateCall(this.transport, this.config, method, path, body, kind)
        return answer.ok ? readPostHogAnswer(answer.value, this.host.now(), what) : answer
    }
}

/** Where events are sent: PostHog Cloud has its own ingestion hosts, a self-hosted PostHog has one address for all. */
export function ingestHost(config: Config): string {
    if (config.settings.ingest_host !== null) return config.settings.ingest_host.replace(/\/$/, "")
    const cloud = /^https:\/\/(us|eu|app)\.posthog\.com$/.exec(config.posthogHost)?.[1]
    if (cloud === undefined) return config.posthogHost
    return `https://${cloud === "eu" ? "eu" : "us"}.i.posthog.com`
}
