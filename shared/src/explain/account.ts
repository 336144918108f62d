import type {SubjectResult} from "../backtest/result"
import {byWeight, type ExplainedSignal, whyNow} from "../explain"
import type {Telling} from "./comparison"
import {nextStep} from "./next-step"
import {figuresOf, name, say, type Sentence} from "./sentence"
import type {Context} from "./told"
import {trackRecordSentence} from "./track-record"
import {outcomeWords, subjectWords} from "./words"

/** How many track records are told: ten seconds is what a rep has. */
const MOST_RECORDS = 2

/** An account at one run, and the backtest of its signals. */
export interface AccountInput {
    readonly score: number
    /** From which score on accounts are routed. */
    readonly threshold: number
    readonly signals: readonly ExplainedSignal[]
    /** Results of the last backtest, of any signals, in any order. */
    readonly results: readonly SubjectResult[]
}

/** An account in plain words (E7). */
export interface AccountExplanation {
    readonly score: Sentence
    readonly why_now: Sentence
    /** What became of accounts like this; says so where that is not known. */
    readonly track_record: readonly Sentence[]
    readonly next: Sentence
}

/** What an account's sentences are made from: paths of their numbers start here. */
export interface AccountData {
    readonly score: number
    readonly threshold: number
    /** Number of active signals. */
    readonly active: number
    readonly records: Readonly<Record<string, SubjectResult>>
}

/** The data behind an account's sentences. */
export function accountData({score, threshold, signals, results}: AccountInput): AccountData {
    const records = Object.fromEntries(results.map((result) => [result.id, result]))
    return {score, threshold, active: signals.length, records}
}

/**
 * Why this account now, what became of accounts like it, and what to do next. Track records are those of its strongest
 * signals: most points first, of those that a backtest found useful.
 */
export function explainAccount(input: AccountInput, context: Context): AccountExplanation {
    const data = accountData(input)
    const figures = figuresOf(data)
    const [strongest] = byWeight(input.signals)
    const [score, threshold] = [figures.stated("score", "count"), figures.stated("threshold", "count")]
    if (strongest === undefined)
        return {
            score: say`Score ${score}.`,
            why_now: say`Quiet: no signal is active.`,
            track_record: [],
            next: say`Nothing to do until a signal is active again.`,
        }
    const signals = data.active === 1 ? "signal is" : "signals are"
    const below = input.score >= input.threshold ? "at or above" : "below"
    return {
        score: say`Score ${score}, ${below} the threshold of ${threshold}; ${figures.stated("active", "count")} ${signals} active.`,
        why_now: name(whyNow(input.signals)),
        track_record: records(input, data, context),
        next: name(nextStep(strongest.type)),
    }
}

function records({signals}: AccountInput, data: AccountData, {outcome}: Context): Sentence[] {
    const found = byWeight(signals).flatMap(({type}) => data.records[type] ?? [])
    const telling = (result: SubjectResult): Telling => ({
        figures: figuresOf(data),
        subject: subjectWords(result),
        outcome: outcomeWords(outcome),
    })
    const useful = found.filter(isUseful).slice(0, MOST_RECORDS)
    if (useful.length === 0) return [unknown(found)]
    return useful.map((result) => {
        const path = `records.${result.id}.track_record`
        const who =
            signals.length === 1
                ? say`Accounts like this`
                : say`Accounts like this, with ${name(result.title)}`
        const sentence = trackRecordSentence(telling(result), path, result.track_record, who)
        return result.verdict === "fading" ? say`${sentence} Fewer lately.` : sentence
    })
}

function isUseful({verdict}: SubjectResult): boolean {
    return verdict === "confirmed" || verdict === "promising" || verdict === "fading"
}

function unknown(found: readonly SubjectResult[]): Sentence {
    if (found.some(({verdict}) => verdict === "unclear" || verdict === "no_useful_lift"))
        return say`Accounts with these signals have not clearly done better than others so far.`
    return say`What becomes of accounts like this cannot be judged yet: there is too little history.`
}
