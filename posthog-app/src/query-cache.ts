import {LRUCache} from "lru-cache"

import type {HostCache} from "./host"

/** Answers kept at most, by the length of their JSON: a few megabytes. */
const MAX_SIZE = 4_000_000
/** A larger answer is not worth its place. */
const MAX_ENTRY_SIZE = 500_000

/**
 * Answers of queries for as long as each may be reused (A9).
 *
 * @param now unix ms; the plugin host has no `performance` and no timers (HOST.md §2.5)
 */
export function queryCache(now: () => number): HostCache {
    const entries = new LRUCache<string, NonNullable<unknown>>({
        maxSize: MAX_SIZE,
        maxEntrySize: MAX_ENTRY_SIZE,
        ttlResolution: 0,
        perf: {now},
    })
    return {
        get: (key) => entries.get(key),
        set: (key, value, ttlMs, size) =>
            void entries.set(key, value as NonNullable<unknown>, {
                ttl: ttlMs,
                size: Math.max(1, size + key.length),
            }),
    }
}
