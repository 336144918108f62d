import type {TwoGroups} from "./two-groups"

/**
 * Design effect of clustered rows: how many times the variance exceeds that of as many independent rows,
 * deff = max(1, se_cluster²/se_iid²) (Rao & Scott 1992; METHODS §3.2). Never below 1: a smaller estimate is noise.
 *
 * @returns null when an error is unknown or the independent one is 0 (a rate of 0 or 1 says nothing about its spread)
 */
export function designEffect(input: {
    readonly seCluster: number | null
    readonly seIid: number | null
}): number | null {
    const {seCluster, seIid} = input
    if (seCluster === null || seIid === null || !(seIid > 0) || !Number.isFinite(seCluster)) return null
    return Math.max(1, (seCluster / seIid) ** 2)
}

/**
 * Standard error of ln(risk ratio) for independent rows: sqrt(1/a - 1/n1 + 1/c - 1/n0) (Katz 1978).
 *
 * @returns null when a group is empty or has no conversions
 */
export function independentSeLogRiskRatio({a, n1, c, n0}: TwoGroups): number | null {
    if (!(a > 0 && c > 0 && n1 > 0 && n0 > 0)) return null
    return Math.sqrt((n1 - a) / (n1 * a) + (n0 - c) / (n0 * c))
}

/** Counts divided by a design effect, for intervals that assume independent rows (Koopman, Wilson); not integers. */
export function scaledCounts({a, n1, c, n0}: TwoGroups, deff: number): TwoGroups {
    if (!(deff >= 1)) throw new RangeError("a design effect is at least 1")
    return {a: a / deff, n1: n1 / deff, c: c / deff, n0: n0 / deff}
}
