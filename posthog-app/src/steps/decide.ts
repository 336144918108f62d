import {type ActiveRow, decideAccounts, type DecidedAccount, newTypes} from "@beton/shared/detection"
import {type CaptureEvent} from "@beton/shared/events/capture-event"
import {signalFiredEvent} from "@beton/shared/events/signal-fired"
import {type AnySignal, signalById} from "@beton/shared/signals/index"

import {writerOf} from "../writer"
import type {PastFiring} from "./history"
import {bump, type RouteProgress, type RunState} from "./run-state"
import {next, type Step, type StepContext} from "./step"

/** Events per request: about 2 kB each, far below the 20 MB of a batch. */
const OUTBOX_CHUNK = 100

/** An account that the routing step will look at. */
export interface RouteCandidate {
    readonly account: string
    readonly score: number
    readonly types: readonly string[]
    readonly topSignal: string
    readonly whyNow: string
    /** Types that route whatever the score. */
    readonly always: readonly string[]
}

/**
 * Score, cooldown and routing for every active account. The rows to write are stored before any is sent; a retry
 * re-sends them and never recomputes (DESIGN §3 Identity).
 */
export const decide: Step = async (state, context) => {
    const {config, store} = context
    const active = new Map<AnySignal, readonly ActiveRow[]>()
    for (const [id, progress] of Object.entries(state.signals)) {
        const signal = signalById(id)
        if (signal === undefined || progress.state !== "ok") continue
        const rows: ActiveRow[] = []
        for (const n of Array.from({length: progress.pages}, (_, i) => i)) {
            rows.push(...(await store.part<ActiveRow>("active", id, n)))
        }
        active.set(signal, rows)
    }
    const past = await pastFirings(state, context)
    const decided = decideAccounts(active, config.settings.signals, past, Date.parse(state.as_of))
    const partial = Object.values(state.signals).some((progress) => progress.state === "failed")
    const routing = routingState(state, context)
    const candidates = decided.filter((account) => qualifies(account, config.threshold)).map(candidateOf)
    const routable = new Set(candidates.map((candidate) => candidate.account))

    const outbox: CaptureEvent[] = []
    let fired: Record<string, number> = {}
    let held: Record<string, number> = {}
    for (const account of decided) {
        for (const signal of account.signals) {
            if (signal.held === null) fired = bump(fired, signal.type)
            else held = bump(held, signal.held)
        }
        if (newTypes(account).length > 0)
            outbox.push(eventOf(account, state, context, partial, routing, routable.has(account.account)))
    }
    const chunks = chunked(outbox, OUTBOX_CHUNK)
    for (const [n, chunk] of chunks.entries()) await store.putPart("outbox", "events", n, chunk)
    await store.putPart("route", "candidates", 0, candidates)
    return next(state, {
        phase: "emit",
        accountsActive: decided.length,
        accountsEmitted: outbox.length,
        fired,
        held,
        outboxChunks: chunks.length,
        route: {...state.route, ...routing, candidates: candidates.length},
    })
}

/** Whether an account goes to the CRM: enough score, or a signal that always routes (D7). */
function qualifies(account: DecidedAccount, threshold: number): boolean {
    return account.score >= threshold || account.signals.some((signal) => signal.alwaysRoute)
}

function candidateOf(account: DecidedAccount): RouteCandidate {
    return {
        account: account.account,
        score: account.score,
        types: account.signals.map((signal) => signal.type),
        topSignal: account.signals[0]?.title ?? "",
        whyNow: account.whyNow,
        always: account.signals.filter((signal) => signal.alwaysRoute).map((signal) => signal.title),
    }
}

/** Whether this run may write to the CRM, and the reason in words. */
function routingState(
    state: RunState,
    {config, attio}: StepContext,
): Pick<RouteProgress, "state" | "reason"> {
    if (attio === null) return {state: "off", reason: "No Attio token is set."}
    const coverage = state.coverage.events
    if (coverage !== null && coverage < config.settings.min_coverage) {
        const percent = (share: number): string => `${Math.round(share * 100)} %`
        return {
            state: "off",
            reason: `Only ${percent(coverage)} of events belong to an account; routing needs ${percent(config.settings.min_coverage)}.`,
        }
    }
    if (!config.routingConfirmed)
        return {state: "dry_run", reason: "Routing is off until you switch it on in the settings."}
    return {state: "on", reason: ""}
}

async function pastFirings(
    state: RunState,
    {store}: StepContext,
): Promise<Map<string, Map<string, number[]>>> {
    const past = new Map<string, Map<string, number[]>>()
    const add = (account: string, types: readonly string[], at: number): void => {
        const byType = past.get(account) ?? new Map<string, number[]>()
        past.set(account, byType)
        for (const type of types) byType.set(type, [...(byType.get(type) ?? []), at])
    }
    for (const n of Array.from({length: state.historyPages}, (_, i) => i)) {
        for (const firing of await store.part<PastFiring>("history", "fired", n))
            add(firing.account, firing.types, firing.as_of)
    }
    for (const entry of await store.bridge()) {
        // What this very run decided before is its own outbox, not history.
        if (entry.as_of !== state.as_of) add(entry.account, entry.types, Date.parse(entry.as_of))
    }
    return past
}

function eventOf(
    account: DecidedAccount,
    state: RunState,
    {config}: StepContext,
    partial: boolean,
    routing: Pick<RouteProgress, "state" | "reason">,
    routable: boolean,
): CaptureEvent {
    if (state.account === null) throw new Error("A run decides only after it knows what an account is.")
    const always = account.signals.filter((signal) => signal.alwaysRoute).map((signal) => signal.title)
    const why =
        account.score >= config.threshold
            ? `score ${account.score} of ${config.threshold}`
            : always.length > 0
              ? `always routed: ${always.join(", ")}`
              : `score ${account.score} below ${config.threshold}`
    return signalFiredEvent(
        account.account,
        state.as_of,
        {
            run_id: state.run_id,
            score: account.score,
            partial,
            signal_types: account.signals.map((signal) => signal.type),
            new_signal_types: newTypes(account),
            definition_version: Object.fromEntries(
                account.signals.map((signal) => [signal.type, signal.version]),
            ),
            evidence: Object.fromEntries(
                account.signals.map((signal) => [
                    signal.type,
                    {...signal.evidence, facts: factsOf(signal.evidence.facts)},
                ]),
            ),
            why_now: account.whyNow,
            routed: routable && routing.state === "on",
            route_reason: routable && routing.state !== "on" ? `${why}; ${routing.reason}` : why,
            replayed: false,
        },
        state.account,
        writerOf(config),
    )
}

function factsOf(
    facts: Readonly<Record<string, number | string | readonly string[]>>,
): Record<string, number | string | string[]> {
    return Object.fromEntries(
        Object.entries(facts).map(([name, fact]) => [name, typeof fact === "object" ? [...fact] : fact]),
    )
}

function chunked<T>(rows: readonly T[], size: number): T[][] {
    return Array.from({length: Math.ceil(rows.length / size)}, (_, i) => rows.slice(i * size, (i + 1) * size))
}
