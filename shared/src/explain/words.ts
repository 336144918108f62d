import type {BacktestResult, SubjectResult} from "../backtest/result"
import {name, say, type Sentence} from "./sentence"

/** Id of routing among the subjects of a result. */
const ROUTING = "overall"

/** The outcome in words: "won" makes customers, other rungs of the ladder (H12) have names of their own. */
export interface OutcomeWords {
    /** "became customers" */
    readonly became: Sentence
    /** "became a customer" */
    readonly becameOne: Sentence
    /** "become customers", after "have" */
    readonly participle: Sentence
}

/** Words for a rung of the outcome ladder. */
export function outcomeWords({name: rung}: Pick<BacktestResult["outcome"], "name">): OutcomeWords {
    if (rung === "won")
        return {
            became: say`became customers`,
            becameOne: say`became a customer`,
            participle: say`become customers`,
        }
    if (rung === "qualified")
        return {became: say`were qualified`, becameOne: say`was qualified`, participle: say`been qualified`}
    const stage = name(rung.replace(/[_\s]+/g, " ").trim())
    return {
        became: say`reached “${stage}”`,
        becameOne: say`reached “${stage}”`,
        participle: say`reached “${stage}”`,
    }
}

/** A signal, or routing as a whole, in words. */
export interface SubjectWords {
    /** "accounts with it" */
    readonly accounts: string
    /** "with it", of an account */
    readonly withIt: string
    readonly withoutIt: string
    /** "with it", of a weekly check */
    readonly checkWith: string
    readonly checkWithout: string
    /** "showed it", of an account */
    readonly showed: string
    /** "had shown it", of an account */
    readonly hadShown: string
    /** "newly show it", of accounts */
    readonly newlyShow: string
}

/** Words for a subject. */
export function subjectWords({id}: Pick<SubjectResult, "id">): SubjectWords {
    if (id === ROUTING)
        return {
            accounts: "accounts that would be routed",
            withIt: "that would be routed",
            withoutIt: "that would not be routed",
            checkWith: "that would route it",
            checkWithout: "that would not",
            showed: "would have been routed",
            hadShown: "would have been routed",
            newlyShow: "would newly be routed",
        }
    return {
        accounts: "accounts with it",
        withIt: "with it",
        withoutIt: "without it",
        checkWith: "with it",
        checkWithout: "without it",
        showed: "showed it",
        hadShown: "had shown it",
        newlyShow: "newly show it",
    }
}
