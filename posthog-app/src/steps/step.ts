import {type Failure, type FailureKind, isTransient} from "@beton/shared/api/result"

import type {AttioClient} from "../clients/attio"
import type {PostHogClient} from "../clients/posthog"
import type {Transport} from "../clients/transport"
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
    readonly transport: Transport
    readonly store: RunStore
    /** Saves the state in the middle of a unit, before a write whose answer may be lost. */
    checkpoint(state: RunState): Promise<void>
}

/** How a unit of work ended. */
export type StepOutcome =
    | {readonly kind: "next"; readonly state: RunState}
    /** A passing fault: the same unit again later. */
    | {readonly kind: "later"; readonly failure: Failure; readonly state: RunState}
    /** Nothing more can be done until somebody acts. */
    | {
          readonly kind: "stop"
          readonly message: string
          readonly state: RunState
          /** What was stored is not to be trusted: start anew instead of going on. */
          readonly restart?: boolean
      }

/** One unit of work of a phase: idempotent, well below the host's 20 s. */
export type Step = (state: RunState, context: StepContext) => Promise<StepOutcome>

/** Goes on with a changed state. */
export const next = (state: RunState, change: Partial<RunState>): StepOutcome => ({
    kind: "next",
    state: {...state, ...change},
})

/** Notes a problem of the run, once. */
export function withProblem(state: RunState, problem: string): RunState {
    return state.problems.includes(problem) ? state : {...state, problems: [...state.problems, problem]}
}

const HOUR_MS = 3_600_000

/** Whether the run has used up its time for waiting (DESIGN §3: 6 h by default). */
export function isLate(state: RunState, {host, config}: Pick<StepContext, "host" | "config">): boolean {
    return host.now() - state.started_at > config.settings.deadline_hours * HOUR_MS
}

/** Code of a wait for a query that PostHog works on: nothing has failed. */
export const POLLING = "polling"

/** Failures of our own making: the service may be well, so waiting for them ends by itself. */
const OWN_WAITS: readonly string[] = ["own_limit", "circuit", "quiet"]

/**
 * So often it is asked again after an answer of an unknown form, which may come from something on the way, and after a
 * query that ran too long, which may have met a busy moment.
 */
const TRIES: Readonly<Partial<Record<FailureKind, number>>> = {unreadable: 3, too_slow: 2}

/** Whether trying again later may help, and there is time for it. */
export function mayWait(
    failure: Failure,
    state: RunState,
    context: Pick<StepContext, "host" | "config">,
): boolean {
    const tries = TRIES[failure.kind]
    if (tries !== undefined) return state.attempts < tries && !isLate(state, context)
    return isTransient(failure) && (OWN_WAITS.includes(failure.code) || !isLate(state, context))
}

/**
 * Ends a unit after a failed call. Passing faults are tried again until the deadline, everything else stops the run;
 * the next heartbeat starts a new one, so no fault keeps Beton from working once it is over.
 */
export function onFailure(
    state: RunState,
    failure: Failure,
    what: string,
    context: Pick<StepContext, "host" | "config">,
): StepOutcome {
    if (mayWait(failure, state, context)) return {kind: "later", failure, state}
    return {kind: "stop", message: `${what}: ${failure.message}`, state}
}
