import type {AccountSource} from "@beton/shared/queries/account"

import type {PagePlace} from "../attio/record-pages"
import type {PlannedWrite} from "../attio/route-plan"
import type {BacktestProgress} from "../backtest/progress"
import {type CallCounts, type NetState, NEW_NET, NO_CALLS} from "../clients/transport"
import type {DashboardsProgress} from "../dashboards/provision/unit"
import {NOTHING_TOLD, type TellProgress} from "../notify/outbox"
import {NO_OUTCOMES, type OutcomesProgress} from "../outcomes/progress"
import type {SourceAnswers} from "../sources"

/** Steps of a run, in order. From "outcomes" on the run itself is done: its summary is written. */
export const PHASES = [
    "prepare",
    "detect",
    "history",
    "decide",
    "order",
    "emit",
    "prove",
    "route",
    "refresh",
    "tell",
    "audit",
    "finish",
    "outcomes",
    "backtest",
    "dashboards",
] as const

/** A step of a run; "done" and "stopped" are ends. */
export type Phase = (typeof PHASES)[number] | "done" | "stopped"

/** Whether the run itself is done and only what follows it is under way. */
export function isAfterRun(phase: Phase): boolean {
    return isFollowing(phase)
}

/** What follows a run, for the log. */
const FOLLOWING = {
    outcomes: "sync of outcomes",
    backtest: "backtest",
    dashboards: "update of dashboards",
} as const

/** "sync of outcomes": what follows the run and is under way. */
export function followingName(phase: Phase): string {
    return isFollowing(phase) ? FOLLOWING[phase] : phase
}

function isFollowing(phase: Phase): phase is keyof typeof FOLLOWING {
    return phase in FOLLOWING
}

/** daily: one day block; now: the current minute, on demand; backfill: the days before Beton was connected (A12). */
export type RunKind = "daily" | "now" | "backfill"

/** What became of one signal in this run. */
export interface SignalProgress {
    readonly state: "pending" | "ok" | "off" | "waiting_for_data" | "failed"
    /** Plain sentence, empty when ok. */
    readonly reason: string
    /** Parts of active rows kept in storage, per bucket of accounts. */
    readonly parts: readonly number[]
    /** Rows found. */
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
    /** Writes that were about to be sent: when an answer is lost, what is found afterwards was this run's doing. */
    readonly intent: {readonly next: number; readonly writes: readonly PlannedWrite[]} | null
    readonly created: number
    /** Companies that were made without a deal; they count against the daily cap. Absent before the first. */
    readonly companies?: number
    readonly updated: number
    readonly annotated: number
    readonly reopened: number
    readonly unchanged: number
    readonly skipped: Readonly<Record<string, number>>
    readonly failed: number
    /** By place in the list of conditions: accounts that the fit gate kept out. */
    readonly misfits: Readonly<Record<string, number>>
}

/** What happens in the CRM beside the accounts of the day. */
export interface CrmProgress {
    /** Records that are looked at next: those that Beton wrote to, oldest first (D8). */
    readonly object: "deals" | "companies" | "done"
    readonly after: PagePlace | null
    readonly refreshed: number
    /** The record whose write was sent last: it is counted and logged already. */
    readonly writing: string | null
    /** Our deals that nobody has touched while their accounts fell quiet. */
    readonly untouched: number
    /** Entries of the audit log, and how many of them are sent. */
    readonly writes: number
    readonly writesSent: number
    /** Accounts that somebody has to be told about, and the next of them. */
    readonly notices: number
    readonly told: TellProgress
}

/** Where the backtests of a day stand. */
export interface BacktestCursor {
    /** Place in the ladder of outcomes. */
    readonly rung: number
    /** null: not started yet. */
    readonly progress: BacktestProgress | null
    /** The result is stored as an event and may be sent. */
    readonly eventStored: boolean
    /** Most slices whose rows were stored: so many parts are dropped in the end. */
    readonly parts: number
}

/** The last backtest of an outcome that was written. */
export interface Backtested {
    /** What it was asked, in short: the same again would give the same. */
    readonly fingerprint: string
    /** Slices that its query needed; the next one starts with them. */
    readonly slices: number
}

/** Everything a run needs to go on after being cut off: small, JSON, rewritten after each unit of work. */
export interface RunState {
    readonly version: 4
    readonly kind: RunKind
    /** Says what it would write and writes nothing. */
    readonly dry: boolean
    readonly run_id: string
    /** ISO instant of the block's end. */
    readonly as_of: string
    /** Daily runs: the newest block's end; later than `as_of` while missed days are caught up. */
    readonly due: string
    /** Daily instants up to `as_of` that are asked about: 1, more for a backfill. */
    readonly instants: number
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
    /** Accounts are worked on in so many buckets, so that memory does not grow with their number. */
    readonly buckets: number
    readonly signals: Readonly<Record<string, SignalProgress>>
    readonly detect: DetectCursor | null
    /** Slices that each signal's query needed; the next run starts with them instead of finding out again. */
    readonly slices: Readonly<Record<string, number>>
    /** Which firings are being read: what storage bridges, our own, those of former keys, the count of the rest. */
    readonly historyOf: "bridge" | "own" | "others" | "count"
    readonly historyAfter: string
    /** Rows per page, by how quickly this host checks signatures; 0 = not known yet. */
    readonly historyRows: number
    /** Pages read of the present kind. */
    readonly historyPages: number
    /** Parts of earlier firings in storage, per bucket. */
    readonly historyParts: readonly number[]
    readonly distrusted: Readonly<Record<string, number>>
    readonly bucketsDecided: number
    readonly held: Readonly<Record<string, number>>
    readonly accountsActive: number
    readonly accountsEmitted: number
    readonly unconfirmed: {readonly accounts: number; readonly capped: number}
    readonly fired: Readonly<Record<string, number>>
    readonly outboxChunks: number
    /** Backfill: events per day, and the first day that is written (the cap leaves out the oldest). */
    readonly eventsByDay: Readonly<Record<string, number>>
    readonly writeFrom: string
    readonly emitNext: number
    /** The run's summary is stored and may be sent. */
    readonly summarised: boolean
    readonly route: RouteProgress
    readonly crm: CrmProgress
    /** Deals ever made: whose turn it is among the owners. */
    readonly dealsMade: number
    /** Dry run: parts of the list of what would be done in the CRM. */
    readonly planParts: number
    readonly outcomes: OutcomesProgress
    readonly backtest: BacktestCursor
    /** The first backtest was made before routing, and its event is in storage. Absent in all other runs. */
    readonly proved?: true
    /** Absent before the first unit. */
    readonly dashboards?: DashboardsProgress
    /** By name of the outcome; goes on from run to run. */
    readonly backtested: Readonly<Record<string, Backtested>>
    readonly coverage: {readonly events: number | null; readonly persons: number | null}
    readonly calls: CallCounts
    readonly net: NetState
    readonly problems: readonly string[]
    /** Sentence for people when phase is "stopped". */
    readonly stopped: string | null
    /** Where a stopped run goes on at the next heartbeat; null: from the start. */
    readonly stopped_in: "emit" | "route" | "refresh" | "tell" | "audit" | "finish" | null
}

/** Nothing is asked yet. */
export const NO_BACKTEST: BacktestCursor = {rung: 0, progress: null, eventStored: false, parts: 0}

/** Nothing is looked at yet. */
export const NO_CRM: CrmProgress = {
    object: "deals",
    after: null,
    refreshed: 0,
    writing: null,
    untouched: 0,
    writes: 0,
    writesSent: 0,
    notices: 0,
    told: NOTHING_TOLD,
}

/** What a run is started with. */
export interface RunStart {
    readonly kind: RunKind
    readonly dry: boolean
    readonly runId: string
    readonly asOf: string
    readonly due: string
    readonly instants: number
    readonly now: number
    readonly seq: number
    /** The run before: limits, circuits, slices and what was backtested go on from it. */
    readonly before: RunState | null
}

/** A run about to start. */
export function newRun(start: RunStart): RunState {
    return {
        version: 4,
        kind: start.kind,
        dry: start.dry,
        run_id: start.runId,
        as_of: start.asOf,
        due: start.due,
        instants: start.instants,
        started_at: start.now,
        updated_at: start.now,
        seq: start.seq,
        phase: "prepare",
        attempts: 0,
        resume_at: 0,
        checked: [],
        sources: {},
        account: null,
        apiToken: null,
        buckets: 1,
        signals: {},
        detect: null,
        slices: start.before?.slices ?? {},
        historyOf: "bridge",
        historyAfter: "",
        historyRows: 0,
        historyPages: 0,
        historyParts: [],
        distrusted: {},
        bucketsDecided: 0,
        held: {},
        accountsActive: 0,
        accountsEmitted: 0,
        unconfirmed: {accounts: 0, capped: 0},
        fired: {},
        outboxChunks: 0,
        eventsByDay: {},
        writeFrom: "",
        emitNext: 0,
        summarised: false,
        route: {state: "off", reason: "", candidates: 0,
            ready: false,
            profiles: -1, next: 0, intent: null, created: 0, updated: 0, annotated: 0, reopened: 0, unchanged: 0, skipped: {}, failed: 0, misfits: {}},
        crm: NO_CRM,
        dealsMade: start.before?.dealsMade ?? 0,
        planParts: 0,
        outcomes: NO_OUTCOMES,
        // One that was overtaken has left its parts behind.
        backtest: {...NO_BACKTEST, parts: start.before?.phase === "backtest" ? start.before.backtest.parts : 0},
        backtested: start.before?.backtested ?? {},
        coverage: {events: null, persons: null},
        calls: NO_CALLS,
        net: start.before?.net ?? NEW_NET,
        problems: [],
        stopped: null,
        stopped_in: null,
    }
} // prettier-ignore

/** Adds to a named counter of a record of counts. */
export function bump(counts: Readonly<Record<string, number>>, name: string, by = 1): Record<string, number> {
    return {...counts, [name]: (counts[name] ?? 0) + by}
}

/** The list with the number at `index` raised by one. */
export function raised(list: readonly number[], index: number): number[] {
    return list.map((n, i) => (i === index ? n + 1 : n))
}

/** Nothing more is done for it. */
export function hasEnded(run: RunState): boolean {
    return run.phase === "done" || run.phase === "stopped"
}
