import {bernoulliCusum} from "@beton/shared/stats/bernoulli-cusum"
import {betaBinomialChart} from "@beton/shared/stats/beta-binomial-chart"
import {dispersion} from "@beton/shared/stats/dispersion"
import {pageHinkley} from "@beton/shared/stats/page-hinkley"
import {rateRatioExact} from "@beton/shared/stats/rate-ratio-exact"
import {usageSpike} from "@beton/shared/stats/usage-spike"

import {probabilityOf} from "./decimal"
import type {Family} from "./families"

interface TwoPeriods {
    readonly x1: number
    readonly t1: number
    readonly x0: number
    readonly t0: number
}
interface Cusum {
    readonly groups: readonly (readonly [successes: number, n: number])[]
    readonly p0: number
    readonly p1: number
    readonly h: number
}

/** Falls of a rate over time, and rises of usage. */
export const MONITORING_FAMILIES: Readonly<Record<string, Family>> = {
    bernoulli_cusum: ({groups, p0, p1, h}: Cusum) => {
        const {path, alarmIndex} = bernoulliCusum(
            groups.map(([successes, n]) => ({successes, n})),
            {p0, p1, h},
        )
        return {path, alarm_index: alarmIndex}
    },
    page_hinkley: ({x, delta, lam}: {x: readonly number[]; delta: number; lam: number}) => {
        const {path, alarmIndex} = pageHinkley(x, {delta, lambda: lam})
        return {path, alarm_index: alarmIndex}
    },
    beta_binomial_chart: ({K, N, k, n}: {K: number; N: number; k: number; n: number}) => {
        const point = betaBinomialChart(K, N, k, n)
        if (point === null) return {pmf: null, lower_tail: null, lower_mid_p: null}
        const {pmf, lowerTail, lowerMidP} = point
        return {
            pmf: probabilityOf(pmf.p, pmf.log10),
            lower_tail: probabilityOf(lowerTail.p, lowerTail.log10),
            lower_mid_p: probabilityOf(lowerMidP.p, lowerMidP.log10),
        }
    },
    rate_ratio_exact: (input: TwoPeriods & {conf: number}) => {
        const result = rateRatioExact(input)
        if (result === null) return NO_RATE_RATIO
        const {pGreater, log10PGreater, pLess, log10PLess, midPGreater, log10MidPGreater} = result
        const central = Math.min(0, Math.log10(2) + Math.min(log10PGreater, log10PLess))
        return {
            rr: result.rr,
            p_greater: probabilityOf(pGreater, log10PGreater),
            p_less: probabilityOf(pLess, log10PLess),
            mid_p_greater:
                midPGreater === null || log10MidPGreater === null
                    ? null
                    : probabilityOf(midPGreater, log10MidPGreater),
            p_two_sided_central: probabilityOf(result.pTwoSidedCentral, central),
            lo: result.lo,
            hi: result.hi,
        }
    },
    usage_spike: (input: TwoPeriods & {phi: number}) => {
        const spike = usageSpike(input)
        return {p: spike === null ? null : probabilityOf(spike.p, spike.log10)}
    },
    dispersion: ({y}: {y: readonly number[]}) => ({phi: dispersion(y)}),
}

const NO_RATE_RATIO = {
    rr: null,
    p_greater: null,
    p_less: null,
    mid_p_greater: null,
    p_two_sided_central: null,
    lo: null,
    hi: null,
}
