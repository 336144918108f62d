import {fileStorage} from "./file-storage"
import {postgresStorage} from "./postgres-storage"

/**
 * What the runner keeps between runs: the plugin's `meta.storage` and `meta.utils.cursor` (HOST.md §2.7). Values have
 * JSON semantics. Calls take effect in the order they were made. Everything here can be rebuilt from PostHog and
 * Attio, so losing it is harmless and rows need no migrations.
 *
 * All members reject with a `StorageError` when the place they are kept in fails, with a plain Error on wrong use.
 */
export interface RunnerStorage {
    /** The value; null when there is none. */
    get(key: string): Promise<unknown>
    /** Keeps a value; undefined deletes. Keys have at most 200 characters. */
    set(key: string, value: unknown): Promise<void>
    del(key: string): Promise<void>
    /** Adds `by` (1) to a number, 0 when there is none or null, and resolves to the sum; nobody writes between. */
    increment(key: string, by?: number): Promise<number>
    /** All rows in the order of their keys; for tools and tests. */
    entries(): Promise<[string, unknown][]>
    /** Waits for what is under way and lets connections go. Release the lock first. */
    close(): Promise<void>
}

/** Exclusive and expiring: one runner at a time per project. */
export interface RunnerLock {
    /** Not ok when somebody else holds it and it has not expired; never waits for them. */
    acquire(): Promise<{ok: true; held: HeldLock} | {ok: false; holder: LockHolder | null}>
}

/** Who holds a lock. `since` is an ISO date. */
export interface LockHolder {
    readonly since: string
    readonly host: string
    readonly pid: number
}

/** A lock this process holds, kept alive by a timer that does not keep the process running. */
export interface HeldLock {
    /** Aborted when the lock could not be kept alive: another runner may have started. */
    readonly lost: AbortSignal
    /** Lets others in; does nothing the second time or when the lock was lost. */
    release(): Promise<void>
}

/** Where rows are kept. */
export type StorageLocation = {kind: "files"; dir: string} | {kind: "postgres"; url: string}

export interface StorageOptions {
    readonly location: StorageLocation
    /** Rows and lock of each project are apart. */
    readonly project: string
    /** A lock whose holder gave no sign of life for so long is free; at least 2 s. */
    readonly lockExpiryMs: number
    /** Clock of what `holder.since` says in files, ms; expiry goes by the file's or the database's own. */
    readonly now?: () => number
}

/** An opened storage. `describe` says where it is, without a secret. */
export interface OpenedStorage {
    readonly storage: RunnerStorage
    readonly lock: RunnerLock
    readonly describe: string
}

/** Opens (and makes, when missing) the storage of a project. Rejects with a `StorageError` when it cannot be used. */
export async function openStorage(options: StorageOptions): Promise<OpenedStorage> {
    const {location, project, lockExpiryMs, now = Date.now} = options
    if (!(lockExpiryMs >= MIN_EXPIRY_MS)) throw new Error("A lock cannot expire in less than 2 seconds.")
    return location.kind === "files"
        ? fileStorage({dir: location.dir, project, lockExpiryMs, now})
        : postgresStorage({url: location.url, project, lockExpiryMs})
}

/** proper-lockfile goes no lower. */
const MIN_EXPIRY_MS = 2000
