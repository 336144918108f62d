import {normQuantile} from "../../../shared/src/stats/distributions/normal"
import {mulberry32} from "../../../shared/src/stats/mulberry32"

// Looked up once: in a VM each look at a global is slow.
const {exp, floor, log} = Math

const STEPS = 8192
/** Normal quantiles at the middle of equal shares: a draw is one look-up. */
const NORMALS = Float64Array.from({length: STEPS}, (_, i) => normQuantile((i + 0.5) / STEPS))

/** Random numbers of a simulation: the same seed, the same numbers. */
export interface RandomSource {
    /** In [0, 1). */
    uniform(): number
    /** Standard normal, to 1 in 8192. */
    normal(): number
    between(from: number, to: number): number
    /** Even on the logarithmic scale. */
    logBetween(from: number, to: number): number
}

/** See `RandomSource`. */
export function randomSource(seed: number): RandomSource {
    const uniform = mulberry32(seed)
    const between = (from: number, to: number): number => from + uniform() * (to - from)
    return {
        uniform,
        normal: () => NORMALS[floor(uniform() * STEPS)]!,
        between,
        logBetween: (from, to) => exp(between(log(from), log(to))),
    }
}
