import {wilson} from "./proportion"
import {bothGroupsFilled, type TwoGroups} from "./two-groups"

/** Difference of two rates p1 - p0 with its limits, each -1..1. */
export interface RiskDifference {
    readonly difference: number
    readonly lo: number
    readonly hi: number
}

/**
 * Hybrid score interval of p1 - p0 without continuity correction (Newcombe 1998, method 10):
 * lo = d - √((p1-l1)² + (u0-p0)²), hi = d + √((u1-p1)² + (p0-l0)²) with the Wilson limits l, u of each rate.
 * Assumes independent units; real counts are taken.
 *
 * @param conf confidence, 0..1
 * @returns null when a group is empty
 */
export function newcombe(groups: TwoGroups, conf: number): RiskDifference | null {
    const {a, n1, c, n0} = groups
    if (!bothGroupsFilled(groups)) return null
    const [with1, without] = [wilson(a, n1, conf), wilson(c, n0, conf)]
    if (with1 === null || without === null) return null
    const [p1, p0] = [a / n1, c / n0]
    const difference = p1 - p0
    return {
        difference,
        lo: difference - Math.hypot(p1 - with1.lo, without.hi - p0),
        hi: difference + Math.hypot(with1.hi - p1, p0 - without.lo),
    }
}
