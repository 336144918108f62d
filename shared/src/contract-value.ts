import {CONFIDENCE} from "./backtest/shares"
import {twoSidedZ} from "./stats/distributions/normal"

/** Average contract value a year, in the customer's currency. */
export interface ContractValue {
    /** > 0 */
    readonly mean: number
    /** Values of the won deals the mean was taken from, where known: they tell how far it can be off. */
    readonly deal_values?: readonly number[]
}

/** A sum of money with its 95 % range. */
export interface MoneyRange {
    readonly point: number
    readonly lo: number
    readonly hi: number
}

/** Whether a contract value was entered and can be one. */
export function isContractValue(acv: ContractValue | null): acv is ContractValue {
    return acv !== null && acv.mean > 0 && acv.mean < Infinity
}

/**
 * Half-width on the log scale of the 95 % range of a mean contract value, z s / (mean √n): the closed form of what a
 * bootstrap of the deals gives for var(log mean) (METHODS §9). Null with fewer than two deals: the error is not known.
 */
export function contractValueError({deal_values: values = []}: ContractValue): number | null {
    const n = values.length
    const mean = values.reduce((sum, value) => sum + value, 0) / n
    if (n < 2 || !(mean > 0)) return null
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
    return (twoSidedZ(CONFIDENCE) * Math.sqrt(variance / n)) / mean
}

/**
 * Widens a positive range of money by the error of the contract value in it. On the log scale the two distances from the
 * point add up as squares, each side by itself (METHODS §9; Zou & Donner 2008 for limits that are not symmetric).
 *
 * @param error half-width on the log scale; null leaves the range as it is
 */
export function withContractValueError(range: MoneyRange, error: number | null): MoneyRange {
    const {point, lo, hi} = range
    if (error === null) return range
    if (!(lo > 0 && point > 0)) throw new RangeError("Only a range above 0 has a log scale.")
    return {
        point,
        lo: point * Math.exp(-Math.hypot(Math.log(point / lo), error)),
        hi: point * Math.exp(Math.hypot(Math.log(hi / point), error)),
    }
}
