import type {CaptureEvent} from "@beton/shared/events/capture-event"
import {runCompletedEvent} from "@beton/shared/events/run-completed"

import {StoredBacktest} from "../backtest/stored"
import type {RunStore} from "../store"
import {writerOf} from "../writer"
import {isBacktested, phaseAfterBacktest} from "./backtest"
import {dropActive} from "./detect"
import {reportOf} from "./dry-report"
import {dropLeft} from "./left-accounts"
import {ROUTE_CHUNK} from "./order"
import {isSynced} from "./outcomes"
import type {RunState} from "./run-state"
import {next, onFailure, type Step, type StepContext} from "./step"

const SUMMARY = "summary"

/** Writes the run's summary and closes the day. The summary is stored before it is sent, so a retry sends the same bytes. */
export const finish: Step = async (state, context) => {
    const {store, posthog} = context
    if (state.apiToken === null) throw new Error("A run ends only after it knows the project.")
    // A day's summary would say that the day is done.
    if (state.dry || state.kind === "backfill") {
        await store.saveReport(await reportOf(state, store, context.config))
        return next(state, {phase: "done"})
    }
    if (!state.summarised) {
        await store.putPart("outbox", SUMMARY, 0, [summaryEvent(state, context)])
        return next(state, {summarised: true})
    }
    const stored = await store.part<CaptureEvent>("outbox", SUMMARY, 0)
    const sent = await posthog.capture(state.apiToken, stored)
    if (!sent.ok) return onFailure(state, sent.failure, "Writing the run's summary", context)
    await store.setDone(state.as_of)
    const rest = isBacktested(state, context.config) ? "backtest" : phaseAfterBacktest(state, context.config)
    return next(state, {phase: isSynced(state, context.config) ? "outcomes" : rest, attempts: 0})
}

function summaryEvent(state: RunState, {config, host}: StepContext): CaptureEvent {
    const {route} = state
    return runCompletedEvent(
        {
            schema_version: 1,
            run_id: state.run_id,
            as_of: state.as_of,
            started_at: new Date(state.started_at).toISOString(),
            finished_at: new Date(host.now()).toISOString(),
            partial: Object.values(state.signals).some((progress) => progress.state === "failed"),
            accounts_active: state.accountsActive,
            accounts_emitted: state.accountsEmitted,
            events_written: state.accountsEmitted,
            signals: Object.entries(state.signals).map(([type, progress]) => ({
                type,
                state: progress.state === "pending" ? "failed" : progress.state,
                reason: progress.reason,
                active: progress.active,
                fired: state.fired[type] ?? 0,
            })),
            held: {...state.held},
            distrusted_events: {...state.distrusted},
            routing: {
                state: route.state,
                reason: route.reason,
                would_route: route.candidates,
                created: route.created,
                updated: route.updated + route.annotated + route.reopened,
                skipped: {...route.skipped},
                failed: route.failed,
                annotated: route.annotated,
                reopened: route.reopened,
                refreshed: state.crm.refreshed,
                untouched: state.crm.untouched,
            },
            coverage: {...state.coverage},
            queries: state.calls.posthog_query,
            calls: {...state.calls},
            kind: state.kind === "now" ? "now" : "daily",
            unconfirmed: {...state.unconfirmed},
            problems: [...state.problems],
        },
        writerOf(config),
    )
}

/** Clears what a run kept on its way; the end of a run is saved first, so being cut off here costs nothing. */
export async function dropLists(state: RunState, store: RunStore): Promise<void> {
    for (const [id, progress] of Object.entries(state.signals)) await dropActive(id, progress, store)
    for (const [bucket, count] of state.historyParts.entries())
        await store.dropParts("history", String(bucket), count)
    await store.dropParts("outbox", "rows", state.outboxChunks)
    await store.dropParts("outbox", SUMMARY, 1)
    await store.dropParts("route", "found", state.bucketsDecided)
    await store.dropParts("route", "candidates", Math.ceil(state.route.candidates / ROUTE_CHUNK))
    await store.dropParts("route", "others", state.bucketsDecided)
    await store.dropParts("route", "profiles", Math.ceil(state.route.candidates / ROUTE_CHUNK))
    await store.dropParts("route", "setup", 1)
    await store.dropParts("route", "proof", 1)
    await store.dropParts("route", "score", 1)
    await store.dropParts("route", "writes", state.crm.writes)
    await store.dropParts("route", "notices", state.crm.notices)
    await dropLeft(state, store)
    await store.dropParts("plan", "accounts", state.planParts)
    if (state.backtest.parts > 0) await new StoredBacktest(store).drop(state.backtest.parts)
}
