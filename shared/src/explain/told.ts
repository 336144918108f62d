import type {BacktestResult, SubjectResult, Unjudged, Verdict} from "../backtest/result"
import {GATES} from "../backtest/verdict"
import {checksSentence, liftSentence, type Telling} from "./comparison"
import type {Judged} from "./evidence"
import {gapSentences, type Outlook, outlookOf, waitSentence} from "./outlook"
import {counted, figuresOf, name, say, type Sentence} from "./sentence"
import {shareDetail} from "./shares"
import {trackRecordSentence} from "./track-record"
import {outcomeWords, subjectWords} from "./words"

/** What a backtest was asked: sentences name its outcome and its rules. */
export type Context = Pick<BacktestResult, "rules" | "outcome">

/** A signal's result in plain words, without what its verdict rests on and what to do about it. */
export interface Told {
    readonly verdict: Verdict
    /** The signal, its verdict and the one figure behind it. */
    readonly headline: Sentence
    readonly sentences: readonly Sentence[]
    /** What the sentences were made from; null where nothing was judged. */
    readonly judged: Judged | null
}

/** Numbers that are worked out for the sentences rather than part of the result. */
export interface Derived {
    readonly outlook: Outlook
    /** Accounts of the last months at most that the health rule looks at, and those that converted; null without any. */
    readonly recent: {readonly n: number; readonly converted: number} | null
    /** "One in so many signals at this level is chance": 1/q, rounded; null where hardly any is. */
    readonly one_in: number | null
}

/** What a signal's sentences are made from: paths of their numbers start here. */
export interface SignalData {
    readonly signal: SubjectResult
    readonly rules: Context["rules"]
    readonly gates: typeof GATES
    readonly derived: Derived
}

/** Verdicts as people read them. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
    confirmed: "confirmed",
    promising: "promising",
    unclear: "unclear",
    no_useful_lift: "no useful difference",
    too_little_data: "too little data",
    fading: "fading",
    no_outcome: "no outcome is set",
    not_replayable: "cannot be replayed",
}

/** Periods at the end that tell how a signal does lately. */
const RECENT_PERIODS = 3
/** False-discovery rate below which a share of chance findings is not worth a sentence. */
const RAREST = 0.001
/** Conversions from which the day by which half of them had happened says something. */
const FEWEST_FOR_TIME = 5

/** The data behind a signal's sentences. */
export function signalData(signal: SubjectResult, {rules}: Context): SignalData {
    const recent = signal.health.periods.slice(-RECENT_PERIODS)
    const sum = (key: "n" | "converted"): number => recent.reduce((total, period) => total + period[key], 0)
    return {
        signal,
        rules,
        gates: GATES,
        derived: {
            outlook: outlookOf(signal.whole),
            recent: sum("n") === 0 ? null : {n: sum("n"), converted: sum("converted")},
            one_in: signal.q === null || signal.q < RAREST ? null : Math.round(1 / signal.q),
        },
    }
}

/** A signal's result, or why there is none. Routing as a whole is told in the same way. */
export function tellSignal(signal: SubjectResult | Unjudged, context: Context): Told {
    const title = name(signal.title)
    const {verdict} = signal
    const opening = say`${title}: ${VERDICT_WORDS[verdict]}.`
    if (!("whole" in signal) || verdict === "no_outcome" || verdict === "not_replayable")
        return {verdict, headline: opening, sentences: [name(signal.reason)], judged: null}
    const data = signalData(signal, context)
    const telling: Telling = {
        figures: figuresOf(data),
        subject: subjectWords(signal),
        outcome: outcomeWords(context.outcome),
    }
    const figure =
        verdict === "too_little_data"
            ? waitSentence(telling, "derived.outlook", data.derived.outlook)
            : liftSentence(telling, `signal.${basisOf(verdict)}`, signal[basisOf(verdict)])
    return {
        verdict,
        headline: figure === null ? opening : say`${opening} ${figure}`,
        sentences: sentencesOf(telling, data),
        judged: {telling, data},
    }
}

/** A confirmed signal shows the period that confirmed it, others all weeks (METHODS, rule 5). */
export function basisOf(verdict: Verdict): "confirmation" | "whole" {
    return verdict === "confirmed" || verdict === "fading" ? "confirmation" : "whole"
}

function sentencesOf(telling: Telling, data: SignalData): Sentence[] {
    const {signal, derived} = data
    const {figures, subject, outcome} = telling
    const sentences: (Sentence | null)[] = []
    if (signal.verdict === "too_little_data") {
        const gaps = gapSentences(telling, "signal.whole", derived.outlook)
        sentences.push(...(gaps.length === 0 ? [name(signal.reason)] : gaps))
    }
    if (signal.track_record.with.n > 0 || signal.track_record.still_open > 0)
        sentences.push(trackRecordSentence(telling, "signal.track_record", signal.track_record))
    const basis = basisOf(signal.verdict)
    sentences.push(checksSentence(telling, `signal.${basis}`, "signal.track_record.days", signal[basis]))
    if (signal.whole.converted_accounts > 0 && signal.whole.with.accounts > 0) {
        const seen = "signal.converted_accounts_seen"
        const all = counted(figures.stated(`${seen}.n`, "count"), "account")
        const became = signal.converted_accounts_seen.n === 1 ? outcome.becameOne : outcome.became
        sentences.push(say`Of ${all} that ${became}, ${figures.stated(`${seen}.k`, "count")} ${subject.hadShown} in the ${figures.stated("signal.track_record.days", "days")} before${shareDetail(figures, seen)}.`) // prettier-ignore
    }
    if (signal.new_per_month > 0)
        sentences.push(say`About ${counted(figures.stated("signal.new_per_month", "rate"), "account")} a month ${subject.newlyShow}.`) // prettier-ignore
    const {typical_days: typical} = signal.time_to_conversion.with
    if (typical !== null && signal.track_record.with.k >= FEWEST_FOR_TIME && signal.verdict !== "too_little_data")
        sentences.push(say`Half of the ${figures.stated("signal.track_record.with.k", "count")} that ${outcome.became} in ${figures.stated("signal.track_record.days", "days")} had done so within ${figures.stated("signal.time_to_conversion.with.typical_days", "days")}.`) // prettier-ignore
    return sentences.filter((sentence) => sentence !== null)
} // prettier-ignore
