/**
 * What a full backtest costs: all eight signals, the score and routing over 26 mature landmarks, in one query, against
 * the floor of the same windows (floor.ts).
 */
import {type BacktestPlan, gridOfPlan, planBacktest} from "@beton/shared/backtest/plan"
import {backtestCounts} from "@beton/shared/queries/backtest/counts"
import {bindQuery} from "@beton/shared/queries/query"

import {STORY_CONFIG} from "../sandbox/story"
import type {BenchClient} from "./client"
import {type Cost, medianCost, medianRatio, type Ratio, scale, sum, withCpu} from "./cost"
import {BENCH_NOW} from "./data"
import {ACCOUNT} from "./detect"
import {floorQuery} from "./floor"

const PLAN: BacktestPlan = planBacktest(BENCH_NOW, 182)
/** An event of the bench data that takes the part of the conversion. */
const OUTCOME = "subscription_started"

/** Landmarks whose outcome window is closed. */
export const MATURE_LANDMARKS = PLAN.landmarks.filter(({mature}) => mature).length

/** One measurement. */
export interface BacktestRound {
    /** Mean of a floor before and one after. */
    readonly floor: Cost
    readonly backtest: Cost
    readonly rows: number
}

/** Medians over rounds. */
export interface BacktestFigures {
    readonly floor: Cost
    readonly backtest: Cost
    readonly floors: Ratio
    readonly rows: number
}

/** Floor, backtest, floor. */
export async function backtestRound(client: BenchClient): Promise<BacktestRound> {
    const grid = gridOfPlan(PLAN)
    const bound = bindQuery(backtestCounts, {
        account: ACCOUNT,
        partition: {index: 0, count: 1},
        plan: PLAN as never,
        outcome: {event: OUTCOME},
        subjects: Object.entries(STORY_CONFIG.signals).map(([id, settings]) => ({id, settings})),
        threshold: 60,
    })
    const floor = async (): Promise<Cost> => (await withCpu(() => client.run(floorQuery(ACCOUNT, grid)))).cost
    const before = await floor()
    const {result, cost} = await withCpu(() =>
        client.run({name: bound.id, text: bound.text, values: bound.values}),
    )
    const after = await floor()
    return {floor: scale(sum([before, after]), 0.5), backtest: cost, rows: result.rows.length}
}

/** The figures of all rounds. */
export function backtestFigures(rounds: readonly BacktestRound[]): BacktestFigures {
    return {
        floor: medianCost(rounds.map(({floor}) => floor)),
        backtest: medianCost(rounds.map(({backtest}) => backtest)),
        floors: medianRatio(rounds.map(({backtest, floor}) => [backtest, floor] as const)),
        rows: Math.max(...rounds.map(({rows}) => rows)),
    }
}
