import {readPostHogAnswer} from "@beton/shared/api/posthog-answers"
import {fail, type Result, succeed} from "@beton/shared/api/result"
import {
    bindQuery,
    contradictionOf,
    type ParamsSchema,
    type QueryDefinition,
    readRows,
    type RowSchema,
} from "@beton/shared/queries/query"
import * as z from "zod/mini"

import {type Budget, send} from "../http/send"

const queryAnswer = z.object({results: z.array(z.array(z.unknown())), columns: z.array(z.string())})

/** Where PostHog is and how to ask it. */
export interface PostHog {
    /** Origin without a trailing slash. */
    readonly host: string
    readonly project: string
    /** The personal API key of the workspace's connection, as it was pasted. */
    readonly key: string
    readonly budget: Budget
}

/** Why a key must not be sent to an address; null when it may. Unencrypted only on the same machine. */
export function hostProblem(host: string): string | null {
    const local = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(host)
    return host.startsWith("https://") || local
        ? null
        : "The address of PostHog must start with https://, or the key would travel unencrypted. Correct it in the PostHog app and pair again."
}

/** Asks a query of the registry (CONTRACT §5); never served from PostHog's cache. */
export async function askPostHog<P extends ParamsSchema, R extends RowSchema>(
    posthog: PostHog,
    definition: QueryDefinition<P, R>,
    params: z.input<P>,
): Promise<Result<z.output<R>[]>> {
    const bound = boundOrNull(definition, params)
    if (bound === null)
        return fail("refused", 'PostHog cannot be asked with these settings. Correct "What an account is" and email_property in the PostHog app and pair again.', definition.id)
    const {id, text, values} = bound
    const body = {query: {kind: "HogQLQuery", query: text, values}, refresh: "force_blocking"}
    const answer = await callPostHog(posthog, `/api/projects/${posthog.project}/query/`, body)
    if (!answer.ok) return answer
    const parsed = queryAnswer.safeParse(answer.value)
    if (!parsed.success) return unreadable(id)
    try {
        const rows = readRows(definition, parsed.data.columns, parsed.data.results)
        const wrong = contradictionOf(definition, rows, params)
        return wrong === null ? succeed(rows) : unreadable(id)
    } catch {
        // The error names a column; nobody who reads the sentence could do anything with it.
        return unreadable(id)
    }
} // prettier-ignore

/** null for a setting that cannot become part of a query, such as the name of a property with a backtick. */
function boundOrNull<P extends ParamsSchema, R extends RowSchema>(definition: QueryDefinition<P, R>, params: z.input<P>) {
    try {
        return bindQuery(definition, params)
    } catch {
        return null
    }
} // prettier-ignore

/** Reads from PostHog's private API: a POST here only asks. */
export function callPostHog({host, key, budget}: PostHog, path: string, body?: unknown): Promise<Result<unknown>> {
    const problem = hostProblem(host)
    if (problem !== null) return Promise.resolve(fail("refused", problem, "host"))
    return send(
        {
            service: "PostHog",
            url: `${host}${path}`,
            method: body === undefined ? "GET" : "POST",
            headers: {Authorization: `Bearer ${key.trim()}`, "Content-Type": "application/json"},
            ...(body === undefined ? {} : {body: JSON.stringify(body)}),
            repeatable: true,
        },
        readPostHogAnswer,
        budget,
    )
} // prettier-ignore

function unreadable(id: string): Result<never> {
    return fail("unreadable", "PostHog's answer has an unknown form. Update the Attio app, or try again later.", id)
} // prettier-ignore
