import {twoSidedZ} from "./distributions/normal"
import {bothGroupsFilled, type TwoGroups} from "./two-groups"

/** Why a limit is missing: METHODS §1.2. */
export type RiskRatioStatus =
    "ok" | "zero_events_with" | "zero_events_without" | "no_events" | "degenerate" | "empty_group"

/** Risk ratio with its log interval; a null has its reason in `status`. */
export interface RiskRatioKatz {
    /** (a/n1) / (c/n0); Infinity when only the group without the signal had no events. */
    readonly rr: number | null
    /** Standard error of ln rr. */
    readonly logSe: number | null
    readonly lo: number | null
    readonly hi: number | null
    /** The same with all four counts + 1/2 (Walter 1975): for ranking and meta-analysis only, never for display. */
    readonly adjustedRr: number | null
    readonly adjustedLo: number | null
    readonly adjustedHi: number | null
    readonly status: RiskRatioStatus
}

/**
 * Lift as a risk ratio with the log-normal interval of Katz et al. 1978: rr exp(±z se),
 * se = √(1/a - 1/n1 + 1/c - 1/n0).
 *
 * Assumes independent units; fine from about 10 events per group, below that take the score interval. Everybody
 * converted in both groups: "degenerate", whose limits 1 and 1 mean nothing.
 *
 * @param conf confidence, 0..1
 */
export function riskRatioKatz(groups: TwoGroups, conf: number): RiskRatioKatz {
    const {a, n1, c, n0} = groups
    const status = statusOf(groups)
    if (status === "empty_group")
        return {
            rr: null,
            logSe: null,
            ...NO_LIMITS,
            adjustedRr: null,
            adjustedLo: null,
            adjustedHi: null,
            status,
        }
    const z = twoSidedZ(conf)
    const adjusted = logInterval(a + 0.5, n1 + 0.5, c + 0.5, n0 + 0.5, z)
    const adjustment = {adjustedRr: adjusted.rr, adjustedLo: adjusted.lo, adjustedHi: adjusted.hi}
    if (a > 0 && c > 0) return {...logInterval(a, n1, c, n0, z), ...adjustment, status}
    const rr = status === "no_events" ? null : a === 0 ? 0 : Infinity
    return {rr, logSe: null, ...NO_LIMITS, ...adjustment, status}
}

const NO_LIMITS = {lo: null, hi: null} as const

function statusOf(groups: TwoGroups): RiskRatioStatus {
    const {a, n1, c, n0} = groups
    if (!bothGroupsFilled(groups)) return "empty_group"
    if (a === 0) return c === 0 ? "no_events" : "zero_events_with"
    if (c === 0) return "zero_events_without"
    return a === n1 && c === n0 ? "degenerate" : "ok"
}

function logInterval(a: number, n1: number, c: number, n0: number, z: number) {
    const rr = a / n1 / (c / n0)
    // 1/a - 1/n1 as one fraction: the difference of two near numbers would lose digits.
    const logSe = Math.sqrt((n1 - a) / a / n1 + (n0 - c) / c / n0)
    return {rr, logSe, lo: rr * Math.exp(-z * logSe), hi: rr * Math.exp(z * logSe)}
}
