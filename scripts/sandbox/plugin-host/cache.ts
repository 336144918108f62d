/** The part of Redis that `meta.cache` uses. Values are text; times in seconds. */
export interface HostCache {
    get(key: string): Promise<string | null>
    set(key: string, text: string, ttlSeconds?: number): Promise<void>
    incr(key: string): Promise<number>
    expire(key: string, ttlSeconds: number): Promise<number>
    lpush(key: string, items: string[]): Promise<number>
    lrange(key: string, start: number, end: number): Promise<string[]>
    llen(key: string): Promise<number>
    lrem(key: string, count: number, item: string): Promise<number>
    lpop(key: string, count: number): Promise<string[]>
}

interface Entry {
    value: string | string[]
    expiresAt: number
}

/** Cache in memory with Redis's rules. `now` (milliseconds) decides what has expired. */
export function memoryCache(now: () => number): HostCache {
    const entries = new Map<string, Entry>()
    const live = (key: string): Entry | undefined => {
        const entry = entries.get(key)
        if (entry && entry.expiresAt > now()) return entry
        entries.delete(key)
        return undefined
    }
    const text = (key: string): string | undefined => {
        const value = live(key)?.value
        if (Array.isArray(value)) throw wrongType()
        return value
    }
    const list = (key: string): string[] => {
        const value = live(key)?.value
        if (typeof value === "string") throw wrongType()
        return value ?? []
    }
    const store = (key: string, value: string | string[]): void => {
        if (value.length === 0 && Array.isArray(value)) entries.delete(key)
        else entries.set(key, {value, expiresAt: live(key)?.expiresAt ?? Infinity})
    }
    return {
        get: async (key) => text(key) ?? null,
        async set(key, value, ttlSeconds) {
            const expiresAt = ttlSeconds === undefined ? Infinity : now() + ttlSeconds * 1000
            entries.set(key, {value, expiresAt})
        },
        async incr(key) {
            const old = text(key) ?? "0"
            if (!/^-?\d+$/.test(old)) throw new Error("ERR value is not an integer or out of range")
            store(key, String(Number(old) + 1))
            return Number(old) + 1
        },
        async expire(key, ttlSeconds) {
            const entry = live(key)
            if (!entry) return 0
            entry.expiresAt = now() + ttlSeconds * 1000
            return 1
        },
        async lpush(key, items) {
            const value = [...items].reverse().concat(list(key))
            store(key, value)
            return value.length
        },
        async lrange(key, start, end) {
            const value = list(key)
            const at = (index: number) => (index < 0 ? Math.max(value.length + index, -1) : index)
            return value.slice(Math.max(at(start), 0), at(end) + 1)
        },
        llen: async (key) => list(key).length,
        async lrem(key, count, item) {
            const value = count < 0 ? [...list(key)].reverse() : [...list(key)]
            const limit = count === 0 ? Infinity : Math.abs(count)
            let removed = 0
            const kept = value.filter((candidate) => candidate !== item || removed >= limit || !++removed)
            store(key, count < 0 ? kept.reverse() : kept)
            return removed
        },
        async lpop(key, count) {
            const value = list(key)
            store(key, value.slice(count))
            return value.slice(0, count)
        },
    }
}

const wrongType = () => new Error("WRONGTYPE Operation against a key holding the wrong kind of value")
