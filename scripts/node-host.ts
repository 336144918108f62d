import type {Host} from "@beton/posthog-app/host"

/** A host for one-off reading from the command line: the real network, storage in memory, no jobs. */
export function readingHost(now: () => number, log: (text: string) => void): Host {
    const values = new Map<string, unknown>()
    return {
        fetch: (url, request) => fetch(url, request),
        storage: {
            get: async (key) => values.get(key) ?? null,
            set: async (key, value) => void values.set(key, value),
            del: async (key) => void values.delete(key),
        },
        now,
        log: (_level, message) => log(message),
        enqueueStep: async () => {
            throw new Error("This host only reads.")
        },
    }
}
