import {conditionWords} from "@beton/shared/crm/fit-gate"

import type {DealSetup} from "../attio/deal-setup"
import type {RoutePlan, Routing} from "../attio/route-plan"
import type {Config} from "../config/config"
import type {Proof} from "../proof"
import type {RunStore} from "../store"
import {adviceOf, reached, type Score} from "./dry-advice"
import type {RunState} from "./run-state"

/** What a dry run would do with one account in the CRM. */
export interface PlannedRoute {
    readonly account: string
    readonly score: number
    readonly action: "create" | "update" | "annotate" | "none" | "skip"
    /** For people. */
    readonly sentence: string
}

/** What a dry run, or a backfill, came to. Nothing of a dry run is written anywhere but here. */
export interface RunReport {
    readonly kind: RunState["kind"]
    readonly dry: boolean
    readonly run_id: string
    readonly as_of: string
    /** Events that would be, or were, written. */
    readonly events: number
    /** Backfill: firings found, before the cap; first and last day written. */
    readonly found: number
    readonly from: string
    readonly to: string
    readonly fired: Readonly<Record<string, number>>
    readonly accounts_active: number
    readonly signals: readonly {readonly type: string; readonly state: string; readonly reason: string; readonly active: number}[]
    readonly routing: {
        readonly state: RunState["route"]["state"]
        readonly reason: string
        readonly candidates: number
        readonly create: number
        readonly update: number
        readonly annotate: number
        readonly unchanged: number
        readonly skipped: Readonly<Record<string, number>>
        readonly failed: number
        /** What the fit gate keeps out, a condition at a time (D6). */
        readonly fit: readonly {readonly condition: string; readonly accounts: number}[]
        /** How many accounts reach a threshold today. */
        readonly thresholds: readonly {readonly threshold: number; readonly accounts: number}[]
        /** What to set before switching routing on, in sentences (D1, D7). */
        readonly advice: readonly string[]
        /** Attributes and options that would be created first. */
        readonly missing: readonly string[]
        readonly accounts: readonly PlannedRoute[]
    }
    readonly queries: number
    readonly problems: readonly string[]
} // prettier-ignore

/** Accounts that a report names; the counts cover all. */
const MAX_NAMED = 500

/** A plan as a person reads it. */
export function plannedOf(
    {candidate}: Routing,
    plan: Exclude<RoutePlan, {kind: "api"}>,
    unchanged: boolean,
): PlannedRoute {
    const subject = {account: candidate.account, score: candidate.score}
    if (unchanged) return {...subject, action: "none", sentence: "its deal is up to date."}
    switch (plan.kind) {
        case "create_deal":
            return {...subject, action: "create", sentence: `would create the deal "${plan.name}".`}
        case "create_company":
            return {
                ...subject,
                action: "create",
                sentence: `would create the company ${plan.name} (${plan.domain}) and a deal.`,
            }
        case "updated":
            return {...subject, action: "update", sentence: "would refresh its open Beton deal."}
        case "annotated":
            return {
                ...subject,
                action: "annotate",
                sentence: "would annotate the open deal of another source.",
            }
        case "reopened":
            return {...subject, action: "update", sentence: "would open its lost Beton deal again."}
        case "company":
            return {...subject, action: "update", sentence: "would write the company's fields."}
        case "skipped":
            return {...subject, action: "skip", sentence: `would skip it: ${plan.reason}.`}
    }
}

/** Puts the report together at the end of a run. */
export async function reportOf(state: RunState, store: RunStore, config: Config): Promise<RunReport> {
    const accounts: PlannedRoute[] = []
    for (const n of Array.from({length: Math.min(state.planParts, MAX_NAMED)}, (_, i) => i))
        accounts.push(...(await store.part<PlannedRoute>("plan", "accounts", n)))
    const {route} = state
    const [setup] = route.ready ? await store.part<DealSetup>("route", "setup", 0) : []
    const [score] = route.ready ? await store.part<Score>("route", "score", 0) : []
    const [proof] = route.ready ? await store.part<Proof>("route", "proof", 0) : []
    const days = Object.keys(state.eventsByDay)
        .filter((day) => day >= state.writeFrom)
        .sort()
    return {
        kind: state.kind,
        dry: state.dry,
        run_id: state.run_id,
        as_of: state.as_of,
        events: state.accountsEmitted,
        found: state.kind === "backfill" ? sum(Object.values(state.eventsByDay)) : state.accountsEmitted,
        from: days[0] ?? state.as_of,
        to: days.at(-1) ?? state.as_of,
        fired: state.fired,
        accounts_active: state.accountsActive,
        signals: Object.entries(state.signals).map(([type, {state: of, reason, active}]) => ({
            type,
            state: of,
            reason,
            active,
        })),
        routing: {
            state: route.state,
            reason: route.reason,
            candidates: route.candidates,
            create: route.created,
            update: route.updated,
            annotate: route.annotated,
            unchanged: route.unchanged,
            skipped: route.skipped,
            failed: route.failed,
            fit: config.settings.routing.fit.map((condition, i) => ({
                condition: conditionWords(condition),
                accounts: route.misfits[String(i)] ?? 0,
            })),
            thresholds: await reached(state, store),
            advice: adviceOf(state, config, setup, score, proof),
            missing: setup?.missing ?? [],
            accounts,
        },
        queries: state.calls.posthog_query,
        problems: state.problems,
    }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)
