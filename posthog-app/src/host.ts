import type {CheckPayload} from "./setup-checks"

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
    /** ms until the whole answer must be there; node-fetch 2's own option, which the runner's fetch honours too. */
    readonly timeout?: number
    /** Never followed: a redirect would carry the key to another address. */
    readonly redirect?: "manual"
}

/** Answers kept for a while in this process (A9). */
export interface HostCache {
    get(key: string): unknown
    set(key: string, value: unknown, ttlMs: number, size: number): void
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
    /** Raises a counter by one and gives its new value: the only atomic primitive a plugin has (HOST.md §2.7). */
    increment(key: string): Promise<number>
    readonly cache: HostCache
    /** Unix ms. */
    now(): number
    /** From 0 up to 1; for jitter only. */
    random(): number
    /** The whole start is a look: what the connect check would make is left alone too. */
    readonly dryRun?: boolean
    /** Only where a caller waits for the answer (the command line); a plugin has no timers. */
    readonly sleep?: (ms: number) => Promise<void>
    log(level: "info" | "warn" | "error", message: string): void
    /** Runs one step of a run later; at most once, so the heartbeat picks up what was lost. */
    enqueueStep(payload: StepPayload, afterMs: number): Promise<void>
    /** Goes on with the connect check, and with the dashboards after it. */
    enqueueCheck(payload: CheckPayload, afterMs: number): Promise<void>
}

/** Payload of a step job. */
export interface StepPayload {
    readonly run_id: string
    readonly seq: number
    /** A dry run keeps its state apart from the real one. */
    readonly dry?: boolean
}
