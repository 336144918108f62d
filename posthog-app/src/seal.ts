import {hashOf} from "@beton/shared/bucket"

/** A stored value with a checksum over its key and text. */
export interface Sealed {
    readonly check: number
    readonly value: unknown
}

/**
 * A value as it is stored. Storage may come back with what another version, a person or a torn write left there, and
 * nothing of that may ever be sent.
 */
export function sealed(key: string, value: unknown): Sealed {
    return {check: checksum(key, value), value}
}

/** What `sealed` made of a value under this key; undefined for anything else. */
export function unsealed(key: string, stored: unknown): unknown {
    if (typeof stored !== "object" || stored === null) return undefined
    const {check, value} = stored as Partial<Sealed>
    return value !== undefined && check === checksum(key, value) ? value : undefined
}

/** Of a JSON value under a key; storages keep the order of its properties. */
export function checksum(key: string, value: unknown): number {
    try {
        return hashOf(JSON.stringify(value), hashOf(`${key} `))
    } catch {
        // Nested too deeply to have been ours.
        return -1
    }
}
