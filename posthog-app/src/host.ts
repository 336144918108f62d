/** The parts of a fetch answer that every host offers (HOST.md §2.1: node-fetch 2, no Headers or AbortController globals). */
export interface HostResponse {
    readonly status: number
    readonly headers: {get(name: string): string | null}
    text(): Promise<string>
}

/** Request options that every host understands. */
export interface HostRequest {
    readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE"
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string
}

/** Everything the app may touch outside itself. Made from the plugin's `meta` in `index.ts`, and by nothing else. */
export interface Host {
    fetch(url: string, request: HostRequest): Promise<HostResponse>
    /** JSON values by key (at most 200 characters). */
    readonly storage: {
        get(key: string): Promise<unknown>
        set(key: string, value: unknown): Promise<void>
        del(key: string): Promise<void>
    }
    /** Unix ms. */
    now(): number
    log(level: "info" | "warn" | "error", message: string): void
    /** Runs one step of a run later; at most once, so the heartbeat picks up what was lost. */
    enqueueStep(payload: {readonly run_id: string; readonly seq: number}, afterMs: number): Promise<void>
}
