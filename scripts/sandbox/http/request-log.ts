/** One answered request. */
export interface RequestLogEntry {
    /** Grows by one with each request of the stand-in. */
    seq: number
    /** When the request arrived, ms since the epoch on the real clock. */
    at: number
    method: string
    path: string
    /** 0 when the connection was closed without an answer. */
    status: number
    kind: "read" | "write"
    scope: number | string | null
    /** The name that the caller gave to a query. */
    name?: string
    /** Number of events in a capture request. */
    events?: number
    /** What failed inside when the answer is a bare 500. */
    error?: string
    /** Time until the answer, ms. */
    ms: number
}

/** Keeps the newest requests in memory. */
export class RequestLog {
    #entries: RequestLogEntry[] = []
    #seq = 0

    constructor(private readonly capacity = 50_000) {}

    nextSeq(): number {
        return ++this.#seq
    }

    add(entry: RequestLogEntry): void {
        this.#entries.push(entry)
        if (this.#entries.length > this.capacity)
            this.#entries.splice(0, this.#entries.length - this.capacity)
    }

    /** Entries of one scope and with a `seq` above `since`, oldest first. */
    list(filter: {scope?: number | string | undefined; since?: number | undefined} = {}): RequestLogEntry[] {
        return this.#entries
            .filter(
                (entry) =>
                    entry.seq > (filter.since ?? 0) &&
                    (filter.scope === undefined || entry.scope === filter.scope),
            )
            .sort((a, b) => a.seq - b.seq)
    }
}
