import {compareText, type DecidedAccount, newTypes} from "@beton/shared/detection"
import type {SignalFiredInput} from "@beton/shared/events/signal-fired"
import {whyNow} from "@beton/shared/explain"
import {compositeScore} from "@beton/shared/score"
import type {Audience} from "@beton/shared/signals/signal"

import type {RouteProgress, RunState} from "./steps/run-state"

/** A decided row: everything its event will say, before it is signed. Signing is deterministic. */
export interface DecidedRow {
    readonly account: string
    readonly as_of: string
    readonly input: SignalFiredInput
}

/** One active signal, as routing needs it. */
export interface RouteSignal {
    readonly type: string
    readonly title: string
    readonly base: number
    readonly sentence: string
    readonly audience: Audience
    /** Routes whatever the score (D7). */
    readonly always: boolean
}

/** An account with an active signal, as of the run. */
export interface RouteCandidate {
    readonly account: string
    readonly score: number
    /** Strongest first. */
    readonly signals: readonly RouteSignal[]
    readonly types: readonly string[]
    readonly topSignal: string
    readonly whyNow: string
    /** Titles of the signals that route whatever the score. */
    readonly always: readonly string[]
    /** Some signal could not be computed: the score may be too low. */
    readonly partial: boolean
    /** It is for sales: enough score, or a signal that always routes. */
    readonly qualifies: boolean
}

/** Whether an account goes to the CRM: enough score, or a signal that always routes (D7). */
export function qualifies(account: DecidedAccount, threshold: number): boolean {
    return account.score >= threshold || account.signals.some((signal) => signal.alwaysRoute)
}

export function candidateOf(
    account: DecidedAccount,
    run: {readonly partial: boolean; readonly threshold: number},
    audienceOf: (type: string) => Audience,
): RouteCandidate {
    const signals = account.signals.map(({type, title, base, sentence, alwaysRoute: always}) => ({
        type,
        title,
        base,
        sentence,
        audience: audienceOf(type),
        always,
    }))
    return withSignals(account.account, signals, run)
}

/** Score, words and whether it qualifies follow from the signals. */
function withSignals(
    account: string,
    signals: readonly RouteSignal[],
    {partial, threshold}: {readonly partial: boolean; readonly threshold: number},
): RouteCandidate {
    const {score} = compositeScore(signals)
    const always = signals.filter((signal) => signal.always).map(({title}) => title)
    return {
        account,
        score,
        signals,
        types: signals.map(({type}) => type),
        topSignal: signals[0]?.title ?? "",
        whyNow: whyNow(signals),
        always,
        partial,
        qualifies: score >= threshold || always.length > 0,
    }
}

/** What an account's signals say to sales about a prospect, or about a customer (H3): those of the other audience do not count. */
export function forAudience(
    candidate: RouteCandidate,
    audience: "prospect" | "customer",
    threshold: number,
): RouteCandidate {
    const heard = candidate.signals.filter(
        (signal) => signal.audience === "both" || signal.audience === audience,
    )
    if (heard.length === candidate.signals.length) return candidate
    return withSignals(candidate.account, heard, {partial: candidate.partial, threshold})
}

/** An account of which no signal is active. */
export function quietAccount(account: string, partial: boolean): RouteCandidate {
    return {
        account,
        score: 0,
        signals: [],
        types: [],
        topSignal: "",
        whyNow: "",
        always: [],
        partial,
        qualifies: false,
    }
}

/** The daily cap must fall on the weakest: always-route first, then by score. */
export function bestFirst(a: RouteCandidate, b: RouteCandidate): number {
    const always = Number(b.always.length > 0) - Number(a.always.length > 0)
    return always || b.score - a.score || compareText(a.account, b.account)
}

/** The event's content of an account with new firings. */
export function rowOf(
    account: DecidedAccount,
    asOf: string,
    run: {
        readonly state: RunState
        readonly partial: boolean
        readonly threshold: number
        readonly routing: Pick<RouteProgress, "state" | "reason">
    },
): DecidedRow {
    const confirmed = account.signals.filter((signal) => signal.confirmed).map((signal) => signal.type)
    const input: SignalFiredInput = {
        run_id: run.state.run_id,
        score: account.score,
        partial: run.partial,
        signal_types: account.signals.map((signal) => signal.type),
        new_signal_types: newTypes(account),
        definition_version: Object.fromEntries(
            account.signals.map((signal) => [signal.type, signal.version]),
        ),
        evidence: Object.fromEntries(
            account.signals.map(({type, evidence}) => [type, {...evidence, facts: factsOf(evidence.facts)}]),
        ),
        why_now: account.whyNow,
        ...(confirmed.length === 0 ? {} : {confirmed_types: confirmed}),
        ...routeOf(account, run.threshold, run.routing),
        replayed: run.state.kind === "backfill",
    }
    return {account: account.account, as_of: asOf, input}
}

function routeOf(
    account: DecidedAccount,
    threshold: number,
    routing: Pick<RouteProgress, "state" | "reason">,
): Pick<SignalFiredInput, "routed" | "route_reason"> {
    const always = account.signals.filter((signal) => signal.alwaysRoute).map((signal) => signal.title)
    const score = `score ${account.score}, threshold ${threshold}`
    const why = account.score < threshold && always.length > 0 ? `always routed: ${always.join(", ")}` : score
    const routable = qualifies(account, threshold)
    if (!routable || routing.state === "on") return {routed: routable, route_reason: why}
    return {routed: false, route_reason: `${why}; ${routing.reason}`}
}

function factsOf(
    facts: Readonly<Record<string, number | string | readonly string[]>>,
): Record<string, number | string | string[]> {
    return Object.fromEntries(
        Object.entries(facts).map(([name, fact]) => [name, typeof fact === "object" ? [...fact] : fact]),
    )
}
