import {createFixture, type ProjectFixture, type Reply} from "./posthog-fixture"

export interface TileBody {
    id: number
    layouts: Record<string, unknown>
    color: string | null
    order: number | null
    is_cached: boolean | null
    insight: InsightBody | null
    text: {id: number; body: string} | null
    button_tile: {url: string} | null
}

export interface DashboardBody {
    id: number
    name: string
    description: string
    pinned: boolean
    deleted: boolean
    filters: Record<string, unknown>
    tags: string[]
    tiles: TileBody[]
    restriction_level: number
    effective_restriction_level: number
    effective_privilege_level: number
    search_match_type?: string
    code: string
    detail: string
}

export interface InsightBody {
    id: number
    short_id: string
    name: string
    query: unknown
    dashboards: number[]
    dashboard_tiles: {id: number; dashboard_id: number; deleted: boolean | null}[]
    deleted: boolean
    tags: string[]
    saved: boolean
    result: unknown
    columns: string[] | null
    is_cached: boolean
    last_refresh: string | null
    query_status: {id: string; complete: boolean; error_message: string | null} | null
    color?: string | null
    code: string
    detail: string
}

export interface Page<T> {
    count: number
    next: string | null
    results: T[]
}

/** A SQL insight's node as the product stores it. */
export const sql = (query: string) => ({kind: "DataVisualizationNode", source: {kind: "HogQLQuery", query}})

/** A project with short forms for its dashboards and insights. */
export interface BoardFixture {
    project: ProjectFixture
    /** `path` lies under the project. */
    call<T>(method: string, path: string, body?: unknown, key?: string): Promise<Reply<T>>
    dashboard(body?: Record<string, unknown>): Promise<DashboardBody>
    /** A saved SQL insight, on these dashboards. */
    insight(query: string, dashboards?: number[], more?: Record<string, unknown>): Promise<InsightBody>
    read(dashboard: number, query?: string): Promise<DashboardBody>
}

export async function createBoards(scopes?: string[]): Promise<BoardFixture> {
    const project = await createFixture({}, scopes)
    const call: BoardFixture["call"] = (method, path, body, key) =>
        project.request(method, `/api/projects/${project.id}${path}`, body, key)
    const made = async <T>(path: string, body: unknown): Promise<T> => {
        const answer = await call<T & {detail: string}>("POST", path, body)
        if (answer.status !== 201) throw new Error(`${answer.status} ${answer.body.detail}`)
        return answer.body
    }
    return {
        project,
        call,
        dashboard: (body = {}) => made("/dashboards/", {name: "Overview", ...body}),
        insight: (query, dashboards = [], more = {}) =>
            made("/insights/", {name: "Insight", query: sql(query), dashboards, saved: true, ...more}),
        read: async (dashboard, query = "") =>
            (await call<DashboardBody>("GET", `/dashboards/${dashboard}/${query}`)).body,
    }
}
