import type {SubjectResult, Unjudged} from "../backtest/result"
import type {Telling} from "./comparison"
import {counted, say, type Sentence} from "./sentence"
import type {SignalData} from "./signal"
import {tuningAdvice, tuningSentences} from "./tuning"

/** Months after which waiting for more data is no plan. */
const TOO_LONG = 24

/** What to do about a signal, by its verdict; at least one sentence. */
export function advice(
    signal: SubjectResult | Unjudged,
    judged: {readonly telling: Telling; readonly data: SignalData} | null,
): Sentence[] {
    if (judged === null) return [unjudged(signal)]
    const {telling, data} = judged
    switch (signal.verdict) {
        case "confirmed":
            return [...checked(judged), ...orElse(tuned(judged), say`Keep it on as it is.`), ...watch(judged)]
        case "promising":
            return [
                ...promise(judged),
                ...tuned(judged),
                say`Keep it on and leave its settings alone, so that new weeks can confirm it.`,
            ]
        case "unclear":
            return [...detectable(judged), ...tuned(judged), wait(judged)]
        case "no_useful_lift":
            return [
                ...detectable(judged),
                ...tuned(judged),
                say`Set its points to nothing or switch it off, and try another signal.`,
            ]
        case "fading":
            return [
                ...lately(judged),
                say`Find out what changed since then in the product, the tracking or the accounts, and give it fewer points until it recovers.`,
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
        return say`Send the property with each account from now on; it can be judged once accounts have been followed that long.`
    return say`Check in the settings that what it reads exists under that name; otherwise switch it off.`
}

function orElse(sentences: Sentence[], other: Sentence): Sentence[] {
    return sentences.length === 0 ? [other] : sentences
}

/** What the verdict rests on. */
function checked({telling, data}: {telling: Telling; data: SignalData}): Sentence[] {
    const {signal} = data
    if (signal.fixed_in_advance)
        return [say`Its rule was set before anybody looked at this data, and all signals tried were counted.`]
    if (signal.confirmation.from === null) return []
    return [
        say`It was tried on earlier weeks and held in later ones, from ${telling.figures.date("signal.confirmation.from")} on.`,
    ]
}

function tuned({telling, data}: {telling: Telling; data: SignalData}): Sentence[] {
    const {tuning} = data.signal
    const found = tuningAdvice(tuning)
    return tuning === null || found === null
        ? []
        : tuningSentences(telling, "signal.tuning", tuning.unit, found)
}

function watch({data}: {data: SignalData}): Sentence[] {
    return data.signal.health.state === "watch"
        ? [say`Lately it finds somewhat fewer; look again next month.`]
        : []
}

/** What "promising" means for a list of signals. */
function promise({telling, data}: {telling: Telling; data: SignalData}): Sentence[] {
    return data.derived.one_in === null
        ? []
        : [
              say`Of signals that look like this, about one in ${telling.figures.stated("derived.one_in", "count")} is chance.`,
          ]
}

/** What the data could have shown, beside a result that shows nothing (METHODS §2). */
function detectable({telling, data}: {telling: Telling; data: SignalData}): Sentence[] {
    return data.signal.power.detectable_lift === null
        ? []
        : [
              say`With so many accounts, a difference of ${telling.figures.stated("signal.power.detectable_lift", "times")} times would show in four of five such backtests.`,
          ]
}

function wait({telling: {figures, subject}, data}: {telling: Telling; data: SignalData}): Sentence {
    const {accounts_needed: needed, months_to_go: months} = data.signal.power
    if (needed === null || months === null)
        return say`Leave it out of decisions for now, and try a stricter setting or another signal.`
    const minimum = figures.stated("rules.minimum_lift", "times")
    if (months === 0)
        return say`There are accounts enough to see ${minimum} times as often, so the difference is probably smaller: leave it out of decisions.`
    const followed = figures.stated("signal.track_record.with.n", "count")
    const need = figures.stated("signal.power.accounts_needed", "count")
    const pace = figures.stated("signal.power.months_to_go", "wait")
    const rest =
        months > TOO_LONG
            ? say`Do not wait for that: try a stricter setting or another signal.`
            : say`Leave its settings alone and look again then.`
    return say`To see ${minimum} times as often, ${need} accounts ${subject.withIt} must have been followed; so far ${followed} are, which leaves about ${pace} at the present pace. ${rest}`
}

/** Before and lately, as the health rule saw it. */
function lately({telling: {figures, subject, outcome}, data}: {telling: Telling; data: SignalData}): Sentence[] {
    const {baseline} = data.signal.health
    if (baseline === null || data.derived.recent === null) return []
    const before = say`${figures.stated("signal.health.baseline.converted", "count")} of ${counted(figures.stated("signal.health.baseline.n", "count"), "account")}`
    const now = say`${figures.stated("derived.recent.converted", "count")} of ${figures.stated("derived.recent.n", "count")}`
    return [
        say`Up to ${figures.date("signal.health.baseline.to")}, ${before} that newly ${subject.showed} ${outcome.became}; in the last months ${now}.`,
    ]
} // prettier-ignore

function outlook({figures}: Telling, {derived}: SignalData): Sentence {
    const {months, gaps} = derived.outlook
    if (gaps.length === 0) return say`Look again when more accounts have been active.`
    if (months === null)
        return say`Check that what it reads is sent; nothing so far tells when there will be enough.`
    return months > TOO_LONG
        ? say`Make its setting milder, so that more accounts show it: ${figures.stated("derived.outlook.months", "wait")} is too long to wait.`
        : say`Leave it as it is and look again in about ${figures.stated("derived.outlook.months", "wait")}.`
}
