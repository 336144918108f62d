import {wilson} from "./proportion"

/** Rows at one threshold: flagged or not, with the outcome or not. */
export interface ConfusionCounts {
    readonly tp: number
    readonly fp: number
    readonly fn: number
    readonly tn: number
}

/** A share with its interval, 0..1; all null when its denominator is empty. */
export interface ShareWithInterval {
    readonly value: number | null
    readonly lo: number | null
    readonly hi: number | null
}

/** Quality of flagged rows; shares in 0..1, null where a denominator is empty. */
export interface Confusion {
    readonly precision: ShareWithInterval
    readonly recall: ShareWithInterval
    readonly f1: ShareWithInterval
    readonly specificity: number | null
    readonly accuracy: number | null
    readonly balancedAccuracy: number | null
    /** Share of rows with the outcome: what precision must be read against. */
    readonly prevalence: number | null
    /** Precision over prevalence. */
    readonly lift: number | null
    /** Matthews correlation, -1..1. */
    readonly mcc: number | null
}

/**
 * Precision, recall and F1 with intervals, and the shares that go with them (METHODS §4).
 *
 * Precision and recall: Wilson. F1 = 2TP/(2TP+FP+FN); its interval is Wilson's for F* = TP/(TP+FP+FN), mapped by
 * x -> 2x/(1+x) (Hand, Christen & Kirielle 2021). Rows must be independent; divide counts of repeated account-dates by
 * their design effect first. Counts may therefore be fractional.
 *
 * Edge cases: nothing flagged: precision and lift null. No outcomes: recall and lift null. Neither: F1 null as well.
 *
 * @param conf confidence level, 0..1
 */
export function confusion(counts: ConfusionCounts, conf = 0.95): Confusion {
    const {tp, fp, fn, tn} = counts
    const n = tp + fp + fn + tn
    const precision = share(tp, tp + fp, conf)
    const recall = share(tp, tp + fn, conf)
    const fStar = share(tp, tp + fp + fn, conf)
    const specificity = ratio(tn, tn + fp)
    const prevalence = ratio(tp + fn, n)
    return {
        precision,
        recall,
        f1: {value: toF1(fStar.value), lo: toF1(fStar.lo), hi: toF1(fStar.hi)},
        specificity,
        accuracy: ratio(tp + tn, n),
        balancedAccuracy:
            recall.value === null || specificity === null ? null : (recall.value + specificity) / 2,
        prevalence,
        lift: precision.value === null || !prevalence ? null : precision.value / prevalence,
        mcc: matthews(counts),
    }
}

function share(k: number, n: number, conf: number): ShareWithInterval {
    const interval = wilson(k, n, conf)
    return interval === null ? {value: null, lo: null, hi: null} : {value: k / n, ...interval}
}

function ratio(part: number, whole: number): number | null {
    return whole > 0 ? part / whole : null
}

function toF1(fStar: number | null): number | null {
    return fStar === null ? null : (2 * fStar) / (1 + fStar)
}

function matthews({tp, fp, fn, tn}: ConfusionCounts): number | null {
    // Roots one by one: the product of four large margins would overflow sooner.
    const norm = Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn)
    return norm > 0 ? (tp * tn - fp * fn) / norm : null
}
