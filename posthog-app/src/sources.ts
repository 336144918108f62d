import {type Result, succeed} from "@beton/shared/api/result"
import type {AccountSource} from "@beton/shared/queries/account"
import {HISTORY_DAYS} from "@beton/shared/queries/parts/account-history"
import {
    accountCoverage,
    accountPropertiesPresent,
    eventsPresent,
    warehouseTables,
} from "@beton/shared/queries/sources"
import type {SourceNeed} from "@beton/shared/signals/signal"

import type {PostHogClient} from "./clients/posthog"
import type {Config} from "./config/config"
import {signalsOf} from "./signals"

const DAY_MS = 86_400_000
/** An event that did not occur in this long is not a source. */
const EVENT_MEMORY_DAYS = 180
const COVERAGE_DAYS = 30
/** Warehouse sources whose tables hold what these signals are about. */
const WAREHOUSE_SOURCES = ["stripe", "intercom", "zendesk"] as const

/** Whether a signal can be computed, and if not, what it waits for. */
export interface SignalSource {
    readonly state: "ready" | "off" | "waiting_for_data"
    readonly reason: string
}

/** What the project's data allows (A8). */
export interface SourceReport {
    readonly signals: Readonly<Record<string, SignalSource>>
    /** Share of events and of people with an account over the last 30 days; null without any. */
    readonly coverage: {readonly events: number | null; readonly persons: number | null}
    /** What the warehouse holds that no signal reads, as a sentence. */
    readonly note: string | null
}

/** The questions behind a report, one query each. */
export const SOURCE_QUESTIONS = ["events", "properties", "coverage", "warehouse"] as const

/** One of them. */
export type SourceQuestion = (typeof SOURCE_QUESTIONS)[number]

/** What is known so far; null: could not be found out, so nothing is concluded from it. */
export interface SourceAnswers {
    readonly events?: readonly string[] | null
    readonly properties?: readonly string[] | null
    readonly coverage?: Coverage | null
    readonly warehouse?: readonly string[] | null
}

interface Coverage {
    readonly events: number
    readonly events_with_account: number
    readonly persons: number
    readonly persons_with_account: number
    /** Distinct accounts. */
    readonly accounts: number
}

/** Asks one question; at most one query. */
export async function askSource(
    question: SourceQuestion,
    posthog: PostHogClient,
    config: Config,
    account: AccountSource,
    asOf: number,
): Promise<Result<SourceAnswers>> {
    const needs = [...signalsOf(config).values()].flatMap(({signal, settings}) =>
        settings.enabled ? signal.sources(settings) : [],
    )
    switch (question) {
        case "events": {
            const events = unique(needs.flatMap((need) => (need.kind === "any_event" ? need.events : [])))
            if (events.length === 0) return succeed({events: []})
            const rows = await posthog.query(eventsPresent, {...before(asOf, EVENT_MEMORY_DAYS), events})
            return rows.ok ? succeed({events: rows.value.map((row) => row.event)}) : rows
        }
        case "properties": {
            const properties = unique(
                needs.flatMap((need) => (need.kind === "account_properties" ? need.anyOf.flat() : [])),
            )
            if (properties.length === 0) return succeed({properties: []})
            const group_type = account.type === "group" ? account.groupType : null
            const rows = await posthog.query(accountPropertiesPresent, {
                ...before(asOf, HISTORY_DAYS),
                properties,
                group_type,
            })
            return rows.ok ? succeed({properties: rows.value.map((row) => row.property)}) : rows
        }
        case "coverage": {
            const rows = await posthog.query(accountCoverage, {...before(asOf, COVERAGE_DAYS), account})
            return rows.ok ? succeed({coverage: rows.value[0] ?? null}) : rows
        }
        case "warehouse": {
            const rows = await posthog.query(warehouseTables, {})
            // Older versions have no such list: then nothing is known of a warehouse, and nothing depends on it.
            if (!rows.ok) return rows.failure.kind === "refused" ? succeed({warehouse: null}) : rows
            return succeed({warehouse: rows.value.map((row) => row.name)})
        }
    }
}

/** Asks everything at once, for a command that waits for it. */
export async function inspectSources(
    posthog: PostHogClient,
    config: Config,
    account: AccountSource,
    asOf: number,
): Promise<Result<SourceReport>> {
    let answers: SourceAnswers = {}
    for (const question of SOURCE_QUESTIONS) {
        const answer = await askSource(question, posthog, config, account, asOf)
        if (!answer.ok) return answer
        answers = {...answers, ...answer.value}
    }
    return succeed(sourceReport(config, answers))
}

/** A missing source is "waiting for data", never zero; an unanswered question blocks nothing. */
export function sourceReport(config: Config, answers: SourceAnswers): SourceReport {
    const {coverage} = answers
    const signals: Record<string, SignalSource> = {}
    for (const [id, {signal, settings}] of signalsOf(config)) {
        if (!settings.enabled) {
            signals[id] = {state: "off", reason: "Switched off in the settings."}
            continue
        }
        const missing = signal.sources(settings).flatMap((need) => missingFrom(need, answers))
        signals[id] =
            missing.length === 0
                ? {state: "ready", reason: ""}
                : {state: "waiting_for_data", reason: missing.join(" ")}
    }
    return {
        signals,
        coverage: {
            events: share(coverage?.events_with_account, coverage?.events),
            persons: share(coverage?.persons_with_account, coverage?.persons),
        },
        note: warehouseNote(answers.warehouse ?? []),
    }
}

function missingFrom(need: SourceNeed, answers: SourceAnswers): string[] {
    switch (need.kind) {
        case "activity": {
            const {coverage} = answers
            if (coverage === undefined || coverage === null || coverage.events_with_account > 0) return []
            return [`No event of the last ${COVERAGE_DAYS} days belongs to an account.`]
        }
        case "any_event": {
            const seen = answers.events
            if (need.events.length === 0) return ["No event is set for this signal in the settings."]
            if (seen === undefined || seen === null) return []
            if (need.events.some((event) => seen.includes(event))) return []
            const names = need.events.join(", ")
            return [
                need.events.length === 1
                    ? `The event ${names} did not occur in the last ${EVENT_MEMORY_DAYS} days.`
                    : `None of the events ${names} occurred in the last ${EVENT_MEMORY_DAYS} days.`,
            ]
        }
        case "account_properties": {
            const reported = answers.properties
            if (reported === undefined || reported === null) return []
            if (need.anyOf.some((set) => set.every((name) => reported.includes(name)))) return []
            const absent = (need.anyOf[0] ?? []).filter((name) => !reported.includes(name))
            return [
                `No account has ever reported the ${absent.length === 1 ? "property" : "properties"} ${absent.join(", ")} ($groupidentify).`,
            ]
        }
    }
}

function warehouseNote(tables: readonly string[]): string | null {
    const found = WAREHOUSE_SOURCES.filter((source) =>
        tables.some((table) => table.toLowerCase().includes(source)),
    )
    if (found.length === 0) return null
    return `The data warehouse has tables of ${found.join(", ")}. Beton reads events only: send what matters as events to use it in a signal.`
}

function unique(names: readonly string[]): string[] {
    return [...new Set(names)]
}

function before(asOf: number, days: number): {from: string; to: string} {
    return {from: new Date(asOf - days * DAY_MS).toISOString(), to: new Date(asOf).toISOString()}
}

function share(part: number | undefined, whole: number | undefined): number | null {
    return part === undefined || whole === undefined || whole === 0 ? null : part / whole
}
