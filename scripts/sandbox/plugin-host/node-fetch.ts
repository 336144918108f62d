import {types} from "node:util"

/** The options of a request as node-fetch 2 takes them. There is no default time limit. */
export interface NodeFetchInit {
    method?: unknown
    headers?: unknown
    body?: unknown
    redirect?: unknown
    /** Milliseconds; 0 or absent = wait for ever. */
    timeout?: unknown
}

/** The response object a plugin sees: what node-fetch 2 offers and plugins use, without streams. */
export interface NodeFetchResponse {
    ok: boolean
    status: number
    statusText: string
    url: string
    redirected: boolean
    headers: NodeFetchHeaders
    json(): Promise<unknown>
    text(): Promise<string>
    buffer(): Promise<Buffer>
    arrayBuffer(): Promise<ArrayBuffer>
}

/** Read-only view of the response headers; `raw` gives lists as node-fetch does. */
export interface NodeFetchHeaders {
    get(name: unknown): string | null
    has(name: unknown): boolean
    forEach(callback: (value: string, name: string) => void): void
    entries(): IterableIterator<[string, string]>
    keys(): IterableIterator<string>
    values(): IterableIterator<string>
    raw(): Record<string, string[]>
    [Symbol.iterator](): IterableIterator<[string, string]>
}

/** The error of a request that got no usable answer. */
export class FetchError extends Error {
    override name = "FetchError"
    constructor(
        message: string,
        readonly type: "system" | "request-timeout" | "invalid-json",
        readonly code?: string,
    ) {
        super(message)
    }
}

/** Makes a `fetch` like node-fetch 2 on top of `send`. `parse` makes values of the plugin's own classes from JSON. */
export function createNodeFetch(send: typeof fetch, parse: (text: string) => unknown) {
    return async (target: unknown, init: NodeFetchInit = {}): Promise<NodeFetchResponse> => {
        const url = String(target)
        if (!/^https?:\/\//i.test(url)) throw new TypeError("Only absolute URLs are supported")
        const limit = timeLimit(url, init.timeout)
        try {
            const response = await limit.race(send(url, requestInit(init, limit.signal)))
            return wrapResponse(response, url, parse, limit)
        } catch (error) {
            limit.stop()
            throw asFetchError(error, url)
        }
    }
}

const USER_AGENT = "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)"

function requestInit(init: NodeFetchInit, signal: AbortSignal | undefined): RequestInit {
    const headers = new Headers((init.headers ?? {}) as HeadersInit)
    if (!headers.has("user-agent")) headers.set("user-agent", USER_AGENT)
    const body = requestBody(init.body)
    return {
        method: init.method === undefined ? "GET" : String(init.method).toUpperCase(),
        headers,
        ...(body === undefined ? {} : {body}),
        ...(init.redirect === undefined ? {} : {redirect: String(init.redirect) as RequestRedirect}),
        ...(signal ? {signal} : {}),
    }
}

function requestBody(body: unknown): BodyInit | undefined {
    if (body === undefined || body === null) return undefined
    if (body instanceof URLSearchParams) return body
    // A copy made of this process's classes; anything unknown becomes text, as in node-fetch ("[object Object]").
    if (ArrayBuffer.isView(body)) {
        return new Uint8Array(Buffer.from(body.buffer, body.byteOffset, body.byteLength)) as BodyInit
    }
    return String(body)
}

interface TimeLimit {
    signal?: AbortSignal
    race<T>(work: Promise<T>): Promise<T>
    stop(): void
}

function timeLimit(url: string, timeout: unknown): TimeLimit {
    const ms = Number(timeout ?? 0)
    if (!(ms > 0)) return {race: (work) => work, stop: () => undefined}
    const abort = new AbortController()
    let fail: (error: Error) => void = () => undefined
    const failed = new Promise<never>((_, reject) => (fail = reject))
    failed.catch(() => undefined)
    const timer = setTimeout(() => {
        fail(new FetchError(`network timeout at: ${url}`, "request-timeout"))
        abort.abort()
    }, ms)
    return {
        signal: abort.signal,
        race: (work) => Promise.race([work, failed]),
        stop: () => clearTimeout(timer),
    }
}

function asFetchError(error: unknown, url: string): unknown {
    if (!types.isNativeError(error)) return error
    const cause = error.cause as {message?: string; code?: string} | undefined
    if (error.message !== "fetch failed" || !cause) return error
    const reason = cause.message || cause.code || "unknown"
    return new FetchError(`request to ${url} failed, reason: ${reason}`, "system", cause.code)
}

function wrapResponse(
    response: Response,
    url: string,
    parse: (text: string) => unknown,
    limit: TimeLimit,
): NodeFetchResponse {
    let used = false
    const read = async (): Promise<Buffer> => {
        if (used) throw new TypeError(`body used already for: ${response.url || url}`)
        used = true
        try {
            return Buffer.from(await limit.race(response.arrayBuffer()))
        } finally {
            limit.stop()
        }
    }
    return {
        ok: response.ok,
        status: response.status,
        statusText: response.statusText,
        url: response.url || url,
        redirected: response.redirected,
        headers: wrapHeaders(response.headers),
        text: async () => (await read()).toString("utf8"),
        buffer: read,
        arrayBuffer: async () => new Uint8Array(await read()).buffer,
        async json() {
            const text = (await read()).toString("utf8")
            try {
                return parse(text)
            } catch (error) {
                const reason = (error as Error).message
                throw new FetchError(
                    `invalid json response body at ${response.url || url} reason: ${reason}`,
                    "invalid-json",
                )
            }
        },
    }
}

function wrapHeaders(headers: Headers): NodeFetchHeaders {
    const list = (): [string, string][] => [...(headers as unknown as Iterable<[string, string]>)]
    return {
        get: (name) => headers.get(String(name)),
        has: (name) => headers.has(String(name)),
        forEach: (callback) => list().forEach(([name, value]) => callback(value, name)),
        entries: () => list().values(),
        keys: () =>
            list()
                .map(([name]) => name)
                .values(),
        values: () =>
            list()
                .map(([, value]) => value)
                .values(),
        raw: () => Object.fromEntries(list().map(([name, value]) => [name, [value]])),
        [Symbol.iterator]: () => list().values(),
    }
}
