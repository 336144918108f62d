import type {Comparison} from "../backtest/result"
import {counted, type Figures, say, type Sentence} from "./sentence"
import {shareDetail, sharePercent} from "./shares"
import type {OutcomeWords, SubjectWords} from "./words"

/** What a sentence about one subject needs besides its numbers. */
export interface Telling {
    readonly figures: Figures
    readonly subject: SubjectWords
    readonly outcome: OutcomeWords
}

/**
 * How often accounts with a subject convert against others, in one sentence that fits every state of a lift.
 *
 * @param path place of the comparison
 */
export function liftSentence(telling: Telling, path: string, {lift, with: exposed}: Comparison): Sentence {
    const {figures, subject, outcome} = telling
    const lo = (): Sentence => say`${figures.stated(`${path}.lift.lo`, "times")} times`
    const hi = (): Sentence => say`${figures.stated(`${path}.lift.hi`, "times")} times`
    switch (lift.status) {
        case "no_comparison":
            return exposed.dates.n === 0
                ? say`No account ${subject.showed}.`
                : say`Every account ${subject.showed}, so there are no others to compare with.`
        case "no_conversions":
            return say`No account ${outcome.becameOne}, ${subject.withIt} or ${subject.withoutIt}.`
        case "no_conversions_with":
            return lift.hi === null
                ? say`Nobody ${subject.withIt} ${outcome.becameOne}; others did.`
                : say`Nobody ${subject.withIt} ${outcome.becameOne}; others did. The data allow at most ${hi()} as often as others.`
        case "no_conversions_without":
            return lift.lo === null || lift.lo === 0
                ? say`Nobody ${subject.withoutIt} ${outcome.becameOne}; some ${subject.withIt} did.`
                : say`Nobody ${subject.withoutIt} ${outcome.becameOne}; some ${subject.withIt} did: at least ${lo()} as often as others.`
        case "ok":
            return isLess(lift)
                ? say`Accounts ${subject.withIt} ${outcome.became} less often than others: ${liftText(figures, `${path}.lift`)} as often${liftRange(figures, `${path}.lift`)}.`
                : say`Accounts ${subject.withIt} ${outcome.became} ${liftText(figures, `${path}.lift`)} as often as others${liftRange(figures, `${path}.lift`)}.`
    }
}

function isLess({hi}: Comparison["lift"]): boolean {
    return hi !== null && hi < 1
}

/** "4.2 times" */
export function liftText(figures: Figures, path: string): Sentence {
    return say`${figures.stated(`${path}.value`, "times")} times`
}

/** " (range 3.5 to 5.0)", or what there is of it. */
export function liftRange(figures: Figures, path: string): Sentence {
    const [lo, hi] = [figures.value(`${path}.lo`), figures.value(`${path}.hi`)]
    const low = () => figures.stated(`${path}.lo`, "times")
    const high = () => figures.stated(`${path}.hi`, "times")
    if (lo !== null && hi !== null) return say` (range ${low()} to ${high()})`
    if (lo !== null) return say` (at least ${low()})`
    return hi === null ? say` (too few accounts for a range)` : say` (at most ${high()})`
}

/**
 * The counts behind a lift: "In 581 weekly checks of 162 accounts with it, …". Null where one side was never seen.
 *
 * @param path place of the comparison
 * @param days place of the days within which a conversion counts
 */
export function checksSentence(
    telling: Telling,
    path: string,
    days: string,
    comparison: Comparison,
): Sentence | null {
    const {figures, subject, outcome} = telling
    if (comparison.with.dates.n === 0 || comparison.without.dates.n === 0) return null
    const stated = (place: string) => figures.stated(`${path}.${place}`, "count")
    const checks = counted(stated("with.dates.n"), "weekly check")
    const accounts = counted(stated("with.accounts"), "account")
    const times = counted(stated("with.dates.k"), "time")
    const others = counted(stated("without.dates.k"), "time")
    return say`In ${checks} ${subject.checkWith} (${accounts}), the account ${outcome.becameOne} within ${figures.stated(days, "days")} ${times}${shareDetail(figures, `${path}.with.dates`)}; in ${stated("without.dates.n")} ${subject.checkWithout}, ${others}${sharePercent(figures, `${path}.without.dates`)}.`
}
