import {kv, type KVSerializable} from "attio/server"

/** A value that can be had again: a store that is down costs a call, never an answer. */
export async function recall(key: string): Promise<unknown> {
    try {
        return (await kv.get(key))?.value ?? null
    } catch {
        console.warn("Beton: the store could not be read; what it would have saved is asked again.")
        return null
    }
}

/** Keeps such a value; without a time for good. */
export async function remember(key: string, value: KVSerializable, seconds?: number): Promise<void> {
    try {
        await (seconds === undefined ? kv.set(key, value) : kv.set(key, value, {ttlInSeconds: seconds}))
    } catch {
        console.warn("Beton: the store could not be written; the next view asks again.")
    }
}
