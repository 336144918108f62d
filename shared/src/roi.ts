import {CONFIDENCE} from "./backtest/shares"
import {
    type ContractValue,
    contractValueError,
    isContractValue,
    type MoneyRange,
    withContractValueError,
} from "./contract-value"
import {type LedgerDeal, type LedgerLine, ledgerLine} from "./roi-ledger"
import {newcombe} from "./stats/risk-difference"
import {koopman} from "./stats/risk-ratio-score"
import {roi} from "./stats/roi"
import type {TwoGroups} from "./stats/two-groups"

/** Fewest accounts in each arm of a holdout, and customers in both, before it says anything about money. */
export const HOLDOUT_GATES = {accounts: 30, customers: 10} as const

/**
 * A finished randomised holdout (METHODS §6, level C): accounts by the arm they were assigned to, whatever happened to
 * them, and those that became customers within the horizon.
 */
export interface Holdout {
    readonly routed: {readonly accounts: number; readonly customers: number}
    readonly held_out: {readonly accounts: number; readonly customers: number}
}

/** Why there is no incremental revenue. */
export type IncrementalRefusal = "no_holdout" | "holdout_too_small" | "no_difference" | "no_contract_value"
/** Why there is no return on investment. */
export type RoiRefusal = IncrementalRefusal | "no_cost" | "no_margin"

/** Revenue that would not have come without routing. */
export type Incremental =
    | {readonly status: "refused"; readonly reason: IncrementalRefusal; readonly holdout: Holdout | null}
    | ({
          readonly status: "ok"
          readonly holdout: Holdout
          /** Customers beyond those that the routed accounts would have been anyway. */
          readonly customers: MoneyRange
      } & MoneyRange)

/** (incremental revenue × margin - cost) / cost; 1 = the cost came back twice. */
export type RoiEstimate =
    | {readonly status: "refused"; readonly reason: RoiRefusal}
    | ({
          readonly status: "ok"
          /** Incremental revenue × margin. The lower limit is the one to quote. */
          readonly gross_profit: MoneyRange
      } & MoneyRange)

/** Open pipeline over cost. It is no return: most pipeline is never won, and some would be there anyway. */
export type PipelinePerCost =
    | {readonly status: "refused"; readonly reason: "no_cost" | "no_pipeline"}
    | {readonly status: "ok"; readonly value: number; readonly lo: number; readonly hi: number}

/** What the ledger is made from, all of one period. */
export interface LedgerInput {
    readonly deals: readonly LedgerDeal[]
    readonly holdout: Holdout | null
    readonly acv: ContractValue | null
    /** What the routing cost: tools and working time. null = not entered. */
    readonly cost: number | null
    /** Gross margin, 0..1 exclusive of 0. null = not entered. */
    readonly margin: number | null
}

/**
 * The ledger (H6). Its three lines answer three questions and are never added: sourced = deals that Beton opened,
 * influenced = deals of others that it annotated, incremental = what would not be there without it.
 */
export interface Ledger {
    readonly sourced: LedgerLine
    readonly influenced: LedgerLine
    readonly incremental: Incremental
    readonly roi: RoiEstimate
    readonly pipeline_per_cost: PipelinePerCost
    readonly cost: number | null
    readonly margin: number | null
}

/** The ledger of one period; a figure that cannot be said is refused with its reason, never estimated from another. */
export function roiLedger(input: LedgerInput): Ledger {
    const {deals, cost, margin} = input
    const incremental = incrementalRevenue(input.holdout, input.acv)
    const sourced = ledgerLine(deals, "sourced")
    return {
        sourced,
        influenced: ledgerLine(deals, "influenced"),
        incremental,
        roi: returnOn(incremental, cost, margin),
        pipeline_per_cost: pipelinePer(sourced, cost),
        cost,
        margin,
    }
}

/**
 * Incremental revenue = routed accounts × (p1 - p0) × contract value, p1 and p0 the shares of the two arms that became
 * customers, with the Newcombe limits of their difference, widened by the error of the contract value (METHODS §6, §9).
 * Refused where the Koopman range of the ratio, or that of the difference, includes no effect or a harmful one.
 */
export function incrementalRevenue(holdout: Holdout | null, acv: ContractValue | null): Incremental {
    const refused = (reason: IncrementalRefusal): Incremental => ({status: "refused", reason, holdout})
    if (holdout === null) return refused("no_holdout")
    const {routed, held_out: heldOut} = holdout
    const small = Math.min(routed.accounts, heldOut.accounts) < HOLDOUT_GATES.accounts
    if (small || routed.customers + heldOut.customers < HOLDOUT_GATES.customers)
        return refused("holdout_too_small")
    const groups: TwoGroups = {
        a: routed.customers,
        n1: routed.accounts,
        c: heldOut.customers,
        n0: heldOut.accounts,
    }
    const [ratio, difference] = [koopman(groups, CONFIDENCE), newcombe(groups, CONFIDENCE)]
    if (ratio === null || difference === null)
        throw new RangeError("An arm has more customers than accounts.")
    if (ratio.lo <= 1 || difference.lo <= 0) return refused("no_difference")
    if (!isContractValue(acv)) return refused("no_contract_value")
    const customers = {
        point: routed.accounts * difference.difference,
        lo: routed.accounts * difference.lo,
        hi: routed.accounts * difference.hi,
    }
    return {
        status: "ok",
        holdout,
        customers,
        ...withContractValueError(times(customers, acv.mean), contractValueError(acv)),
    }
}

function returnOn(incremental: Incremental, cost: number | null, margin: number | null): RoiEstimate {
    if (incremental.status === "refused") return {status: "refused", reason: incremental.reason}
    if (cost === null || !(cost > 0)) return {status: "refused", reason: "no_cost"}
    if (margin === null || !(margin > 0 && margin <= 1)) return {status: "refused", reason: "no_margin"}
    const of = (revenue: number): number => roi(revenue, margin, cost).netGain / cost
    return {
        status: "ok",
        gross_profit: times(incremental, margin),
        point: of(incremental.point),
        lo: of(incremental.lo),
        hi: of(incremental.hi),
    }
}

function pipelinePer({pipeline}: LedgerLine, cost: number | null): PipelinePerCost {
    if (cost === null || !(cost > 0)) return {status: "refused", reason: "no_cost"}
    const {value, lo, hi} = pipeline
    if (lo === null || hi === null) return {status: "refused", reason: "no_pipeline"}
    return {status: "ok", value: value / cost, lo: lo / cost, hi: hi / cost}
}

function times({point, lo, hi}: MoneyRange, factor: number): MoneyRange {
    return {point: point * factor, lo: lo * factor, hi: hi * factor}
}
