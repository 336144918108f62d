import {plainName} from "./plain-name"
import {counted} from "./proposal"
import {proposeLimit, proposeTrial} from "./propose-properties"
import {defaultsOf, missing, named, type SignalFacts, type SignalProposal} from "./signal-proposal"

const BILLING =
    /checkout|upgrade|billing|payment_(details|method)|plan_(selected|chosen|changed)|subscribe_click/
const NOT_BILLING =
    /complete|succe|paid|purchased|converted|finish|cancel|fail|error|refund|downgrad|viewed|shown|displayed|impression|dismiss|subscription_/
const SUPPORT = /support|ticket|conversation|intercom|zendesk|helpdesk|help_request|live_?chat/
const NOT_SUPPORT = /closed|resolved|solved|rated|survey|deleted|archived|assigned|bot_|tag|supported/
const CONVERSATION = ["conversation_id", "ticket_id", "thread_id", "chat_id", "conversation", "ticket"]
const MOST_EVENTS = 8

/** Words that paths of pricing pages are looked up by; the first two are the signal's own. */
export const PRICING_WORDS = [
    "pricing",
    "/plans",
    "/price",
    "/upgrade",
    "/subscribe",
    "/preise",
    "/tarif",
    "/prix",
    "/precios",
]

/** Whether an event's name could concern a signal: decides what is counted at all. */
export function couldBeSource(event: string): boolean {
    return (
        !isInternal(event) && (matches(event, BILLING, NOT_BILLING) || matches(event, SUPPORT, NOT_SUPPORT))
    )
}

/** Settings for the signals that read named events, pages or properties; the others need activity only. */
export function proposeSignals(facts: SignalFacts): SignalProposal[] {
    return [billing(facts), support(facts), pricing(facts), proposeLimit(facts), proposeTrial(facts)]
}

function billing(facts: SignalFacts): SignalProposal {
    const standard = defaultsOf("billing_intent").events as readonly string[]
    return byEvents(
        "billing_intent",
        standard,
        facts,
        (event) => matches(event, BILLING, NOT_BILLING),
        "checkout or upgrade",
    )
}

function support(facts: SignalFacts): SignalProposal {
    const {events: standard, conversation_property: usual} = defaultsOf("support_engagement") as {
        events: readonly string[]
        conversation_property: string
    }
    const proposal = byEvents(
        "support_engagement",
        standard,
        facts,
        (event) => matches(event, SUPPORT, NOT_SUPPORT),
        "support",
    )
    const property = CONVERSATION.find((name) => facts.supportProperties.includes(name))
    if (!proposal.found || property === undefined || property === usual) return proposal
    return {
        ...proposal,
        settings: {...proposal.settings, conversation_property: property},
        reason: `${proposal.reason} Conversations are told apart by ${property}.`,
    }
}

/** Known names and look-alikes that occur, the widest spread first. */
function byEvents(
    signal: string,
    standard: readonly string[],
    {events, days, outcome}: SignalFacts,
    looksRight: (event: string) => boolean,
    what: string,
): SignalProposal {
    const found = events
        .filter(
            ({event, events: n}) =>
                n > 0 && event !== outcome && (standard.includes(event) || looksRight(event)),
        )
        .sort((a, b) => b.accounts - a.accounts || b.events - a.events || (a.event < b.event ? -1 : 1))
        .slice(0, MOST_EVENTS)
    if (found.length === 0) return missing(signal, `no event of the last ${days} days looks like ${what}.`)
    const names = found.map(({event}) => event)
    const reason = `${found.map(({event, events: n, accounts}) => `${event} (${counted(n, "time")}, ${counted(accounts, "account")})`).join(", ")} in ${days} days.`
    const settings = names.every((name) => standard.includes(name)) ? {} : {events: names}
    return {...named(signal), settings, found: true, reason}
}

function pricing({pages}: SignalFacts): SignalProposal {
    const standard = defaultsOf("pricing_intent").path_patterns as readonly string[]
    const seen = pages.filter(({views}) => views > 0)
    const usual = seen.filter(({word}) => standard.includes(word))
    const used = usual.length > 0 ? usual : seen
    if (used.length === 0)
        return missing(
            "pricing_intent",
            "no page view of the last 30 days has a path that looks like a price list.",
        )
    const reason = `pages with ${used.map(({word, views}) => `"${word}" (${counted(views, "view")})`).join(", ")} in 30 days.`
    const settings = usual.length > 0 ? {} : {path_patterns: used.map(({word}) => word)}
    return {...named("pricing_intent"), settings, found: true, reason}
}

function matches(event: string, wanted: RegExp, unwanted: RegExp): boolean {
    const name = plainName(event)
    return wanted.test(name) && !unwanted.test(name)
}

function isInternal(event: string): boolean {
    return event.startsWith("$") || event.startsWith("beton_")
}
