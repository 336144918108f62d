import type {Failure, Result} from "@beton/shared/api/result"
import {analyse} from "@beton/shared/backtest/analyse"
import type {BacktestResult} from "@beton/shared/backtest/result"
import {subjectsOf} from "@beton/shared/backtest/subjects"
import {addCounts, type CountRow} from "@beton/shared/backtest/tables"
import {addSpread, spreadRequest, type SpreadRequest, type SpreadRow} from "@beton/shared/backtest/weights"
import {backtestCounts} from "@beton/shared/queries/backtest/counts"
import {backtestSpread} from "@beton/shared/queries/backtest/spread"

import type {PostHogClient} from "../clients/posthog"
import type {BacktestJob} from "./job"

/** Beyond this many slices a query that still runs too long has another problem. */
const MAX_SLICES = 256

/** Where a backtest stands: one query at a time, so that any host can go on with it later. */
export interface BacktestProgress {
    readonly pass: "counts" | "spread" | "done"
    /** Next slice of accounts of the present pass. */
    readonly slice: number
    readonly slices: number
    readonly queries: number
    /** Rows that were transferred. */
    readonly rows: number
}

/** A backtest about to start, with as many slices as the last one needed. */
export function startOf(slices: number): BacktestProgress {
    return {pass: "counts", slice: 0, slices, queries: 0, rows: 0}
}

/** Where the rows of finished slices are kept. Writing one twice leaves the same. */
export interface SliceStore {
    put(pass: "counts" | "spread", slice: number, rows: readonly unknown[]): Promise<void>
    all(pass: "counts" | "spread", slices: number): Promise<readonly unknown[]>
}

/** What one step came to. */
export type BacktestStep =
    | {readonly kind: "next"; readonly progress: BacktestProgress}
    | {readonly kind: "failed"; readonly failure: Failure}

/** Asks for the next slice of accounts. A query that runs too long starts its pass again with slices half as large. */
export async function backtestStep(
    posthog: PostHogClient,
    job: BacktestJob,
    progress: BacktestProgress,
    store: SliceStore,
): Promise<BacktestStep> {
    const {pass, slice, slices} = progress
    if (pass === "done") return {kind: "next", progress}
    const rows = await ask(posthog, job, progress, store)
    if (!rows.ok) {
        if (rows.failure.kind !== "too_slow" || slices >= MAX_SLICES)
            return {kind: "failed", failure: rows.failure}
        // Slices of another size are other accounts, so both passes start again with them.
        return {kind: "next", progress: {...progress, pass: "counts", slice: 0, slices: slices * 2, queries: progress.queries + 1}} // prettier-ignore
    }
    await store.put(pass, slice, rows.value)
    const counted = {...progress, queries: progress.queries + 1, rows: progress.rows + rows.value.length}
    if (slice + 1 < slices) return {kind: "next", progress: {...counted, slice: slice + 1}}
    return {kind: "next", progress: {...counted, pass: pass === "counts" ? "spread" : "done", slice: 0}}
}

async function ask(
    posthog: PostHogClient,
    job: BacktestJob,
    {pass, slice, slices}: BacktestProgress,
    store: SliceStore,
): Promise<Result<readonly unknown[]>> {
    const input = {
        account: job.account,
        partition: {index: slice, count: slices},
        plan: job.plan as never,
        outcome: {event: job.outcome.event, where: job.outcome.where as never},
        internal: job.internal as never,
        subjects: [...job.subjects],
        threshold: job.threshold,
    }
    if (pass === "counts") return posthog.query(backtestCounts, input)
    const request = await requestOf(job, slices, store)
    return posthog.query(backtestSpread, {
        ...input,
        ...(request as never as {cuts: never; auc: never; base: never}),
    })
}

async function requestOf(job: BacktestJob, slices: number, store: SliceStore): Promise<SpreadRequest> {
    const tables = addCounts((await store.all("counts", slices)) as CountRow[])
    return spreadRequest(tables, job.plan, subjectsOf(job.subjects), job.threshold)
}

/** The result of a backtest whose slices are all there. */
export async function backtestResult(
    job: BacktestJob,
    slices: number,
    store: SliceStore,
): Promise<BacktestResult> {
    const counts = (await store.all("counts", slices)) as CountRow[]
    const tables = addCounts(counts)
    const subjects = subjectsOf(job.subjects)
    const request = spreadRequest(tables, job.plan, subjects, job.threshold)
    const spread = addSpread(request, (await store.all("spread", slices)) as SpreadRow[])
    return analyse({
        asOf: Date.parse(job.as_of),
        outcome: job.outcome,
        plan: job.plan,
        subjects,
        threshold: job.threshold,
        minimumLift: job.minimum_lift,
        tables,
        spread,
        unjudged: job.unjudged,
    })
}

/** Slices kept in memory, for a command that waits for the result. */
export function memoryStore(): SliceStore {
    const kept = new Map<string, readonly unknown[]>()
    return {
        put: async (pass, slice, rows) => void kept.set(`${pass} ${slice}`, rows),
        all: async (pass, slices) =>
            Array.from({length: slices}, (_, slice) => kept.get(`${pass} ${slice}`) ?? []).flat(),
    }
}
