import type {AnySignal} from "@beton/shared/signals/index"

import type {BacktestFigures} from "./backtest"
import {type Cost, median, medianCost, medianRatio, type Ratio, scale, sum} from "./cost"
import {ALL_SIGNALS} from "./detect"
import {type Measured, REPLAY_DAYS, type Round, SAMPLED_DAYS} from "./rounds"

/** One signal's share: its cost, over the floor, rows and pages. */
export interface SignalLine {
    readonly signal: string
    readonly cost: Cost
    readonly floors: Ratio
    readonly rows: number
    readonly pages: number
}

/** All eight signals on one grid. */
export interface Section {
    readonly floor: Cost
    readonly total: Cost
    readonly floors: Ratio
    readonly signals: readonly SignalLine[]
}

/** One aim of the project and whether this run met it; elapsed time decides. */
export interface Aim {
    readonly name: string
    readonly aim: string
    readonly value: Ratio
    readonly met: boolean
}

/** The figures of a run. */
export interface Figures {
    readonly day: Section
    readonly replay: Section
    /** The sampled single days, and all days at their mean cost; the ratio is taken within each round. */
    readonly singles: {readonly measured: Cost; readonly extrapolated: Cost; readonly over_replay: Ratio}
    readonly backtest: BacktestFigures
    readonly aims: readonly Aim[]
}

/** Medians over the rounds; ratios are taken within a round first. */
export function figures(rounds: readonly Round[], backtest: BacktestFigures): Figures {
    const day = section(rounds.map((round) => round.day))
    const replay = section(rounds.map((round) => round.replay))
    const singles = rounds.map((round) => [...round.singles.values()].map(({total}) => total))
    const measured = sum(singles.flat())
    const overReplay = medianRatio(
        rounds.flatMap((round, i) => {
            const own = singles[i] ?? []
            return own.length === 0
                ? []
                : [[scale(sum(own), REPLAY_DAYS / own.length), round.replay.total] as const]
        }),
    )
    return {
        day,
        replay,
        singles: {
            measured,
            extrapolated: scale(measured, REPLAY_DAYS / SAMPLED_DAYS),
            over_replay: overReplay,
        },
        backtest,
        aims: [
            {name: "(a) one day / floor", aim: "<= 4", value: day.floors, met: day.floors.elapsed <= 4},
            {name: "(b) replay / floor", aim: "<= 6", value: replay.floors, met: replay.floors.elapsed <= 6},
            {
                name: "(c) single days / (b) replay",
                aim: ">= 20",
                value: overReplay,
                met: overReplay.elapsed >= 20,
            },
            {
                name: "(d) full backtest / floor",
                aim: "<= 6",
                value: backtest.floors,
                met: backtest.floors.elapsed <= 6,
            },
        ],
    }
}

const NO_COST: Cost = {ms: NaN, cpuMs: null}

function section(measured: readonly Measured[]): Section {
    return {
        floor: medianCost(measured.map(({floor}) => floor)),
        total: medianCost(measured.map(({total}) => total)),
        floors: medianRatio(measured.map(({total, floor}) => [total, floor] as const)),
        signals: ALL_SIGNALS.map((signal) => signalLine(signal, measured)),
    }
}

function signalLine(signal: AnySignal, measured: readonly Measured[]): SignalLine {
    const costs = measured.map(({costs: all}) => all.get(signal) ?? NO_COST)
    return {
        signal: signal.id,
        cost: medianCost(costs),
        floors: medianRatio(costs.map((cost, i) => [cost, measured[i]?.floor ?? NO_COST] as const)),
        rows: median(measured.map(({found}) => found.get(signal)?.rows.length ?? 0)),
        pages: median(measured.map(({found}) => found.get(signal)?.pages ?? 0)),
    }
}
