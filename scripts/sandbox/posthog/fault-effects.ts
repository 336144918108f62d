import {setTimeout as sleep} from "node:timers/promises"

import {type FaultEffect, PROXY_ERROR_PAGE, retryAfterHeader} from "../http/faults"
import type {Answer} from "./context"
import {ApiError, serverError, throttled, wrongKey} from "./errors"

function errorAnswer({status, body, headers}: ApiError): Answer {
    return {status, body, headers}
}

/**
 * Runs a handler under the effects of fault switches. Null means: close the connection without an answer. Effects
 * that answer in the handler's place are decided before it runs, so that nothing is stored.
 */
export async function applyFaults(
    effects: readonly FaultEffect[],
    handle: () => Promise<Answer>,
): Promise<Answer | null> {
    let lost = false
    for (const effect of effects) {
        switch (effect.kind) {
            case "latency":
                await sleep(effect.ms)
                break
            case "lost-response":
                lost = true
                break
            case "cut":
                return null
            case "revoked-key":
                return errorAnswer(wrongKey())
            case "rate-limit": {
                const retryAfter = retryAfterHeader(effect, Date.now())
                const {body} = throttled(
                    typeof effect.retryAfter === "number" ? effect.retryAfter : (effect.seconds ?? 1),
                )
                return {status: 429, body, headers: retryAfter === null ? {} : {"Retry-After": retryAfter}}
            }
            case "status":
                if (effect.body === "html") {
                    return {
                        status: effect.status,
                        body: PROXY_ERROR_PAGE,
                        headers: {"content-type": "text/html"},
                    }
                }
                return errorAnswer(
                    effect.status === 402
                        ? new ApiError(
                              402,
                              "server_error",
                              "payment_required",
                              "The quota of this period is used up.",
                          )
                        : serverError(effect.status, "A server error occurred."),
                )
        }
    }
    const answer = await handle()
    return lost ? null : answer
}
