import type {RunnerStorage} from "./storage"

/** Where rows lie: JSON text by key. Calls come one at a time. */
export interface Rows {
    read(key: string): Promise<string | null>
    write(key: string, json: string): Promise<void>
    remove(key: string): Promise<void>
    /** The sum; a missing row and null count as 0; null when the row holds something else than a number. */
    add(key: string, by: number): Promise<number | null>
    all(): Promise<[key: string, json: string][]>
    close(): Promise<void>
}

const MAX_KEY = 200

/**
 * The storage on top of rows. One call after the other, so that writes that nobody waited for keep their order and a
 * thousand of them at once never stand in the way of the lock's heartbeat.
 */
export function rowStorage(rows: Rows): RunnerStorage {
    let last: Promise<unknown> = Promise.resolve()
    let closed: Promise<void> | undefined
    const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
        if (closed) return Promise.reject(new Error("The storage is closed."))
        const result = last.then(work)
        last = result.catch(() => undefined) // Whoever made the call hears of it.
        return result
    }
    return {
        async get(key) {
            checkKey(key)
            const json = await inOrder(() => rows.read(key))
            return json === null ? null : (JSON.parse(json) as unknown)
        },
        async set(key, value) {
            checkKey(key)
            if (value === undefined) return inOrder(() => rows.remove(key))
            const json = toJson(key, value)
            await inOrder(() => rows.write(key, json))
        },
        async del(key) {
            checkKey(key)
            await inOrder(() => rows.remove(key))
        },
        async increment(key, by = 1) {
            checkKey(key)
            if (!Number.isFinite(by)) throw new Error("A counter can only be raised by a number.")
            const sum = await inOrder(() => rows.add(key, by))
            if (sum === null) throw new Error(`The storage key "${key}" holds something else than a number.`)
            return sum
        },
        async entries() {
            const all = await inOrder(() => rows.all())
            return all
                .map(([key, json]): [string, unknown] => [key, JSON.parse(json)])
                .sort(([a], [b]) => (a < b ? -1 : 1))
        },
        close() {
            return (closed ??= last.then(() => rows.close()))
        },
    }
}

/** What `add` means for a row's JSON text. */
export function added(json: string | null, by: number): number | null {
    const old = (json === null ? null : JSON.parse(json)) as unknown
    return old === null ? by : typeof old === "number" ? old + by : null
}

/** The same keys for every kind of storage: text that PostgreSQL can hold, as long as the plugin host allows. */
function checkKey(key: string): void {
    if (key.length > MAX_KEY) {
        throw new Error(
            `A storage key has at most ${MAX_KEY} characters; "${key.slice(0, 40)}…" has ${key.length}.`,
        )
    }
    if (key.includes("\0") || /\p{Surrogate}/u.test(key))
        throw new Error(`The storage key ${JSON.stringify(key)} holds a character that is no text.`)
}

function toJson(key: string, value: unknown): string {
    let json: string | undefined
    try {
        json = JSON.stringify(value)
    } catch (error) {
        throw new Error(`The value for the storage key "${key}" cannot be written as JSON.`, {cause: error})
    }
    if (json === undefined)
        throw new Error(`The value for the storage key "${key}" cannot be written as JSON.`)
    return json
}
