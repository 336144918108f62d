import type {Failure} from "@beton/shared/api/result"
import {waitBeforeRetry} from "@beton/shared/api/retry"

import {claim, unclaim} from "./claims"
import {clientsOf} from "./clients/clients"
import {type CallCounts, Transport, UNIT_BUDGET_MS} from "./clients/transport"
import type {Config} from "./config/config"
import type {Host, StepPayload} from "./host"
import {tellRunFailed} from "./notify/run-failed"
import {progressOf, reportEnd} from "./run-log"
import {heartbeat, payloadOf} from "./schedule"
import {audit} from "./steps/audit"
import {backtest} from "./steps/backtest"
import {dashboards} from "./steps/dashboards"
import {decide} from "./steps/decide"
import {detect} from "./steps/detect"
import {emit} from "./steps/emit"
import {dropLists, finish} from "./steps/finish"
import {history} from "./steps/history"
import {order} from "./steps/order"
import {outcomes} from "./steps/outcomes"
import {prepare} from "./steps/prepare"
import {prove} from "./steps/prove"
import {refresh} from "./steps/refresh"
import {route} from "./steps/route"
import {hasEnded, isAfterRun, type Phase, type RunState} from "./steps/run-state"
import {POLLING, type Step, type StepContext, type StepOutcome} from "./steps/step"
import {tell} from "./steps/tell"
import {RunStore} from "./store"

const STEPS: Readonly<Record<Exclude<Phase, "done" | "stopped">, Step>> = {
    prepare,
    detect,
    history,
    decide,
    order,
    emit,
    prove,
    route,
    refresh,
    tell,
    audit,
    finish,
    outcomes,
    backtest,
    dashboards,
}

/** A job goes on with further units for this long; with one unit on top it stays below the host's 30 s. */
const JOB_BUDGET_MS = 8_000
/** Phases that go on where they were stopped. */
const RESUMABLE = ["emit", "route", "refresh", "tell", "audit", "finish"] as const

/** At most this many units in one job, whatever the clock says. */
const MAX_UNITS = 40

/** Works on a run for a few seconds and leaves the rest to the next job. A job that was overtaken does nothing. */
export async function runSteps(host: Host, config: Config, payload: StepPayload): Promise<void> {
    const store = new RunStore(host.storage, payload.dry === true)
    if ((await currentOf(store, payload)) === null) return
    const work = `step:${payload.run_id}:${payload.seq}${payload.dry ? ":dry" : ""}`
    if (!(await claim(host, work))) return
    // Again: the claim's last winner may have done all of it between the two.
    const stored = await currentOf(store, payload)
    if (stored !== null) await workOn(host, config, store, stored)
    await unclaim(host, work)
}

async function currentOf(store: RunStore, payload: StepPayload): Promise<RunState | null> {
    const run = await store.run()
    return run !== null && run.run_id === payload.run_id && run.seq === payload.seq && !hasEnded(run)
        ? run
        : null
}

async function workOn(host: Host, config: Config, store: RunStore, stored: RunState): Promise<void> {
    const transport = new Transport(host, {budgetMs: UNIT_BUDGET_MS}, stored.net)
    const context = contextOf(host, config, store, transport)
    const started = host.now()
    let state = stored
    for (const _unit of Array.from({length: MAX_UNITS})) {
        transport.startUnit()
        const step = STEPS[state.phase as keyof typeof STEPS]
        const outcome = await attempt(step, state, context)
        const before = state
        const net = {net: transport.state, calls: total(stored.calls, transport.calls)}
        state = {...stamped(outcome, host, state.seq), ...net}
        const now = await store.run()
        if (now?.seq !== before.seq || now.run_id !== before.run_id) {
            host.log("warn", "This run has been taken over, or the storage lost it: this job ends.")
            return
        }
        await store.saveRun(state)
        for (const line of progressOf(before, state)) host.log("info", line)
        if (outcome.kind === "later") {
            const wait = state.resume_at - state.updated_at
            if (!isQuiet(outcome.failure))
                host.log(
                    "warn",
                    `${state.phase}: ${outcome.failure.message} Trying again in ${Math.ceil(wait / 1000)} s.`,
                )
            await host.enqueueStep(payloadOf(state), wait)
            return
        }
        if (state.phase !== before.phase && isReported(state, before)) reportEnd(host, state)
        if (state.phase === "stopped") await tellRunFailed(host, config, transport, state)
        if (hasEnded(state)) {
            await ended(host, config, store, state)
            return
        }
        if (host.now() - started >= JOB_BUDGET_MS) break
    }
    await host.enqueueStep(payloadOf(state), 0)
}

async function ended(host: Host, config: Config, store: RunStore, state: RunState): Promise<void> {
    if (state.phase !== "done") return
    await dropLists(state, store)
    // Missed days follow one another without waiting for the next hour.
    if (!state.dry && state.kind === "daily" && state.as_of < state.due) await heartbeat(host, config)
}

function contextOf(host: Host, config: Config, store: RunStore, transport: Transport): StepContext {
    return {
        host,
        config,
        ...clientsOf(host, config, transport),
        transport,
        store,
        checkpoint: (state) => saveIfOurs(store, state),
    }
}

/** In the middle of a unit too, a job that was overtaken (its machine had been suspended, say) must not bring back its old state. */
async function saveIfOurs(store: RunStore, state: RunState): Promise<void> {
    const now = await store.run()
    if (now?.seq !== state.seq || now.run_id !== state.run_id) throw new Error("The run has been taken over.")
    await store.saveRun(state)
}

/** A unit that throws (lost storage, a mistake of ours) ends the run: the next heartbeat starts it anew instead of failing for ever. */
async function attempt(step: Step, state: RunState, context: StepContext): Promise<StepOutcome> {
    try {
        return await step(state, context)
    } catch (error) {
        const reason = error instanceof Error ? error.message : "Unknown error."
        return {kind: "stop", message: `The step "${state.phase}" failed: ${reason}`, state, restart: true}
    }
}

function stamped(outcome: StepOutcome, host: Host, seq: number): RunState {
    const now = host.now()
    const base = {...outcome.state, seq: seq + 1, updated_at: now, resume_at: 0}
    switch (outcome.kind) {
        case "next":
            return base
        case "later":
            return {
                ...base,
                attempts: base.attempts + (isQuiet(outcome.failure) ? 0 : 1),
                resume_at: now + waitFor(outcome.failure, base.attempts, host),
            }
        case "stop":
            return {
                ...base,
                phase: "stopped",
                stopped: outcome.message,
                stopped_in: outcome.restart ? null : resumable(base.phase),
            }
    }
}

/** Waits that no fault is behind: they count as no try, and the log does not speak of them. */
function isQuiet({code}: Failure): boolean {
    return code === "own_limit" || code === POLLING
}

/** The run's own end: what follows it has lines of its own. */
function isReported(state: RunState, before: RunState): boolean {
    return !isAfterRun(before.phase) && (hasEnded(state) || isAfterRun(state.phase))
}

function waitFor(failure: Failure, attempts: number, host: Host): number {
    return waitBeforeRetry(failure, attempts, host.random())
}

/** What was decided is never computed again; before that, a run starts anew. */
function resumable(phase: Phase): RunState["stopped_in"] {
    return RESUMABLE.find((one) => one === phase) ?? null
}

function total(before: CallCounts, now: CallCounts): CallCounts {
    return Object.fromEntries(
        Object.entries(now).map(([kind, count]) => [kind, count + before[kind as keyof CallCounts]]),
    ) as unknown as CallCounts
}
