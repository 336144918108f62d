import {createHash} from "node:crypto"

import type {AnySignal} from "@beton/shared/signals/index"

import {ALL_SIGNALS, type Found} from "./detect"
import {type Detected, GRIDS} from "./rounds"

/** Rows of one signal for the sampled days, as the replay and as the single-day runs found them. */
export interface Comparison {
    readonly signal: string
    readonly replay_rows: number
    readonly single_rows: number
    readonly replay_hash: string
    readonly single_hash: string
    readonly equal: boolean
}

/** Compares every cell of every row of the sampled days, by count and by hash. */
export function compareRows(replay: Detected, singles: ReadonlyMap<number, Detected>): Comparison[] {
    return ALL_SIGNALS.map((signal) => {
        const days = GRIDS.sampled.map((grid) => grid.days[0] ?? 0)
        const fromReplay = days.flatMap((day) => rowsOfDay(found(replay, signal), day))
        const fromSingles = days.flatMap((day, i) => {
            const single = singles.get(i)
            return single ? rowsOfDay(found(single, signal), day) : []
        })
        // A single-day run that answered for another day would have lost rows to the filter above.
        const all = [...singles.values()].reduce(
            (total, single) => total + found(single, signal).rows.length,
            0,
        )
        const [replayHash, singleHash] = [hash(fromReplay), hash(fromSingles)]
        return {
            signal: signal.id,
            replay_rows: fromReplay.length,
            single_rows: all,
            replay_hash: replayHash,
            single_hash: singleHash,
            equal: fromReplay.length === all && replayHash === singleHash,
        }
    })
}

function found(detected: Detected, signal: AnySignal): Found {
    const rows = detected.found.get(signal)
    if (rows === undefined) throw new Error(`${signal.id} was not measured.`)
    return rows
}

/** Rows of a day in the order of the answer, which is by account. */
function rowsOfDay({columns, rows}: Found, day: number): readonly (readonly unknown[])[] {
    const at = columns.indexOf("day")
    return rows.filter((row) => row[at] === day)
}

function hash(rows: readonly unknown[]): string {
    return createHash("sha256").update(JSON.stringify(rows)).digest("hex").slice(0, 16)
}
