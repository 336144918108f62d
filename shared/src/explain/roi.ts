import type {Ledger, RoiRefusal} from "../roi"
import {counted, type Figures, figuresOf, name, say, type Sentence} from "./sentence"

/** What a ledger's sentences are made from: paths of their numbers start here. */
export interface LedgerData {
    readonly ledger: Ledger
}

/** A ledger in plain words; each line by itself. */
export interface LedgerExplanation {
    readonly sourced: readonly Sentence[]
    readonly influenced: readonly Sentence[]
    readonly incremental: readonly Sentence[]
    readonly roi: readonly Sentence[]
    /** "Pipeline per dollar", by its proper name for other currencies. */
    readonly pipeline_per_cost: readonly Sentence[]
}

const REFUSALS: Readonly<Record<RoiRefusal, string>> = {
    no_holdout:
        "Nobody can say what would have come anyway: hold back a random part of the accounts to find out.",
    holdout_too_small: "The held-back group is too small to say anything yet: let it run on.",
    no_difference:
        "Routed and held-back accounts do not differ clearly, so there is no figure: let it run on.",
    no_contract_value: "Enter your average contract value to see this.",
    no_cost: "Enter what routing costs you, tools and working time together, to see this.",
    no_margin: "Enter your gross margin to see this.",
}

/** See `LedgerExplanation`. */
export function explainLedger(ledger: Ledger, currency: string): LedgerExplanation {
    const figures = figuresOf({ledger} satisfies LedgerData)
    const unit = name(currency)
    return {
        sourced: line(figures, "ledger.sourced", ledger.sourced, unit, say`Deals that Beton opened`),
        influenced: line(
            figures,
            "ledger.influenced",
            ledger.influenced,
            unit,
            say`Deals of other sources that it annotated`,
        ),
        incremental: incremental(figures, ledger, unit),
        roi: returned(figures, ledger, unit),
        pipeline_per_cost: perCost(figures, ledger, currency),
    }
}

function line(
    figures: Figures,
    path: string,
    {pipeline, revenue}: Ledger["sourced"],
    unit: Sentence,
    who: Sentence,
): Sentence[] {
    const part = (kind: "pipeline" | "revenue", state: string, sum: Ledger["sourced"]["pipeline"]): Sentence => {
        const n = figures.stated(`${path}.${kind}.n`, "count")
        const deals = counted(n, `${state} deal with a value`, `${state} deals with a value`)
        const money = (end: string) => figures.stated(`${path}.${kind}.${end}`, "money")
        const range = sum.lo === null || sum.hi === null ? say`` : say` (range ${money("lo")} to ${money("hi")})`
        const without = sum.without_value === 0 ? say`` : say`, and ${figures.stated(`${path}.${kind}.without_value`, "count")} without`
        if (sum.n === 0) return say`none, no ${state} deal with a value${without}`
        return say`${unit} ${money("value")}${range} from ${deals}${without}`
    }
    return [
        say`${who}: pipeline ${part("pipeline", "open", pipeline)}.`,
        say`${who}: revenue ${part("revenue", "won", revenue)}.`,
    ]
} // prettier-ignore

function incremental(figures: Figures, {incremental: found}: Ledger, unit: Sentence): Sentence[] {
    const arm = (name: "routed" | "held_out") =>
        say`${figures.stated(`ledger.incremental.holdout.${name}.customers`, "count")} of ${figures.stated(`ledger.incremental.holdout.${name}.accounts`, "count")}`
    const counts = (): Sentence =>
        say`${arm("routed")} routed accounts became customers, ${arm("held_out")} that were held back at random.`
    if (found.status === "refused")
        return [...(found.holdout === null ? [] : [counts()]), say`${REFUSALS[found.reason]}`]
    const at = (place: string, rounding: "rate" | "money") =>
        figures.stated(`ledger.incremental.${place}`, rounding)
    return [
        counts(),
        say`Routing brought about ${at("customers.point", "rate")} customers that would not have come (range ${at("customers.lo", "rate")} to ${at("customers.hi", "rate")}), worth ${unit} ${at("point", "money")} a year (range ${at("lo", "money")} to ${at("hi", "money")}).`,
    ]
}

function returned(figures: Figures, {roi: found}: Ledger, unit: Sentence): Sentence[] {
    if (found.status === "refused") return [say`${REFUSALS[found.reason]}`]
    const at = (place: string, rounding: "percentLimit" | "money") =>
        figures.stated(`ledger.roi.${place}`, rounding)
    const accounts = (arm: "routed" | "held_out") =>
        figures.stated(`ledger.incremental.holdout.${arm}.accounts`, "count")
    return [
        say`By the low estimate, routing brought ${unit} ${at("gross_profit.lo", "money")} of gross profit for ${unit} ${figures.stated("ledger.cost", "money")} of cost.`,
        say`Return on investment ${at("point", "percentLimit")} % (range ${at("lo", "percentLimit")} % to ${at("hi", "percentLimit")} %), from ${accounts("routed")} routed and ${accounts("held_out")} held-back accounts.`,
    ]
}

function perCost(figures: Figures, {pipeline_per_cost: found}: Ledger, currency: string): Sentence[] {
    if (found.status === "refused")
        return [
            found.reason === "no_cost" ? say`${REFUSALS.no_cost}` : say`There is no open deal with a value.`,
        ]
    const unit = currency === "USD" || currency === "$" ? say`dollar` : name(currency)
    const at = (place: string) => figures.stated(`ledger.pipeline_per_cost.${place}`, "times")
    return [
        say`Pipeline per ${unit} of cost: ${at("value")} (range ${at("lo")} to ${at("hi")}), from ${counted(figures.stated("ledger.sourced.pipeline.n", "count"), "open deal")}. It is no return: pipeline is not revenue.`,
    ]
}
