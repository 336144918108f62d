import {DAY_SECONDS, type Grid, gridOf} from "@beton/shared/queries/grid"
import type {AnySignal} from "@beton/shared/signals/index"

import type {BenchClient} from "./client"
import {type Cost, scale, sum, withCpu} from "./cost"
import {BENCH_NOW} from "./data"
import {ACCOUNT, ALL_SIGNALS, detect, type Found} from "./detect"
import {floorQuery} from "./floor"

/** Instants of the replay. */
export const REPLAY_DAYS = 180
/** How many of them are also run as single days, evenly spread from the first to the last. */
export const SAMPLED_DAYS = 10

const instants = Array.from(
    {length: REPLAY_DAYS},
    (_, i) => BENCH_NOW - (REPLAY_DAYS - 1 - i) * DAY_SECONDS * 1000,
)
const sampled = Array.from(
    {length: SAMPLED_DAYS},
    (_, i) => instants[Math.round((i * (REPLAY_DAYS - 1)) / (SAMPLED_DAYS - 1))] ?? BENCH_NOW,
)

/** (a) the last instant, (b) all instants, (c) some of them one by one. */
export const GRIDS = {
    day: gridOf([BENCH_NOW]),
    replay: gridOf(instants),
    sampled: sampled.map((instant) => gridOf([instant])),
} as const

/** Costs and rows of all eight signals on one grid. */
export interface Detected {
    readonly found: ReadonlyMap<AnySignal, Found>
    readonly costs: ReadonlyMap<AnySignal, Cost>
    readonly total: Cost
}

/** One detection with the floor of its windows. */
export interface Measured extends Detected {
    /** Mean of a floor before and one after the detection. */
    readonly floor: Cost
}

/** Measured in this order: floor, (a), floor, floor, (b), floor, then this round's share of the days of (c). */
export interface Round {
    readonly day: Measured
    readonly replay: Measured
    /** By position in `GRIDS.sampled`. */
    readonly singles: ReadonlyMap<number, Detected>
}

/** Runs one round with the single days at these positions of the sample; `say` hears what is being done. */
export async function runRound(
    client: BenchClient,
    positions: readonly number[],
    say: (text: string) => void,
): Promise<Round> {
    say("one day")
    const day = await besideFloor(client, GRIDS.day)
    say(`replay of ${REPLAY_DAYS} days`)
    const replay = await besideFloor(client, GRIDS.replay)
    const singles = new Map<number, Detected>()
    for (const position of positions) {
        const grid = GRIDS.sampled[position]
        if (grid === undefined) continue
        say(`single day ${position + 1} of ${SAMPLED_DAYS}`)
        singles.set(position, await detectAll(client, grid))
    }
    return {day, replay, singles}
}

async function besideFloor(client: BenchClient, grid: Grid): Promise<Measured> {
    const before = await floor(client, grid)
    const detected = await detectAll(client, grid)
    const after = await floor(client, grid)
    return {...detected, floor: scale(sum([before, after]), 0.5)}
}

async function floor(client: BenchClient, grid: Grid): Promise<Cost> {
    return (await withCpu(() => client.run(floorQuery(ACCOUNT, grid)))).cost
}

async function detectAll(client: BenchClient, grid: Grid): Promise<Detected> {
    const found = new Map<AnySignal, Found>()
    const costs = new Map<AnySignal, Cost>()
    for (const signal of ALL_SIGNALS) {
        const {result, cost} = await withCpu(() => detect(client, signal, grid))
        found.set(signal, result)
        costs.set(signal, cost)
    }
    return {found, costs, total: sum([...costs.values()])}
}
