import {accountReader, identifiedAccountReader} from "./account"
import {Activity, featureReader, isActivity, isOwn} from "./activity"
import {GroupProperties} from "./group-properties"
import type {Mention} from "./mentions"
import {PersonHistory} from "./person-history"
import type {Settings} from "./settings"
import {pageViewTest} from "./signals/pricing-intent"
import {isoToMicros} from "./time"
import type {OracleAccount, RawEvent} from "./types"
import {textOf} from "./values"

/** What the eight predicates need of the events, kept so that 600,000 events fit into a few hundred megabytes. */
export interface EventIndex {
    activity: Activity
    people: PersonHistory
    properties: GroupProperties
    /** Views of pricing pages, labelled by session. */
    views: Mention[]
    /** Support events, labelled by conversation. */
    messages: Mention[]
    /** Checkout and upgrade events, and views of billing pages. */
    steps: Mention[]
}

function featuresOf(settings: Settings | undefined): (event: RawEvent) => unknown {
    if (settings === undefined) return () => ""
    return featureReader(settings.textOrNull("feature_property"), settings.texts("feature_events"))
}

/** One entry per listening signal: which events it keeps, how it labels them and where they go. */
function listeners(index: EventIndex, settingsOf: (signal: string) => Settings | undefined) {
    const result: {wants(event: RawEvent): boolean; label(event: RawEvent): unknown; into: Mention[]}[] = []
    const pricing = settingsOf("pricing_intent")
    if (pricing !== undefined) {
        const label = ({properties}: RawEvent): unknown => properties.$session_id
        result.push({wants: pageViewTest(pricing), label, into: index.views})
    }
    const support = settingsOf("support_engagement")
    if (support !== undefined) {
        const names = new Set(support.texts("events"))
        const property = support.text("conversation_property")
        const label = ({properties}: RawEvent): unknown => properties[property]
        result.push({wants: ({event}) => names.has(event), label, into: index.messages})
    }
    const billing = settingsOf("billing_intent")
    if (billing !== undefined) {
        const names = new Set(billing.texts("events"))
        const onBillingPage = pageViewTest(billing)
        const wants = (event: RawEvent): boolean => names.has(event.event) || onBillingPage(event)
        result.push({wants, label: () => "", into: index.steps})
    }
    return result
}

/**
 * Reads the events once, in whatever order they come.
 * @throws Error when an event has no readable timestamp (names the event).
 */
export function indexEvents(
    events: Iterable<RawEvent>,
    account: OracleAccount,
    settingsOf: (signal: string) => Settings | undefined,
): EventIndex {
    const index: EventIndex = {
        activity: new Activity(),
        people: new PersonHistory(),
        properties: new GroupProperties(),
        views: [],
        messages: [],
        steps: [],
    }
    const readAccount = accountReader(account)
    const readIdentified = identifiedAccountReader(account)
    const readFeature = featuresOf(settingsOf("feature_adoption"))
    const listening = listeners(index, settingsOf)
    // Each event brings its own copy of the same few names and ids.
    const texts = new Map<string, string>()
    const shared = (text: string): string => {
        const known = texts.get(text)
        if (known === undefined) texts.set(text, text)
        return known ?? text
    }
    for (const event of events) {
        if (isOwn(event.event)) continue
        const at = isoToMicros(event.timestamp)
        if (at === null)
            throw new Error(`Event ${event.uuid} has no readable timestamp: "${event.timestamp}".`)
        const key = shared(readAccount(event))
        const person = shared(textOf(event.person_id))
        if (key !== "") index.people.add(person, key, at)
        if (key !== "" && isActivity(event.event)) {
            index.activity.add(key, at, person, shared(textOf(readFeature(event))))
        }
        if (event.event === "$groupidentify") {
            const identified = readIdentified(event)
            if (identified !== "")
                index.properties.add(identified, at, event.uuid, event.properties.$group_set)
        }
        for (const {wants, label, into} of listening) {
            if (wants(event))
                into.push({at, uuid: event.uuid, account: key, person, label: textOf(label(event))})
        }
    }
    index.activity.finish()
    index.people.finish()
    index.properties.finish()
    return index
}
