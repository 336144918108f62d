import {childUsage} from "./stand-in-usage"

/** What some work took: elapsed time, and processor time of ClickHouse (null where it cannot be read). */
export interface Cost {
    readonly ms: number
    readonly cpuMs: number | null
}

/** Runs the work and measures its processor time; elapsed time is what the work itself reports. */
export async function withCpu<T extends {readonly ms: number}>(
    work: () => Promise<T>,
): Promise<{result: T; cost: Cost}> {
    const before = childUsage()
    const result = await work()
    const after = childUsage()
    return {result, cost: {ms: result.ms, cpuMs: before && after && after.cpuMs - before.cpuMs}}
}

/** The costs of several works one after the other. */
export function sum(costs: readonly Cost[]): Cost {
    return costs.reduce<Cost>(
        (total, cost) => ({
            ms: total.ms + cost.ms,
            cpuMs: total.cpuMs === null || cost.cpuMs === null ? null : total.cpuMs + cost.cpuMs,
        }),
        {ms: 0, cpuMs: 0},
    )
}

/** A cost `factor` times as large. */
export function scale(cost: Cost, factor: number): Cost {
    return {ms: cost.ms * factor, cpuMs: cost.cpuMs === null ? null : cost.cpuMs * factor}
}

/** The middle value, of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b)
    const middle = sorted.length / 2
    const low = sorted[Math.ceil(middle) - 1]
    const high = sorted[Math.floor(middle)]
    if (low === undefined || high === undefined) throw new Error("There is no median of nothing.")
    return (low + high) / 2
}

/** The median of each kind of time on its own. */
export function medianCost(costs: readonly Cost[]): Cost {
    const cpu = costs.flatMap(({cpuMs}) => (cpuMs === null ? [] : [cpuMs]))
    return {ms: median(costs.map(({ms}) => ms)), cpuMs: cpu.length === costs.length ? median(cpu) : null}
}

/** How many times larger one cost is than another, in elapsed and in processor time. */
export interface Ratio {
    readonly elapsed: number
    readonly cpu: number | null
}

/** Median over the rounds of the ratio within each round, so that a busy machine slows both sides alike. */
export function medianRatio(pairs: readonly (readonly [Cost, Cost])[]): Ratio {
    const cpu = pairs.flatMap(([a, b]) => (a.cpuMs === null || !b.cpuMs ? [] : [a.cpuMs / b.cpuMs]))
    return {
        elapsed: median(pairs.map(([a, b]) => a.ms / b.ms)),
        cpu: cpu.length === pairs.length ? median(cpu) : null,
    }
}
