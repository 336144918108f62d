import {fail, type Result} from "@beton/shared/api/result"

import {isNotPublic, NOT_PUBLIC} from "../notify/not-public"

/** Codes of Node and of its fetch for a connection that never stood: nothing was sent. */
const NEVER_CONNECTED: ReadonlySet<unknown> = new Set([
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "UND_ERR_CONNECT_TIMEOUT",
])

/** Code of a failure before anything was sent. */
export const UNCONNECTED = "unconnected"

/**
 * What a call came to that ended without an answer. The error of a fetch may carry the whole address; the sentence is
 * all anybody needs.
 *
 * @param isLate the time limit had passed
 */
export function networkFailure(error: unknown, service: string, isLate: boolean): Result<never> {
    if (isNotPublic(error)) return NOT_PUBLIC
    if (isLate) return fail("unavailable", `${service} did not answer in time.`, "timeout")
    const code = neverConnected(error) ? UNCONNECTED : "network"
    return fail("unavailable", `${service} could not be reached.`, code)
}

/** node-fetch puts the code on the error, the platform's fetch on its cause. */
function neverConnected(error: unknown): boolean {
    const {code, cause} = (error ?? {}) as {
        readonly code?: unknown
        readonly cause?: {readonly code?: unknown}
    }
    return NEVER_CONNECTED.has(code) || NEVER_CONNECTED.has(cause?.code)
}
