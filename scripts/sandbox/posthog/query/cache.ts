import {LRUCache} from "lru-cache"

import type {QueryResponse} from "./run"

/** Results by cache key; they stay correct copies because answers are only ever serialised. */
export class ResultCache {
    #entries = new LRUCache<string, {at: number; response: QueryResponse}>({max: 500})

    put(key: string, response: QueryResponse, nowMs: number): void {
        this.#entries.set(key, {at: nowMs, response})
    }

    /** A result that is at most `maxHours` old, marked as cached. */
    get(key: string, maxHours: number, nowMs: number): QueryResponse | null {
        const entry = this.#entries.get(key)
        if (!entry || nowMs - entry.at > maxHours * 3_600_000) return null
        return {...entry.response, is_cached: true}
    }
}
