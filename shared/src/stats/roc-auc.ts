import {twoSidedZ} from "./distributions/normal"
import {expit} from "./newton"
import {descending, type ScoreLevel, scoreLevels, totals} from "./score-levels"

/** Area under the ROC curve with its DeLong interval; all in 0..1, null where undefined. */
export interface RocAuc {
    /** Chance that a random row with the outcome scores above one without it, ties counting one half. */
    readonly auc: number | null
    readonly se: number | null
    /** Wald interval, cut to [0, 1]. */
    readonly lo: number | null
    readonly hi: number | null
    /** Interval on the logit scale: the better one near 0 and 1; null when the area is exactly 0 or 1. */
    readonly logitLo: number | null
    readonly logitHi: number | null
}

/** One score with its structural components (DeLong et al. 1988). */
export interface AucComponent extends ScoreLevel {
    /** Share of rows without the outcome that a row with the outcome and this score beats (ties 1/2). */
    readonly v10: number
    /** Share of rows with the outcome that beat a row without the outcome and this score (ties 1/2). */
    readonly v01: number
}

/** What sums over account components must hold for a clustered standard error of the area. */
export interface AucClusterSums {
    /** Rows with and without the outcome. */
    readonly positives: number
    readonly negatives: number
    /** Accounts with at least one such row, and accounts altogether. */
    readonly clustersWithPositives: number
    readonly clustersWithNegatives: number
    readonly clusters: number
    /** Sum over accounts of X², Y² and XY: X = sum of (v10 - auc) over its rows with the outcome, Y likewise with v01. */
    readonly sumXX: number
    readonly sumYY: number
    readonly sumXY: number
}

/**
 * Area under the ROC curve of rows, with DeLong's standard error and intervals (METHODS §4).
 *
 * AUC = Mann-Whitney / (P·N), ties 1/2; var = S10/P + S01/N with S10, S01 the sample variances of the structural
 * components. Rows must be independent; for repeated account-dates use {@link aucComponents} with
 * {@link clusteredAucStandardError}. O(n log n). Source: DeLong, DeLong & Clarke-Pearson 1988.
 *
 * Edge cases: one class only: everything null. Fewer than 2 rows in a class: area without interval.
 */
export function rocAuc(scores: ArrayLike<number>, outcomes: ArrayLike<number>, conf = 0.95): RocAuc {
    return rocAucOfLevels(scoreLevels(scores, outcomes), conf)
}

/** {@link rocAuc} from counts per score, in any order. */
export function rocAucOfLevels(table: readonly ScoreLevel[], conf = 0.95): RocAuc {
    const levels = descending(table)
    const {positives, negatives} = totals(levels)
    const auc = area(levels)
    if (auc === null) return {auc, se: null, lo: null, hi: null, logitLo: null, logitHi: null}
    if (positives < 2 || negatives < 2) {
        return {auc, se: null, lo: null, hi: null, logitLo: null, logitHi: null}
    }
    // Whole numbers, so that a variance which is zero comes out as zero.
    let squares10 = 0
    let squares01 = 0
    forEachLevel(levels, (level, beaten, beatenBy, wins) => {
        squares10 += level.positives * (beaten * positives - wins) ** 2
        squares01 += level.negatives * (beatenBy * negatives - wins) ** 2
    })
    const scale = (2 * positives * negatives) ** 2
    const variance =
        squares10 / scale / (positives - 1) / positives + squares01 / scale / (negatives - 1) / negatives
    return {auc, ...aucInterval(auc, Math.sqrt(variance), conf)}
}

/** Wald and logit intervals of an area with a given standard error, clustered or not. */
export function aucInterval(auc: number, se: number, conf: number): Omit<RocAuc, "auc"> {
    const z = twoSidedZ(conf)
    const lo = Math.max(0, auc - z * se)
    const hi = Math.min(1, auc + z * se)
    if (auc <= 0 || auc >= 1) return {se, lo, hi, logitLo: null, logitHi: null}
    const logit = Math.log(auc / (1 - auc))
    const seLogit = se / (auc * (1 - auc))
    return {se, lo, hi, logitLo: expit(logit - z * seLogit), logitHi: expit(logit + z * seLogit)}
}

/**
 * The area and, per score, the structural components, highest score first. Summing (v10 - auc) over an account's rows
 * with the outcome and (v01 - auc) over its other rows gives the X and Y of {@link clusteredAucStandardError}.
 *
 * @returns null when one class is empty
 */
export function aucComponents(
    table: readonly ScoreLevel[],
): {auc: number; components: AucComponent[]} | null {
    const levels = descending(table)
    const {positives, negatives} = totals(levels)
    const auc = area(levels)
    if (auc === null) return null
    const components: AucComponent[] = []
    forEachLevel(levels, (level, beaten, beatenBy) => {
        components.push({...level, v10: beaten / (2 * negatives), v01: beatenBy / (2 * positives)})
    })
    return {auc, components}
}

/**
 * Standard error of the area when accounts contribute several rows (Obuchowski 1997):
 * var = S10/P + S01/N + 2 S11/(P N), S10 = I10/((I10-1) P) ΣX², S01 = I01/((I01-1) N) ΣY², S11 = I/(I-1) ΣXY.
 * Accounts are independent, rows inside one account need not be.
 *
 * @returns null with fewer than 2 accounts having, or fewer than 2 lacking, the outcome, and when the estimated
 *     variance is negative (possible with very few accounts)
 */
export function clusteredAucStandardError(sums: AucClusterSums): number | null {
    const {clustersWithPositives: with1, clustersWithNegatives: with0, clusters} = sums
    if (with1 < 2 || with0 < 2) return null
    const variance =
        (with1 / (with1 - 1)) * (sums.sumXX / sums.positives ** 2) +
        (with0 / (with0 - 1)) * (sums.sumYY / sums.negatives ** 2) +
        (2 * (clusters / (clusters - 1)) * sums.sumXY) / (sums.positives * sums.negatives)
    return variance < 0 ? null : Math.sqrt(variance)
}

function area(levels: readonly ScoreLevel[]): number | null {
    const {positives, negatives} = totals(levels)
    if (positives === 0 || negatives === 0) return null
    return doubledWins(levels) / (2 * positives * negatives)
}

/** Twice the Mann-Whitney statistic: 2 per pair won, 1 per tie. */
function doubledWins(levels: readonly ScoreLevel[]): number {
    let wins = 0
    let above = 0
    for (const level of levels) {
        wins += level.negatives * (2 * above + level.positives)
        above += level.positives
    }
    return wins
}

/** Calls with, per level, twice the negatives below (ties 1), twice the positives above (ties 1) and all wins. */
function forEachLevel(
    levels: readonly ScoreLevel[],
    visit: (level: ScoreLevel, beaten: number, beatenBy: number, wins: number) => void,
): void {
    const wins = doubledWins(levels)
    let below = totals(levels).negatives
    let above = 0
    for (const level of levels) {
        below -= level.negatives
        visit(level, 2 * below + level.negatives, 2 * above + level.positives, wins)
        above += level.positives
    }
}
