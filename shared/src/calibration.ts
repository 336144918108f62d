import type {ScoreBucket} from "./backtest/result"

/** A chance with its 95 % range, 0..1. */
export interface Chance {
    readonly value: number
    readonly lo: number
    readonly hi: number
}

/**
 * Chance that an account with this score converts within the horizon (E4), from a backtest's buckets. Scores between two
 * buckets take the lower one: the higher would promise more than was seen.
 *
 * @returns null where the backtest had too few conversions to say
 */
export function conversionProbability(buckets: readonly ScoreBucket[], score: number): Chance | null {
    const ordered = [...buckets].sort((a, b) => a.from - b.from)
    const reached = ordered.filter(({from}) => from <= score)
    return (reached[reached.length - 1] ?? ordered[0])?.probability ?? null
}

/** An amount of money with its 95 % range. */
export interface Potential {
    readonly value: number
    readonly lo: number
    readonly hi: number
}

/**
 * Revenue potential of an account: its chance times the average contract value (E4). A mean over many such accounts, not
 * what this one will pay.
 *
 * @param acv average contract value a year, > 0; null = not set
 * @returns null without a chance or a contract value
 */
export function revenuePotential(chance: Chance | null, acv: number | null): Potential | null {
    if (chance === null || acv === null || !(acv > 0 && acv < Infinity)) return null
    return {value: chance.value * acv, lo: chance.lo * acv, hi: chance.hi * acv}
}
