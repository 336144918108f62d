/** Estimators on a million rows, each against sorting a million numbers in the same run. */
import {calibration} from "@beton/shared/stats/calibration"
import {clusteredRiskRatio} from "@beton/shared/stats/clustered-risk-ratio"
import {isotonic} from "@beton/shared/stats/isotonic"
import {kaplanMeier} from "@beton/shared/stats/kaplan-meier"
import {logRank} from "@beton/shared/stats/logrank"
import {mulberry32} from "@beton/shared/stats/mulberry32"
import {pAdjust} from "@beton/shared/stats/p-adjust"
import {ranking} from "@beton/shared/stats/ranking"
import {rocAuc} from "@beton/shared/stats/roc-auc"
import {survivalTable} from "@beton/shared/stats/survival-table"

import {median} from "./cost"

/** Rows of every measurement. */
export const ESTIMATOR_ROWS = 1_000_000
const ACCOUNTS = 40_000
const LANDMARKS = 26

/** One estimator: milliseconds, and how many sorts that is. */
export interface EstimatorLine {
    readonly name: string
    readonly ms: number
    readonly sorts: number
}

/** Everything measured: the sort, and the estimators. */
export interface EstimatorFigures {
    readonly rows: number
    readonly sort_ms: number
    readonly lines: readonly EstimatorLine[]
}

/** Measures each estimator `rounds` times and takes medians. */
export function measureEstimators(rounds: number, say: (text: string) => void): EstimatorFigures {
    const random = mulberry32(7)
    const scores = Float64Array.from({length: ESTIMATOR_ROWS}, () => random())
    const outcomes = Uint8Array.from(scores, (score) => (random() < 0.02 + 0.1 * score ? 1 : 0))
    const probabilities = Float64Array.from(scores, (score) => 0.02 + 0.1 * score)
    const times = Array.from(scores, (score, i) => ({
        time: Math.floor(score * 365),
        event: outcomes[i] === 1,
    }))
    const rows = Array.from({length: ESTIMATOR_ROWS}, (_, i) => ({
        cluster: i % ACCOUNTS,
        stratum: Math.floor(i / ACCOUNTS) % LANDMARKS,
        e: (scores[i] ?? 0) > 0.8,
        y: outcomes[i] === 1,
    }))
    const half = survivalTable(times.slice(0, ESTIMATOR_ROWS / 2))
    const other = survivalTable(times.slice(ESTIMATOR_ROWS / 2))
    const pValues = Array.from(scores)
    const works: readonly (readonly [string, () => unknown])[] = [
        ["clustered risk ratio, crude and by date", () => clusteredRiskRatio(rows)],
        ["area under the ROC curve with DeLong's error", () => rocAuc(scores, outcomes)],
        ["average precision, top fifth, deciles", () => ranking(scores, outcomes, 0.2)],
        ["calibration: Brier, ECE, Spiegelhalter", () => calibration(probabilities, outcomes)],
        ["isotonic regression", () => isotonic(scores, outcomes)],
        ["survival table and Kaplan-Meier", () => kaplanMeier(survivalTable(times), 0.95)],
        ["log-rank of two tables", () => logRank(half, other)],
        ["Benjamini-Hochberg over a million p-values", () => pAdjust(pValues, "bh")],
    ]
    const timed = (work: () => unknown): number => {
        const started = performance.now()
        work()
        return performance.now() - started
    }
    const sort = (): unknown => scores.slice().sort()
    sort()
    const sorts: number[] = []
    const lines = works.map(([name, work]) => {
        say(`Estimators: ${name}`)
        const measured = Array.from({length: rounds}, () => {
            const floor = timed(sort)
            sorts.push(floor)
            const ms = timed(work)
            return {ms, ratio: ms / floor}
        })
        return {name, ms: median(measured.map(({ms}) => ms)), sorts: median(measured.map(({ratio}) => ratio))}
    })
    return {rows: ESTIMATOR_ROWS, sort_ms: median(sorts), lines}
}

/** For people. */
export function estimatorLines({rows, sort_ms: sortMs, lines}: EstimatorFigures): string[] {
    return [
        `Estimators on ${rows.toLocaleString("en")} rows; one sort of as many numbers takes ${Math.round(sortMs)} ms.`,
        ...lines.map(
            ({name, ms, sorts}) =>
                `  ${name.padEnd(48)}${Math.round(ms).toLocaleString("en").padStart(7)} ms  ${sorts.toFixed(1)} sorts`,
        ),
    ]
}
