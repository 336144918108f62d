import {kv, type KVSerializable} from "attio/server"

/** A store that takes longer is as good as down: what it would save is asked meanwhile. */
const PATIENCE_MS = 2_000

/** A value that can be had again: a store that is down or does not answer costs a call, never an answer. */
export async function recall(key: string): Promise<unknown> {
    try {
        return (await inTime(kv.get(key)))?.value ?? null
    } catch {
        console.warn("Beton: the store could not be read; what it would have saved is asked again.")
        return null
    }
}

/** Keeps such a value; without a time for good. */
export async function remember(key: string, value: KVSerializable, seconds?: number): Promise<void> {
    try {
        await inTime(seconds === undefined ? kv.set(key, value) : kv.set(key, value, {ttlInSeconds: seconds}))
    } catch {
        console.warn("Beton: the store could not be written; the next view asks again.")
    }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
    let timer: unknown
    const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error("late")), PATIENCE_MS)))
    try {
        return await Promise.race([work, late])
    } finally {
        clearTimeout(timer as never)
    }
} // prettier-ignore
