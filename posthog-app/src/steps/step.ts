import type {Failure} from "@beton/shared/api/result"

import type {AttioClient} from "../clients/attio"
import type {PostHogClient} from "../clients/posthog"
import type {Config} from "../config/config"
import type {Host} from "../host"
import type {RunStore} from "../store"
import type {RunState} from "./run-state"

/** What a unit of work has at hand. */
export interface StepContext {
    readonly host: Host
    readonly config: Config
    readonly posthog: PostHogClient
    /** null without a token. */
    readonly attio: AttioClient | null
    readonly store: RunStore
}

/** How a unit of work ended. */
export type StepOutcome =
    | {readonly kind: "next"; readonly state: RunState}
    /** A passing fault: the same unit again later. */
    | {readonly kind: "later"; readonly failure: Failure; readonly state: RunState}
    /** Nothing more can be done until somebody acts. */
    | {readonly kind: "stop"; readonly message: string; readonly state: RunState}

/** One unit of work of a phase: idempotent, well below the host's 20 s. */
export type Step = (state: RunState, context: StepContext) => Promise<StepOutcome>

/** Goes on with a changed state. */
export const next = (state: RunState, change: Partial<RunState>): StepOutcome => ({
    kind: "next",
    state: {...state, ...change},
})

/** Ends a unit after a failed call: passing faults are retried, the rest stops the run. */
export function onFailure(state: RunState, failure: Failure, what: string): StepOutcome {
    const passing =
        failure.kind === "throttled" || failure.kind === "unavailable" || failure.kind === "too_slow"
    if (passing) return {kind: "later", failure, state}
    return {kind: "stop", message: `${what}: ${failure.message}`, state}
}
