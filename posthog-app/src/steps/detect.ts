import type {Failure, FailureKind} from "@beton/shared/api/result"
import {bucketOf} from "@beton/shared/bucket"
import {type ActiveRow} from "@beton/shared/detection"
import {DETECTION_PAGE_ROWS, detectionQuery} from "@beton/shared/queries/detection"
import {gridOf} from "@beton/shared/queries/grid"

import {excludedAccount} from "../config/config"
import {signalsOf} from "../signals"
import type {RunStore} from "../store"
import {type DetectCursor, raised, type RunState, type SignalProgress} from "./run-state"
import {mayWait, next, onFailure, type Step, type StepContext, type StepOutcome} from "./step"

const DAY_MS = 86_400_000
/** Beyond this many slices a query that still runs too long has another problem. */
const MAX_PARTITIONS = 64

/** The instants a run asks about, oldest first (unix ms). */
export function instantsOf(state: Pick<RunState, "as_of" | "instants">): number[] {
    const last = Date.parse(state.as_of)
    return Array.from({length: state.instants}, (_, i) => last - (state.instants - 1 - i) * DAY_MS)
}

/** Asks for one page of one signal. A signal that fails is recorded as unknown and never stops the others (A6). */
export const detect: Step = async (state, context) => {
    const {config, posthog, store} = context
    const pending = Object.entries(state.signals).find(([, progress]) => progress.state === "pending")
    if (pending === undefined) return next(state, {phase: "history", detect: null})
    const [id, progress] = pending
    const configured = signalsOf(config).get(id)
    if (configured === undefined || state.account === null)
        throw new Error(`Unknown signal "${id}" in a stored run.`)
    const cursor = cursorFor(state, id, Math.max(config.settings.partitions, state.slices[id] ?? 1))
    const rows = await posthog.query(detectionQuery(configured.signal), {
        settings: configured.settings,
        account: state.account,
        grid: gridOf(instantsOf(state)),
        partition: cursor.partition,
        cursor: cursor.after,
        limit: DETECTION_PAGE_ROWS,
    })
    if (!rows.ok) return onQueryFailure(state, cursor, progress, rows.failure, context)
    const page = rows.value as unknown as ActiveRow[]
    const grown = await keep(
        page.filter((row) => !excludedAccount(config, row.account)),
        id,
        progress,
        store,
    )
    const last = page[page.length - 1]
    if (page.length >= DETECTION_PAGE_ROWS && last !== undefined) {
        return settle(state, id, grown, {...cursor, after: {account: last.account, day: last.day}})
    }
    const following = cursor.partition.index + 1
    if (following < cursor.partition.count) {
        return settle(state, id, grown, {
            ...cursor,
            partition: {...cursor.partition, index: following},
            after: null,
        })
    }
    return settle(state, id, {...grown, state: "ok"}, null)
}

/** Stores the rows of a page, each with its account's bucket. Done twice it writes the same parts. */
async function keep(
    rows: readonly ActiveRow[],
    id: string,
    progress: SignalProgress,
    store: RunStore,
): Promise<SignalProgress> {
    const byBucket = new Map<number, ActiveRow[]>()
    for (const row of rows) {
        const bucket = bucketOf(row.account, progress.parts.length)
        const list = byBucket.get(bucket)
        if (list === undefined) byBucket.set(bucket, [row])
        else list.push(row)
    }
    let {parts} = progress
    for (const [bucket, list] of byBucket) {
        await store.putPart("active", `${id}:${bucket}`, parts[bucket] ?? 0, list)
        parts = raised(parts, bucket)
    }
    return {...progress, parts, active: progress.active + rows.length}
}

/** Forgets what was stored of a signal. */
export async function dropActive(id: string, progress: SignalProgress, store: RunStore): Promise<void> {
    for (const [bucket, count] of progress.parts.entries())
        await store.dropParts("active", `${id}:${bucket}`, count)
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
async function onQueryFailure(
    state: RunState,
    cursor: DetectCursor,
    progress: SignalProgress,
    failure: Failure,
    context: StepContext,
): Promise<StepOutcome> {
    const id = cursor.signal
    const nothing = {...progress, parts: progress.parts.map(() => 0), active: 0}
    if (isTooSlow(failure, state) && cursor.partition.count < MAX_PARTITIONS) {
        await dropActive(id, progress, context.store)
        const count = cursor.partition.count * 2
        const remembered = {...state, slices: {...state.slices, [id]: count}}
        return settle(remembered, id, nothing, {signal: id, partition: {index: 0, count}, after: null})
    }
    if (mayWait(failure, state, context)) return {kind: "later", failure, state}
    if (NOT_THE_QUERY.has(failure.kind) || failure.code === "redirect")
        return onFailure(state, failure, "Detection", context)
    await dropActive(id, progress, context.store)
    return settle(state, id, {...nothing, state: "failed", reason: failure.message}, null)
}

/** Key, project or plan: the other signals would fare the same. */
const NOT_THE_QUERY: ReadonlySet<FailureKind> = new Set([
    "unauthorized",
    "missing_scope",
    "not_found",
    "quota",
])

/** PostHog says so, or it did not answer in time twice in a row. */
function isTooSlow(failure: Failure, state: RunState): boolean {
    return failure.kind === "too_slow" || (failure.code === "timeout" && state.attempts > 0)
}
