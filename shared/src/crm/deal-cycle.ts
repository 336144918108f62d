import {quantile} from "../stats/quantile"

const DAY_MS = 86_400_000
/** Fewer won deals than this propose no horizon. */
const FEW_CYCLES = 20

/** How long deals take from creation to won, in whole days; null where too few say so (H12). */
export interface DealCycle {
    /** Won deals whose dates are reliable; one that was won before it was made was entered afterwards. */
    readonly deals: number
    readonly medianDays: number | null
    /** 90th percentile: the horizon that is proposed (DESIGN §3 Outcome). */
    readonly horizonDays: number | null
}

/** The cycle of won deals; imported ones say nothing about it. */
export function dealCycle(
    deals: readonly {
        readonly createdAt: string
        readonly wonAt: string | null
        readonly isReliable: boolean
    }[],
): DealCycle {
    const days = deals
        .filter(({wonAt, isReliable}) => wonAt !== null && isReliable)
        .map(({createdAt, wonAt}) => (Date.parse(wonAt ?? "") - Date.parse(createdAt)) / DAY_MS)
        .filter((cycle) => cycle >= 0)
        .sort((a, b) => a - b)
    const at = (probability: number): number | null => {
        const value = days.length < FEW_CYCLES ? null : quantile(days, probability)
        return value === null ? null : Math.max(1, Math.ceil(value))
    }
    return {deals: days.length, medianDays: at(0.5), horizonDays: at(0.9)}
}
