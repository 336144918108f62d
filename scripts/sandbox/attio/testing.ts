import {ALL_SCOPES} from "./admin"
import {startAttio} from "./index"

/** One answer of the stand-in, loosely typed for assertions. */
export interface Answer {
    status: number
    headers: Headers
    body: {data?: unknown; code?: string; message?: string; [key: string]: unknown}
}

/** A plain HTTP caller with a token; `raw` replaces the JSON body, `headers` adds to or replaces the standard ones. */
export type Caller = (
    method: string,
    path: string,
    body?: unknown,
    o?: {headers?: Record<string, string>; raw?: string},
) => Promise<Answer>

/** Calls the stand-in at `url`. */
export function caller(url: string, token: string | null): Caller {
    return async (method, path, body, o = {}) => {
        const text = o.raw ?? (body === undefined ? undefined : JSON.stringify(body))
        const headers = {
            ...(token === null ? {} : {authorization: `Bearer ${token}`}),
            ...(text === undefined ? {} : {"content-type": "application/json"}),
            ...o.headers,
        }
        const response = await fetch(url + path, {
            method,
            headers,
            ...(text === undefined ? {} : {body: text}),
        })
        return {
            status: response.status,
            headers: response.headers,
            body: (await response.json()) as Answer["body"],
        }
    }
}

/** A record as answered, with loosely typed values. */
export interface AnsweredRecord {
    id: {record_id: string}
    created_at: string
    values: Record<string, Record<string, unknown>[]>
}

type Running = Awaited<ReturnType<typeof startAttio>>

/** A running stand-in with one workspace and a token that may do everything. */
export interface Bench extends Running {
    workspaceId: string
    memberIds: string[]
    token: string
    call: Caller
    /** Creates a record and returns it; throws with the refusal when there is one. */
    create(object: string, values: Record<string, unknown>): Promise<AnsweredRecord>
}

/** Starts a stand-in for a test. Limits are lifted unless the test sets some. */
export async function startBench(
    o: Parameters<typeof startAttio>[0] & {
        workspace?: Parameters<Running["admin"]["createWorkspace"]>[0]
    } = {},
): Promise<Bench> {
    const {workspace, ...options} = o
    const running = await startAttio(options)
    const {workspaceId, memberIds} = await running.admin.createWorkspace({dealsEnabled: true, ...workspace})
    await running.admin.setLimits(workspaceId, {readsPerSecond: 100_000, writesPerSecond: 100_000})
    const token = await running.admin.createToken(workspaceId, {scopes: ALL_SCOPES})
    const call = caller(running.url, token)
    return {
        ...running,
        workspaceId,
        memberIds,
        token,
        call,
        async create(object, values) {
            const {status, body} = await call("POST", `/v2/objects/${object}/records`, {data: {values}})
            if (status !== 200) throw new Error(`${status} ${body.code}: ${body.message}`)
            return body.data as AnsweredRecord
        },
    }
}
