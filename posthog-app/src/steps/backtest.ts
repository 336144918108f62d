import type {Failure} from "@beton/shared/api/result"
import {subjectsOf} from "@beton/shared/backtest/subjects"
import {backtestCompletedEvent} from "@beton/shared/events/backtest-completed"

import {fingerprintOf} from "../backtest/fingerprint"
import {type BacktestJob, backtestJob} from "../backtest/job"
import {customChoices, ladderOf, type Rung} from "../backtest/ladder"
import {backtestResult, backtestStep, startOf} from "../backtest/progress"
import {StoredBacktest} from "../backtest/stored"
import {lastWritten} from "../backtest/written"
import type {Config} from "../config/config"
import {sourceReport} from "../sources"
import {writerOf} from "../writer"
import {isProvisioned} from "./dashboards"
import {NO_BACKTEST, type RunState} from "./run-state"
import {mayWait, next, POLLING, type Step, type StepContext, type StepOutcome} from "./step"

/** Whether a run is followed by backtests: the newest day's own run, where an outcome is set. */
export function isBacktested(state: RunState, config: Config): boolean {
    const newest = state.kind === "daily" && !state.dry && state.as_of === state.due
    return newest && config.settings.backtest.enabled && ladderOf(config).length > 0
}

/** What follows a run once its backtests are done, or when it has none. */
export function phaseAfterBacktest(state: RunState, config: Config): "dashboards" | "done" {
    return isProvisioned(state, config) ? "dashboards" : "done"
}

/**
 * Backtests one outcome after the other, a query a unit (E1). The run is done before it begins, so whatever fails here is
 * a line in the log and tried again the next day; what did not change since the last one is not asked again.
 */
export const backtest: Step = async (state, context) => {
    const rung = ladderOf(context.config)[state.backtest.rung]
    if (rung === undefined)
        return next(state, {phase: phaseAfterBacktest(state, context.config), attempts: 0})
    return backtestUnit(rung, state, context)
}

/** One unit of the backtest of one outcome; never stops the run. The cursor's rung is raised when it is done or given up. */
export async function backtestUnit(rung: Rung, state: RunState, context: StepContext): Promise<StepOutcome> {
    try {
        return await unitOf(rung, state, context)
    } catch (error) {
        const message = error instanceof Error ? error.message : "Unknown error."
        return givenUp(rung, state, message, context)
    }
}

async function unitOf(rung: Rung, state: RunState, context: StepContext): Promise<StepOutcome> {
    const {progress, eventStored} = state.backtest
    if (progress === null) return begin(rung, state, context)
    if (eventStored) return send(rung, state, context)
    const {posthog, store, host} = context
    const stored = new StoredBacktest(store)
    const job = await stored.job()
    if (progress.pass === "done") {
        await stored.putEvent(await eventOf(job, state, context))
        return next(state, {backtest: {...state.backtest, eventStored: true}})
    }
    const step = await backtestStep(posthog, job, progress, stored, host.now())
    const parts = Math.max(state.backtest.parts, step.progress.slices)
    const moved = {...state, backtest: {...state.backtest, progress: step.progress, parts}}
    switch (step.kind) {
        case "next":
            return next(moved, {attempts: 0})
        case "wait": {
            const running = {
                kind: "throttled",
                message: "PostHog works on the query.",
                code: POLLING,
            } as const
            return {
                kind: "later",
                failure: {...running, retryAfterMs: step.ms},
                state: {...moved, attempts: 0},
            }
        }
        case "failed":
            return failed(rung, moved, step.failure, context)
    }
}

/** What is to be asked of this outcome; nothing when that was answered before. */
async function begin(
    {outcome, rules, writer}: Rung,
    state: RunState,
    context: StepContext,
): Promise<StepOutcome> {
    const {config, store} = context
    if (state.account === null)
        throw new Error("A backtest begins only after it is known what an account is.")
    const job = backtestJob(config, {
        asOf: Date.parse(state.as_of),
        outcome,
        writer,
        days: config.settings.backtest.days,
        rules,
        minimumLift: config.settings.backtest.minimum_lift,
        account: state.account,
        sources: sourceReport(config, state.sources).signals,
        custom: customChoices(config),
    })
    // No signal is on and has its data.
    if (job.subjects.length === 0) return following(state)
    const {name} = outcome
    const fingerprint = fingerprintOf(job)
    const known = state.backtested[name]
    if (known?.fingerprint === fingerprint) return following(state)
    const written = await lastWritten(context.posthog, config, name, state.as_of)
    if (!written.ok && mayWait(written.failure, state, context))
        return {kind: "later", failure: written.failure, state}
    // Not to be found out: at worst the same is asked again.
    const last = written.ok ? written.value : null
    if (last?.fingerprint === fingerprint)
        return following({...state, backtested: {...state.backtested, [name]: last}})
    const slices = Math.max(config.settings.partitions, known?.slices ?? 1, last?.slices ?? 1)
    await new StoredBacktest(store).putJob(job)
    return next(state, {backtest: {...state.backtest, progress: startOf(slices)}, attempts: 0})
}

async function eventOf(job: BacktestJob, state: RunState, {config, store}: StepContext) {
    const {queries, rows, slices} = state.backtest.progress ?? startOf(1)
    const definitions = subjectsOf(job.subjects).map(({id, signal, settings}) => ({
        id,
        version: signal.version,
        settings: settings as Record<string, unknown>,
    }))
    const result = await backtestResult(job, slices, new StoredBacktest(store))
    return backtestCompletedEvent(
        result,
        {run_id: state.run_id, queries, rows, slices, fingerprint: fingerprintOf(job)},
        definitions,
        writerOf(config),
    )
}

/** The event is stored before it is sent, so a retry sends the same bytes. */
async function send(rung: Rung, state: RunState, context: StepContext): Promise<StepOutcome> {
    const {posthog, store, host} = context
    if (state.apiToken === null) throw new Error("A backtest is sent only after the project is known.")
    const stored = new StoredBacktest(store)
    const sent = await posthog.capture(state.apiToken, await stored.event())
    if (!sent.ok) return failed(rung, state, sent.failure, context)
    const {name} = rung.outcome
    const {queries, slices} = state.backtest.progress ?? startOf(1)
    const fingerprint = fingerprintOf(await stored.job())
    host.log("info", `Backtest of "${name}" done: ${queries} ${queries === 1 ? "query" : "queries"}.`)
    const backtested = {...state.backtested, [name]: {fingerprint, slices}}
    return following({...state, backtested})
}

async function failed(
    rung: Rung,
    state: RunState,
    failure: Failure,
    context: StepContext,
): Promise<StepOutcome> {
    if (mayWait(failure, state, context)) return {kind: "later", failure, state}
    return givenUp(rung, state, failure.message, context)
}

function givenUp({outcome}: Rung, state: RunState, message: string, {host}: StepContext): StepOutcome {
    const again = state.phase === "prove" ? "it is tried again after it" : "the next day's run tries again"
    host.log("warn", `Backtest of "${outcome.name}" failed: ${message} The run is not affected; ${again}.`)
    return following(state)
}

/** On to the next outcome. */
function following(state: RunState): StepOutcome {
    const {rung, parts} = state.backtest
    return next(state, {backtest: {...NO_BACKTEST, rung: rung + 1, parts}, attempts: 0})
}
