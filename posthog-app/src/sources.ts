import {type Result, succeed} from "@beton/shared/api/result"
import type {AccountSource} from "@beton/shared/queries/account"
import {HISTORY_DAYS} from "@beton/shared/queries/parts/account-history"
import {accountCoverage, accountPropertiesPresent, eventsPresent} from "@beton/shared/queries/sources"
import {type AnySignal, SIGNALS} from "@beton/shared/signals/index"
import type {SourceNeed} from "@beton/shared/signals/signal"

import type {PostHogClient} from "./clients/posthog"
import type {Config} from "./config/config"

const DAY_MS = 86_400_000
/** An event that did not occur in this long is not a source. */
const EVENT_MEMORY_DAYS = 180
const COVERAGE_DAYS = 30

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
}

/** Checks which events and properties exist, so that a missing source is "waiting for data", never zero. */
export async function inspectSources(
    posthog: PostHogClient,
    config: Config,
    account: AccountSource,
    asOf: number,
): Promise<Result<SourceReport>> {
    const settings = config.settings.signals as unknown as Record<string, {enabled: boolean}>
    const definitions = SIGNALS as readonly unknown[] as readonly AnySignal[]
    const needs = definitions.flatMap((signal) =>
        settings[signal.id]?.enabled ? signal.sources(settings[signal.id]) : [],
    )
    const events = [...new Set(needs.flatMap((need) => (need.kind === "any_event" ? need.events : [])))]
    const properties = [
        ...new Set(needs.flatMap((need) => (need.kind === "account_properties" ? need.anyOf.flat() : []))),
    ]

    const eventRows =
        events.length === 0
            ? succeed([])
            : await posthog.query(eventsPresent, {...before(asOf, EVENT_MEMORY_DAYS), events})
    if (!eventRows.ok) return eventRows
    const groupType = account.type === "group" ? account.groupType : null
    const propertyRows =
        properties.length === 0
            ? succeed([])
            : await posthog.query(accountPropertiesPresent, {
                  ...before(asOf, HISTORY_DAYS),
                  properties,
                  group_type: groupType,
              })
    if (!propertyRows.ok) return propertyRows
    const coverage = await posthog.query(accountCoverage, {...before(asOf, COVERAGE_DAYS), account})
    if (!coverage.ok) return coverage

    const seen = new Set(eventRows.value.map((row) => row.event))
    const reported = new Set(propertyRows.value.map((row) => row.property))
    const total = coverage.value[0]
    const active = (total?.events_with_account ?? 0) > 0
    const signals: Record<string, SignalSource> = {}
    for (const signal of definitions) {
        const params = settings[signal.id]
        if (!params?.enabled) {
            signals[signal.id] = {state: "off", reason: "Switched off in the settings."}
            continue
        }
        const missing = signal.sources(params).flatMap((need) => missingFrom(need, seen, reported, active))
        signals[signal.id] =
            missing.length === 0
                ? {state: "ready", reason: ""}
                : {state: "waiting_for_data", reason: missing.join(" ")}
    }
    return succeed({
        signals,
        coverage: {
            events: share(total?.events_with_account, total?.events),
            persons: share(total?.persons_with_account, total?.persons),
        },
    })
}

function missingFrom(
    need: SourceNeed,
    seen: ReadonlySet<string>,
    reported: ReadonlySet<string>,
    active: boolean,
): string[] {
    switch (need.kind) {
        case "activity":
            return active ? [] : [`No event of the last ${COVERAGE_DAYS} days belongs to an account.`]
        case "any_event": {
            if (need.events.some((event) => seen.has(event))) return []
            const names = need.events.join(", ")
            return [
                need.events.length === 1
                    ? `The event ${names} did not occur in the last ${EVENT_MEMORY_DAYS} days.`
                    : `None of the events ${names} occurred in the last ${EVENT_MEMORY_DAYS} days.`,
            ]
        }
        case "account_properties": {
            if (need.anyOf.some((set) => set.every((name) => reported.has(name)))) return []
            const absent = (need.anyOf[0] ?? []).filter((name) => !reported.has(name))
            return [
                `No account has ever reported the ${absent.length === 1 ? "property" : "properties"} ${absent.join(", ")} ($groupidentify).`,
            ]
        }
    }
}

function before(asOf: number, days: number): {from: string; to: string} {
    return {from: new Date(asOf - days * DAY_MS).toISOString(), to: new Date(asOf).toISOString()}
}

function share(part: number | undefined, whole: number | undefined): number | null {
    return part === undefined || whole === undefined || whole === 0 ? null : part / whole
}
