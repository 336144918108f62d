import {arrInterval} from "@beton/shared/stats/arr-interval"
import {chiSquare2x2} from "@beton/shared/stats/chi-square-2x2"
import {fisher, type TailProbability} from "@beton/shared/stats/fisher"
import {mantelHaenszel} from "@beton/shared/stats/mantel-haenszel"
import {pAdjust} from "@beton/shared/stats/p-adjust"
import {minimumDetectableLift, type PowerDesign, powerOfRiskRatio} from "@beton/shared/stats/power"
import {probSuperiority} from "@beton/shared/stats/prob-superiority"
import {clopperPearson, jeffreys, wilson} from "@beton/shared/stats/proportion"
import {newcombe} from "@beton/shared/stats/risk-difference"
import {riskRatioKatz} from "@beton/shared/stats/risk-ratio-katz"
import {koopman, miettinenNurminen} from "@beton/shared/stats/risk-ratio-score"
import {roi} from "@beton/shared/stats/roi"
import type {TwoGroups} from "@beton/shared/stats/two-groups"

import {probabilityOf, referenceLog10} from "./decimal"
import type {Family} from "./families"

interface Confidence {
    readonly conf: number
}
interface Proportion extends Confidence {
    readonly k: number
    readonly n: number
}
interface Arr {
    readonly leads: number
    readonly baseline: number
    readonly lift: number
    readonly acv: number
}

/** Confidence of the families whose inputs do not name one. */
const DEFAULT_CONFIDENCE = 0.95

/** Proportions, two groups, several tests, and money made from two groups. */
export const TWO_GROUP_FAMILIES: Readonly<Record<string, Family>> = {
    risk_ratio_katz: ({conf, ...groups}: TwoGroups & Confidence) => {
        const {rr, logSe, lo, hi, adjustedRr, adjustedLo, adjustedHi, status} = riskRatioKatz(groups, conf)
        return {
            rr,
            log_se: logSe,
            lo,
            hi,
            adj_rr: adjustedRr,
            adj_lo: adjustedLo,
            adj_hi: adjustedHi,
            status,
        }
    },
    risk_ratio_score: ({conf, ...groups}: TwoGroups & Confidence) => {
        const [score, inflated] = [koopman(groups, conf), miettinenNurminen(groups, conf)]
        return {
            koopman_lo: score?.lo ?? null,
            koopman_hi: score?.hi ?? null,
            mn_lo: inflated?.lo ?? null,
            mn_hi: inflated?.hi ?? null,
        }
    },
    risk_difference_newcombe: ({conf, ...groups}: TwoGroups & Confidence) => {
        const limits = newcombe(groups, conf)
        return {rd: limits?.difference ?? null, lo: limits?.lo ?? null, hi: limits?.hi ?? null}
    },
    wilson: ({k, n, conf}: Proportion) => wilson(k, n, conf) ?? {lo: null, hi: null},
    clopper_jeffreys: ({k, n, conf}: Proportion) => {
        const [exact, bayes] = [clopperPearson(k, n, conf), jeffreys(k, n, conf)]
        return {
            cp_lo: exact?.lo ?? null,
            cp_hi: exact?.hi ?? null,
            j_lo: bayes?.lo ?? null,
            j_hi: bayes?.hi ?? null,
        }
    },
    fisher: (groups: TwoGroups) => {
        const test = fisher(groups)
        return {
            p_two_sided: tail(test?.twoSided),
            p_greater: tail(test?.greater),
            p_less: tail(test?.less),
            mid_p_two_sided: tail(test?.midPTwoSided),
            log10_p_two_sided: referenceLog10(test?.twoSided.log10 ?? null),
        }
    },
    chi_square_2x2: (groups: TwoGroups) => {
        const {chi2, p, log10P, chi2N1, pN1, log10PN1, z, minExpected} = chiSquare2x2(groups)
        return {
            chi2,
            p: p === null || log10P === null ? null : probabilityOf(p, log10P),
            log10_p: referenceLog10(log10P),
            chi2_n1: chi2N1,
            p_n1: pN1 === null || log10PN1 === null ? null : probabilityOf(pN1, log10PN1),
            z,
            min_expected: minExpected,
        }
    },
    prob_superiority: ({r, prior, ...groups}: TwoGroups & {r: number; prior: number}) => ({
        prob: probSuperiority(groups, r, prior),
    }),
    power_rr: (design: PowerDesign) => ({power: powerOfRiskRatio(design)}),
    minimum_detectable_lift: (design: Omit<PowerDesign, "rr"> & {power: number}) => ({
        mde: minimumDetectableLift(design),
    }),
    p_adjust: ({p}: {p: readonly number[]}) => ({
        bonferroni: pAdjust(p, "bonferroni"),
        holm: pAdjust(p, "holm"),
        hochberg: pAdjust(p, "hochberg"),
        bh: pAdjust(p, "bh"),
        by: pAdjust(p, "by"),
    }),
    mantel_haenszel: ({
        strata,
        conf,
    }: {
        strata: readonly [number, number, number, number][]
        conf?: number
    }) => {
        const {riskRatio, oddsRatio, riskDifference, chi2, p, log10P} = mantelHaenszel(
            strata.map(([a, n1, c, n0]) => ({a, n1, c, n0})),
            conf ?? DEFAULT_CONFIDENCE,
        )
        return {
            rr: riskRatio.ratio,
            rr_se_log: riskRatio.logSe,
            rr_lo: riskRatio.lo,
            rr_hi: riskRatio.hi,
            odds_ratio: oddsRatio.ratio,
            or_se_log: oddsRatio.logSe,
            or_lo: oddsRatio.lo,
            or_hi: oddsRatio.hi,
            rd: riskDifference,
            cmh_chi2: chi2,
            cmh_p: p === null || log10P === null ? null : probabilityOf(p, log10P),
        }
    },
    // The two formulas and the interval that a document may have used: the product shows none of them.
    prd_arr: ({leads, baseline, lift, acv}: Arr) => ({
        prd_5_3_total: leads * 12 * baseline * lift * acv,
        prd_7_1_incremental: leads * 12 * baseline * (lift - 1) * acv,
        fake_ci: [0.9 * lift, 1.1 * lift],
    }),
    arr_interval: (input: TwoGroups & {leads: number; acv: number; conf?: number}) =>
        arrInterval({...input, conf: input.conf ?? DEFAULT_CONFIDENCE}) ?? {point: null, lo: null, hi: null},
    roi: ({inc_revenue, margin, cost}: {inc_revenue: number; margin: number; cost: number}) => {
        const result = roi(inc_revenue, margin, cost)
        return {net_gain: result.netGain, roi: result.roi}
    },
}

function tail(probability: TailProbability | undefined): number | string | null {
    return probability === undefined ? null : probabilityOf(probability.p, probability.log10)
}
