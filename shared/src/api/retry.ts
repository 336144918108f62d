import type {Failure} from "./result"

/** How long to wait between tries of the same piece of work. */
export interface BackOff {
    readonly baseMs: number
    readonly maxMs: number
    /** Also when the server says "now": a server that keeps saying so must not be hammered. */
    readonly minMs: number
}

/** Back-off of the steps of a run. */
export const STEP_BACK_OFF: BackOff = {baseMs: 15_000, maxMs: 600_000, minMs: 1_000}

/** Most that jitter adds to a wait the server asked for. */
const MAX_ADDED_MS = 5_000

/**
 * Wait before the next try: what the server asked for plus up to 10 % (never less), else exponential back-off spread
 * over 75 to 125 %, so that many installations do not come back in the same instant.
 *
 * @param attempts tries that failed before this one
 * @param random from 0 up to 1, passed in
 * @returns whole milliseconds
 */
export function waitBeforeRetry(
    failure: Failure,
    attempts: number,
    random: number,
    backOff: BackOff = STEP_BACK_OFF,
): number {
    const {baseMs, maxMs, minMs} = backOff
    if (failure.retryAfterMs !== null) {
        const added = Math.min(failure.retryAfterMs / 10, MAX_ADDED_MS) * random
        return Math.ceil(Math.max(minMs, failure.retryAfterMs + added))
    }
    const spread = 0.75 + random / 2
    return Math.ceil(Math.max(minMs, Math.min(maxMs, baseMs * 2 ** Math.min(attempts, 20)) * spread))
}
