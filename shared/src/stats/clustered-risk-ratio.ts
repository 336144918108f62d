import {twoSidedZ} from "./distributions/normal"
import type {TwoGroups} from "./two-groups"

/**
 * What one row adds to its account's term: the first digit is exposure, the second the outcome (`w10` = with the signal,
 * not converted). An account's term is Σ weight · number of such rows, so it can be summed in a database.
 */
export interface RowWeights {
    readonly w11: number
    readonly w10: number
    readonly w01: number
    readonly w00: number
}

/** Mantel-Haenszel risk ratio and the row weights of its linearised log. */
export interface MantelHaenszelWeights {
    /** 0 or Infinity when only one side has conversions, null when neither has or no stratum has both groups. */
    readonly rr: number | null
    /** Σ a·n0/N and Σ c·n1/N over strata. */
    readonly R: number
    readonly S: number
    /** One per stratum (all 0 where a group is missing); null unless 0 < rr < Infinity. */
    readonly weights: RowWeights[] | null
}

/** Log-scale interval of a risk ratio from clustered standard errors. */
export interface ClusteredInterval {
    /** Standard error of ln(risk ratio). */
    readonly seLog: number
    readonly lo: number
    readonly hi: number
}

/** One account-date. */
export interface ClusteredRow {
    readonly cluster: string | number
    /** Usually the index date. */
    readonly stratum: string | number
    /** Exposed. */
    readonly e: boolean
    /** Converted within the horizon. */
    readonly y: boolean
}

/** Crude and Mantel-Haenszel risk ratios of rows in memory. */
export interface ClusteredRiskRatio extends TwoGroups {
    readonly rows: number
    /** Accounts with at least one row. */
    readonly clusters: number
    /** 0 or Infinity when only one side has conversions; null when neither has or a group is empty. */
    readonly rr: number | null
    readonly interval: ClusteredInterval | null
    readonly mhRr: number | null
    readonly mhInterval: ClusteredInterval | null
}

/** p1/p0; 0 or Infinity when only one side has conversions, null when neither has or a group is empty. */
export function crudeRiskRatio({a, n1, c, n0}: TwoGroups): number | null {
    if (n1 <= 0 || n0 <= 0 || (a === 0 && c === 0)) return null
    return c === 0 ? Infinity : a / n1 / (c / n0)
}

/**
 * Row weights of the crude log risk ratio, linearised (METHODS §3.2): an account's term is
 * g = Σ [e(y - p1)/(n1 p1) - (1-e)(y - p0)/(n0 p0)], and var(log RR) = G/(G-1) Σ g², which is the modified Poisson
 * model with a clustered sandwich (Zou & Donner 2013; they ask for 50 accounts or more).
 *
 * @returns null when a group is empty or has no conversions: ln(RR) is not finite then
 */
export function crudeWeights({a, n1, c, n0}: TwoGroups): RowWeights | null {
    if (!(a > 0 && c > 0 && n1 > 0 && n0 > 0)) return null
    return {w11: (n1 - a) / (n1 * a), w10: -1 / n1, w01: -(n0 - c) / (n0 * c), w00: 1 / n0}
}

/**
 * Mantel-Haenszel risk ratio over strata, RR = R/S, and weights such that an account's U/R is the sum of the weights
 * of its rows: U = Σ [e(y - RR·m) n0/N - (1-e) RR (y - m) n1/N], m = (a + c)/(RR·n1 + n0) per stratum;
 * var(log RR) = G/(G-1) Σ (U/R)² (METHODS §3.2; Greenland & Robins 1985 for the estimator).
 */
export function mantelHaenszelWeights(strata: readonly TwoGroups[]): MantelHaenszelWeights {
    let R = 0
    let S = 0
    for (const {a, n1, c, n0} of strata) {
        if (n1 <= 0 || n0 <= 0) continue
        R += (a * n0) / (n1 + n0)
        S += (c * n1) / (n1 + n0)
    }
    if (R === 0 || S === 0) return {rr: R > 0 ? Infinity : S > 0 ? 0 : null, R, S, weights: null}
    const rr = R / S
    const weights = strata.map(({a, n1, c, n0}) => {
        if (n1 <= 0 || n0 <= 0) return {w11: 0, w10: 0, w01: 0, w00: 0}
        const m = (a + c) / (rr * n1 + n0)
        const exposed = n0 / (n1 + n0) / R
        const unexposed = (rr * n1) / (n1 + n0) / R
        return {
            w11: (1 - rr * m) * exposed,
            w10: -rr * m * exposed,
            w01: -(1 - m) * unexposed,
            w00: m * unexposed,
        }
    })
    return {rr, R, S, weights}
}

/**
 * Interval exp(ln RR ± z·se) with se² = G/(G-1) · Σ over accounts of (sum of row weights)².
 *
 * @param sumSquares Σ over accounts, of the weights above
 * @param clusters G, accounts contributing rows
 * @param conf confidence level, 0..1
 * @returns null with fewer than 2 clusters or a ratio that is not finite and positive
 */
export function clusteredInterval(input: {
    readonly rr: number | null
    readonly sumSquares: number
    readonly clusters: number
    readonly conf: number
}): ClusteredInterval | null {
    const {rr, sumSquares, clusters, conf} = input
    if (rr === null || !(rr > 0 && rr < Infinity) || clusters < 2) return null
    const seLog = Math.sqrt((clusters / (clusters - 1)) * sumSquares)
    const z = twoSidedZ(conf)
    return {seLog, lo: rr * Math.exp(-z * seLog), hi: rr * Math.exp(z * seLog)}
}

/** Crude and Mantel-Haenszel risk ratio of account-dates in memory, with account-clustered intervals. */
export function clusteredRiskRatio(rows: readonly ClusteredRow[], conf = 0.95): ClusteredRiskRatio {
    const all = {a: 0, n1: 0, c: 0, n0: 0}
    const strata = new Map<string | number, {a: number; n1: number; c: number; n0: number}>()
    for (const row of rows) {
        let stratum = strata.get(row.stratum)
        if (stratum === undefined) strata.set(row.stratum, (stratum = {a: 0, n1: 0, c: 0, n0: 0}))
        count(all, row)
        count(stratum, row)
    }
    const clusters = new Set(rows.map(({cluster}) => cluster)).size
    const rr = crudeRiskRatio(all)
    const weights = crudeWeights(all)
    const mh = mantelHaenszelWeights([...strata.values()])
    const position = new Map([...strata.keys()].map((stratum, i) => [stratum, i]))
    return {
        ...all,
        rows: rows.length,
        clusters,
        rr,
        interval:
            weights && clusteredInterval({rr, sumSquares: sumOfSquares(rows, () => weights), clusters, conf}),
        mhRr: mh.rr,
        mhInterval:
            mh.weights &&
            clusteredInterval({
                rr: mh.rr,
                sumSquares: sumOfSquares(rows, ({stratum}) => mh.weights![position.get(stratum)!]!),
                clusters,
                conf,
            }),
    }
}

function count(into: {a: number; n1: number; c: number; n0: number}, {e, y}: ClusteredRow): void {
    if (e) {
        into.n1++
        if (y) into.a++
    } else {
        into.n0++
        if (y) into.c++
    }
}

function sumOfSquares(rows: readonly ClusteredRow[], weightsOf: (row: ClusteredRow) => RowWeights): number {
    const terms = new Map<string | number, number>()
    for (const row of rows) {
        const {w11, w10, w01, w00} = weightsOf(row)
        const weight = row.e ? (row.y ? w11 : w10) : row.y ? w01 : w00
        terms.set(row.cluster, (terms.get(row.cluster) ?? 0) + weight)
    }
    let sum = 0
    for (const term of terms.values()) sum += term * term
    return sum
}
