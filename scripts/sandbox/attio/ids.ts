import {createHash} from "node:crypto"

/** Makes ids; each call returns a new one. */
export interface IdSource {
    uuid(): string
    token(): string
}

/** Ids that are the same on every run with the same seed (version-4 layout, since strict clients check it). */
export function seededIds(seed: string): IdSource {
    let counter = 0
    const digest = (): string => createHash("sha256").update(`${seed}/${counter++}`).digest("hex")
    return {
        uuid() {
            const hex = digest()
            return [
                hex.slice(0, 8),
                hex.slice(8, 12),
                `4${hex.slice(13, 16)}`,
                `a${hex.slice(17, 20)}`,
                hex.slice(20, 32),
            ].join("-")
        },
        token: () => digest(),
    }
}

/** True for the textual form of a UUID. */
export function isUuid(text: string): boolean {
    return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)
}
