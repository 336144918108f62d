import type {PostHogClient} from "@beton/posthog-app/clients/posthog"
import type {AccountSource} from "@beton/shared/queries/account"
import {eventUse, pageWords} from "@beton/shared/queries/discovery"
import {HISTORY_DAYS} from "@beton/shared/queries/parts/account-history"
import {accountPropertiesPresent} from "@beton/shared/queries/sources"
import {type AnySignal, SIGNALS} from "@beton/shared/signals/index"

import {valueOf} from "../cli/value-of"
import {recentRange, rowsOf} from "./look-accounts"
import {couldBeOutcome, type EventUse} from "./propose-outcome"
import {propertiesWorthCounting} from "./propose-properties"
import {couldBeSource, PRICING_WORDS} from "./propose-signals"
import type {SignalFacts} from "./signal-proposal"

const DAY_MS = 86_400_000
/** Conversions are rare, so events are counted over half a year; where that takes too long, over a month. */
const RANGES_DAYS = [180, 30]
/** What the query takes at most. */
const MOST_EVENTS = 200
const PAGE_EVENTS = ["$pageview"]

/** Events that could mark a conversion or feed a signal, with their use by accounts. */
export interface EventFacts {
    readonly uses: readonly EventUse[]
    readonly days: number
}

/** Counts the events whose names could matter. */
export async function lookAtEvents(
    posthog: PostHogClient,
    account: AccountSource,
    now: number,
): Promise<EventFacts> {
    const standard = standardEvents()
    const names = valueOf(await posthog.eventNames())
        .filter((name) => standard.includes(name) || couldBeOutcome(name) || couldBeSource(name))
        .slice(0, MOST_EVENTS)
    if (names.length === 0) return {uses: [], days: RANGES_DAYS[0] ?? 0}
    for (const days of RANGES_DAYS) {
        const rows = await posthog.query(eventUse, {
            from: new Date(now - days * DAY_MS).toISOString(),
            to: new Date(now).toISOString(),
            account,
            events: names,
        })
        if (rows.ok || rows.failure.kind !== "too_slow") return {uses: valueOf(rows), days}
    }
    return {uses: [], days: RANGES_DAYS.at(-1) ?? 0}
}

/** What the signals could read besides events: pages, account properties, properties of support events. */
export async function lookAtSources(
    posthog: PostHogClient,
    account: AccountSource,
    events: EventFacts,
    outcome: string | null,
    now: number,
): Promise<SignalFacts> {
    const pages = await posthog.query(pageWords, {
        ...recentRange(now),
        page_events: PAGE_EVENTS,
        words: PRICING_WORDS,
    })
    const support = events.uses.map(({event}) => event).filter((event) => couldBeSource(event))
    const supportProperties =
        support.length === 0 ? [] : valueOf(await posthog.propertyNames({type: "event", events: support}))
    return {
        events: events.uses,
        days: events.days,
        properties: await accountProperties(posthog, account, now),
        pages: rowsOf(pages),
        supportProperties: supportProperties.map(({name}) => name),
        outcome,
    }
}

/** Group properties whose names could matter, with how often $groupidentify reports them: only those have a history. */
async function accountProperties(
    posthog: PostHogClient,
    account: AccountSource,
    now: number,
): Promise<SignalFacts["properties"]> {
    if (account.type !== "group") return []
    const named = valueOf(
        await posthog.propertyNames({type: "group", groupTypeIndex: account.groupTypeIndex}),
    )
    const worth = propertiesWorthCounting(named.map(({name}) => name))
    const wanted = named.filter(({name}) => worth.includes(name)).slice(0, MOST_EVENTS)
    if (wanted.length === 0) return []
    const rows = rowsOf(
        await posthog.query(accountPropertiesPresent, {
            from: new Date(now - HISTORY_DAYS * DAY_MS).toISOString(),
            to: new Date(now).toISOString(),
            properties: wanted.map(({name}) => name),
            group_type: account.groupType,
        }),
    )
    const reported = new Map(rows.map(({property, events}) => [property, events]))
    return wanted.map(({name, type}) => ({name, type, reported: reported.get(name) ?? 0}))
}

/** Events that the signals count unless told otherwise. */
function standardEvents(): string[] {
    return (SIGNALS as readonly unknown[] as readonly AnySignal[]).flatMap((signal) =>
        signal
            .sources(signal.params.parse({}))
            .flatMap((need) => (need.kind === "any_event" ? need.events : [])),
    )
}
