import {clusteredInterval, crudeRiskRatio, mantelHaenszelWeights} from "../stats/clustered-risk-ratio"
import {hyperPmf} from "../stats/distributions/hypergeometric"
import {fisher} from "../stats/fisher"
import {designEffect, independentSeLogRiskRatio, scaledCounts} from "../stats/rao-scott"
import {koopman} from "../stats/risk-ratio-score"
import {scaledTail} from "../stats/scaled-tail"
import type {TwoGroups} from "../stats/two-groups"
import {total} from "./groups"
import type {Lift} from "./result"
import {CONFIDENCE} from "./shares"

/** Conversions on each side, after division by the design effect, from which the log interval holds (METHODS §1.1). */
const ENOUGH = 10

/** What a lift is made from. */
export interface LiftInput {
    /** Account-dates by landmark; a single stratum where nothing is matched. */
    readonly strata: readonly TwoGroups[]
    /** One row an account, or as many rows as accounts: what is taken where a side has no conversions. */
    readonly first: TwoGroups
    /** Distinct accounts at risk. */
    readonly clusters: number
    /** Sums over accounts of squared shares of the log ratio, crude and matched (spread.ts); 0 where they are not known. */
    readonly squares: {readonly crude: number; readonly matched: number}
}

const NOTHING = {
    method: null, value: null, lo: null, hi: null, crude: null, design_effect: null, p_above_1: null,
} as const // prettier-ignore

/**
 * Lift over account-dates with a range that allows for repeated accounts (METHODS §1, §3.2): matched by date where each
 * side has 10 conversions after the design effect, Koopman on scaled counts below that, and one row an account where a
 * side has none.
 */
export function liftOf(input: LiftInput): Lift {
    const {strata, clusters, squares} = input
    const all = total(strata)
    if (all.n1 === 0 || all.n0 === 0) return {status: "no_comparison", ...NOTHING}
    if (all.a === 0 && all.c === 0) return {status: "no_conversions", ...NOTHING}
    if (all.a === 0 || all.c === 0) return oneSided(input, all)
    const crude = crudeRiskRatio(all)
    const seIid = independentSeLogRiskRatio(all)
    const crudeInterval = clusteredInterval({rr: crude, sumSquares: squares.crude, clusters, conf: CONFIDENCE})
    const {rr: matched} = mantelHaenszelWeights(strata)
    const matchedInterval = clusteredInterval({rr: matched, sumSquares: squares.matched, clusters, conf: CONFIDENCE})
    const effect = Math.max(
        designEffect({seCluster: crudeInterval?.seLog ?? null, seIid}) ?? 1,
        designEffect({seCluster: matchedInterval?.seLog ?? null, seIid}) ?? 1,
    )
    const common = {status: "ok", crude, design_effect: effect, p_above_1: chanceOfMore(strata, effect)} as const
    if (matchedInterval !== null && Math.min(all.a, all.c) / effect >= ENOUGH)
        return {...common, method: "matched_by_date", value: matched, lo: matchedInterval.lo, hi: matchedInterval.hi}
    const limits = koopman(scaledCounts(all, effect), CONFIDENCE)
    return {
        ...common,
        method: "small_counts",
        value: crude,
        lo: limits?.lo ?? null,
        hi: finite(limits?.hi),
    }
} // prettier-ignore

/** Nobody converted on one side: one row an account (METHODS §3.2 "Zero cells"). */
function oneSided({first}: LiftInput, all: TwoGroups): Lift {
    const limits = koopman(first, CONFIDENCE)
    const test = fisher(first)
    return {
        status: all.a === 0 ? "no_conversions_with" : "no_conversions_without",
        method: limits === null ? null : "one_date_per_account",
        value: all.a === 0 ? 0 : null,
        lo: limits?.lo ?? null,
        hi: finite(limits?.hi),
        crude: all.a === 0 ? 0 : null,
        design_effect: null,
        p_above_1: test === null || first.a + first.c === 0 ? null : midGreater(test, first),
    }
}

/** P(A > a) + P(A = a)/2 of Fisher's exact test. */
function midGreater(test: NonNullable<ReturnType<typeof fisher>>, {a, n1, c, n0}: TwoGroups): number {
    return test.greater.p - hyperPmf(a, n1 + n0, a + c, n1) / 2
}

/**
 * Chance of so many conversions or more with the signal if it made no difference on any date: the conversions of each
 * date fall on accounts with the signal in proportion to their number, all counts divided by the design effect.
 */
function chanceOfMore(strata: readonly TwoGroups[], effect: number): number | null {
    let [a, m, expected] = [0, 0, 0]
    for (const {a: withSignal, n1, c, n0} of strata) {
        if (n1 === 0 || n0 === 0) continue
        a += withSignal
        m += withSignal + c
        expected += ((withSignal + c) * n1) / (n1 + n0)
    }
    return m === 0 ? null : scaledTail(a, m, expected / m, effect)
}

function finite(value: number | undefined): number | null {
    return value === undefined || !Number.isFinite(value) ? null : value
}
