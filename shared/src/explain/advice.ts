import type {SubjectResult, Unjudged} from "../backtest/result"
import type {Telling} from "./comparison"
import type {Judged} from "./evidence"
import {counted, say, type Sentence} from "./sentence"
import type {SignalData} from "./told"
import {tuningAdvice, tuningSentences} from "./tuning"

/** Months after which waiting for more data is no plan. */
const TOO_LONG = 24

/** What to do about a signal, by its verdict; at least one sentence. */
export function advice(signal: SubjectResult | Unjudged, judged: Judged | null): Sentence[] {
    if (judged === null) return [unjudged(signal)]
    const {telling, data} = judged
    switch (signal.verdict) {
        case "confirmed":
            return orElse(tuned(judged), say`Keep it on as it is.`)
        case "promising":
            return [
                ...tuned(judged),
                say`Keep it on and leave its settings alone, so that new weeks can confirm it.`,
            ]
        case "unclear":
            return [...tuned(judged), wait(judged)]
        case "no_useful_lift":
            return [
                ...tuned(judged),
                say`Set its points to nothing or switch it off, and try another signal.`,
            ]
        case "fading":
            return [
                say`Find out what changed lately in the product, the tracking or the accounts, and give it fewer points until it recovers.`,
            ]
        case "too_little_data":
            return [outlook(telling, data)]
        case "no_outcome":
        case "not_replayable":
            return [unjudged(signal)]
    }
}

function unjudged({verdict}: SubjectResult | Unjudged): Sentence {
    if (verdict === "no_outcome")
        return say`Choose in the settings which event or deal stage counts, then run the backtest again.`
    if (verdict === "not_replayable")
        return say`Send the property with each account from now on; it can be judged once some have been followed to the end.`
    return say`Check in the settings that what it reads exists under that name; otherwise switch it off.`
}

function orElse(sentences: Sentence[], other: Sentence): Sentence[] {
    return sentences.length === 0 ? [other] : sentences
}

function tuned({telling, data}: Judged): Sentence[] {
    const {tuning} = data.signal
    const found = tuningAdvice(tuning)
    return tuning === null || found === null
        ? []
        : tuningSentences(telling, "signal.tuning", tuning.unit, found)
}

function wait({telling: {figures, subject}, data}: Judged): Sentence {
    const {accounts_needed: needed, months_to_go: months} = data.signal.power
    if (needed === null || months === null)
        return say`Leave it out of decisions for now, and try a stricter setting or another signal.`
    const minimum = figures.stated("rules.minimum_lift", "times")
    if (months === 0)
        return say`There are accounts enough to see ${minimum} times as often in four of five backtests, and it was not seen: leave it out of decisions.`
    const followed = figures.stated("signal.track_record.with.n", "count")
    const need = counted(figures.stated("signal.power.accounts_needed", "count"), "account")
    const pace = figures.stated("signal.power.months_to_go", "wait")
    const rest =
        months > TOO_LONG
            ? say`Do not wait for that: try a stricter setting or another signal.`
            : say`Leave its settings alone and look again then.`
    const have = followed.value === 1 ? say`${followed} has` : say`${followed} have`
    return say`To see ${minimum} times as often takes ${need} ${subject.withIt}, followed to the end. So far ${have} been; the rest takes about ${pace} at the present pace. ${rest}`
}

/** What to check where the wait cannot be told. */
function unknownWait({whole}: SubjectResult): Sentence {
    if (whole.with.accounts === 0)
        return say`Check that what it reads is sent: so far nothing tells when there will be enough.`
    if (whole.converted_accounts === 0)
        return say`Check in the settings that the outcome is the right one: so far nobody has reached it.`
    return say`Look again next month: so far nothing tells when there will be enough.`
}

function outlook({figures}: Telling, {signal, derived}: SignalData): Sentence {
    const {months, gaps} = derived.outlook
    if (gaps.length === 0) return say`Look again when more accounts have been active.`
    if (months === null) return unknownWait(signal)
    return months > TOO_LONG
        ? say`Make its setting milder, so that more accounts show it: ${figures.stated("derived.outlook.months", "wait")} is too long to wait.`
        : say`Leave it as it is and look again in about ${figures.stated("derived.outlook.months", "wait")}.`
}
