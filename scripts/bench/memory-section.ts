import {AIM_BYTES, type MemoryFigures} from "./memory"
import type {SyncFigures} from "./sync-memory"

const n = (value: number): string => value.toLocaleString("en")
const mb = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`

/** The memory of a whole run, as lines of text. */
export function memoryLines(figures: readonly (MemoryFigures & {readonly with: string})[]): string[] {
    return figures.flatMap((run) => [
        `A run of the runner over ${n(run.accounts)} accounts and ${n(run.events)} events: ${n(run.active_rows)} active rows, ${n(run.events_written)} events written, ${run.queries} queries, ${run.seconds.toFixed(0)} s`,
        `${run.peak_rss < AIM_BYTES ? "met   " : "missed"}  peak memory of its process (${run.with}): ${mb(run.peak_rss)} (aim < ${mb(AIM_BYTES)})`,
    ])
}

/** The memory of the first sync of deal outcomes, as lines of text. */
export function syncLines({deals, events, reads, peak_rss: peak, seconds}: SyncFigures): string[] {
    return [
        `First sync of ${n(deals)} deals by the runner: ${n(reads)} requests to Attio, ${n(events)} events sent, ${seconds.toFixed(0)} s (the limit of 40 requests a second sets the pace)`,
        `${peak < AIM_BYTES ? "met   " : "missed"}  peak memory of its process: ${mb(peak)} (aim < ${mb(AIM_BYTES)})`,
    ]
}
