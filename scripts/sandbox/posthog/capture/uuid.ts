import {createHash} from "node:crypto"

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const COMPACT = /^[0-9a-f]{32}$/i

/** The lower-case form of a UUID with or without dashes; null when it is none. */
export function normalizeUuid(text: string): string | null {
    if (UUID.test(text)) return text.toLowerCase()
    return COMPACT.test(text) ? dashed(text.toLowerCase()) : null
}

function dashed(hex: string): string {
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")
}

/** Namespace of the person ids that PostHog derives from distinct ids. */
const PERSON_NAMESPACE = Buffer.from("932979b3-65c3-4424-8467-0b66ec27bc22".replaceAll("-", ""), "hex")

/** Id of the person of a distinct id that nobody has merged: a UUID v5 over project and distinct id. */
export function personUuid(projectId: number, distinctId: string): string {
    const hash = createHash("sha1")
        .update(PERSON_NAMESPACE)
        .update(`${projectId}:${distinctId}`)
        .digest()
        .subarray(0, 16)
    hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
    hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
    return dashed(hash.toString("hex"))
}
