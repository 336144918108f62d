import type {HostRequest, HostResponse} from "@beton/posthog-app/host"

/** A request as it left the app, with its answer. */
export interface Sent {
    readonly method: string
    readonly url: string
    readonly body: string
    readonly headers: Readonly<Record<string, string>>
    status: number
    answer: string
}

/** The real network of a host, with everything that passes kept for tests. */
export interface Wire {
    readonly sent: Sent[]
    /** Called before each request leaves; may arm a fault for it, or return an answer of its own. */
    before: (request: Sent) => Promise<AnswerOverride | undefined>
    fetch(url: string, request: HostRequest): Promise<HostResponse>
    /** The same as a `fetch` for the plugin VM. */
    readonly nativeFetch: typeof fetch
}

/** An answer that a test puts in place of the real one. */
export interface AnswerOverride {
    readonly status: number
    readonly text: string
    readonly headers?: Readonly<Record<string, string>>
}

/** A fresh wire. */
export function openWire(): Wire {
    const sent: Sent[] = []
    const wire: Wire = {
        sent,
        before: async () => undefined,
        fetch: async (url, request) => {
            const entry: Sent = {
                method: request.method,
                url,
                body: request.body ?? "",
                headers: {...request.headers},
                status: 0,
                answer: "",
            }
            sent.push(entry)
            const override = await wire.before(entry)
            const response =
                override === undefined
                    ? await fetch(url, {...request, headers: {...request.headers}})
                    : new Response(override.text, {
                          status: override.status,
                          ...(override.headers === undefined ? {} : {headers: {...override.headers}}),
                      })
            const text = await response.text()
            entry.status = response.status
            entry.answer = text
            return {status: response.status, headers: response.headers, text: async () => text}
        },
        nativeFetch: async (input, init) => {
            const headers: Record<string, string> = {}
            new Headers(init?.headers).forEach((value, name) => (headers[name] = value))
            const answer = await wire.fetch(String(input), {
                method: (init?.method ?? "GET") as HostRequest["method"],
                headers,
                ...(typeof init?.body === "string" ? {body: init.body} : {}),
            })
            const kept: Record<string, string> = {}
            for (const name of ["content-type", "retry-after", "date"]) {
                const value = answer.headers.get(name)
                if (value !== null) kept[name] = value
            }
            return new Response(await answer.text(), {status: answer.status, headers: kept})
        },
    }
    return wire
}

/** Values that tell the app's queries apart: only the named query binds them. */
const MARKS = {
    "fired history": (values: Record<string, unknown>) => values.event === "beton_signal_fired",
    billing_intent: (values: Record<string, unknown>) => "billing_events" in values,
    support_engagement: (values: Record<string, unknown>) => "support_events" in values,
} as const

/** Which of the app's queries a request carries; null for any other request. */
export function queryName(sent: Pick<Sent, "url" | "body">): string | null {
    if (!sent.url.endsWith("/query/")) return null
    const {query} = JSON.parse(sent.body) as {query: {values: Record<string, unknown>}}
    return Object.entries(MARKS).find(([, matches]) => matches(query.values))?.[0] ?? null
}

/** Events of all capture requests. */
export function capturedEvents(sent: readonly Sent[]): CapturedEvent[] {
    return sent
        .filter(({url}) => url.endsWith("/batch/"))
        .flatMap(({body}) => (JSON.parse(body) as {batch: CapturedEvent[]}).batch)
}

/** An event as it was sent. */
export interface CapturedEvent {
    event: string
    uuid: string
    timestamp: string
    distinct_id: string
    properties: Record<string, unknown>
}
