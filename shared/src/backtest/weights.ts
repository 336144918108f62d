import {crudeWeights, mantelHaenszelWeights, type RowWeights} from "../stats/clustered-risk-ratio"
import {aucComponents} from "../stats/roc-auc"
import type {ScoreLevel} from "../stats/score-levels"
import type {TwoGroups} from "../stats/two-groups"
import {type Cut, cutName, subjectCuts} from "./cuts"
import {scoreGroups, stateGroups, strataOf, total} from "./groups"
import type {BacktestPlan} from "./plan"
import type {Subject} from "./subjects"
import {cellsOf, type CountTables} from "./tables"
import {thresholdsOf} from "./thresholds"

/** Weights of one cut, as the second pass takes them: order (exposed, converts) = (0,0), (0,1), (1,0), (1,1). */
export interface WeightsOfCut {
    readonly cut: Cut
    readonly crude: readonly number[]
    readonly precision: readonly number[]
    readonly recall: readonly number[]
    /** Four for each landmark of the plan. */
    readonly matched: readonly number[]
    readonly matchedConfirm: readonly number[]
}

/** What the second pass is asked, made from the first. */
export interface SpreadRequest {
    readonly cuts: readonly WeightsOfCut[]
    readonly auc: readonly number[]
    readonly base: readonly number[]
}

/** Everything whose error the second pass measures. */
export function spreadRequest(
    tables: CountTables,
    plan: BacktestPlan,
    subjects: readonly Subject[],
    threshold: number,
): SpreadRequest {
    const all = total(strataOf(tables, plan, 1, "whole"))
    const [conversions, rows] = [all.a + all.c, all.n1 + all.n0]
    const ofSubjects = subjectCuts(subjects).map((cut, index): WeightsOfCut => {
        const whole = strataOf(tables, plan, index + 1, "whole")
        const confirm = strataOf(tables, plan, index + 1, "confirm")
        return {
            ...fourCells(cut, total(whole)),
            matched: byLandmark(whole),
            matchedConfirm: byLandmark(confirm),
        }
    })
    const stricter = subjects.flatMap(({steps}, index) =>
        steps.flatMap((_step, i) => {
            const groups = stateGroups(tables, index, i + 2, all)
            return groups.n1 === 0 ? [] : [fourCells({of: "signal", index, state: i + 2}, groups)]
        }),
    )
    const byScore = thresholdsOf(tables, threshold).map((at) =>
        fourCells({of: "score", threshold: at}, scoreGroups(tables, at)),
    )
    const base = rows === 0 ? 0 : conversions / rows
    return {
        cuts: [...ofSubjects, ...byScore, ...stricter],
        auc: aucWeights(levelsOf(tables)),
        base: rows === 0 ? [0, 0] : [short(-base / rows), short((1 - base) / rows)],
    }
}

function fourCells(cut: Cut, groups: TwoGroups): WeightsOfCut {
    const {a, n1, c} = groups
    const m = a + c
    const crude = crudeWeights(groups)
    const precision = n1 === 0 ? 0 : a / n1
    const recall = m === 0 ? 0 : a / m
    return {
        cut,
        crude: crude === null ? [] : cells(crude),
        // k/n: an account's share is (its k - share · its n) / n.
        precision: n1 === 0 ? [] : [0, 0, -precision / n1, (1 - precision) / n1].map(short),
        recall: m === 0 ? [] : [0, -recall / m, 0, (1 - recall) / m].map(short),
        matched: [],
        matchedConfirm: [],
    }
}

function byLandmark(strata: readonly TwoGroups[]): number[] {
    const {weights} = mantelHaenszelWeights(strata)
    return weights === null ? [] : weights.flatMap(cells)
}

function cells({w00, w01, w10, w11}: RowWeights): number[] {
    return [w00, w01, w10, w11].map(short)
}

/** Scores with their account-dates. */
export function levelsOf(tables: CountTables): ScoreLevel[] {
    const levels = new Map<number, {positives: number; negatives: number}>()
    for (const {a: score, c: converts, n} of cellsOf(tables, "scores")) {
        const level = levels.get(score) ?? {positives: 0, negatives: 0}
        level[converts === 1 ? "positives" : "negatives"] += n
        levels.set(score, level)
    }
    return [...levels].map(([score, counts]) => ({score, ...counts})).sort((a, b) => a.score - b.score)
}

/** Contribution of an account-date to the area's error: (V10 - AUC)/P with the outcome, (V01 - AUC)/N without. */
function aucWeights(levels: readonly ScoreLevel[]): number[] {
    const found = aucComponents(levels)
    if (found === null) return []
    const positives = levels.reduce((sum, level) => sum + level.positives, 0)
    const negatives = levels.reduce((sum, level) => sum + level.negatives, 0)
    const weights = Array.from({length: 202}, () => 0)
    for (const {score, v10, v01} of found.components) {
        weights[2 * score] = short((v01 - found.auc) / negatives)
        weights[2 * score + 1] = short((v10 - found.auc) / positives)
    }
    return weights
}

/** Ten digits are more than any interval needs, and keep the query short. */
function short(weight: number): number {
    return Number(weight.toPrecision(10))
}

/** One row of the second pass. */
export interface SpreadRow {
    readonly cuts: readonly number[]
    readonly crude: readonly number[]
    readonly precision: readonly number[]
    readonly recall: readonly number[]
    readonly matched: readonly number[]
    readonly matched_confirm: readonly number[]
    readonly auc: readonly number[]
    readonly base: readonly number[]
}

/** Sums of squares of one cut. */
export interface SquaresOfCut {
    readonly crude: number
    readonly precision: number
    readonly recall: number
    readonly matched: number
    readonly matchedConfirm: number
}

/** Sums of squares by name of the cut, and those of the area and the base rate. */
export interface Spread {
    readonly cuts: ReadonlyMap<string, SquaresOfCut>
    readonly auc: number
    readonly base: number
}

/** Adds up the slices. */
export function addSpread(request: SpreadRequest, rows: readonly SpreadRow[]): Spread {
    const at = (row: SpreadRow, list: keyof SpreadRow, cut: number): number => {
        const place = row.cuts.indexOf(cut)
        return place < 0 ? 0 : (row[list][place] ?? 0)
    }
    const sum = (list: keyof SpreadRow, cut: number): number =>
        rows.reduce((all, row) => all + at(row, list, cut), 0)
    return {
        cuts: new Map(
            request.cuts.map(({cut}, index) => [
                cutName(cut),
                {
                    crude: sum("crude", index + 1),
                    precision: sum("precision", index + 1),
                    recall: sum("recall", index + 1),
                    matched: sum("matched", index + 1),
                    matchedConfirm: sum("matched_confirm", index + 1),
                },
            ]),
        ),
        auc: sum("auc", 1),
        base: sum("base", 1),
    }
}
