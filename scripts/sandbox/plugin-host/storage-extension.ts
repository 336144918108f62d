import type {HostStorage} from "./storage"

const MAX_KEY = 200
const queues = new WeakMap<HostStorage, Promise<unknown>>()

/** Runs one read-and-write after the other, also for two hosts that share a storage in this process. */
function exclusive<T>(storage: HostStorage, work: () => Promise<T>): Promise<T> {
    const result = (queues.get(storage) ?? Promise.resolve()).then(work)
    queues.set(
        storage,
        result.catch(() => undefined),
    )
    return result
}

function checkKey(key: unknown): string {
    const text = String(key)
    if (text.length > MAX_KEY) throw new Error("value too long for type character varying(200)")
    return text
}

/**
 * `meta.storage`: JSON semantics (a Map becomes {}, a Date a string), `set(key, undefined)` deletes, keys of at most
 * 200 characters, no list, last write wins.
 */
export function createStorageExtension(storage: HostStorage, toGuestJson: (value: unknown) => unknown) {
    const del = async (key: unknown): Promise<void> => {
        await exclusive(storage, () => storage.del(checkKey(key)))
    }
    return {
        async get(key: unknown, defaultValue?: unknown): Promise<unknown> {
            const value = await storage.get(checkKey(key))
            return value === undefined ? defaultValue : toGuestJson(value)
        },
        async set(key: unknown, value: unknown): Promise<void> {
            if (value === undefined) return del(key)
            const text = JSON.stringify(value) as string | undefined
            if (text === undefined)
                throw new Error('null value in column "value" violates not-null constraint')
            const name = checkKey(key)
            await exclusive(storage, () => storage.set(name, JSON.parse(text)))
        },
        del,
    }
}

/**
 * `meta.utils.cursor`: an atomic counter in the rows of `storage`. The column is text, so `increment` resolves to
 * digits in a string although its type says number: write `Number(await cursor.increment(key))`.
 */
export function createUtils(storage: HostStorage) {
    return {
        cursor: {
            async init(key: unknown, initialValue?: unknown): Promise<void> {
                const value = initialValue || 0
                if (typeof value !== "number") throw new Error("The cursor's initial value must be a number!")
                const name = checkKey(key)
                await exclusive(storage, async () => {
                    if ((await storage.get(name)) === undefined) await storage.set(name, value)
                })
            },
            async increment(key: unknown, incrementBy?: unknown): Promise<string> {
                const by = incrementBy || 1
                if (typeof by !== "number") throw new Error("The incrementBy value must be a number!")
                const name = checkKey(key)
                return exclusive(storage, async () => {
                    const old = await storage.get(name)
                    if (old !== undefined && typeof old !== "number") {
                        throw new Error(
                            `invalid input syntax for type numeric: ${JSON.stringify(JSON.stringify(old))}`,
                        )
                    }
                    const value = (old ?? 0) + by
                    await storage.set(name, value)
                    return String(value)
                })
            },
        },
    }
}
