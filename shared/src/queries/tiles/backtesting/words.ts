import type {Health, Verdict} from "../../../backtest/result"
import {bind, type Fragment, hogql} from "../../hogql"

/** The verdicts in the words of every table. */
export const VERDICT_TITLES: Readonly<Record<Verdict, string>> = {
    confirmed: "Confirmed",
    promising: "Promising",
    unclear: "Unclear",
    no_useful_lift: "No useful lift",
    too_little_data: "Too little data",
    fading: "Fading",
    no_outcome: "No outcome configured",
    not_replayable: "Not replayable",
}

/** How a signal does lately, in words. */
export const HEALTH_TITLES: Readonly<Record<Health["state"], string>> = {
    healthy: "Healthy",
    watch: "Watch",
    degrading: "Degrading",
    insufficient_data: "Too little data",
}

/** What an account did that counts, by the name of the outcome; others have names of the customer's own. */
export const OUTCOME_TITLES: Readonly<Record<string, string>> = {
    won: "became a customer",
    qualified: "was qualified",
}

/** The words for a code; the code itself where there are none. */
export function worded(name: string, words: Readonly<Record<string, string>>, code: Fragment): Fragment {
    return hogql`transform(${code}, ${bind(`${name}_codes`, Object.keys(words))}, ${bind(`${name}_words`, Object.values(words))}, ${code})`
}

/** Words of `outcome`. */
export const outcomeWords: Fragment = worded("outcome", OUTCOME_TITLES, hogql`outcome`)
