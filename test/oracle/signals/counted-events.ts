import {type Mention, mentionsByAccount} from "../mentions"
import type {PersonHistory} from "../person-history"
import type {Settings} from "../settings"
import {DAY} from "../time"
import type {Hit} from "../types"

/** Accounts with enough distinct support conversations; a message without a conversation is one of its own. */
export function supportEngagement(
    messages: readonly Mention[],
    people: PersonHistory,
    settings: Settings,
    t: number,
): Hit[] {
    const window = {from: t - settings.number("window_days") * DAY, to: t}
    const hits: Hit[] = []
    for (const [account, own] of mentionsByAccount(messages, people, window, settings.flag("join_persons"))) {
        const conversations = new Set(own.map(({label, uuid}) => (label !== "" ? label : uuid))).size
        if (conversations < settings.number("min_conversations")) continue
        hits.push({account, facts: {conversations, messages: own.length}})
    }
    return hits
}

/** Accounts with enough checkout or upgrade events. */
export function billingIntent(
    steps: readonly Mention[],
    people: PersonHistory,
    settings: Settings,
    t: number,
): Hit[] {
    const window = {from: t - settings.number("window_days") * DAY, to: t}
    const hits: Hit[] = []
    for (const [account, own] of mentionsByAccount(steps, people, window, settings.flag("join_persons"))) {
        if (own.length >= settings.number("min_events")) hits.push({account, facts: {events: own.length}})
    }
    return hits
}
