/** One request as the stand-in saw it. */
export interface AttioLogEntry {
    /** Grows by one with each request. */
    seq: number
    /** Milliseconds since 1970, real clock. */
    at: number
    method: string
    /** Path with the query string. */
    path: string
    /** 0 when the connection was closed without an answer. */
    status: number
    /** POST …/query counts as a read. */
    kind: "read" | "write"
    /** Null when the token was unknown. */
    workspaceId: string | null
    /** False when the request does not conform to the OpenAPI subset, even if it was accepted (bare scalars). */
    conforms: boolean
    /** The JSON body, undefined when there was none. */
    body?: unknown
}

/** The newest requests, oldest first. */
export class AttioRequestLog {
    private entries: AttioLogEntry[] = []
    private seq = 0

    constructor(private readonly capacity = 100_000) {}

    add(entry: Omit<AttioLogEntry, "seq">): void {
        this.entries.push({seq: ++this.seq, ...entry})
        if (this.entries.length > this.capacity * 1.1) this.entries = this.entries.slice(-this.capacity)
    }

    /** Requests of one workspace, or of all, whose seq is above `since`. */
    list(o: {workspaceId?: string; since?: number} = {}): AttioLogEntry[] {
        return this.entries.filter(
            (entry) =>
                entry.seq > (o.since ?? 0) &&
                (o.workspaceId === undefined || entry.workspaceId === o.workspaceId),
        )
    }
}
