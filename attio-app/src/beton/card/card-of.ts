import {formatNumber} from "@beton/shared/counts"
import {stateNamed} from "@beton/shared/crm/account-state"
import {nextStep} from "@beton/shared/explain/next-step"
import {dateText} from "@beton/shared/explain/numbers"
import type {PairedSignal, Pairing} from "@beton/shared/pairing"

import type {RecordFacts} from "../record-facts"
import {ageText, instantOf, plural, sentencesOf, shortened, titleOf} from "../words"
import {type Card, MOST_LINES} from "./card"
import {freshnessOf} from "./freshness"
import {notConnected, notLinked} from "./without-score"

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
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
    const lines = [...new Set(linesOf(state, facts, pairing, now).map(shortened))]
    const band = bandOf(state, facts)
    if (staleSince === null || state === "control_group")
        return {state, band, headline: headline(facts), lines: fitting(lines, line)}
    // What stood here may still hold, so it stays; that it is old comes first.
    const old = {word: `${band.word}, ${staleSince}`, tone: "warning"} as const
    return {state: "stale", band: old, headline: headline(facts), lines: [line, ...lines.slice(0, ROOM)]}
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
            return {word: shortened(facts.state ?? "Scored"), tone: "calm"}
    }
}

function linesOf(state: KnownState, facts: RecordFacts, pairing: Pairing | null, now: number): string[] {
    const known = pairing?.signals ?? []
    switch (state) {
        case "control_group":
            return [controlLine(facts)]
        case "quiet":
            return [quietLine(facts, now), ...owner(facts, now), ...feedback(facts)]
        case "below_threshold":
            return [liftLine(facts, pairing), ...told(facts, known, now, ROOM - 1)]
        case "customer":
            return [
                "Already a customer: look for more users or a larger plan.",
                ...told(facts, known, now, ROOM - 1),
            ]
        case "hot":
        case "unknown_state":
            return told(facts, known, now, ROOM)
    }
}

/** As many lines as fit, with room for the last one, which says how fresh it all is. */
function fitting(lines: readonly string[], last: string): string[] {
    return [...lines.slice(0, ROOM), last]
}

function headline({score, change}: RecordFacts): string {
    const moved =
        change === null || change === 0
            ? ""
            : `, ${change > 0 ? "up" : "down"} ${formatNumber(Math.abs(change))}`
    return `Score ${formatNumber(score ?? 0)} of 100${moved}`
}

/** Who has it, why now, what became of accounts like it, what to do next: of the reasons, as many as leave room for the rest. */
function told(facts: RecordFacts, known: readonly PairedSignal[], now: number, room: number): string[] {
    const before = [...owner(facts, now), ...feedback(facts)]
    const after = [...trackRecord(facts), ...next(facts)]
    return [...before, ...reasons(facts, known, Math.max(1, room - before.length - after.length)), ...after]
} // prettier-ignore

function reasons({whyNow, signals}: RecordFacts, known: readonly PairedSignal[], most: number): string[] {
    if (signals.length === 0) return []
    const said = sentencesOf(whyNow ?? "")
    if (said.length === 0) return [`${plural(signals.length, "signal")}: ${signals.map((id) => titleOf(id, known)).join(", ")}.`]
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
    const ms = lastContactAt === null ? NaN : now - instantOf(lastContactAt)
    const inTouch = lastContactAt !== null && ms < IN_TOUCH_DAYS * DAY_MS && ms > -HOUR_MS
    const contact = inTouch ? `, last contact ${ageText(lastContactAt, now)}` : ""
    if (owned !== null) return [`Already with ${owned.by ?? "your team"}${contact}: talk to them before you call.`]
    return inTouch ? [`Your team was in touch ${ageText(lastContactAt, now)}.`] : []
} // prettier-ignore

function feedback({disposition}: RecordFacts): string[] {
    return disposition === null ? [] : [`Marked as not useful: ${disposition.toLowerCase()}. Clear that field to take it back.`] // prettier-ignore
}

function quietLine({quietSince, lastSignalAt}: RecordFacts, now: number): string {
    const since = onDay("since", quietSince)
    const last = lastSignalAt === null ? "" : ` The last signal was ${ageText(lastSignalAt, now)}.`
    return `Quiet${since}: no signal is active, nothing to do.${last}`
} // prettier-ignore

function liftLine({score}: RecordFacts, pairing: Pairing | null): string {
    if (pairing === null) return "Not enough for sales yet; Beton tells you when that changes."
    const gap = Math.ceil(pairing.threshold - (score ?? 0))
    if (gap <= 0) return `It reaches ${pairing.threshold}, but a rule of your team keeps it from sales.`
    const lift = gap <= ONE_SIGNAL ? "usually one more signal" : "usually two more signals, or a strong one"
    return `${plural(gap, "point")} below the ${pairing.threshold} that go to sales: ${lift} would do.`
}

function controlLine({state}: RecordFacts): string {
    const until = /(\d{4}-\d{2}-\d{2})/.exec(state ?? "")?.[1] ?? null
    return `Control group${onDay("until", until)}: please work as usual, as if this card were not here.`
}

/** " since 20 Sep 2026"; nothing where no day is written. */
function onDay(word: "since" | "until", iso: string | null): string {
    return iso === null || Number.isNaN(instantOf(iso)) ? "" : ` ${word} ${dateText(iso)}`
}
