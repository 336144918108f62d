import type {NodeFetchInit, NodeFetchResponse} from "./node-fetch"
import type {CapturedEvent} from "./types"

const DEFAULT_API_HOST = "https://app.posthog.com"
/** Version that the emulated plugin server writes into captured events. */
export const PLUGIN_SERVER_VERSION = "1.10.5"

/** What `posthog.capture` needs. */
export interface CaptureOptions {
    pluginName: string
    teamId: number
    now: () => number
    uuid: () => string
    captured: CapturedEvent[]
}

/** `posthog.capture`: resolves once the event is queued; here it is kept in `captured` and goes nowhere. */
export function createCapture(o: CaptureOptions) {
    return async (event: string, properties: Record<string, unknown> = {}): Promise<void> => {
        const {
            timestamp = new Date(o.now()).toISOString(),
            distinct_id: distinctId = o.pluginName,
            ...others
        } = JSON.parse(JSON.stringify(properties)) as Record<string, unknown>
        o.captured.push({
            uuid: o.uuid(),
            event,
            distinct_id: String(distinctId),
            timestamp: String(timestamp),
            properties: {
                $lib: "posthog-plugin-server",
                $lib_version: PLUGIN_SERVER_VERSION,
                distinct_id: distinctId,
                ...others,
            },
            team_id: o.teamId,
        })
    }
}

/** What `posthog.api` needs. */
export interface ApiOptions {
    fetch: (url: string, init?: NodeFetchInit) => Promise<NodeFetchResponse>
    defaultHost?: string
    projectToken?: string
    botKey?: string
}

interface CallOptions {
    data?: Record<string, unknown>
    host?: string
    projectApiKey?: string
    personalApiKey?: string
}

/**
 * `posthog.api` with the habits of 1.10.5: no path prefix, no `@current`, the project token in the query string, GET
 * puts `data` there too, DELETE drops it, POST and PUT send JSON as `text/plain`. The sandbox's own rule: a host that
 * is not on this machine is refused.
 */
export function createApi(o: ApiOptions) {
    const send = async (
        method: string,
        path: string,
        options: CallOptions = {},
    ): Promise<NodeFetchResponse> => {
        if (!options.personalApiKey !== !options.projectApiKey) {
            throw new Error(
                "You must specify a personalApiKey if you specify a projectApiKey and vice-versa!",
            )
        }
        const host = (options.host ?? o.defaultHost ?? DEFAULT_API_HOST).replace(/\/$/, "")
        refuseRemote(host)
        const token = options.projectApiKey ?? o.projectToken
        const key = options.personalApiKey ?? o.botKey
        if (!token || !key) throw new Error("Unable to determine project")
        const query = new URLSearchParams(method === "GET" ? (options.data as Record<string, string>) : {})
        query.set("token", token)
        const url = `${host}/${path.replace(/^\//, "")}?${query.toString()}`
        const headers = {Authorization: `Bearer ${key}`}
        if (method === "GET" || method === "DELETE") return o.fetch(url, {headers, method})
        return o.fetch(url, {headers, method, body: JSON.stringify(options.data ?? {})})
    }
    return {
        get: (path: string, options?: CallOptions) => send("GET", path, options),
        post: (path: string, options?: CallOptions) => send("POST", path, options),
        put: (path: string, options?: CallOptions) => send("PUT", path, options),
        delete: (path: string, options?: CallOptions) => send("DELETE", path, options),
    }
}

function refuseRemote(host: string): void {
    const name = URL.canParse(host) ? new URL(host).hostname : host
    if (name === "localhost" || name === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(name)) return
    throw new Error(
        `posthog.api would send this request to ${host}, outside of this machine. ` +
            "Pass `host` with every call, or use fetch with the host from the settings.",
    )
}
