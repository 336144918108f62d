import {cumulativeGains, precisionRecallCurve, rankingOfLevels} from "../stats/ranking"
import {scaledCounts} from "../stats/rao-scott"
import {aucInterval, rocAucOfLevels} from "../stats/roc-auc"
import {checkCalibration, isAcceptable, scoreBuckets} from "./calibrate"
import {accountsOf, accountsReaching, entriesReaching, scoreGroups, strataOf, total} from "./groups"
import {liftOf} from "./lift"
import type {Rival, ScoreResult, SubjectResult, ThresholdRow} from "./result"
import {CONFIDENCE, shareOfAccounts, shareOfDates, shareWithEffect} from "./shares"
import {levelsOf} from "./spread"
import {baseEffect, type Evidence, perMonth} from "./subject-result"
import {thresholdsOf} from "./thresholds"

const FIFTH = 0.2

/** Everything about the score: thresholds, calibration, ranking, and what each signal alone or chance would do (H2). */
export function scoreResult(
    evidence: Evidence,
    routing: number,
    signals: readonly Pick<SubjectResult, "id" | "title" | "whole" | "recall">[],
): ScoreResult {
    const {tables} = evidence
    const levels = levelsOf(tables)
    const effect = baseEffect(evidence)
    const calibration = checkCalibration(tables, effect)
    const top = rankingOfLevels(levels, FIFTH)
    const gains = cumulativeGains(levels).map(({rows, captured}) => ({flagged: rows, recall: captured}))
    const rivals = rivalsOf(evidence, signals, gains)
    return {
        thresholds: thresholdsOf(tables, routing).map((threshold) => thresholdRow(evidence, threshold)),
        buckets: scoreBuckets(tables, effect, isAcceptable(calibration)),
        calibration,
        auc: aucOf(evidence),
        average_precision: top.averagePrecision,
        gains,
        precision_recall: precisionRecallCurve(levels).map(({threshold, precision, recall}) => ({threshold, precision, recall})),
        lift_by_decile: top.decileRows.map((dates, i) => ({decile: i + 1, dates, lift: top.decileLift?.[i] ?? null})),
        top_fifth: {recall: top.recallAtK, precision: top.precisionAtK, lift: top.liftAtK},
        rivals,
        best_single: bestOf(rivals),
    }
} // prettier-ignore

function thresholdRow(evidence: Evidence, threshold: number): ThresholdRow {
    const {tables, spread} = evidence
    const groups = scoreGroups(tables, threshold)
    const rows = groups.n1 + groups.n0
    const squares = spread.cuts.get(`score:${threshold}`)
    const flagged = accountsReaching(tables, threshold, false)
    const all = accountsOf(tables, 1, "whole")
    return {
        threshold,
        accounts: flagged,
        new_per_month: perMonth(entriesReaching(tables, threshold), evidence),
        flagged: shareWithEffect(groups.n1, rows, baseEffect(evidence)),
        precision: shareOfDates(groups.a, groups.n1, flagged, squares?.precision ?? 0),
        recall: shareOfDates(groups.a, groups.a + groups.c, all.converted, squares?.recall ?? 0),
        converted_accounts_seen: shareOfAccounts(accountsReaching(tables, threshold, true), all.converted),
        lift: liftOf({
            strata: [groups],
            // Which scores accounts began with is not counted: where a side has no conversions, as many dates as accounts.
            first: scaledCounts(groups, Math.max(1, rows / Math.max(1, all.accounts))),
            clusters: all.accounts,
            squares: {crude: squares?.crude ?? 0, matched: squares?.crude ?? 0},
        }),
    }
}

function aucOf({tables, spread}: Evidence): ScoreResult["auc"] {
    const {auc} = rocAucOfLevels(levelsOf(tables), CONFIDENCE)
    const clusters = accountsOf(tables, 1, "whole").accounts
    if (auc === null || clusters < 2) return {value: auc, lo: null, hi: null}
    const {lo, hi, logitLo, logitHi} = aucInterval(
        auc,
        Math.sqrt((clusters / (clusters - 1)) * spread.auc),
        CONFIDENCE,
    )
    return {value: auc, lo: logitLo ?? lo, hi: logitHi ?? hi}
}

function rivalsOf(
    evidence: Evidence,
    signals: readonly Pick<SubjectResult, "id" | "title" | "whole" | "recall">[],
    gains: ScoreResult["gains"],
): Rival[] {
    const all = total(strataOf(evidence.tables, evidence.plan, 1, "whole"))
    const rows = all.n1 + all.n0
    return signals.flatMap(({id, title, whole, recall}) => {
        const flagged = shareWithEffect(whole.with.dates.n, rows, baseEffect(evidence))
        if (flagged.value === null || flagged.k === 0) return []
        return [{id, title, flagged, recall, score_recall: recallAt(gains, flagged.value)}]
    })
}

/** Recall of the score when it flags a share; ties are worked in random order, so straight lines are exact. */
export function recallAt(gains: ScoreResult["gains"], share: number): number | null {
    for (let i = 1; i < gains.length; i++) {
        const [before, after] = [gains[i - 1], gains[i]]
        if (before === undefined || after === undefined || share > after.flagged) continue
        const width = after.flagged - before.flagged
        const part = width === 0 ? 1 : (share - before.flagged) / width
        return before.recall + part * (after.recall - before.recall)
    }
    return gains.length === 0 ? null : 1
}

/** The single signal that finds most beyond chance: chance finds as many conversions as it flags. */
function bestOf(rivals: readonly Rival[]): string | null {
    const gain = ({recall, flagged}: Rival): number => (recall.value ?? 0) - (flagged.value ?? 0)
    const [best] = [...rivals].sort((a, b) => gain(b) - gain(a))
    return best !== undefined && gain(best) > 0 ? best.id : null
}
