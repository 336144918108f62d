import type {Telling} from "./comparison"
import {counted, say, type Sentence} from "./sentence"
import type {SignalData} from "./told"

/** A signal's data with what its sentences need. */
export interface Judged {
    readonly telling: Telling
    readonly data: SignalData
}

/** What a verdict rests on, beside the figures. */
export function evidenceSentences(judged: Judged): Sentence[] {
    switch (judged.data.signal.verdict) {
        case "confirmed":
            return [...checked(judged), ...watch(judged)]
        case "promising":
            return promise(judged)
        case "unclear":
        case "no_useful_lift":
            return detectable(judged)
        case "fading":
            return lately(judged)
        default:
            return []
    }
}

/** What the verdict rests on. */
function checked({telling, data}: Judged): Sentence[] {
    const {signal} = data
    if (signal.fixed_in_advance)
        return [say`Its rule was set before anybody looked at this data, and all signals tried were counted.`]
    if (signal.confirmation.from === null) return []
    return [
        say`It was tried on earlier weeks and held in later ones, from ${telling.figures.date("signal.confirmation.from")} on.`,
    ]
}

function watch({data}: Judged): Sentence[] {
    return data.signal.health.state === "watch"
        ? [say`Lately it finds somewhat fewer; look again next month.`]
        : []
}

/** What "promising" means for a list of signals. */
function promise({telling, data}: Judged): Sentence[] {
    return data.derived.one_in === null
        ? [say`It is not confirmed yet.`]
        : [
              say`It is not confirmed yet: of signals that look like this, about one in ${telling.figures.stated("derived.one_in", "count")} is chance.`,
          ]
}

/** What the data could have shown, beside a result that shows nothing (METHODS §2). */
function detectable({telling, data}: Judged): Sentence[] {
    return data.signal.power.detectable_lift === null
        ? []
        : [
              say`With so many accounts, a difference of ${telling.figures.stated("signal.power.detectable_lift", "times")} times would show in four of five such backtests.`,
          ]
}

/** Before and lately, as the health rule saw it. */
function lately({telling: {figures, subject, outcome}, data}: Judged): Sentence[] {
    const {baseline} = data.signal.health
    if (baseline === null || data.derived.recent === null) return []
    const before = say`${figures.stated("signal.health.baseline.converted", "count")} of ${counted(figures.stated("signal.health.baseline.n", "count"), "account")}`
    const now = say`${figures.stated("derived.recent.converted", "count")} of ${figures.stated("derived.recent.n", "count")}`
    return [
        say`Up to ${figures.date("signal.health.baseline.to")}, ${before} that newly ${subject.showed} ${outcome.became}; in the last months ${now}.`,
    ]
} // prettier-ignore
