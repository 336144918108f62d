/**
 * Two independent groups and a yes/no outcome, in the notation of METHODS §1: `a` of `n1` units with the signal
 * converted, `c` of `n0` without. Counts may be real numbers where they have been divided by a design effect.
 */
export interface TwoGroups {
    readonly a: number
    readonly n1: number
    readonly c: number
    readonly n0: number
}

/** Whether the counts make two rates: both groups have units and no more events than units. */
export function bothGroupsFilled({a, n1, c, n0}: TwoGroups): boolean {
    return a >= 0 && c >= 0 && a <= n1 && c <= n0 && n1 > 0 && n0 > 0 && n1 < Infinity && n0 < Infinity
}
