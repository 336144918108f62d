import type {Result} from "@beton/shared/api/result"
import {saidBy} from "@beton/shared/api/said-by"

import {WorkError} from "./errors"

/**
 * The value of a call, or its sentence as an error.
 *
 * @param service whose call it was, where the sentence does not say it
 * @throws WorkError
 */
export function valueOf<T>(result: Result<T>, service?: "PostHog" | "Attio"): T {
    if (result.ok) return result.value
    const {message} = result.failure
    throw new WorkError(service === undefined ? message : saidBy(service, message))
}
