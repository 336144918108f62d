import type {HostCache} from "./cache"

const MAX_PUSH = 1000

/**
 * `meta.cache`: JSON unless `{jsonSerialize: false}`, a life time only if one is given (seconds), null for a missing
 * key (the default value that callers may pass is ignored, as in the plugin server).
 */
export function createCacheExtension(cache: HostCache, prefix: string, parse: (text: string) => unknown) {
    const full = (key: unknown) => `${prefix}${String(key)}`
    const isJson = (options: unknown) =>
        (options as {jsonSerialize?: boolean} | undefined)?.jsonSerialize !== false
    return {
        async set(key: unknown, value: unknown, ttlSeconds?: number, options?: unknown): Promise<void> {
            const text = isJson(options) ? (JSON.stringify(value) as string | undefined) : String(value)
            await cache.set(full(key), text ?? "", ttlSeconds || undefined)
        },
        async get(key: unknown, _defaultValue?: unknown, options?: unknown): Promise<unknown> {
            const text = await cache.get(full(key))
            if (text === null) return null
            if (!isJson(options)) return text
            return text === "" ? null : parse(text)
        },
        incr: async (key: unknown) => cache.incr(full(key)),
        expire: async (key: unknown, ttlSeconds: number) => (await cache.expire(full(key), ttlSeconds)) === 1,
        async lpush(key: unknown, elementOrArray: unknown): Promise<number> {
            if (typeof elementOrArray !== "string" && !Array.isArray(elementOrArray)) {
                throw new Error("cache.lpush expects a string value or an array of strings")
            }
            const items = typeof elementOrArray === "string" ? [elementOrArray] : elementOrArray.map(String)
            if (items.length > MAX_PUSH)
                throw new Error(`cache.lpush takes at most ${MAX_PUSH} elements at once`)
            return cache.lpush(full(key), items)
        },
        async lrange(key: unknown, start: unknown, end: unknown): Promise<string[]> {
            if (typeof start !== "number" || typeof end !== "number") {
                throw new Error("cache.lrange expects a number for the start and end indexes")
            }
            return cache.lrange(full(key), start, end)
        },
        llen: async (key: unknown) => cache.llen(full(key)),
        lrem: async (key: unknown, count: number, item: string) => cache.lrem(full(key), count, item),
        lpop: async (key: unknown, count: number) => cache.lpop(full(key), count),
    }
}
