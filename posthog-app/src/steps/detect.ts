import {type Failure, isTransient} from "@beton/shared/api/result"
import {type ActiveRow} from "@beton/shared/detection"
import {DETECTION_PAGE_ROWS, detectionQuery} from "@beton/shared/queries/detection"
import {gridOf} from "@beton/shared/queries/grid"
import {signalById} from "@beton/shared/signals/index"

import {excludedAccount} from "../config/config"
import type {DetectCursor, RunState, SignalProgress} from "./run-state"
import {isLate, next, onFailure, type Step, type StepContext, type StepOutcome} from "./step"

/** Beyond this many slices a query that still runs too long has another problem. */
const MAX_PARTITIONS = 64

/** Asks for one page of one signal. A signal that fails is recorded as unknown and never stops the others (A6). */
export const detect: Step = async (state, context) => {
    const {config, posthog, store} = context
    const pending = Object.entries(state.signals).find(([, progress]) => progress.state === "pending")
    if (pending === undefined) return next(state, {phase: "history", detect: null})
    const [id, progress] = pending
    const signal = signalById(id)
    if (signal === undefined || state.account === null)
        throw new Error(`Unknown signal "${id}" in a stored run.`)
    const cursor = cursorFor(state, id, config.settings.partitions)
    const rows = await posthog.query(detectionQuery(signal), {
        settings: config.settings.signals[signal.id],
        account: state.account,
        grid: gridOf([Date.parse(state.as_of)]),
        partition: cursor.partition,
        cursor: cursor.after,
        limit: DETECTION_PAGE_ROWS,
    })
    const counted = {...state, queries: state.queries + 1}
    if (!rows.ok) return onQueryFailure(counted, cursor, progress, rows.failure, context)
    const page = rows.value as unknown as ActiveRow[]
    const kept = page.filter((row) => !excludedAccount(config, row.account))
    await store.putPart("active", id, progress.pages, kept)
    const grown: SignalProgress = {
        ...progress,
        pages: progress.pages + 1,
        active: progress.active + kept.length,
    }
    const last = page[page.length - 1]
    if (page.length >= DETECTION_PAGE_ROWS && last !== undefined) {
        return settle(counted, id, grown, {...cursor, after: {account: last.account, day: last.day}})
    }
    const following = cursor.partition.index + 1
    if (following < cursor.partition.count) {
        return settle(counted, id, grown, {
            ...cursor,
            partition: {...cursor.partition, index: following},
            after: null,
        })
    }
    return settle(counted, id, {...grown, state: "ok"}, null)
}

function cursorFor(state: RunState, id: string, partitions: number): DetectCursor {
    if (state.detect !== null && state.detect.signal === id) return state.detect
    return {signal: id, partition: {index: 0, count: partitions}, after: null}
}

function settle(
    state: RunState,
    id: string,
    progress: SignalProgress,
    cursor: DetectCursor | null,
): StepOutcome {
    return next(state, {signals: {...state.signals, [id]: progress}, detect: cursor, attempts: 0})
}

/** Too slow: smaller slices. Passing fault: again until the deadline. Anything about the query itself: this signal is unknown. */
function onQueryFailure(
    state: RunState,
    cursor: DetectCursor,
    progress: SignalProgress,
    failure: Failure,
    context: StepContext,
): StepOutcome {
    const id = cursor.signal
    if (failure.kind === "too_slow" && cursor.partition.count < MAX_PARTITIONS) {
        const count = cursor.partition.count * 2
        const smaller = {signal: id, partition: {index: 0, count}, after: null}
        return settle(state, id, {...progress, pages: 0, active: 0}, smaller)
    }
    if (isTransient(failure) && !isLate(state, context)) return {kind: "later", failure, state}
    if (failure.kind === "unauthorized" || failure.kind === "missing_scope" || failure.kind === "quota") {
        return onFailure(state, failure, "Detection", context)
    }
    return settle(
        state,
        id,
        {...progress, state: "failed", reason: failure.message, pages: 0, active: 0},
        null,
    )
}
