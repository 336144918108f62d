import {
    type ActiveRow,
    compareText,
    decideAccounts,
    type DecidedAccount,
    newTypes,
} from "@beton/shared/detection"
import type {SignalFiredInput} from "@beton/shared/events/signal-fired"
import {type AnySignal, signalById} from "@beton/shared/signals/index"

import type {PastFiring} from "./history"
import {bump, type RouteProgress, type RunState} from "./run-state"
import {next, type Step, type StepContext} from "./step"

/** Events per request: about 2 kB each, and a second of signing. */
const OUTBOX_CHUNK = 100
/** Candidates per stored part: what one unit of routing has to read. */
export const ROUTE_CHUNK = 100

/** A decided row: everything its event will say, before it is signed. Signing is deterministic. */
export interface DecidedRow {
    readonly account: string
    readonly input: SignalFiredInput
}

/** An account that the routing step will look at. */
export interface RouteCandidate {
    readonly account: string
    readonly score: number
    readonly types: readonly string[]
    readonly topSignal: string
    readonly whyNow: string
    /** Types that route whatever the score. */
    readonly always: readonly string[]
    /** Some signal could not be computed: the score may be too low. */
    readonly partial: boolean
}

/**
 * Score, cooldown and routing for every active account. The rows to write are stored before any is sent; a retry
 * re-sends them and never recomputes (DESIGN §3 Identity).
 */
export const decide: Step = async (state, context) => {
    const {config, store} = context
    const active = await activeRows(state, context)
    const past = await pastFirings(state, context)
    const decided = decideAccounts(active, config.settings.signals, past, Date.parse(state.as_of))
    const partial = Object.values(state.signals).some((progress) => progress.state === "failed")
    const routing = routingState(state, context)
    const candidates = decided
        .filter((account) => qualifies(account, config.threshold))
        .map((account) => candidateOf(account, partial))
        .sort(bestFirst)
    const routable = new Set(candidates.map((candidate) => candidate.account))

    const outbox: DecidedRow[] = []
    let fired: Record<string, number> = {}
    let held: Record<string, number> = {}
    for (const account of decided) {
        for (const signal of account.signals) {
            if (signal.held === null) fired = bump(fired, signal.type)
            else held = bump(held, signal.held)
        }
        if (newTypes(account).length === 0) continue
        const route = routeOf(account, config.threshold, routing, routable.has(account.account))
        outbox.push({account: account.account, input: inputOf(account, state.run_id, partial, route)})
    }
    const chunks = chunked(outbox, OUTBOX_CHUNK)
    for (const [n, chunk] of chunks.entries()) await store.putPart("outbox", "rows", n, chunk)
    for (const [n, chunk] of chunked(candidates, ROUTE_CHUNK).entries()) {
        await store.putPart("route", "candidates", n, chunk)
    }
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

async function activeRows(
    state: RunState,
    {store}: StepContext,
): Promise<Map<AnySignal, readonly ActiveRow[]>> {
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
    return active
}

/** Whether an account goes to the CRM: enough score, or a signal that always routes (D7). */
function qualifies(account: DecidedAccount, threshold: number): boolean {
    return account.score >= threshold || account.signals.some((signal) => signal.alwaysRoute)
}

function candidateOf(account: DecidedAccount, partial: boolean): RouteCandidate {
    return {
        account: account.account,
        score: account.score,
        types: account.signals.map((signal) => signal.type),
        topSignal: account.signals[0]?.title ?? "",
        whyNow: account.whyNow,
        always: account.signals.filter((signal) => signal.alwaysRoute).map((signal) => signal.title),
        partial,
    }
}

/** The daily cap must fall on the weakest: always-route first, then by score. */
function bestFirst(a: RouteCandidate, b: RouteCandidate): number {
    const always = Number(b.always.length > 0) - Number(a.always.length > 0)
    return always || b.score - a.score || compareText(a.account, b.account)
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
        for (const firing of await store.part<PastFiring>("history", "fired", n)) {
            add(firing.account, firing.types, firing.as_of)
        }
    }
    for (const entry of await store.bridge()) {
        // What this very run decided before is its own outbox, not history.
        if (entry.as_of !== state.as_of) add(entry.account, entry.types, Date.parse(entry.as_of))
    }
    return past
}

function routeOf(
    account: DecidedAccount,
    threshold: number,
    routing: Pick<RouteProgress, "state" | "reason">,
    routable: boolean,
): Pick<SignalFiredInput, "routed" | "route_reason"> {
    const always = account.signals.filter((signal) => signal.alwaysRoute).map((signal) => signal.title)
    const score = `score ${account.score}, threshold ${threshold}`
    const why = account.score < threshold && always.length > 0 ? `always routed: ${always.join(", ")}` : score
    if (!routable || routing.state === "on") return {routed: routable, route_reason: why}
    return {routed: false, route_reason: `${why}; ${routing.reason}`}
}

function inputOf(
    account: DecidedAccount,
    run_id: string,
    partial: boolean,
    route: Pick<SignalFiredInput, "routed" | "route_reason">,
): SignalFiredInput {
    return {
        run_id,
        score: account.score,
        partial,
        signal_types: account.signals.map((signal) => signal.type),
        new_signal_types: newTypes(account),
        definition_version: Object.fromEntries(
            account.signals.map((signal) => [signal.type, signal.version]),
        ),
        evidence: Object.fromEntries(
            account.signals.map(({type, evidence}) => [type, {...evidence, facts: factsOf(evidence.facts)}]),
        ),
        why_now: account.whyNow,
        ...route,
        replayed: false,
    }
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
