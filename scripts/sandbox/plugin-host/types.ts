import type {HostCache} from "./cache"
import type {HostStorage} from "./storage"

/** What `createPluginHost` needs. Times are milliseconds unless the name says otherwise. */
export interface PluginHostOptions {
    /** Path of the built plugin file. */
    indexJs: string
    /** Path of `plugin.json`; gives the plugin's name and its `publicJobs`. */
    pluginJson?: string
    /** Settings as the form stores them; a snapshot is taken. */
    config: Record<string, unknown>
    /** Uploaded files by setting key. */
    attachments?: Record<string, PluginAttachment>
    /** The virtual clock; also what `Date` sees inside the plugin (the sandbox's one addition). */
    now?: () => number
    teamId?: number
    pluginConfigId?: number
    /** Default: in memory, lost with the host. */
    storage?: HostStorage
    /** Default: in memory, lost with the host. */
    cache?: HostCache
    /** Default: the global `fetch` of the process. */
    fetch?: typeof fetch
    /** Default host of `posthog.api`; without it the plugin server's own default is used (and refused). */
    posthogHost?: string
    /** Project token that `posthog.api` uses when the plugin passes no keys. */
    projectToken?: string
    /** Stands for the personal key that the server mints for its bot user. */
    botKey?: string
    /** TASK_TIMEOUT of the plugin server, in seconds of wall time (default 30). */
    taskTimeoutSeconds?: number
    /** Ids of captured events (default: random UUIDs, as the plugin server does). */
    uuid?: () => string
}

/** One uploaded file as it appears in `meta.attachments`. */
export interface PluginAttachment {
    content_type: string
    file_name: string
    contents: Buffer
}

/** The only task names that the scheduler knows; other `runEvery*` exports are gathered and never run. */
export const SCHEDULED_NAMES = ["runEveryMinute", "runEveryHour", "runEveryDay"] as const
/** One of the three scheduled task names. */
export type ScheduledName = (typeof SCHEDULED_NAMES)[number]

/** A job that waits for its time on the virtual clock. */
export interface PendingJob {
    name: string
    payload: unknown
    at: number
}

/** One line of the plugin's log. Levels: DEBUG, LOG, INFO, WARN, ERROR. */
export interface LogLine {
    at: number
    level: string
    text: string
}

/** An event that the plugin handed to `posthog.capture`. */
export interface CapturedEvent {
    uuid: string
    event: string
    distinct_id: string
    timestamp: string
    properties: Record<string, unknown>
    team_id: number
}

/** How `drainJobs` moves on. */
export interface DrainOptions {
    /** Jobs due later than this instant stay in the queue. */
    until?: number
    /** Moves the virtual clock forward by so many milliseconds; without it only jobs that are due now run. */
    advance?: (ms: number) => void
    /** Stop after so many jobs (default 10,000). */
    maxJobs?: number
}

/** A loaded plugin and everything that the plugin server would keep for it. */
export interface PluginHost {
    /**
     * Loads the file and runs `setupPlugin` under its guard. Rejects with the stored error. With `advance` the
     * host's own retries follow on the virtual clock (3 s x 2^n, 10 attempts), then the plugin is disabled;
     * without it each call is one attempt. A file that does not load disables the plugin at once.
     */
    setup(o?: {advance?: (ms: number) => void}): Promise<void>
    /** Runs one tick. Errors are stored, never thrown and never retried; a tick that overlaps is skipped. */
    runSchedule(name: ScheduledName): Promise<void>
    /** Starts a job as the settings page does: only names in `publicJobs`, `$operation` added to the payload. */
    runPublicJob(name: string, payload: unknown, operation?: string): Promise<void>
    /** Runs waiting jobs (those due at the same instant together) and returns how many ran. */
    drainJobs(o?: DrainOptions): Promise<number>
    /** Calls another export under the 30 s guard for whole calls; rejects with the plugin's error. */
    runMethod(name: "processEvent" | "onEvent" | "exportEvents", input: unknown): Promise<unknown>
    pendingJobs(): PendingJob[]
    /** The scheduled names that this plugin exports. */
    scheduled(): ScheduledName[]
    /** Names of the exported jobs: the page offers those that plugin.json lists under `publicJobs` too. */
    jobNames(): string[]
    logs: LogLine[]
    errors: {task: string; error: Error}[]
    storage: HostStorage
    captured: CapturedEvent[]
    /** Sums, maxima and minima of the declared metrics. */
    metrics: Record<string, number>
    /** When the host would try `setupPlugin` again; null when it would not. */
    readonly nextSetupAt: number | null
    readonly disabled: boolean
    /** Runs `teardownPlugin` (only after a successful setup) and stops the host's timers. */
    teardown(): Promise<void>
}
