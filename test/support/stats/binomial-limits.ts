import {clopperPearson} from "../../../shared/src/stats/proportion"

/**
 * Whether an observed share of simulation runs is compatible with a true share: exact binomial limits at 99.9 %, so
 * that a true claim is refused once in a thousand seeds.
 */
export function compatible(hits: number, runs: number, share: number): boolean {
    const {lo, hi} = clopperPearson(hits, runs, 0.999)!
    return lo <= share && share <= hi
}

/** Largest and smallest, mean and standard deviation of simulated values. */
export function summary(values: readonly number[]) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
    return {mean, sd: Math.sqrt(variance), least: Math.min(...values), most: Math.max(...values)}
}
