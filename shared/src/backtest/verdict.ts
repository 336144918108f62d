import {pAdjust} from "../stats/p-adjust"
import type {Comparison, Health, Verdict} from "./result"

/** What a lift needs before it is shown (METHODS §2.5), in distinct accounts. */
export const GATES = {exposed: 30, unexposed: 100, converted: 10, convertedWith: 5, accounts: 50} as const
/** Family-wise level of "confirmed", one-sided (DESIGN §3). */
export const CONFIRM_LEVEL = 0.025
/** False-discovery rate of "promising". */
export const PROMISING_LEVEL = 0.1

/** Distinct accounts that the gates look at. */
export interface GateCounts {
    readonly accounts: number
    readonly exposed: number
    readonly unexposed: number
    readonly converted: number
    readonly convertedWith: number
}

/** What is missing, in words; null when there is enough. */
export function missing(counts: GateCounts): string | null {
    const lacks = (have: number, need: number, what: string): string | null =>
        have >= need ? null : `${have} ${what}; ${need} are needed`
    return (
        lacks(counts.exposed, GATES.exposed, "accounts with it") ??
        lacks(counts.unexposed, GATES.unexposed, "accounts without it") ??
        lacks(counts.accounts, GATES.accounts, "accounts") ??
        lacks(counts.converted, GATES.converted, "converted accounts") ??
        lacks(counts.convertedWith, GATES.convertedWith, "converted accounts with it")
    )
}

/** What one signal's verdict depends on. */
export interface VerdictInput {
    readonly whole: Comparison
    readonly confirmation: Comparison
    /** Words of `missing`, for all landmarks and for the confirmation period. */
    readonly lacksWhole: string | null
    readonly lacksConfirmation: string | null
    readonly pHolm: number | null
    readonly q: number | null
    readonly minimumLift: number
    readonly health: Health
}

/** One verdict with the sentence that goes with it (DESIGN §3). */
export function verdictOf(input: VerdictInput): {readonly verdict: Verdict; readonly reason: string} {
    const {whole, confirmation, lacksWhole, lacksConfirmation, pHolm, q, minimumLift, health} = input
    if (lacksWhole !== null) return {verdict: "too_little_data", reason: `So far ${lacksWhole}.`}
    const {lo} = confirmation.lift
    if (lacksConfirmation === null && pHolm !== null && pHolm <= CONFIRM_LEVEL && lo !== null && lo > 1) {
        if (health.state === "degrading")
            return {
                verdict: "fading",
                reason: "It held over the whole period, but finds fewer buyers lately.",
            }
        return {
            verdict: "confirmed",
            reason: "The lift is above 1 beyond chance, also after counting how many signals were tried.",
        }
    }
    const {lift} = whole
    if (q !== null && q <= PROMISING_LEVEL && isAbove(lift))
        return {
            verdict: "promising",
            reason:
                lacksConfirmation === null
                    ? "More conversions than chance explains, not yet confirmed."
                    : `More conversions than chance explains; the later period that could confirm it has ${lacksConfirmation}.`,
        }
    if (lift.hi !== null && lift.hi < minimumLift)
        return {
            verdict: "no_useful_lift",
            reason: `The lift is below ${minimumLift}, the least that is useful.`,
        }
    return {verdict: "unclear", reason: "The data fit both a useful lift and none."}
}

function isAbove({status, value}: Comparison["lift"]): boolean {
    return status === "no_conversions_without" || (value !== null && value > 1)
}

/** Adjusts what could be tested and leaves null what could not. */
export function adjusted(p: readonly (number | null)[], method: "holm" | "bh"): (number | null)[] {
    const tested = p.flatMap((value) => (value === null ? [] : [value]))
    const found = pAdjust(tested, method)
    let next = 0
    return p.map((value) => (value === null ? null : (found[next++] ?? null)))
}
