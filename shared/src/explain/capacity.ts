import {BAR, type CapacityChoice} from "../backtest/capacity"
import type {ThresholdRow} from "../backtest/result"
import {liftRange, liftText} from "./comparison"
import {counted, type Figures, figuresOf, name, say, type Sentence} from "./sentence"
import {shareDetail, shareRange} from "./shares"
import type {Context} from "./told"
import {outcomeWords} from "./words"

const CHECK = "check before a conversion"
const CHECKS = "checks before a conversion"

/** What a capacity's sentences are made from: paths of their numbers start here. */
export interface CapacityData {
    readonly choice: CapacityChoice
    readonly bar: typeof BAR
}

/** The data behind a capacity's sentences. */
export function capacityData(choice: CapacityChoice): CapacityData {
    return {choice, bar: BAR}
}

/** A threshold for a capacity in plain words: what it sends, what it finds, against chance and the best single signal (H2). */
export function explainCapacity(choice: CapacityChoice, {outcome}: Context): Sentence[] {
    const figures = figuresOf(capacityData(choice))
    const {row} = choice
    if (row === null) return [say`No account has had a score, so no threshold can be proposed.`]
    const sentences = [volume(figures, choice)]
    if (row.recall.n === 0)
        return [...sentences, say`Nobody ${outcomeWords(outcome).becameOne} in these weeks, so nothing says yet how good it is.`] // prettier-ignore
    sentences.push(found(figures, row, outcomeWords(outcome).becameOne))
if (row.lift.status === "ok")
        sentences.push(say`Accounts at or above it ${outcomeWords(outcome).became} ${liftText(figures, "choice.row.lift")} as often as those below${liftRange(figures, "choice.row.lift")}.`) // prettier-ignore
    const doubt = doubtOf(row.lift)
    if (doubt !== null) sentences.push(doubt)
    sentences.push(chance(figures), ...single(figures, choice), ...barSentences(figures, choice))
    return sentences
} // prettier-ignore

/** Said where the accounts at or above the threshold are not clearly better than others. */
function doubtOf({lo, hi}: ThresholdRow["lift"]): Sentence | null {
    if (hi !== null && hi < 1) return say`They do worse than the others: do not route by this score.`
    return lo !== null && lo > 1
        ? null
        : say`They may do no better than any others: wait for more data before relying on it.`
}

function volume(figures: Figures, {status}: CapacityChoice): Sentence {
    const capacity = say`${counted(figures.stated("choice.accounts_per_month", "rate"), "account")} a month`
    const threshold = figures.stated("choice.row.threshold", "setting")
    const accounts = counted(figures.stated("choice.row.new_per_month", "rate"), "account")
    switch (status) {
        case "nothing_fits":
            return say`No threshold fits ${capacity}: even ${threshold}, the strictest, sends about ${accounts} a month. Make room for that many, or choose among them by fit.`
        case "everything_fits":
            return say`Every account with a score fits into ${capacity}: the lowest threshold, ${threshold}, sends about ${accounts} a month.`
        default:
            return say`For ${capacity} set the threshold to ${threshold}: it sends about ${accounts} a month.`
    }
}

function found(
    figures: Figures,
    {converted_accounts_seen: {n}}: ThresholdRow,
    becameOne: Sentence,
): Sentence {
    const stated = (place: string) => figures.stated(`choice.row.${place}`, "count")
    const checks = counted(stated("precision.n"), "weekly check")
    const first = say`After ${stated("precision.k")} of ${checks} at or above it${shareDetail(figures, "choice.row.precision")} the account ${becameOne}`
    if (n === 0) return say`${first}.`
    const seen = "converted_accounts_seen"
    return say`${first}; of ${stated(`${seen}.n`)} that did, it would have sent ${stated(`${seen}.k`)} beforehand${shareDetail(figures, `choice.row.${seen}`)}.`
}

function chance(figures: Figures): Sentence {
    const flagged = figures.stated("choice.row.flagged.value", "percent")
    const of = counted(figures.stated("choice.row.flagged.n", "count"), "weekly check")
    const range = shareRange(figures, "choice.row.recall")
    const recall = figures.stated("choice.row.recall.value", "percent")
    const random = figures.stated("choice.chance_recall", "percent")
    const checks = counted(figures.stated("choice.row.recall.n", "count"), CHECK, CHECKS)
    return say`It picks ${flagged} of ${of} and with them ${recall} of the ${checks}${range === null ? "" : say` (range ${range})`}; as many picked at random would hold ${random}.`
}

function single(figures: Figures, {best_single: best}: CapacityChoice): Sentence[] {
    if (best === null) return []
    const flagged = figures.stated("choice.best_single.flagged.value", "percent")
    const of = counted(figures.stated("choice.best_single.flagged.n", "count"), "weekly check")
    const checks = counted(figures.stated("choice.best_single.recall.n", "count"), CHECK, CHECKS)
    const range = shareRange(figures, "choice.best_single.recall")
    const recall = say`${figures.stated("choice.best_single.recall.value", "percent")} of the ${checks}${range === null ? "" : say` (range ${range})`}`
    const score = figures.stated("choice.best_single.score_recall", "percent")
    const verdict = {
        above_range: "more than that range",
        within_range: "within that range, so the two may be equally good",
        below_range: "less than that range: the signal alone does better",
    }[best.score_is]
    return [
        say`The best single signal, ${name(best.title)}, picks ${flagged} of ${of} and finds ${recall}; the score, picking as many, finds ${score}, ${verdict}.`,
    ]
}

function barSentences(figures: Figures, {bar}: CapacityChoice): Sentence[] {
    if (bar === null) return []
    const wanted = say`at least ${figures.stated("bar.recall", "percent")} found, at most ${figures.stated("bar.flagged", "percent")} picked, and a range that starts at ${figures.stated("bar.liftLo", "setting")} times as often or above`
    if (bar.met) return [say`That meets the bar: ${wanted}.`]
    const missed = [
        ...(bar.recall ? [] : ["too little is found"]),
        ...(bar.flagged ? [] : ["too much is picked"]),
        ...(bar.lift ? [] : ["the range starts lower"]),
    ]
    return [say`That does not meet the bar (${wanted}): ${missed.join(", ")}.`]
}
