import {HostRefusal} from "../sdk/refusal"
import {toWire} from "../sdk/wire"

interface Entry {
    readonly text: string
    /** ms since the epoch; null keeps it for good */
    readonly expiresAt: number | null
}

/** The app's key-value store: JSON values, expiry, no listing and no compare-and-set (SDK.md §3). */
export class KvStore {
    readonly #entries = new Map<string, Entry>()

    /** @param now ms since the epoch */
    constructor(private readonly now: () => number) {}

    /** @throws HostRefusal for a key, value or ttlInSeconds that the store does not take */
    set(key: unknown, value: unknown, o?: unknown): void {
        const name = keyOf(key)
        if (value === undefined) throw new HostRefusal(`kv.set("${name}"): there is no value.`)
        const options = typeof o === "object" && o !== null ? (o as Record<string, unknown>) : {}
        const unknown = Object.keys(options).find((option) => option !== "ttlInSeconds")
        if (unknown !== undefined) throw new HostRefusal(`kv.set has no option ${unknown}.`)
        const ttl = options.ttlInSeconds
        if (ttl !== undefined && !(typeof ttl === "number" && Number.isInteger(ttl) && ttl > 0))
            throw new HostRefusal("ttlInSeconds must be a whole number of seconds above 0.")
        this.#entries.set(name, {
            text: toWire(value, `The value of "${name}"`),
            expiresAt: ttl === undefined ? null : this.now() + ttl * 1000,
        })
    }

    /** The value as `{value}`, or null when it is absent or has expired. */
    get(key: unknown): {value: unknown} | null {
        const name = keyOf(key)
        const entry = this.#entries.get(name)
        if (entry === undefined) return null
        if (entry.expiresAt !== null && entry.expiresAt <= this.now()) {
            this.#entries.delete(name)
            return null
        }
        return {value: JSON.parse(entry.text) as unknown}
    }

    mget(keys: unknown): Record<string, {value: unknown} | null> {
        if (!Array.isArray(keys)) throw new HostRefusal("kv.mget needs a list of keys.")
        return Object.fromEntries(keys.map((key) => [keyOf(key), this.get(key)]))
    }

    delete(key: unknown): void {
        this.#entries.delete(keyOf(key))
    }
}

function keyOf(key: unknown): string {
    if (typeof key !== "string" || key === "")
        throw new HostRefusal("A key of kv is a text of at least one letter.")
    return key
}
