import {keepWithCooldown} from "@beton/shared/cooldown"
import {compositeScore, type ScoredSignal} from "@beton/shared/score"
import {SIGNALS} from "@beton/shared/signals/index"
import {betaBinomialShrinkage} from "@beton/shared/stats/beta-binomial-shrinkage"
import {betaCalibration} from "@beton/shared/stats/beta-calibration"
import {bucketTrendShrinkage} from "@beton/shared/stats/bucket-trend-shrinkage"
import {calibration} from "@beton/shared/stats/calibration"
import {calibrationLine} from "@beton/shared/stats/calibration-line"
import {confusion, type ConfusionCounts} from "@beton/shared/stats/confusion"
import {delongPaired} from "@beton/shared/stats/delong-paired"
import {eceBootstrap} from "@beton/shared/stats/ece-bootstrap"
import {isotonic} from "@beton/shared/stats/isotonic"
import {platt} from "@beton/shared/stats/platt"
import {ranking} from "@beton/shared/stats/ranking"
import {rocAuc} from "@beton/shared/stats/roc-auc"
import type {ShrunkenRate} from "@beton/shared/stats/shrinkage-strength"

import {landmarkFamily, nullPanelFamily} from "./panel-families"

type Numbers = readonly number[]

const DAY_MS = 86_400_000
const ROUTING_THRESHOLD = 60
const BASE_SCORES = new Map<string, number>(SIGNALS.map(({id, params}) => [id, params.parse({}).base]))

/** Families about ranking, calibration, shrinkage and the backtest: input of a case -> its output, by family id. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each family has an input of its own, read from a file
export const QUALITY_FAMILIES: Record<string, (input: any) => unknown> = {
    cooldown: ({firings, cooldown_days}: {firings: Numbers; cooldown_days: number}) => ({
        kept: keptFirings(firings, cooldown_days),
    }),
    prd_composite_score: ({signals}: {signals: readonly string[]}) => {
        const active = signals.map(scored)
        const {score, diversity} = compositeScore(active)
        // The other reading of the formula, which the product does not use: every firing adds its base score.
        const everyFiring = active.reduce((sum, {base}) => sum + base, 0)
        return {
            score_distinct: score,
            score_all_firings: Math.min(everyFiring, 80) + diversity,
            routed_distinct: score >= ROUTING_THRESHOLD,
        }
    },
    confusion: ({conf, ...counts}: ConfusionCounts & {conf: number}) => {
        const {precision, recall, f1, balancedAccuracy, ...shares} = confusion(counts, conf)
        return {
            precision: precision.value,
            precision_lo: precision.lo,
            precision_hi: precision.hi,
            recall: recall.value,
            recall_lo: recall.lo,
            recall_hi: recall.hi,
            f1: f1.value,
            f1_lo: f1.lo,
            f1_hi: f1.hi,
            balanced_accuracy: balancedAccuracy,
            ...shares,
        }
    },
    roc_auc_delong: ({s, y, conf}: {s: Numbers; y: Numbers; conf: number}) => {
        const {auc, se, lo, hi, logitLo, logitHi} = rocAuc(s, y, conf)
        return {auc, se, lo, hi, logit_lo: logitLo, logit_hi: logitHi}
    },
    ranking: ({s, y, q}: {s: Numbers; y: Numbers; q: number}) => {
        const top = ranking(s, y, q)
        return {
            average_precision: top.averagePrecision,
            recall_at_q: top.recallAtK,
            precision_at_q: top.precisionAtK,
            lift_at_q: top.liftAtK,
            k: top.k,
            decile_lift: top.decileLift,
            decile_n: top.decileRows,
        }
    },
    delong_paired: ({s1, s2, y}: {s1: Numbers; s2: Numbers; y: Numbers}) => delongPaired(s1, s2, y),
    calibration: ({p, y, bins}: {p: Numbers; y: Numbers; bins: number}) => {
        const result = calibration(p, y, bins)
        return {
            brier: result.brier,
            brier_skill: result.brierSkill,
            log_loss: result.logLoss,
            ece_width: result.eceWidth,
            mce_width: result.mceWidth,
            ece_mass: result.eceMass,
            rmsce_debiased: result.rmsceDebiased,
            spiegelhalter_z: result.spiegelhalterZ,
        }
    },
    calibration_line: ({p, y}: {p: Numbers; y: Numbers}) => {
        const {interceptInTheLarge, intercept, slope} = calibrationLine(p, y)
        return {intercept_in_the_large: interceptInTheLarge, intercept, slope}
    },
    ece_bootstrap: ({p, y, B, seed, conf}: {p: Numbers; y: Numbers; B: number; seed: number; conf: number}) =>
        eceBootstrap(p, y, {resamples: B, seed, conf}),
    isotonic: ({x, y, w}: {x: Numbers; y: Numbers; w: Numbers | null}) => isotonic(x, y, w),
    platt: ({s, y}: {s: Numbers; y: Numbers}) => platt(s, y),
    beta_calibration: ({p, y}: {p: Numbers; y: Numbers}) => betaCalibration(p, y),
    beta_binomial_shrinkage: ({k, n}: {k: Numbers; n: Numbers}) => {
        const {status, strength, mean, units} = betaBinomialShrinkage(k.map((_, i) => ({k: k[i]!, n: n[i]!})))
        return {status, strength, mean, ...columns(units)}
    },
    bucket_trend_shrinkage: ({k, n, x}: {k: Numbers; n: Numbers; x: Numbers}) => {
        const {buckets, ...trend} = bucketTrendShrinkage(k.map((_, i) => ({k: k[i]!, n: n[i]!, x: x[i]!})))
        return {...trend, ...columns(buckets)}
    },
    landmark_backtest: landmarkFamily,
    null_panel_simulation: nullPanelFamily,
}

function scored(type: string): ScoredSignal {
    const base = BASE_SCORES.get(type)
    if (base === undefined) throw new Error(`Unknown signal type "${type}".`)
    return {type, base}
}

/**
 * Firings kept by the product's cooldown. Two firings of one day become two instants a millisecond apart, because the
 * product takes firings at the very same instant for one.
 */
function keptFirings(firings: Numbers, cooldownDays: number): number[] {
    const dayOf = new Map<number, number>()
    for (const day of firings) {
        let instant = Math.round(day * DAY_MS)
        while (dayOf.has(instant)) instant++
        dayOf.set(instant, day)
    }
    return keepWithCooldown([...dayOf.keys()], {cadence: "daily", cooldownDays}).map((kept) =>
        dayOf.get(kept)!,
    )
}

function columns(rates: readonly ShrunkenRate[]) {
    return {post_mean: rates.map(({mean}) => mean), lo: rates.map(({lo}) => lo), hi: rates.map(({hi}) => hi)}
}
