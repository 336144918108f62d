import type {Failure} from "@beton/shared/api/result"
import {runId} from "@beton/shared/events/ids"

import {AttioClient} from "./clients/attio"
import {PostHogClient} from "./clients/posthog"
import {type Config, describeProblems, parseConfig} from "./config/config"
import type {Host} from "./host"
import {decide} from "./steps/decide"
import {detect} from "./steps/detect"
import {emit} from "./steps/emit"
import {dropLists, finish} from "./steps/finish"
import {history} from "./steps/history"
import {prepare} from "./steps/prepare"
import {route} from "./steps/route"
import {newRun, type Phase, type RunState} from "./steps/run-state"
import type {Step, StepContext, StepOutcome} from "./steps/step"
import {RunStore} from "./store"

const STEPS: Readonly<Record<Exclude<Phase, "done" | "stopped">, Step>> = {
    prepare,
    detect,
    history,
    decide,
    emit,
    route,
    finish,
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** A job goes on with further units for this long; a unit takes at most one query of 10 s on top. */
const JOB_BUDGET_MS = 8_000
/** At most this many units in one job, whatever the clock says. */
const MAX_UNITS = 40
/** A run whose last unit is older has lost its job: the heartbeat picks it up. */
const STALE_MS = 15 * 60_000
/** Also when the server says "now": a server that keeps saying so must not be hammered. */
const RETRY_MIN_MS = 1_000
const RETRY_BASE_MS = 15_000
const RETRY_MAX_MS = 10 * 60_000

/** Payload of a step job. */
export interface StepPayload {
    readonly run_id: string
    readonly seq: number
}

/** The last block end at or before `now`. */
export function dueAsOf(now: number, targetHour: number): string {
    const offset = targetHour * HOUR_MS
    return new Date(Math.floor((now - offset) / DAY_MS) * DAY_MS + offset).toISOString()
}

/** Hourly: starts the day once its hour is reached, and picks up a run that lost its job. Running it twice changes nothing. */
export async function heartbeat(host: Host, rawConfig: Readonly<Record<string, unknown>>): Promise<void> {
    const config = readConfig(host, rawConfig)
    if (config === null) return
    const store = new RunStore(host.storage)
    const run = await store.run()
    const due = dueAsOf(host.now(), config.targetHour)
    if (run !== null && !hasEnded(run)) {
        if (host.now() - Math.max(run.updated_at, run.resume_at) >= STALE_MS)
            await host.enqueueStep({run_id: run.run_id, seq: run.seq}, 0)
        return
    }
    // Also when the hour was moved back meanwhile: an older day must never follow a newer one.
    const done = await store.lastDone()
    if ((done !== null && done >= due) || (run !== null && run.as_of > due)) return
    // A stopped run of today goes on each hour: somebody may have fixed the setting meanwhile.
    if (run !== null && run.as_of === due && run.phase === "stopped" && run.stopped_in !== null) {
        const resumed = resumedRun(run, run.stopped_in, host.now())
        await store.saveRun(resumed)
        host.log("info", `Run of ${due} goes on.`)
        await host.enqueueStep({run_id: resumed.run_id, seq: resumed.seq}, 0)
        return
    }
    await begin(host, config, store, due, (run?.seq ?? 0) + 1)
}

async function begin(host: Host, config: Config, store: RunStore, asOf: string, seq: number): Promise<void> {
    const run = newRun(runId(config.project, asOf), asOf, host.now(), seq)
    await store.saveRun(run)
    host.log("info", `Run of ${asOf} starts.`)
    await host.enqueueStep({run_id: run.run_id, seq: run.seq}, 0)
}

/** Works on a run for a few seconds and leaves the rest to the next job. A job that was overtaken does nothing. */
export async function runSteps(
    host: Host,
    rawConfig: Readonly<Record<string, unknown>>,
    payload: StepPayload,
): Promise<void> {
    const config = readConfig(host, rawConfig)
    if (config === null) return
    const store = new RunStore(host.storage)
    const stored = await store.run()
    if (stored === null || stored.run_id !== payload.run_id || stored.seq !== payload.seq || hasEnded(stored))
        return
    const context: StepContext = {
        host,
        config,
        posthog: new PostHogClient(host, config),
        attio:
            config.attioToken === null
                ? null
                : new AttioClient(host, config.settings.attio_url.replace(/\/$/, ""), config.attioToken),
        store,
    }
    const started = host.now()
    let state = stored
    for (const _unit of Array.from({length: MAX_UNITS})) {
        const step = STEPS[state.phase as keyof typeof STEPS]
        const outcome = await attempt(step, state, context)
        const before = state
        state = stamped(outcome, host.now(), state.seq)
        await store.saveRun(state)
        for (const line of progressOf(before, state)) host.log("info", line)
        if (outcome.kind === "later") {
            const wait = state.resume_at - state.updated_at
            host.log(
                "warn",
                `${state.phase}: ${outcome.failure.message} Trying again in ${Math.ceil(wait / 1000)} s.`,
            )
            await host.enqueueStep({run_id: state.run_id, seq: state.seq}, wait)
            return
        }
        if (hasEnded(state)) {
            reportEnd(host, state)
            if (state.phase === "done") await dropLists(state, store)
            return
        }
        if (host.now() - started >= JOB_BUDGET_MS) break
    }
    await host.enqueueStep({run_id: state.run_id, seq: state.seq}, 0)
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

function stamped(outcome: StepOutcome, now: number, seq: number): RunState {
    const base = {...outcome.state, seq: seq + 1, updated_at: now, resume_at: 0}
    switch (outcome.kind) {
        case "next":
            return base
        case "later":
            return {
                ...base,
                attempts: base.attempts + 1,
                resume_at: now + waitMs(outcome.failure, base.attempts),
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

/** What was decided is never computed again; before that, a run starts anew. */
function resumable(phase: Phase): RunState["stopped_in"] {
    return phase === "emit" || phase === "route" || phase === "finish" ? phase : null
}

function resumedRun(run: RunState, phase: Phase, now: number): RunState {
    return {
        ...run,
        phase,
        seq: run.seq + 1,
        attempts: 0,
        started_at: now,
        updated_at: now,
        stopped: null,
        stopped_in: null,
    }
}

function waitMs(failure: Failure, attempts: number): number {
    const backOff = Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** Math.min(attempts, 10))
    return Math.max(RETRY_MIN_MS, failure.retryAfterMs ?? backOff)
}

/** What a unit achieved, for the log. */
function progressOf(before: RunState, after: RunState): string[] {
    const lines = Object.entries(after.signals).flatMap(([id, progress]) => {
        if (before.signals[id]?.state !== "pending" || progress.state === "pending") return []
        return progress.state === "ok"
            ? [`${id}: active for ${progress.active} accounts.`]
            : [`${id}: failed. ${progress.reason}`]
    })
    if (before.phase === "decide" && after.phase === "emit")
        lines.push(`${after.accountsEmitted} accounts to write, ${after.route.candidates} for the CRM.`)
    return lines
}

function hasEnded(run: RunState): boolean {
    return run.phase === "done" || run.phase === "stopped"
}

function reportEnd(host: Host, state: RunState): void {
    if (state.phase === "stopped") host.log("error", `Run of ${state.as_of} stopped. ${state.stopped ?? ""}`)
    else
        host.log(
            "info",
            `Run of ${state.as_of} done: ${state.accountsEmitted} accounts written, ${state.route.created} deals created, ${state.queries} queries.`,
        )
}

function readConfig(host: Host, raw: Readonly<Record<string, unknown>>): Config | null {
    const parsed = parseConfig(raw)
    if (parsed.ok) return parsed.config
    host.log("error", describeProblems(parsed.problems))
    return null
}
