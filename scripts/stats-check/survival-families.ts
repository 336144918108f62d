import {kaplanMeier, restrictedMean} from "@beton/shared/stats/kaplan-meier"
import {logRank} from "@beton/shared/stats/logrank"
import {type SurvivalCount, survivalTable} from "@beton/shared/stats/survival-table"

import {probabilityOf} from "./decimal"
import type {Family} from "./families"

type Numbers = readonly number[]

const DEFAULT_CONFIDENCE = 0.95

/** Time to close with open deals. */
export const SURVIVAL_FAMILIES: Readonly<Record<string, Family>> = {
    kaplan_meier: ({
        time,
        event,
        tau,
        conf,
    }: {
        time: Numbers
        event: Numbers
        tau: number | null
        conf?: number
    }) => {
        const counts = countsOf(time, event)
        const {n, events, points, median, medianLogLog, medianLog} = kaplanMeier(
            counts,
            conf ?? DEFAULT_CONFIDENCE,
        )
        const mean = tau === null ? null : restrictedMean(counts, tau)
        return {
            n,
            events,
            times: points.map((point) => point.time),
            at_risk: points.map((point) => point.atRisk),
            d: points.map((point) => point.events),
            surv: points.map((point) => point.survival),
            std_err: points.map((point) => point.stdErr),
            median,
            rmst: mean?.mean ?? null,
            rmst_se: mean?.se ?? null,
            median_lo_loglog: medianLogLog.lo,
            median_hi_loglog: medianLogLog.hi,
            median_lo_log: medianLog.lo,
            median_hi_log: medianLog.hi,
        }
    },
    logrank: ({t1, e1, t0, e0}: {t1: Numbers; e1: Numbers; t0: Numbers; e0: Numbers}) => {
        const {observed1, expected1, chi2, p, log10P} = logRank(countsOf(t1, e1), countsOf(t0, e0))
        return {
            observed1,
            expected1,
            chi2,
            p: p === null || log10P === null ? null : probabilityOf(p, log10P),
        }
    },
}

function countsOf(times: Numbers, events: Numbers): SurvivalCount[] {
    if (times.length !== events.length) throw new Error("There must be as many times as events.")
    return survivalTable(times.map((time, index) => ({time, event: events[index] === 1})))
}
