/** Seconds of one day block. Blocks are plain 86,400 s: no calendar, so no time zone and no daylight saving. */
export const DAY_SECONDS = 86_400

/**
 * The instants a query is asked about: `T = originSeconds + day * 86,400` for each `day` (DESIGN §3 "Day blocks").
 * Event time t lies in block `floor((t - origin) / 86,400)`; the window of n days before T is blocks `day-n .. day-1`.
 */
export interface Grid {
    /** Unix seconds of block 0's start, 0 <= origin < 86,400. */
    readonly originSeconds: number
    /** Block indexes of the instants, ascending, without repeats. */
    readonly days: readonly number[]
}

/**
 * The grid of a list of instants (unix milliseconds). All instants of one grid share their time of day.
 *
 * @throws Error when the list is empty, an instant is not a whole second, or the times of day differ.
 */
export function gridOf(instantsMs: readonly number[]): Grid {
    const first = instantsMs[0]
    if (first === undefined) throw new Error("A detection needs at least one instant.")
    const originSeconds = mod(Math.floor(first / 1000), DAY_SECONDS)
    const days = instantsMs.map((instant) => {
        if (instant % 1000 !== 0) throw new Error("An instant of detection must be a whole second.")
        const seconds = instant / 1000 - originSeconds
        if (mod(seconds, DAY_SECONDS) !== 0) {
            throw new Error("All instants of one detection must share the same time of day.")
        }
        return seconds / DAY_SECONDS
    })
    return {originSeconds, days: [...new Set(days)].sort((a, b) => a - b)}
}

/** The instant (unix ms) of a block index. */
export function instantOf(grid: Pick<Grid, "originSeconds">, day: number): number {
    return (grid.originSeconds + day * DAY_SECONDS) * 1000
}

/** Half-open scan range in ISO form (with Z, as CONTRACT §0 rule 6 demands) covering `lookbackDays` before the first instant. */
export function scanRange(grid: Grid, lookbackDays: number): {from: string; to: string} {
    const first = grid.days[0]
    const last = grid.days[grid.days.length - 1]
    if (first === undefined || last === undefined) throw new Error("A detection needs at least one instant.")
    return {
        from: new Date(instantOf(grid, first - lookbackDays)).toISOString(),
        to: new Date(instantOf(grid, last)).toISOString(),
    }
}

function mod(a: number, n: number): number {
    return ((a % n) + n) % n
}
