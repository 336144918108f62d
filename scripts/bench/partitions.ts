import type {BenchClient} from "./client"
import {median} from "./cost"
import {ALL_SIGNALS, detect} from "./detect"
import {GRIDS, type Round} from "./rounds"

/** PostHog's limit for one query. */
export const LIMIT_MS = 10_000
const MOST = 16

/** Partitions by account hash that a signal's replay needs on this machine to stay under PostHog's limit. */
export interface Need {
    readonly signal: string
    /** Slowest page of a round, median over the rounds. */
    readonly slowest_page_ms: number
    /** A power of two, as the daily run doubles; null when even 16 are too few. */
    readonly partitions: number | null
}

/** 1 where the slowest page of the replay was fast enough; else doubled and measured until it is. */
export async function partitionsNeeded(client: BenchClient, rounds: readonly Round[]): Promise<Need[]> {
    const needs: Need[] = []
    for (const signal of ALL_SIGNALS) {
        const slowest = median(
            rounds.map((round) => round.replay.found.get(signal)?.slowestPageMs ?? Infinity),
        )
        let partitions = 1
        let ms = slowest
        while (ms >= LIMIT_MS && partitions < MOST) {
            partitions *= 2
            ms = (await detect(client, signal, GRIDS.replay, {index: 0, count: partitions})).slowestPageMs
        }
        needs.push({
            signal: signal.id,
            slowest_page_ms: Math.round(slowest),
            partitions: ms < LIMIT_MS ? partitions : null,
        })
    }
    return needs
}
