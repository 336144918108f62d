import type {ShadowSummary} from "../backtest/shadow"
import {counted, type Figures, figuresOf, joined, say, type Sentence} from "./sentence"
import {shareDetail} from "./shares"
import type {Context} from "./told"
import {type OutcomeWords, outcomeWords} from "./words"

/** What a shadow replay's sentences are made from: paths of their numbers start here. */
export interface ShadowData {
    readonly shadow: ShadowSummary
}

/** A shadow replay in plain words: what would have been opened, what became of it, and what would have been missed (H9). */
export function explainShadow(shadow: ShadowSummary, {outcome}: Pick<Context, "outcome">): Sentence[] {
    const figures = figuresOf({shadow} satisfies ShadowData)
    const words = outcomeWords(outcome)
    const since = say`${figures.date("shadow.start")}`
    if (shadow.opened === 0)
        return [
            say`Since ${since} no account would have been routed: lower the threshold or wait for more activity.`,
            ...missed(figures, shadow, words),
        ]
    const opened = counted(figures.stated("shadow.opened", "count"), "account")
    return [
        say`As if routing had been on since ${since}: it would have opened ${opened}, about ${figures.stated("shadow.opened_per_month", "rate")} a month.`,
        fates(figures, shadow, words),
        ...share(figures, shadow, words),
        ...median(figures, shadow, words),
        ...missed(figures, shadow, words),
    ]
}

function fates(figures: Figures, shadow: ShadowSummary, words: OutcomeWords): Sentence {
    const count = (place: string) => figures.stated(`shadow.${place}`, "count")
    const became = (n: number): Sentence => (n === 1 ? words.becameOne : words.became)
    const days = figures.stated("shadow.horizon_days", "days")
    const parts = [
        say`${count("converted")} ${became(shadow.converted)} within ${days}`,
        ...(shadow.converted_later === 0
            ? []
            : [say`${count("converted_later")} ${became(shadow.converted_later)} later`]),
        say`${count("still_open")} ${shadow.still_open === 1 ? "is" : "are"} still open`,
        say`${count("not_converted")} did not`,
    ]
    return say`Of these, ${joined(parts, ", ")}.`
}

function share(figures: Figures, {within_horizon: found}: ShadowSummary, words: OutcomeWords): Sentence[] {
    const days = figures.stated("shadow.horizon_days", "days")
    if (found.n === 0) return [say`None was opened ${days} ago or earlier, so no share can be told yet.`]
    const path = "shadow.within_horizon"
    const k = figures.stated(`${path}.k`, "count")
    const n = figures.stated(`${path}.n`, "count")
    return [
        say`Of the ${n} opened ${days} ago or earlier, ${k} ${found.k === 1 ? words.becameOne : words.became} in that time${shareDetail(figures, path)}.`,
    ]
}

function median(figures: Figures, shadow: ShadowSummary, words: OutcomeWords): Sentence[] {
    const {median_days: days, median_lo: lo, median_hi: hi} = shadow
    if (shadow.converted + shadow.converted_later === 0) return []
    if (days === null)
        return [say`Fewer than half have ${words.participle} so far, so the usual time is not known yet.`]
    const at = (place: string) => figures.stated(`shadow.${place}`, "days")
    const range =
        lo === null ? say`` : hi === null ? say` (range from ${at("median_lo")} up)` : say` (range ${at("median_lo")} to ${at("median_hi")})`
    return [say`Half ${words.became} within ${at("median_days")} of being opened${range}.`]
} // prettier-ignore

function missed(figures: Figures, {missed: n, found}: ShadowSummary, words: OutcomeWords): Sentence[] {
    if (found.n === 0) return [say`Nobody ${words.becameOne} in this time, routed or not.`]
    const all = counted(figures.stated("shadow.found.n", "count"), "account")
    const became = found.n === 1 ? words.becameOne : words.became
    if (n === 0) return [say`It would have missed none of the ${all} that ${became} in this time.`]
    if (found.k === 0) return [say`It would have missed all of the ${all} that ${became} in this time.`]
    return [
        say`It would have missed ${figures.stated("shadow.missed", "count")} of the ${all} that ${became} in this time and opened ${figures.stated("shadow.found.k", "count")} beforehand${shareDetail(figures, "shadow.found")}.`,
    ]
}
