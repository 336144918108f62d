import {readPostHogAnswer} from "@beton/shared/api/posthog-answers"
import {type Answer, fail, jsonOf, type Result, succeed} from "@beton/shared/api/result"
import {lacksScope} from "@beton/shared/checks/posthog"
import type * as z from "zod"

import {privateCall} from "../../clients/private-call"
import type {Transport} from "../../clients/transport"
import {unreadable} from "../../clients/unreadable"
import type {Config} from "../../config/config"
import type {Host} from "../../host"
import {
    type DashboardBody,
    type DashboardRow,
    dashboardRowSchema,
    dashboardSchema,
    type InsightBody,
    insightSchema,
    pageOf,
} from "./schemas"

const PAGE = 100
/** PostHog means projects to have 500 dashboards at most; one that has more is read to the end all the same. */
const MAX_PAGES = 50

/** Code of an error inside PostHog, or of no answer in time: either may be about one object only. */
export const SERVER_ERROR = "server_error"

/** A JSON body. */
export type Body = Readonly<Record<string, unknown>>

/**
 * Dashboards and insights of a project (CONTRACT §8, 9), one method per endpoint; scopes dashboard:write and
 * insight:write. What makes or changes something is sent once: after a lost answer the caller looks what is there.
 */
export class BoardsClient {
    constructor(
        private readonly host: Pick<Host, "now">,
        private readonly config: Pick<Config, "posthogHost" | "posthogKey" | "project">,
        private readonly transport: Transport,
    ) {}

    /** All dashboards that are not deleted. Not searched for: that is fuzzy, and older servers look at names only. */
    dashboards(): Promise<Result<DashboardRow[]>> {
        return this.pages("dashboards/?", dashboardRowSchema, "list of dashboards")
    }

    /** A dashboard with its tiles; a deleted one is "not_found". */
    dashboard(id: number): Promise<Result<DashboardBody>> {
        return this.send("GET", `dashboards/${id}/`, dashboardSchema, "dashboard")
    }

    createDashboard(body: Body): Promise<Result<DashboardBody>> {
        return this.send("POST", "dashboards/", dashboardSchema, "new dashboard", body)
    }

    patchDashboard(id: number, body: Body): Promise<Result<DashboardBody>> {
        return this.send("PATCH", `dashboards/${id}/`, dashboardSchema, "changed dashboard", body)
    }

    /** Insights whose texts hold a word, deleted ones left out. Their queries are their own, without any dashboard's filters. */
    insights(word: string): Promise<Result<InsightBody[]>> {
        const search = `insights/?basic=true&search=${encodeURIComponent(word)}&`
        return this.pages(search, insightSchema, "list of insights")
    }

    /** An insight with its own query; a deleted one is "not_found". */
    insight(id: number): Promise<Result<InsightBody>> {
        return this.send("GET", `insights/${id}/`, insightSchema, "insight")
    }

    createInsight(body: Body): Promise<Result<InsightBody>> {
        return this.send("POST", "insights/", insightSchema, "new insight", body)
    }

    /** `dashboards` replaces the whole set (CONTRACT §9). */
    patchInsight(id: number, body: Body): Promise<Result<InsightBody>> {
        return this.send("PATCH", `insights/${id}/`, insightSchema, "changed insight", body)
    }

    private async pages<T extends z.ZodType>(
        path: string,
        row: T,
        what: string,
    ): Promise<Result<z.output<T>[]>> {
        const rows: z.output<T>[] = []
        for (const _page of Array.from({length: MAX_PAGES})) {
            const query = `${path}limit=${PAGE}&offset=${rows.length}`
            const page = await this.send("GET", query, pageOf(row), what)
            if (!page.ok) return page
            const {next, results} = page.value
            rows.push(...results)
            if (next === null || next === undefined || results.length === 0) return succeed(rows)
        }
        return fail("unreadable", `PostHog's ${what} does not end.`, "endless_list")
    }

    private async send<T extends z.ZodType>(
        method: "GET" | "POST" | "PATCH",
        path: string,
        schema: T,
        what: string,
        body?: Body,
    ): Promise<Result<z.output<T>>> {
        const url = `/api/projects/${this.config.project}/${path}`
        const isRead = method === "GET"
        const sent = await privateCall(
            this.transport,
            this.config,
            method,
            url,
            body,
            "posthog_private",
            isRead,
        )
        if (!sent.ok) return sent
        const answer = readBoardAnswer(sent.value, this.host.now(), what)
        if (!answer.ok) return answer
        const parsed = schema.safeParse(answer.value)
        return parsed.success
            ? succeed(parsed.data)
            : unreadable(`PostHog's ${what}`, parsed.error, path.split(/[/?]/)[0] ?? "")
    }
}

/**
 * Restricted dashboards are refused like a missing right of the key (CONTRACT §8), but another person can help. An error
 * inside PostHog is told apart from its being away.
 */
function readBoardAnswer(answer: Answer, now: number, what: string): Result<unknown> {
    const body = jsonOf(answer.text)
    const detail = typeof body === "object" && body !== null ? (body as {detail?: unknown}).detail : undefined
    const isClosed =
        typeof detail === "string" && /edit permission|only be edited by|permission to add/.test(detail)
    if (answer.status === 403 && isClosed)
        return fail(
            "refused",
            "The dashboard is restricted: its owner has to let the owner of the key edit it.",
            "restricted",
        )
    // PostHog refuses in JSON. Firewalls take SQL in a body for an attack.
    if (answer.status === 403 && body === undefined)
        return fail(
            "refused",
            `Something on the way to PostHog, such as a firewall, refused the request (${what}). Let Beton's calls of PostHog's API pass there.`,
            "firewall",
        )
    // Nothing is computed here, so it is not about a query: something on the way did not wait.
    if (answer.status === 504)
        return fail("unavailable", `PostHog took too long to answer (${what}).`, SERVER_ERROR)
    if (answer.status === 500)
        return fail("unavailable", `PostHog ended in an error of its own (${what}).`, SERVER_ERROR)
    const read = readPostHogAnswer(answer, now, what)
    // Reading is part of writing: a key that gets the scope for reading only would be refused at the next call.
    const lacking = read.ok ? null : /^(dashboard|insight):read$/.exec(read.failure.code)?.[1]
    if (!lacking) return read
    return fail("missing_scope", lacksScope(`${lacking}:write`), `${lacking}:write`)
}
