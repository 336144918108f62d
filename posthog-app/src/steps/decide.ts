import type {FailureKind} from "@beton/shared/api/result"
import {type ActiveRow, type DecidedAccount, newTypes, PLAIN_TRUST} from "@beton/shared/detection"
import {gridOf} from "@beton/shared/queries/grid"
import {type MutableHistory, remember, replayFirings} from "@beton/shared/replay-firings"
import type {AnySignal} from "@beton/shared/signals/index"

import {trustOf} from "../confirmations"
import {WARM_UP_DAYS} from "../days"
import {candidateOf, type DecidedRow, type RouteCandidate, rowOf} from "../decided-rows"
import {signalSettingsOf, signalsOf} from "../signals"
import {instantsOf} from "./detect"
import type {PastFiring} from "./history"
import {bump, type RouteProgress, type RunState} from "./run-state"
import {mayWait, next, onFailure, type Step, type StepContext, type StepOutcome, withProblem} from "./step"

/** PostHog answers nothing at all any more: that says nothing about the table. */
const NO_ANSWERS: ReadonlySet<FailureKind> = new Set(["unauthorized", "quota"])

/** Events per request: about 2 kB each, and a second of signing. */
const OUTBOX_CHUNK = 100

/**
 * Score, cooldown and routing for one bucket of accounts. The rows to write are stored before any is sent; a retry
 * re-sends them and never recomputes (DESIGN §3 Identity).
 */
export const decide: Step = async (state, context) => {
    const {config, posthog} = context
    if (state.bucketsDecided >= state.buckets) return next(state, {phase: "order"})
    const routing = routingState(state, context)
    if (state.bucketsDecided === 0) state = {...state, route: {...state.route, ...routing}}
    const active = await activeRows(state, context)
    const found = await trustOf(posthog, config, active)
    const elsewhere = !found.ok && (NO_ANSWERS.has(found.failure.kind) || found.failure.code === "redirect")
    if (!found.ok && (elsewhere || mayWait(found.failure, state, context)))
        return onFailure(state, found.failure, "Confirmations", context)
    // A confirmation that cannot be had confirms nobody, and the summary says so.
    const trust = found.ok ? found.value : {...PLAIN_TRUST, cap: config.settings.trust.unconfirmed_cap}
    if (!found.ok) state = withProblem(state, `Confirmations: ${found.failure.message}`)

    const partial = Object.values(state.signals).some((progress) => progress.state === "failed")
    const run = {state, partial, threshold: config.threshold, routing: state.route}
    const history = await pastFirings(state, context)
    const grid = gridOf(instantsOf(state))
    // A backfill needs its first days to settle cooldown; they are not written.
    const writtenFrom = Date.parse(state.as_of) - daysWritten(state) * 86_400_000
    const outbox: DecidedRow[] = []
    let last: readonly DecidedAccount[] = []
    let counts = {fired: state.fired, held: state.held}
    for (const {asOf, decided} of replayFirings(active, signalSettingsOf(config), grid, history, trust)) {
        last = decided
        if (asOf <= writtenFrom) continue
        counts = counted(counts, decided)
        const instant = new Date(asOf).toISOString()
        for (const account of decided)
            if (newTypes(account).length > 0) outbox.push(rowOf(account, instant, run))
    }
    const audiences = new Map([...signalsOf(config)].map(([id, {signal}]) => [id, signal.audience]))
    const accounts = last.map((account) => candidateOf(account, run, (type) => audiences.get(type) ?? "both"))
    return stored(state, {outbox, accounts, last, ...counts}, context)
}

/** Writes what was decided for the bucket, then moves on to the next. */
async function stored(
    state: RunState,
    found: {
        readonly outbox: readonly DecidedRow[]
        /** All accounts with an active signal; those that do not qualify matter where the CRM knows them (D8). */
        readonly accounts: readonly RouteCandidate[]
        readonly last: readonly DecidedAccount[]
        readonly fired: Record<string, number>
        readonly held: Record<string, number>
    },
    {store, config}: StepContext,
): Promise<StepOutcome> {
    const {outbox, accounts, last} = found
    const candidates = accounts.filter((account) => account.qualifies)
    const chunks = chunked(outbox, OUTBOX_CHUNK)
    for (const [n, chunk] of chunks.entries())
        await store.putPart("outbox", "rows", state.outboxChunks + n, chunk)
    await store.putPart("route", "found", state.bucketsDecided, candidates)
    const others = accounts.filter((account) => !account.qualifies)
    await store.putPart("route", "others", state.bucketsDecided, others)
    let byDay = state.eventsByDay
    if (state.kind === "backfill") for (const row of outbox) byDay = bump(byDay, row.as_of)
    const unconfirmed = last.filter((account) => account.signals.some((signal) => !signal.confirmed))
    const settings = signalSettingsOf(config)
    const capped = unconfirmed.filter((account) =>
        account.signals.some((signal) => signal.base < (settings[signal.type]?.base ?? 0)),
    )
    return next(state, {
        bucketsDecided: state.bucketsDecided + 1,
        accountsActive: state.accountsActive + last.length,
        accountsEmitted: state.accountsEmitted + outbox.length,
        unconfirmed: {
            accounts: state.unconfirmed.accounts + unconfirmed.length,
            capped: state.unconfirmed.capped + capped.length,
        },
        fired: found.fired,
        held: found.held,
        eventsByDay: byDay,
        outboxChunks: state.outboxChunks + chunks.length,
        route: {...state.route, candidates: state.route.candidates + candidates.length},
        attempts: 0,
    })
}

function daysWritten(state: RunState): number {
    return state.kind === "backfill" ? state.instants - WARM_UP_DAYS : 1
}

function counted(
    counts: {
        readonly fired: Readonly<Record<string, number>>
        readonly held: Readonly<Record<string, number>>
    },
    decided: readonly DecidedAccount[],
): {fired: Record<string, number>; held: Record<string, number>} {
    const fired = {...counts.fired}
    const held = {...counts.held}
    for (const {signals} of decided) {
        for (const signal of signals) {
            const [record, name] = signal.held === null ? [fired, signal.type] : [held, signal.held]
            record[name] = (record[name] ?? 0) + 1
        }
    }
    return {fired, held}
}

async function activeRows(
    state: RunState,
    {store, config}: StepContext,
): Promise<Map<AnySignal, readonly ActiveRow[]>> {
    const signals = signalsOf(config)
    const active = new Map<AnySignal, readonly ActiveRow[]>()
    const bucket = state.bucketsDecided
    for (const [id, progress] of Object.entries(state.signals)) {
        const signal = signals.get(id)?.signal
        if (signal === undefined || progress.state !== "ok") continue
        const rows: ActiveRow[] = []
        for (const n of Array.from({length: progress.parts[bucket] ?? 0}, (_, i) => i)) {
            for (const row of await store.part<ActiveRow>("active", `${id}:${bucket}`, n)) rows.push(row)
        }
        active.set(signal, rows)
    }
    return active
}

/** Whether this run may write to the CRM, and the reason in words. */
function routingState(
    state: RunState,
    {config, attio}: StepContext,
): Pick<RouteProgress, "state" | "reason"> {
    if (state.kind === "backfill") return {state: "off", reason: "Replayed firings are never routed."}
    if (state.as_of < state.due)
        return {state: "off", reason: "A missed day that was caught up: only the newest day is routed."}
    if (attio === null) return {state: "off", reason: "No Attio token is set."}
    const coverage = state.coverage.events
    if (coverage !== null && coverage < config.settings.min_coverage) {
        const percent = (share: number): string => `${Math.round(share * 100)} %`
        return {
            state: "off",
            reason: `Only ${percent(coverage)} of events belong to an account; routing needs ${percent(config.settings.min_coverage)}.`,
        }
    }
    if (state.dry) return {state: "on", reason: ""}
    if (!config.routingConfirmed)
        return {state: "dry_run", reason: "Routing is off until you switch it on in the settings."}
    return {state: "on", reason: ""}
}

async function pastFirings(state: RunState, {store}: StepContext): Promise<MutableHistory> {
    const past: MutableHistory = new Map()
    const bucket = state.bucketsDecided
    for (const n of Array.from({length: state.historyParts[bucket] ?? 0}, (_, i) => i)) {
        for (const firing of await store.part<PastFiring>("history", String(bucket), n))
            remember(past, firing.account, firing.types, firing.as_of)
    }
    return past
}

function chunked<T>(rows: readonly T[], size: number): T[][] {
    return Array.from({length: Math.ceil(rows.length / size)}, (_, i) => rows.slice(i * size, (i + 1) * size))
}
