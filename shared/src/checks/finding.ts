import type {Failure} from "../api/result"

/** How a check ended. "warn" needs no action before Beton can run, "fail" does. */
export type CheckState = "ok" | "warn" | "fail" | "skipped"

/** State and one sentence: ok: what was found, with counts; otherwise the fix, naming the setting. Never a secret. */
export interface Finding {
    readonly state: CheckState
    readonly message: string
}

export const ok = (message: string): Finding => ({state: "ok", message})
export const warn = (message: string): Finding => ({state: "warn", message})
export const bad = (message: string): Finding => ({state: "fail", message})
export const skipped = (message: string): Finding => ({state: "skipped", message})

/** What a failed call means for a check: a count that takes too long, or a busy moment, is no fault of the set-up. */
export function failed(failure: Failure): Finding {
    if (failure.kind === "throttled") return warn(`${failure.message} Not checked this time.`)
    return failure.kind === "too_slow"
        ? warn(`${failure.message} It could not be counted; runs use smaller slices.`)
        : bad(failure.message)
}
