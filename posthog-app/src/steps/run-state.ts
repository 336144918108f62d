import type {AccountSource} from "@beton/shared/queries/account"

import type {SourceAnswers} from "../sources"

/** Steps of a daily run, in order. */
export const PHASES = ["prepare", "detect", "history", "decide", "emit", "route", "finish"] as const

/** A step of a run; "done" and "stopped" are ends. */
export type Phase = (typeof PHASES)[number] | "done" | "stopped"

/** What became of one signal in this run. */
export interface SignalProgress {
    readonly state: "pending" | "ok" | "off" | "waiting_for_data" | "failed"
    /** Plain sentence, empty when ok. */
    readonly reason: string
    /** Pages of active rows kept in storage. */
    readonly pages: number
    readonly active: number
}

/** Where a detection query stands. */
export interface DetectCursor {
    readonly signal: string
    readonly partition: {readonly index: number; readonly count: number}
    readonly after: {readonly account: string; readonly day: number} | null
}

/** Counts of the routing step. */
export interface RouteProgress {
    readonly state: "off" | "dry_run" | "on"
    readonly reason: string
    readonly candidates: number
    /** The workspace has been checked in this run. */
    readonly ready: boolean
    /** Part of the candidates whose profiles are at hand; -1 for none. */
    readonly profiles: number
    /** Candidate that is next. */
    readonly next: number
    readonly created: number
    readonly updated: number
    readonly annotated: number
    readonly unchanged: number
    readonly skipped: Readonly<Record<string, number>>
    readonly failed: number
}

/** Everything a run needs to go on after being cut off: small, JSON, rewritten after each unit of work. */
export interface RunState {
    readonly version: 1
    readonly run_id: string
    /** ISO instant of the block's end. */
    readonly as_of: string
    readonly started_at: number
    readonly updated_at: number
    /** Raised with each saved unit: a job that carries an older number has been overtaken and does nothing. */
    readonly seq: number
    readonly phase: Phase
    /** Tries of the current unit that ended in a passing fault. */
    readonly attempts: number
    /** Not before this instant (unix ms): a server asked to wait. 0 = at once. */
    readonly resume_at: number
    /** Checks of the prepare phase that are done. */
    readonly checked: readonly string[]
    readonly sources: SourceAnswers
    readonly account: AccountSource | null
    readonly apiToken: string | null
    readonly signals: Readonly<Record<string, SignalProgress>>
    readonly detect: DetectCursor | null
    readonly historyAfter: string
    readonly historyPages: number
    readonly distrusted: Readonly<Record<string, number>>
    readonly held: Readonly<Record<string, number>>
    readonly accountsActive: number
    readonly accountsEmitted: number
    readonly fired: Readonly<Record<string, number>>
    readonly outboxChunks: number
    readonly emitNext: number
    /** The run's summary is stored and may be sent. */
    readonly summarised: boolean
    readonly route: RouteProgress
    readonly coverage: {readonly events: number | null; readonly persons: number | null}
    readonly queries: number
    readonly problems: readonly string[]
    /** Sentence for people when phase is "stopped". */
    readonly stopped: string | null
    /** Where a stopped run goes on at the next heartbeat; null: from the start. */
    readonly stopped_in: "emit" | "route" | "finish" | null
}

/** A run about to start. */
export function newRun(runId: string, asOf: string, now: number, seq: number): RunState {
    return {
        version: 1,
        run_id: runId,
        as_of: asOf,
        started_at: now,
        updated_at: now,
        seq,
        phase: "prepare",
        attempts: 0,
        resume_at: 0,
        checked: [],
        sources: {},
        account: null,
        apiToken: null,
        signals: {},
        detect: null,
        historyAfter: "",
        historyPages: 0,
        distrusted: {},
        held: {},
        accountsActive: 0,
        accountsEmitted: 0,
        fired: {},
        outboxChunks: 0,
        emitNext: 0,
        summarised: false,
        route: {state: "off", reason: "", candidates: 0,
            ready: false,
            profiles: -1, next: 0, created: 0, updated: 0, annotated: 0, unchanged: 0, skipped: {}, failed: 0},
        coverage: {events: null, persons: null},
        queries: 0,
        problems: [],
        stopped: null,
        stopped_in: null,
    }
} // prettier-ignore

/** Adds to a named counter of a record of counts. */
export function bump(counts: Readonly<Record<string, number>>, name: string, by = 1): Record<string, number> {
    return {...counts, [name]: (counts[name] ?? 0) + by}
}
