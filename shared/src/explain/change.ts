import type {SubjectResult, Verdict} from "../backtest/result"
import {liftSentence, type Telling} from "./comparison"
import {counted, figuresOf, joined, name, say, type Sentence} from "./sentence"
import {basisOf, type Context, VERDICT_WORDS} from "./told"
import {outcomeWords, subjectWords} from "./words"

const DAY_MS = 86_400_000
/** Verdicts that met what a lift needs before it is shown. */
const HAS_LIFT: ReadonlySet<Verdict> = new Set([
    "confirmed", "promising", "unclear", "no_useful_lift", "fading",
]) // prettier-ignore

/** An account at one run. */
export interface AccountState {
    /** ISO text. */
    readonly as_of: string
    readonly score: number
    readonly signals: readonly {readonly type: string; readonly title: string}[]
}

/** What an account's change is told from: paths of its numbers start here. */
export interface AccountChangeData {
    readonly before: AccountState
    readonly after: AccountState
    /** Change of the score without its sign. */
    readonly difference: number
    /** Days between the two runs. */
    readonly days: number
}

/** The data behind `explainAccountChange`. @throws Error when the runs are in the wrong order */
export function accountChangeData(before: AccountState, after: AccountState): AccountChangeData {
    const days = (Date.parse(after.as_of) - Date.parse(before.as_of)) / DAY_MS
    if (!(days >= 0)) throw new Error("The run before must not be later than the run after.")
    return {before, after, difference: Math.abs(after.score - before.score), days}
}

/** What changed about an account from one run to a later one: the score, what came, and what went (D8, E7). */
export function explainAccountChange(before: AccountState, after: AccountState): Sentence[] {
    const data = accountChangeData(before, after)
    const figures = figuresOf(data)
    const has = ({signals}: AccountState, type: string): boolean => signals.some((one) => one.type === type)
    const came = after.signals.filter(({type}) => !has(before, type))
    const went = before.signals.filter(({type}) => !has(after, type))
    const [was, is] = [figures.stated("before.score", "count"), figures.stated("after.score", "count")]
    const by = figures.stated("difference", "count")
    const days = figures.stated("days", "days")
    const sentences = [
        data.difference === 0
            ? say`Score ${is}, as ${days} before.`
            : say`Score ${is}, ${by} ${after.score > before.score ? "more" : "less"} than ${days} before (${was}).`,
    ]
    if (came.length > 0) sentences.push(say`New: ${titles(came)}.`)
    if (after.signals.length === 0 && before.signals.length > 0)
        sentences.push(say`Quiet since ${figures.date("after.as_of")}; before: ${titles(went)}.`)
    else if (went.length > 0) sentences.push(say`No longer: ${titles(went)}.`)
    if (came.length === 0 && went.length === 0)
        sentences.push(after.signals.length > 0 ? say`The same signals are active.` : say`Still quiet.`)
    return sentences
}

function titles(signals: AccountState["signals"]): Sentence {
    return joined(
        signals.map(({title}) => name(title)),
        ", ",
    )
}

/** What a signal's change is told from: paths of its numbers start here. */
export interface VerdictChangeData {
    readonly before: SubjectResult
    readonly after: SubjectResult
    /** Change of the number of converted accounts with the signal, without its sign. */
    readonly difference: number
}

/** The data behind `explainVerdictChange`. @throws Error when the two are about different signals */
export function verdictChangeData(before: SubjectResult, after: SubjectResult): VerdictChangeData {
    if (before.id !== after.id) throw new Error(`${before.id} and ${after.id} are different signals.`)
    const now = after.whole.converted_accounts_with
    return {before, after, difference: Math.abs(now - before.whole.converted_accounts_with)}
}

/**
 * What changed about a signal between two backtests (E7, H10): "Team growth was promising and is confirmed now: 12 more
 * accounts with it became customers." Where its definition or setting differs the counts are not compared.
 */
export function explainVerdictChange(
    before: SubjectResult,
    after: SubjectResult,
    context: Context,
): Sentence[] {
    const data = verdictChangeData(before, after)
    const figures = figuresOf(data)
    const telling: Telling = {
        figures,
        subject: subjectWords(after),
        outcome: outcomeWords(context.outcome),
    }
    const title = name(after.title)
    const verdict =
        before.verdict === after.verdict
            ? say`${title}: still ${VERDICT_WORDS[after.verdict]}`
            : say`${title}: was ${VERDICT_WORDS[before.verdict]}, now ${VERDICT_WORDS[after.verdict]}`
    if (isOtherRule(before, after))
        return [say`${verdict}.`, say`Its rule changed in between, so the two are not compared.`]
    const sentences = [say`${verdict}${counts(telling, data)}.`]
    if (HAS_LIFT.has(after.verdict)) {
        const basis = basisOf(after.verdict)
        sentences.push(liftSentence(telling, `after.${basis}`, after[basis]))
    }
    return sentences
}

function isOtherRule(before: SubjectResult, after: SubjectResult): boolean {
    return before.version !== after.version || before.tuning?.present !== after.tuning?.present
}

/** ": 12 more accounts with it became customers (32, before 20)". */
function counts({figures, subject, outcome}: Telling, {before, after, difference}: VerdictChangeData): Sentence {
    const now = figures.stated("after.whole.converted_accounts_with", "count")
    if (difference === 0) return say`; ${now} ${after.whole.converted_accounts_with === 1 ? "account" : "accounts"} ${subject.withIt} ${after.whole.converted_accounts_with === 1 ? outcome.becameOne : outcome.became}, as before`
    const was = figures.stated("before.whole.converted_accounts_with", "count")
    const by = figures.stated("difference", "count")
    const became = difference === 1 ? outcome.becameOne : outcome.became
    const more = after.whole.converted_accounts_with > before.whole.converted_accounts_with
    return more
        ? say`: ${counted(by, "more account", "more accounts")} ${subject.withIt} ${became} (${now}, before ${was})`
        : say`: ${counted(by, "fewer account", "fewer accounts")} ${subject.withIt} ${became} in the weeks looked at (${now}, before ${was})`
} // prettier-ignore
