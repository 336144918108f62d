import {CONFIDENCE} from "./backtest/shares"
import {twoSidedZ} from "./stats/distributions/normal"

/** A deal as the ledger sees it: sourced by Beton, or of another source and only influenced. Never both. */
export interface LedgerDeal {
    readonly source: "sourced" | "influenced"
    readonly state: "open" | "won" | "lost"
    /** In the customer's currency; null where nobody entered one. */
    readonly value: number | null
}

/** Values of deals added up. */
export interface DealSum {
    /** Deals with a value; those without are counted apart and add nothing. */
    readonly n: number
    readonly without_value: number
    readonly value: number
    /** 95 % range of what such a period brings; null without any value above 0. */
    readonly lo: number | null
    readonly hi: number | null
}

/** One line of the ledger. Pipeline is open deals, revenue is won deals; they are never added. */
export interface LedgerLine {
    readonly pipeline: DealSum
    readonly revenue: DealSum
    readonly lost_deals: number
}

/** The lines of all deals of one source. */
export function ledgerLine(deals: readonly LedgerDeal[], source: LedgerDeal["source"]): LedgerLine {
    const of = (state: LedgerDeal["state"]) =>
        deals.filter((deal) => deal.source === source && deal.state === state)
    return {pipeline: dealSum(of("open")), revenue: dealSum(of("won")), lost_deals: of("lost").length}
}

/**
 * The sum of deal values with its range as a compound Poisson sum: number and values of deals both vary, the variance of
 * Σ v is estimated by Σ v², and the range is taken on the log scale, S exp(∓ z √Σv² / S), so that it stays above 0.
 * Assumes that deals come independently.
 *
 * @throws RangeError for a value below 0 or no number
 */
export function dealSum(deals: readonly Pick<LedgerDeal, "value">[]): DealSum {
    const values = deals.flatMap(({value}) => (value === null ? [] : [value]))
    if (!values.every((value) => value >= 0 && value < Infinity))
        throw new RangeError("A deal's value is a number from 0 on.")
    const value = values.reduce((sum, one) => sum + one, 0)
    const counts = {n: values.length, without_value: deals.length - values.length, value}
    if (value === 0) return {...counts, lo: null, hi: null}
    const width = (twoSidedZ(CONFIDENCE) * Math.hypot(...values)) / value
    return {...counts, lo: value * Math.exp(-width), hi: value * Math.exp(width)}
}
