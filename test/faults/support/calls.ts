import {QUERIES} from "@beton/shared/queries/registry"

/** One request of the app to PostHog or Attio. */
export interface ExternalCall {
    readonly service: "PostHog" | "Attio"
    readonly method: string
    /** As the app wrote it. */
    readonly path: string
    readonly body: string
    /** The process that made it, from 0. */
    readonly process: number
    /** The app's clock, unix ms. */
    readonly at: number
    /** It was on its way, whatever became of it. */
    left: boolean
    /** "" until there is one. */
    answer: string
    /** 0 until there is an answer. */
    status: number
}

/** Queries are told apart by their columns, which the registry declares and PostHog's answer repeats. */
const QUERY_BY_COLUMNS = new Map<string, string>()
for (const {id, row} of QUERIES) {
    const columns = Object.keys(row.shape).join()
    const other = QUERY_BY_COLUMNS.get(columns)
    QUERY_BY_COLUMNS.set(columns, other === undefined ? id : `${other} or ${id}`)
}

/**
 * What kind of call it was: the query's id in the registry, the events of a batch, else method and route. Nothing here
 * knows a particular call, so a new one is a new kind by itself.
 */
export function kindOf(call: ExternalCall): string {
    if (isQuery(call)) {
        const {columns = []} = JSON.parse(call.answer) as {columns?: string[]}
        return `query ${QUERY_BY_COLUMNS.get(columns.join()) ?? `unknown (${columns.join()})`}`
    }
    if (call.path === "/batch/") {
        const events = [...new Set(eventsOf(call).map(({event}) => event))]
        return `batch ${events.length === 0 ? "of nothing" : events.join()}`
    }
    const route = (call.path.split("?")[0] ?? "").replace(/\/[0-9a-f]{8}-[0-9a-f-]{27}(?=\/|$)/g, "/:id")
    return `${call.method} ${route.replace(/\/\d+(?=\/|$)/g, "/:id")}`
}

/** A query's request; its text lies in the body. */
export function isQuery({path}: Pick<ExternalCall, "path">): boolean {
    return path.endsWith("/query/")
}

/** The same for the same call of another process; record ids and tokens are the services' own. */
export function fingerprint(call: ExternalCall): string {
    const {method, path, body} = call
    // A summary says when it was made, and the audit log has the CRM's ids, so events are named only.
    if (path === "/batch/") {
        const events = eventsOf(call).map((one) => `${one.event} ${one.distinct_id} ${one.timestamp}`)
        return `${method} ${path} ${events.join()}`
    }
    return `${method} ${path} ${body}`.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id")
}

/** A call that changes something; a batch of nothing only asks whether the address is right. */
export function isWrite(call: ExternalCall): boolean {
    if (call.path === "/batch/") return eventsOf(call).length > 0
    return call.method !== "GET" && !/\/query\/?$/.test(call.path)
}

interface SentEvent {
    readonly event: string
    readonly uuid: string
    readonly distinct_id: string
    readonly timestamp: string
}

/** The events of a batch; none for any other call. */
export function eventsOf({path, body}: ExternalCall): SentEvent[] {
    if (path !== "/batch/") return []
    return (JSON.parse(body) as {batch: SentEvent[]}).batch
}
