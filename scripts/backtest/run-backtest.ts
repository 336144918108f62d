import {setTimeout as sleep} from "node:timers/promises"

import {findAccountSource} from "@beton/posthog-app/account-source"
import {type BacktestJob, backtestJob} from "@beton/posthog-app/backtest/job"
import {customChoices} from "@beton/posthog-app/backtest/ladder"
import {backtestResult, backtestStep, memoryStore, startOf} from "@beton/posthog-app/backtest/progress"
import type {PostHogClient} from "@beton/posthog-app/clients/posthog"
import type {Config} from "@beton/posthog-app/config/config"
import {inspectSources, type SourceReport} from "@beton/posthog-app/sources"
import {isTransient} from "@beton/shared/api/result"
import type {BacktestRules} from "@beton/shared/backtest/plan"
import type {BacktestResult} from "@beton/shared/backtest/result"
import type {SubjectChoice} from "@beton/shared/backtest/subjects"
import {outcomeOverview} from "@beton/shared/queries/backtest/outcome-overview"
import {HISTORY_DAYS} from "@beton/shared/queries/parts/account-history"
import {eventNames, eventsPresent} from "@beton/shared/queries/sources"

import {UsageError, WorkError} from "../cli/errors"
import {orThrow} from "../detect/detect-as-of"

const DAY_MS = 86_400_000
/** Tries of a query that meets a passing fault. */
const TRIES = 5
const SHOWN_EVENTS = 12

/** What a backtest is asked from the command line. */
export interface BacktestAsk {
    readonly asOf: number
    readonly outcome: BacktestResult["outcome"]
    readonly days: number
    readonly rules: BacktestRules
    readonly minimumLift: number
    readonly custom: readonly SubjectChoice[]
}

/** How often the outcome happened, how often with an account, and the customer's own cycle (H12). */
export interface OutcomeOverview {
    readonly events: number
    readonly events_with_account: number
    readonly accounts: number
    /** Accounts whose first activity was seen before; the quantiles are of these. */
    readonly cycles: number
    readonly cycle_median_days: number | null
    readonly cycle_p90_days: number | null
}

/** A result and what it cost. */
export interface BacktestRun {
    readonly job: BacktestJob
    readonly result: BacktestResult
    readonly coverage: SourceReport["coverage"]
    readonly overview: OutcomeOverview | null
    readonly cost: {readonly queries: number; readonly rows: number; readonly slices: number}
}

/**
 * Backtests the signals of a configuration, with the same queries and decisions as the daily job.
 *
 * @throws UsageError when the outcome never occurred; WorkError with a sentence when PostHog refuses
 */
export async function runBacktest(
    posthog: PostHogClient,
    config: Config,
    ask: BacktestAsk,
    signal: AbortSignal,
): Promise<BacktestRun> {
    const project = orThrow(await posthog.project())
    const account = orThrow(await findAccountSource(posthog, config, project))
    await refuseUnknownEvents(posthog, ask)
    const sources = orThrow(await inspectSources(posthog, config, account, ask.asOf))
    const job = backtestJob(config, {
        ...ask,
        account,
        sources: sources.signals,
        custom: [...customChoices(config), ...ask.custom],
    })
    if (job.subjects.length === 0)
        throw new WorkError("No signal can be backtested: all are switched off or wait for data.")
    const [overview] = orThrow(
        await posthog.query(outcomeOverview, {
            from: new Date(ask.asOf - HISTORY_DAYS * DAY_MS).toISOString(),
            to: new Date(ask.asOf).toISOString(),
            account,
            outcomes: [{event: ask.outcome.event, where: ask.outcome.where as never}],
        }),
    )
    const store = memoryStore()
    let progress = startOf(config.settings.partitions)
    let faults = 0
    while (progress.pass !== "done") {
        signal.throwIfAborted()
        const step = await backtestStep(posthog, job, progress, store, Date.now())
        progress = step.progress
        if (step.kind === "wait") await sleep(step.ms, undefined, {signal})
        if (step.kind !== "failed") continue
        if (!isTransient(step.failure) || ++faults >= TRIES) throw new WorkError(step.failure.message)
        await sleep(step.failure.retryAfterMs ?? 1000 * 2 ** faults, undefined, {signal})
    }
    return {
        job,
        result: await backtestResult(job, progress.slices, store),
        coverage: sources.coverage,
        overview: overview ?? null,
        cost: {queries: posthog.queries, rows: progress.rows, slices: progress.slices},
    }
}

/** An outcome that never happened is a typing error, not a finding; so is an event of a custom signal. */
async function refuseUnknownEvents(posthog: PostHogClient, {outcome, custom, asOf}: BacktestAsk): Promise<void> {
    const asked = [
        {option: "--outcome", events: [outcome.event]},
        ...custom.map(({settings}) => ({option: "--signal", events: (settings as {events: string[]}).events})),
    ]
    const range = {
        from: new Date(asOf - HISTORY_DAYS * DAY_MS).toISOString(),
        to: new Date(asOf).toISOString(),
    }
    const present = new Set(
        orThrow(
            await posthog.query(eventsPresent, {...range, events: [...new Set(asked.flatMap(({events}) => events))]}),
        ).map(({event}) => event),
    )
    for (const {option, events} of asked) {
        if (events.some((event) => present.has(event))) continue
        const known = orThrow(await posthog.query(eventNames, range)).map(({event}) => event)
        throw new UsageError(
            `${option}: the event ${events.map((event) => `"${event}"`).join(" or ")} does not occur before ${range.to}. Events that do: ${known.slice(0, SHOWN_EVENTS).join(", ")}.`,
        )
    }
} // prettier-ignore
