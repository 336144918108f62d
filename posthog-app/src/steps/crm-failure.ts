import type {Failure, FailureKind} from "@beton/shared/api/result"
import {saidBy} from "@beton/shared/api/said-by"

import type {RunState} from "./run-state"
import {isLate, mayWait, type StepContext, type StepOutcome} from "./step"

/** Refusals that say something about one record only: the other accounts go on. */
export const ONE_RECORD: ReadonlySet<FailureKind> = new Set([
    "refused",
    "conflict",
    "not_found",
    "unreadable",
])

/** Somebody has to act, and can. */
const MENDABLE: ReadonlySet<FailureKind> = new Set(["unauthorized", "missing_scope", "quota"])

/** Whether a failure says something about one record only. */
export function isOfOneRecord({kind, code}: Failure): boolean {
    return ONE_RECORD.has(kind) && code !== "redirect"
}

/**
 * A passing fault waits; what somebody must mend (a revoked token, a missing scope, a full plan) stops the run here, and
 * each heartbeat tries again. null: after the deadline, and for anything else, the work goes on without it.
 */
export function waitOrStop(
    failure: Failure,
    state: RunState,
    context: StepContext,
    service: "Attio" | "PostHog" = "Attio",
): StepOutcome | null {
    if (mayWait(failure, state, context)) return {kind: "later", failure, state}
    const mendable = MENDABLE.has(failure.kind) || failure.code === "redirect"
    if (!mendable || isLate(state, context)) return null
    return {kind: "stop", message: saidBy(service, failure.message), state}
}
