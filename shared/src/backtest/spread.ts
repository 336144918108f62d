import {crudeWeights, mantelHaenszelWeights, type RowWeights} from "../stats/clustered-risk-ratio"
import {aucComponents} from "../stats/roc-auc"
import type {ScoreLevel} from "../stats/score-levels"
import type {TwoGroups} from "../stats/two-groups"
import {type Cut, cutName, subjectCuts} from "./cuts"
import {type Scope, scoreGroups, stateGroups, strataOf, total} from "./groups"
import {type BacktestPlan, blocksOf} from "./plan"
import type {Subject} from "./subjects"
import {cellsOf, type CountTables, type TableName} from "./tables"
import {thresholdsOf} from "./thresholds"

/**
 * Sums over accounts of the squared sum of their dates' contributions to an estimate's error (METHODS §3.2), by estimate:
 * the lift, matched by date or not; the share of exposed dates that convert; the share of converting dates exposed.
 */
export interface SquaresOfCut {
    readonly crude: number
    readonly precision: number
    readonly recall: number
    readonly matched: number
    readonly matchedConfirm: number
}

/** Sums of squares by name of the cut, and those of the area under the ROC curve and of the base rate. */
export interface Spread {
    readonly cuts: ReadonlyMap<string, SquaresOfCut>
    readonly auc: number
    readonly base: number
}

/** Sum over accounts of (dates in cell x) · (dates in cell y), for x <= y. */
type Pairs = readonly {readonly x: number; readonly y: number; readonly sum: number}[]

/** Everything whose error is measured, from the pair tables. */
export function spreadOf(
    tables: CountTables,
    plan: BacktestPlan,
    subjects: readonly Subject[],
    threshold: number,
): Spread {
    const all = total(strataOf(tables, plan, 1, "whole"))
    const cuts = new Map<string, SquaresOfCut>()
    const scorePairs = pairsOf(tables, "scorePairs", null)
    subjectCuts(subjects).forEach((cut, index) => {
        const pairs = pairsOf(tables, "datePairs", index + 1)
        const ofDate = (cell: number): number => cell % 4
        cuts.set(cutName(cut), {
            ...unmatched(pairs, ofDate, total(strataOf(tables, plan, index + 1, "whole"))),
            matched: matched(tables, plan, index + 1, "whole", pairs),
            matchedConfirm: matched(tables, plan, index + 1, "confirm", pairs),
        })
    })
    subjects.forEach(({steps}, index) => {
        const pairs = pairsOf(tables, "statePairs", index)
        steps.forEach((_step, i) => {
            const cut: Cut = {of: "signal", index, state: i + 2}
            const cell = (state: number): number => (state >> 1 >= i + 2 ? 2 : 0) + (state & 1)
            cuts.set(cutName(cut), {
                ...unmatched(pairs, cell, stateGroups(tables, index, i + 2, all)),
                matched: 0,
                matchedConfirm: 0,
            })
        })
    })
    for (const at of thresholdsOf(tables, threshold)) {
        const cell = (score: number): number => (score >> 1 >= at ? 2 : 0) + (score & 1)
        cuts.set(cutName({of: "score", threshold: at}), {
            ...unmatched(scorePairs, cell, scoreGroups(tables, at)),
            matched: 0,
            matchedConfirm: 0,
        })
    }
    const rows = all.n1 + all.n0
    const base = rows === 0 ? 0 : (all.a + all.c) / rows
    const auc = aucWeights(levelsOf(tables))
    return {
        cuts,
        auc: squares(scorePairs, (cell) => auc.get(cell) ?? 0),
        base: rows === 0 ? 0 : squares(scorePairs, (cell) => ((cell & 1) - base) / rows),
    }
}

function pairsOf(tables: CountTables, name: TableName, a: number | null): Pairs {
    const pairs: {x: number; y: number; sum: number}[] = []
    for (const {a: first, b, c, n} of cellsOf(tables, name)) {
        if (a === null) pairs.push({x: first, y: b * 100 + c, sum: n})
        else if (first === a) pairs.push({x: b, y: c, sum: n})
    }
    return pairs
}

/** Sum over accounts of (sum over its dates of the weight of their cell)². */
function squares(pairs: Pairs, weight: (cell: number) => number): number {
    let sum = 0
    for (const {x, y, sum: product} of pairs) sum += (x === y ? 1 : 2) * weight(x) * weight(y) * product
    return Math.max(0, sum)
}

/** Estimates that weigh all dates alike. `cell` gives 2 · exposed + converts. */
function unmatched(
    pairs: Pairs,
    cell: (cell: number) => number,
    groups: TwoGroups,
): Pick<SquaresOfCut, "crude" | "precision" | "recall"> {
    const {a, n1, c} = groups
    const m = a + c
    const crude = crudeWeights(groups)
    const of = (weights: readonly number[]): number => squares(pairs, (at) => weights[cell(at)] ?? 0)
    return {
        crude: crude === null ? 0 : of(inOrder(crude)),
        // An account's share of the error of k/n is (its k - k/n · its n) / n.
        precision: n1 === 0 ? 0 : of([0, 0, -a / n1 / n1, (1 - a / n1) / n1]),
        recall: m === 0 ? 0 : of([0, -a / m / m, 0, (1 - a / m) / m]),
    }
}

/**
 * The lift matched by date. Each date has weights of its own, and pairs are summed by blocks of a few neighbouring dates:
 * squares of single dates are exact, products of two dates take their blocks' mean weights.
 */
function matched(
    tables: CountTables,
    plan: BacktestPlan,
    subject: number,
    scope: Scope,
    pairs: Pairs,
): number {
    const strata = strataOf(tables, plan, subject, scope)
    const {weights} = mantelHaenszelWeights(strata)
    if (weights === null) return 0
    const dates = new Map<number, number>()
    const weighted = new Map<number, number>()
    let ofSingleDates = 0
    blocksOf(plan).forEach((block, i) => {
        const [stratum, own] = [strata[i], weights[i]]
        if (block === null || stratum === undefined || own === undefined) return
        inOrder(own).forEach((weight, cell) => {
            const n = inCell(stratum, cell)
            if (n === 0) return
            const key = 4 * block + cell
            dates.set(key, (dates.get(key) ?? 0) + n)
            weighted.set(key, (weighted.get(key) ?? 0) + weight * n)
            ofSingleDates += weight * weight * n
        })
    })
    const mean = (cell: number): number => (weighted.get(cell) ?? 0) / (dates.get(cell) ?? 1)
    let ofPairs = 0
    for (const {x, y, sum} of pairs) {
        // Of a cell with itself, the pairs of a date with itself are counted already.
        const products = x === y ? sum - (dates.get(x) ?? 0) : 2 * sum
        if (dates.has(x) && dates.has(y)) ofPairs += mean(x) * mean(y) * products
    }
    return Math.max(0, ofSingleDates + ofPairs)
}

/** Dates of a stratum in a cell 2 · exposed + converts. */
function inCell({a, n1, c, n0}: TwoGroups, cell: number): number {
    return [n0 - c, c, n1 - a, a][cell] ?? 0
}

function inOrder({w00, w01, w10, w11}: RowWeights): number[] {
    return [w00, w01, w10, w11]
}

/** Scores with their account-dates, ascending. */
export function levelsOf(tables: CountTables): ScoreLevel[] {
    const levels = new Map<number, {positives: number; negatives: number}>()
    for (const {a: score, c: converts, n} of cellsOf(tables, "scores")) {
        const level = levels.get(score) ?? {positives: 0, negatives: 0}
        level[converts === 1 ? "positives" : "negatives"] += n
        levels.set(score, level)
    }
    return [...levels].map(([score, counts]) => ({score, ...counts})).sort((a, b) => a.score - b.score)
}

/** Contribution of a date to the area's error by 2 · score + converts: (V10 - AUC)/P with the outcome, (V01 - AUC)/N without. */
function aucWeights(levels: readonly ScoreLevel[]): Map<number, number> {
    const weights = new Map<number, number>()
    const found = aucComponents(levels)
    if (found === null) return weights
    const positives = levels.reduce((sum, level) => sum + level.positives, 0)
    const negatives = levels.reduce((sum, level) => sum + level.negatives, 0)
    for (const {score, v10, v01} of found.components) {
        weights.set(2 * score, (v01 - found.auc) / negatives)
        weights.set(2 * score + 1, (v10 - found.auc) / positives)
    }
    return weights
}
