import type {Host} from "@beton/posthog-app/host"

import {AS_OF} from "../../app/support/project"

/** A host that never waits, with its clock at AS_OF unless it is given another. */
export function boardHost(
    storage: Host["storage"],
    fetch: Host["fetch"],
    logs: string[],
    now: () => number = () => Date.parse(AS_OF),
): Host {
    return {
        fetch,
        storage,
        increment: async () => 1,
        cache: {get: () => undefined, set: () => undefined},
        now,
        random: () => 0.5,
        sleep: async () => undefined,
        log: (_level, text) => void logs.push(text),
        enqueueStep: async () => undefined,
        enqueueCheck: async () => undefined,
    }
}
