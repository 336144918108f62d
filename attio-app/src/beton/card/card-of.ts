import {stateNamed} from "@beton/shared/crm/account-state"
import {nextStep} from "@beton/shared/explain/next-step"
import {dateText} from "@beton/shared/explain/numbers"
import type {Pairing} from "@beton/shared/pairing"

import type {RecordFacts} from "../record-facts"
import {ageText, plural, sentencesOf, titleFromId} from "../words"
import {type Card, MOST_LINES} from "./card"
import {freshnessOf} from "./freshness"

const DAY_MS = 86_400_000
/** Somebody who was in touch this lately knows the account better than any score. */
const IN_TOUCH_DAYS = 14
/** Reasons that fit into ten seconds; fewer where somebody else has to be told of first. */
const MOST_REASONS = 3
/** Lines beside the one that says how fresh it all is. */
const ROOM = MOST_LINES - 1
/** Points that one more signal usually brings: the lowest base score and its share of the variety. */
const ONE_SIGNAL = 20

/**
 * The widget of a record, from the record alone (F10).
 *
 * @param pairing null: not paired, so the threshold is not known
 * @param now unix ms
 */
export function cardOf(facts: RecordFacts, pairing: Pairing | null, now: number): Card {
    if (facts.score === null) return pairing === null ? notConnected(facts) : notLinked(facts)
    const state = cardState(facts)
    const {staleSince, line} = freshnessOf(facts.checkedAt, now)
    const lines = linesOf(state, facts, pairing, now)
    if (staleSince === null || state === "control_group")
        return {state, band: bandOf(state, facts), headline: headline(facts), lines: fitting(lines, line)}
    // What stood here may still hold, so it stays; that it is old comes first.
    const word = `${bandOf(state, facts).word}, ${staleSince}`
    const band = {word, tone: "warning"} as const
    return {state: "stale", band, headline: headline(facts), lines: [line, ...lines.slice(0, ROOM)]}
}

type KnownState = Exclude<Card["state"], "not_linked" | "not_connected" | "stale">

function cardState({state, score, signals}: RecordFacts): KnownState {
    if (/^control group\b/i.test(state ?? "")) return "control_group"
    const named = stateNamed(state)
    if (named === "quiet_untouched") return "quiet"
    if (named !== null) return named
    // A team may send the state nowhere; without signals it is quiet whatever stands there.
    return state === null && score === 0 && signals.length === 0 ? "quiet" : "unknown_state"
}

function bandOf(state: KnownState, facts: RecordFacts): Card["band"] {
    switch (state) {
        case "hot":
            return {word: "Hot", tone: "hot"}
        case "below_threshold":
            return {word: "Below threshold", tone: "calm"}
        case "quiet":
            return {word: "Quiet", tone: "quiet"}
        case "customer":
            return {word: "Customer", tone: "calm"}
        case "control_group":
            return {word: "Control group", tone: "calm"}
        case "unknown_state":
            return {word: facts.state ?? "Scored", tone: "calm"}
    }
}

function linesOf(state: KnownState, facts: RecordFacts, pairing: Pairing | null, now: number): string[] {
    switch (state) {
        case "control_group":
            return [controlLine(facts)]
        case "quiet":
            return [quietLine(facts, now), ...owner(facts, now), ...feedback(facts)]
        case "below_threshold":
            return [liftLine(facts, pairing), ...told(facts, now, ROOM - 1)]
        case "customer":
            return [
                "Already a customer: look for more users or a larger plan.",
                ...told(facts, now, ROOM - 1),
            ]
        case "hot":
        case "unknown_state":
            return told(facts, now, ROOM)
    }
}

/** As many lines as fit, with room for the last one, which says how fresh it all is. */
function fitting(lines: readonly string[], last: string): string[] {
    return [...lines.slice(0, ROOM), last]
}

function headline({score, change}: RecordFacts): string {
    const moved = change === null || change === 0 ? "" : `, ${change > 0 ? "up" : "down"} ${Math.abs(change)}`
    return `Score ${score ?? 0} of 100${moved}`
}

/** Who has it, why now, what became of accounts like it, what to do next: of the reasons, as many as leave room for the rest. */
function told(facts: RecordFacts, now: number, room: number): string[] {
    const before = [...owner(facts, now), ...feedback(facts)]
    const after = [...trackRecord(facts), ...next(facts)]
    return [...before, ...reasons(facts, Math.max(1, room - before.length - after.length)), ...after]
} // prettier-ignore

function reasons({whyNow, signals}: RecordFacts, most: number): string[] {
    if (signals.length === 0) return []
    const said = sentencesOf(whyNow ?? "")
    if (said.length === 0) return [`${plural(signals.length, "signal")}: ${signals.map(titleFromId).join(", ")}.`]
    return said.slice(0, Math.min(most, MOST_REASONS))
} // prettier-ignore

function trackRecord({trackRecord: text}: RecordFacts): string[] {
    const [first] = sentencesOf(text ?? "")
    return [
        first ?? "What became of accounts like this is not written here yet: open the evidence to see it.",
    ]
}

function next({signals, disposition}: RecordFacts): string[] {
    const [strongest] = signals
    return strongest === undefined || disposition !== null ? [] : [`Next: ${nextStep(strongest)}`]
}

function owner({owned, lastContactAt}: RecordFacts, now: number): string[] {
    const inTouch = lastContactAt !== null && now - Date.parse(lastContactAt) < IN_TOUCH_DAYS * DAY_MS
    const contact = inTouch ? `, last contact ${ageText(lastContactAt, now)}` : ""
    if (owned !== null) return [`Already with ${owned.by ?? "your team"}${contact}: talk to them before you call.`]
    return inTouch ? [`Your team was in touch ${ageText(lastContactAt, now)}.`] : []
} // prettier-ignore

function feedback({disposition}: RecordFacts): string[] {
    return disposition === null ? [] : [`Marked as not useful: ${disposition.toLowerCase()}. Clear that field to take it back.`] // prettier-ignore
}

function quietLine({quietSince, lastSignalAt}: RecordFacts, now: number): string {
    const since = quietSince === null || Number.isNaN(Date.parse(quietSince)) ? "" : ` since ${dateText(quietSince)}`
    const last = lastSignalAt === null ? "" : ` The last signal was ${ageText(lastSignalAt, now)}.`
    return `Quiet${since}: no signal is active, nothing to do.${last}`
} // prettier-ignore

function liftLine({score}: RecordFacts, pairing: Pairing | null): string {
    if (pairing === null) return "Not enough for sales yet; Beton tells you when that changes."
    const gap = pairing.threshold - (score ?? 0)
    if (gap <= 0) return `It reaches ${pairing.threshold}, but a rule of your team keeps it from sales.`
    const lift = gap <= ONE_SIGNAL ? "usually one more signal" : "usually two more signals, or a strong one"
    return `${plural(gap, "point")} below the ${pairing.threshold} that go to sales: ${lift} would do.`
}

function controlLine({state}: RecordFacts): string {
    const until = /(\d{4}-\d{2}-\d{2})/.exec(state ?? "")?.[1]
    const when = until === undefined ? "" : ` until ${dateText(until)}`
    return `Control group${when}: please work as usual, as if this card were not here.`
}

/** What makes a company linkable. */
const MATCH_STEP = {
    no_domain: "Add the company's web domain so that it can be matched.",
    domain: "If they use the product, check that this is their domain.",
} as const

function notConnected({account}: RecordFacts): Card {
    return {
        state: "not_connected",
        band: {word: "Not connected", tone: "problem"},
        headline: "Beton is not connected yet",
        lines: [
            account === null
                ? "An admin pastes the pairing text under Apps, Beton, Settings."
                : "Beton knows this account, but its score is not here. An admin opens Apps, Beton, Settings.",
        ],
    }
}

function notLinked({domain, account}: RecordFacts): Card {
    const whom = domain === null ? "this company, which has no domain" : domain
    return {
        state: "not_linked",
        band: {word: "Not linked", tone: "quiet"},
        headline: "No product account found",
        lines: [
            account === null
                ? `Beton has not written about ${whom}: nobody there uses the product, it has no signal yet, or the domain differs.`
                : "Beton knows this account, but its score is not here: look at the field mapping in Settings.",
            ...(account === null ? [MATCH_STEP[domain === null ? "no_domain" : "domain"]] : []),
        ],
    }
}
