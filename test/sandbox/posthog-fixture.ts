import {connectPostHog} from "../../scripts/sandbox/posthog/admin-client"
import type {PostHogAdmin, ProjectPatch} from "../../scripts/sandbox/posthog/admin-types"

// Stand-ins answer quickly, but the machine may be busy with other suites.
jest.setTimeout(60_000)

/** An answer with its body parsed when it is JSON. */
export interface Reply<T = unknown> {
    status: number
    headers: Headers
    body: T
}

/** The fields of a query answer that tests look at. */
export interface QueryBody {
    results: unknown[][]
    columns: string[]
    types: [string, string][]
    hasMore: boolean | null
    limit: number | null
    offset: number | null
    is_cached: boolean
    last_refresh: string
    query_status: {
        id: string
        complete: boolean
        error_message: string | null
        results: QueryBody | null
    } | null
    timezone: string
    code: string
    type: string
    detail: string
    attr: string | null
}

/** One project of a stand-in with a key, so that test files can run side by side. */
export interface ProjectFixture {
    url: string
    admin: PostHogAdmin
    id: number
    apiToken: string
    key: string
    request<T = unknown>(method: string, path: string, body?: unknown, key?: string): Promise<Reply<T>>
    query(
        query: string,
        more?: {values?: Record<string, unknown>} & Record<string, unknown>,
    ): Promise<Reply<QueryBody>>
    /** Rows of a query that must succeed. */
    rows(query: string, values?: Record<string, unknown>): Promise<unknown[][]>
    capture(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>
}

/** The address of the stand-in that all integration tests share. */
export function sharedPostHog(): string {
    const url = process.env.BETON_POSTHOG_URL
    if (!url)
        throw new Error('BETON_POSTHOG_URL is not set: run this file in the jest project "integration".')
    return url
}

async function reply<T>(response: Response): Promise<Reply<T>> {
    const text = await response.text()
    const json = response.headers.get("content-type")?.includes("application/json")
    return {
        status: response.status,
        headers: response.headers,
        body: (json && text ? JSON.parse(text) : text) as T,
    }
}

/** Creates a project (fixed clock 2026-10-05T06:00Z unless told) and a key with the scopes (default all). */
export async function createFixture(
    patch: ProjectPatch = {},
    scopes: string[] = ["*"],
    url: string = sharedPostHog(),
): Promise<ProjectFixture> {
    const admin = connectPostHog(url)
    const {id, apiToken} = await admin.createProject({now: "2026-10-05T06:00:00.000Z", ...patch})
    const ownKey = await admin.createPersonalKey({scopes})
    const request: ProjectFixture["request"] = async <T>(
        method: string,
        path: string,
        body?: unknown,
        key = ownKey,
    ) =>
        reply<T>(
            await fetch(url + path, {
                method,
                headers: {
                    "content-type": "application/json",
                    ...(key ? {authorization: `Bearer ${key}`} : {}),
                },
                ...(body === undefined ? {} : {body: typeof body === "string" ? body : JSON.stringify(body)}),
            }),
        )
    const query: ProjectFixture["query"] = (text, {values, ...more} = {}) =>
        request("POST", `/api/projects/${id}/query/`, {
            query: {kind: "HogQLQuery", query: text, ...(values ? {values} : {})},
            refresh: "force_blocking",
            ...more,
        })
    return {
        url,
        admin,
        id,
        apiToken,
        key: ownKey,
        request,
        query,
        rows: async (text, values) => {
            const {status, body} = await query(text, values ? {values} : {})
            if (status !== 200) throw new Error(`${status} ${body.detail}`)
            return body.results
        },
        capture: async (path, body, headers = {}) =>
            reply(
                await fetch(url + path, {
                    method: "POST",
                    headers: {"content-type": "application/json", ...headers},
                    body: Buffer.isBuffer(body)
                        ? new Uint8Array(body)
                        : typeof body === "string"
                          ? body
                          : JSON.stringify(body),
                }),
            ),
    }
}
