import {runId} from "@beton/shared/events/ids"

import {AttioClient} from "./clients/attio"
import {PostHogClient} from "./clients/posthog"
import {type Config, describeProblems, parseConfig} from "./config/config"
import type {Host} from "./host"
import {decide} from "./steps/decide"
import {detect} from "./steps/detect"
import {emit} from "./steps/emit"
import {finish} from "./steps/finish"
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
        if (host.now() - run.updated_at >= STALE_MS)
            await host.enqueueStep({run_id: run.run_id, seq: run.seq}, 0)
        return
    }
    if ((await store.lastDone()) === due) return
    // A stopped run of today starts again each hour: somebody may have fixed the setting meanwhile.
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
        const outcome = await step(state, context)
        state = stamped(outcome, host.now(), state.seq)
        await store.saveRun(state)
        if (outcome.kind === "later") {
            const wait =
                outcome.failure.retryAfterMs ??
                Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** Math.min(state.attempts - 1, 10))
            host.log(
                "warn",
                `${state.phase}: ${outcome.failure.message} Trying again in ${Math.ceil(wait / 1000)} s.`,
            )
            await host.enqueueStep({run_id: state.run_id, seq: state.seq}, wait)
            return
        }
        if (hasEnded(state)) {
            reportEnd(host, state)
            return
        }
        if (host.now() - started >= JOB_BUDGET_MS) break
    }
    await host.enqueueStep({run_id: state.run_id, seq: state.seq}, 0)
}

function stamped(outcome: StepOutcome, now: number, seq: number): RunState {
    const base = {...outcome.state, seq: seq + 1, updated_at: now}
    switch (outcome.kind) {
        case "next":
            return base
        case "later":
            return {...base, attempts: base.attempts + 1}
        case "stop":
            return {...base, phase: "stopped", stopped: outcome.message}
    }
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
