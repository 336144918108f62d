import type {ArrEstimate, ArrRefusal} from "../arr"
import {counted, figuresOf, name, say, type Sentence} from "./sentence"

/** What an estimate's sentences are made from: paths of their numbers start here. */
export interface ArrData {
    readonly arr: ArrEstimate
    /** Number of deals the contract value was taken from. */
    readonly deals: number
}

/** The data behind an estimate's sentences. */
export function arrData(arr: ArrEstimate): ArrData {
    return {arr, deals: arr.inputs.acv?.deal_values?.length ?? 0}
}

/** Why there is no estimate, and what to do. */
export const ARR_REFUSALS: Readonly<Record<ArrRefusal, string>> = {
    not_won: "Qualified leads have no contract value yet: choose the outcome that wins a customer.",
    too_little_data: "There is too little data for a figure in money: look at the counts for now.",
    no_difference:
        "The range of the difference includes none, so a figure in money would be guesswork: wait for more data.",
    below_baseline:
        "These accounts became customers less often than others, so there is nothing above baseline.",
    no_contract_value: "Enter your average contract value to see this.",
    more_than_observed:
        "The figure would exceed all customers these accounts have brought, so its inputs do not fit together: check the volume.",
}

/** An estimate in words with its formula, or why there is none (E8). */
export function explainArr(arr: ArrEstimate, currency: string): Sentence[] {
    if (arr.status === "refused") return [say`${ARR_REFUSALS[arr.reason]}`]
    const data = arrData(arr)
    const figures = figuresOf(data)
    const money = (place: string) => figures.stated(`arr.${place}`, "money")
    const count = (place: string) => figures.stated(`arr.inputs.${place}`, "count")
    const rate = (place: string) => figures.stated(`arr.inputs.volume.${place}`, "rate")
    const unit = name(currency)
    const withIt = arr.of === "one_signal" ? "with it" : "that would be routed"
    const spread =
        arr.acv_error === null
            ? say`taken as known`
            : say`from ${figures.stated("deals", "count")} deals, whose spread is in the range`
    return [
        say`About ${unit} ${money("point")} a year (range ${money("lo")} to ${money("hi")}).`,
        say`Formula: ${rate("per_month")} new accounts a month × ${figures.stated("arr.months_a_year", "count")} months × ${figures.stated("arr.inputs.worked_share", "percent")} of ${rate("per_month")} worked × (${figures.stated("arr.share_with", "percent")} − ${figures.stated("arr.share_without", "percent")}) × ${unit} ${money("inputs.acv.mean")}.`,
        say`The shares are ${count("counts.a")} of ${counted(count("counts.n1"), "account")} ${withIt} and ${count("counts.c")} of ${count("counts.n0")} others that became customers; the volume is ${counted(count("volume.count"), "account")} in ${figures.stated("arr.inputs.volume.months", "rate")} months (range ${rate("lo")} to ${rate("hi")} a month); the contract value is ${spread}.`,
        say`It is what these accounts bring above others, not what contacting them brings. Do not add it over signals: they share accounts.`,
    ]
}
