import {setTimeout as sleep} from "node:timers/promises"

import type {Host, HostRequest} from "@beton/posthog-app/host"
import {queryCache} from "@beton/posthog-app/query-cache"

/** `timeout` of node-fetch on the platform's own fetch. */
async function timedFetch(url: string, {timeout, ...request}: HostRequest): Promise<Response> {
    return fetch(url, {...request, ...(timeout === undefined ? {} : {signal: AbortSignal.timeout(timeout)})})
}

/** A host for one-off reading from the command line: the real network, storage in memory, no jobs. */
export function readingHost(now: () => number, log: (text: string) => void): Host {
    const values = new Map<string, unknown>()
    return {
        fetch: (url, request) => timedFetch(url, request),
        storage: {
            get: async (key) => values.get(key) ?? null,
            set: async (key, value) => void values.set(key, value),
            del: async (key) => void values.delete(key),
        },
        increment: async (key) => {
            const next = Number(values.get(key) ?? 0) + 1
            values.set(key, next)
            return next
        },
        cache: queryCache(now),
        now,
        random: Math.random,
        sleep: (ms) => sleep(ms),
        log: (_level, message) => log(message),
        enqueueStep: async () => {
            throw new Error("This host only reads.")
        },
        enqueueCheck: async () => {
            throw new Error("This host only reads.")
        },
    }
}
