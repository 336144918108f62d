import type {RunState} from "./steps/run-state"
import type {StepOutcome} from "./steps/step"

/** A difference that ordinary machines and networks have. */
const TOLERATED_MS = 2 * 60_000
/** Longer than this is not waited for: somebody has to set the clock. */
const MAX_WAIT_MS = 2 * 3_600_000

/**
 * Compares this machine's clock with PostHog's. A day must have ended by PostHog's clock, where its events arrive:
 * a run that is too early waits, or stops when the clock is hours ahead. A smaller difference is only noted.
 *
 * @param skewMs PostHog's clock minus ours; null when it did not tell
 */
export function checkClock(state: RunState, now: number, skewMs: number | null): StepOutcome {
    if (skewMs === null || Math.abs(skewMs) <= TOLERATED_MS) return {kind: "next", state}
    const difference = `This machine's clock is ${durationOf(Math.abs(skewMs))} ${skewMs < 0 ? "ahead of" : "behind"} PostHog's.`
    const early = Date.parse(state.as_of) - (now + skewMs)
    if (early > MAX_WAIT_MS)
        return {
            kind: "stop",
            message: `${difference} Set it: the day that is due has not ended there.`,
            state,
        }
    if (early > 0) {
        const message = `${difference} The day that is due has not ended there.`
        return {
            kind: "later",
            failure: {kind: "throttled", message, code: "clock", retryAfterMs: early},
            state,
        }
    }
    const problems = state.problems.includes(difference) ? state.problems : [...state.problems, difference]
    return {kind: "next", state: {...state, problems}}
}

function durationOf(ms: number): string {
    const minutes = Math.round(ms / 60_000)
    if (minutes < 120) return `${minutes} minutes`
    const hours = Math.round(minutes / 60)
    return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`
}
