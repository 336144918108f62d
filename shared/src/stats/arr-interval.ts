import {newcombe} from "./risk-difference"
import type {TwoGroups} from "./two-groups"

const MONTHS = 12

/** Annual recurring revenue with its limits, in the currency of the contract value. */
export interface ArrInterval {
    readonly point: number
    readonly lo: number
    readonly hi: number
}

/**
 * Annual recurring revenue associated with a signal above the baseline: leads × 12 × ACV × (p1 - p0), with the
 * Newcombe limits of p1 - p0 (METHODS §9).
 *
 * It is what the signal's accounts bring beyond accounts without it, not what contacting them causes. Leads and
 * contract value are taken as known. Never add it up over signals: they share accounts.
 *
 * @param input.leads leads per month that are really worked
 * @param input.acv annual contract value
 * @param input.conf confidence, 0..1
 * @returns null when a group is empty
 */
export function arrInterval(
    input: TwoGroups & {readonly leads: number; readonly acv: number; readonly conf: number},
): ArrInterval | null {
    const limits = newcombe(input, input.conf)
    const perUnit = input.leads * MONTHS * input.acv
    if (limits === null || !Number.isFinite(perUnit)) return null
    // + 0 makes no difference but that minus zero does not appear.
    const money = (difference: number): number => perUnit * difference + 0
    return {point: money(limits.difference), lo: money(limits.lo), hi: money(limits.hi)}
}
