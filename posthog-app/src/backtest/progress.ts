import {type Failure, isTransient, type Result} from "@beton/shared/api/result"
import {analyse} from "@beton/shared/backtest/analyse"
import type {BacktestResult} from "@beton/shared/backtest/result"
import {subjectsOf} from "@beton/shared/backtest/subjects"
import {addCounts, type CountRow} from "@beton/shared/backtest/tables"
import {backtestCounts} from "@beton/shared/queries/backtest/counts"

import type {AsyncAnswer} from "../clients/async-queries"
import type {PostHogClient} from "../clients/posthog"
import type {BacktestJob} from "./job"

/** Beyond this many slices a query that still runs too long has another problem. */
const MAX_SLICES = 256
/** A query that PostHog works on for longer than this is given up. */
const MAX_WAIT_MS = 10 * 60_000
/** Between two looks at a running query: a quarter of the time it has taken so far, within these bounds. */
const LOOK_AGAIN_MS = {least: 2_000, most: 5_000} as const

/** Where a backtest stands: one query at a time, so that any host can go on with it later. */
export interface BacktestProgress {
    readonly pass: "counts" | "done"
    /** Next slice of accounts. */
    readonly slice: number
    readonly slices: number
    /** Slices of this size ran too long for a request, so each is asked asynchronously. */
    readonly patient: boolean
    /** The asynchronous query that PostHog is working on, and since when (unix ms). */
    readonly waiting: {readonly query_id: string; readonly since: number} | null
    /** Queries that PostHog worked on, those that ran too long included; looking at a running one is none. */
    readonly queries: number
    /** Rows that were transferred. */
    readonly rows: number
}

/** A backtest about to start, with as many slices as the last one needed. */
export function startOf(slices: number): BacktestProgress {
    return {pass: "counts", slice: 0, slices, patient: false, waiting: null, queries: 0, rows: 0}
}

/** Where the rows of finished slices are kept. Writing one twice leaves the same. */
export interface SliceStore {
    put(slice: number, rows: readonly unknown[]): Promise<void>
    /** Rows of all slices, in any order. */
    all(slices: number): Promise<readonly unknown[]>
}

/** What one step came to. */
export type BacktestStep =
    | {readonly kind: "next"; readonly progress: BacktestProgress}
    /** PostHog works on the query: the next step is due after so many ms. */
    | {readonly kind: "wait"; readonly progress: BacktestProgress; readonly ms: number}
    /** The same step again may help where the failure is a passing one. */
    | {readonly kind: "failed"; readonly progress: BacktestProgress; readonly failure: Failure}

/**
 * Asks for the next slice of accounts. A query that runs too long for a request is asked asynchronously; where that does
 * not help either, all start again with slices half as large. Whether PostHog gives asynchronous queries more time is not
 * known of every version (CONTRACT §4), so either way leads to the end.
 *
 * @param now unix ms
 */
export async function backtestStep(
    posthog: PostHogClient,
    job: BacktestJob,
    progress: BacktestProgress,
    store: SliceStore,
    now: number,
): Promise<BacktestStep> {
    if (progress.pass === "done") return {kind: "next", progress}
    if (progress.waiting !== null) return lookAgain(posthog, job, progress, progress.waiting, store, now)
    const counted = {...progress, queries: progress.queries + 1}
    if (progress.patient) {
        const started = await posthog.later.start(backtestCounts, inputOf(job, progress))
        return afterAsync(started, started.ok ? counted : progress, now, now, store)
    }
    const rows = await posthog.query(backtestCounts, inputOf(job, progress))
    if (rows.ok) return keep(rows.value, counted, store)
    if (isTooSlow(rows.failure)) return {kind: "next", progress: {...counted, patient: true}}
    return {kind: "failed", progress, failure: rows.failure}
}

async function lookAgain(
    posthog: PostHogClient,
    job: BacktestJob,
    progress: BacktestProgress,
    waiting: {readonly query_id: string; readonly since: number},
    store: SliceStore,
    now: number,
): Promise<BacktestStep> {
    const answer = await posthog.later.poll(backtestCounts, inputOf(job, progress), waiting.query_id)
    return afterAsync(answer, progress, waiting.since, now, store)
}

async function afterAsync(
    answer: Result<AsyncAnswer<CountRow>>,
    progress: BacktestProgress,
    since: number,
    now: number,
    store: SliceStore,
): Promise<BacktestStep> {
    if (answer.ok) {
        if (answer.value.state === "done") return keep(answer.value.rows, progress, store)
        if (now - since >= MAX_WAIT_MS) return smaller(progress, TOO_LONG)
        const ms = Math.min(LOOK_AGAIN_MS.most, Math.max(LOOK_AGAIN_MS.least, (now - since) / 4))
        const waiting = {query_id: answer.value.queryId, since}
        return {kind: "wait", progress: {...progress, waiting}, ms}
    }
    const {failure} = answer
    // Forgotten, or ran too long again; an old PostHog may refuse to work asynchronously at all.
    if (["too_slow", "not_found", "refused"].includes(failure.kind)) return smaller(progress, failure)
    if (isTransient(failure) && now - since >= MAX_WAIT_MS) return smaller(progress, failure)
    return {kind: "failed", progress, failure}
}

const TOO_LONG: Failure = {
    kind: "too_slow",
    message: "PostHog worked on the query for 10 minutes without an end.",
    code: "async",
    retryAfterMs: null,
}

/** Slices of another size are other accounts: all start again with them. */
function smaller(progress: BacktestProgress, failure: Failure): BacktestStep {
    if (progress.slices >= MAX_SLICES) return {kind: "failed", progress, failure}
    const again = {slice: 0, slices: progress.slices * 2, patient: false, waiting: null}
    return {kind: "next", progress: {...progress, ...again}}
}

/** PostHog says so, or it did not answer a request in time. */
function isTooSlow(failure: Failure): boolean {
    return failure.kind === "too_slow" || failure.code === "timeout"
}

async function keep(
    rows: readonly CountRow[],
    progress: BacktestProgress,
    store: SliceStore,
): Promise<BacktestStep> {
    const {slice, slices} = progress
    await store.put(slice, rows)
    const kept = {...progress, waiting: null, rows: progress.rows + rows.length}
    if (slice + 1 < slices) return {kind: "next", progress: {...kept, slice: slice + 1}}
    return {kind: "next", progress: {...kept, pass: "done", slice: 0}}
}

function inputOf(job: BacktestJob, {slice, slices}: BacktestProgress) {
    return {
        account: job.account,
        partition: {index: slice, count: slices},
        plan: job.plan as never,
        outcome: {
            event: job.outcome.event,
            where: job.outcome.where as never,
            ...(job.writer === undefined ? {} : {writer: job.writer}),
        },
        internal: job.internal as never,
        subjects: [...job.subjects],
        threshold: job.threshold,
    }
}

/** The result of a backtest whose slices are all there. */
export async function backtestResult(
    job: BacktestJob,
    slices: number,
    store: SliceStore,
): Promise<BacktestResult> {
    return analyse({
        asOf: Date.parse(job.as_of),
        outcome: job.outcome,
        plan: job.plan,
        subjects: subjectsOf(job.subjects),
        threshold: job.threshold,
        minimumLift: job.minimum_lift,
        tables: addCounts((await store.all(slices)) as CountRow[]),
        unjudged: job.unjudged,
    })
}

/** Slices kept in memory, for a command that waits for the result. */
export function memoryStore(): SliceStore {
    const kept = new Map<number, readonly unknown[]>()
    return {
        put: async (slice, rows) => void kept.set(slice, rows),
        all: async (slices) => Array.from({length: slices}, (_, slice) => kept.get(slice) ?? []).flat(),
    }
}
