import {DAY_SECONDS, type Grid} from "../queries/grid"

const WEEK_DAYS = 7
/** An account that was not active for so long is forgotten. */
const MEMORY_DAYS = 180
/** Weekday of week w's landmark: up and down, so that every weekday is met and the steps stay between 6 and 8 days. */
const ROTATION = [0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1] as const

/** Who is compared, and when (METHODS §3.1). All in days of 24 hours. */
export interface BacktestRules {
    /** A conversion counts within this long after the gap. */
    readonly horizonDays: number
    /** Accounts that convert within this long after a landmark are left out of it: they were already converting. */
    readonly gapDays: number
    /** First activity at least this long before the landmark. */
    readonly minTenureDays: number
    /** Some activity within this long before the landmark: a dead account is no baseline. */
    readonly activeWithinDays: number
}

/** The rules where nothing else is said. */
export const DEFAULT_RULES: BacktestRules = {
    horizonDays: 30,
    // 1 to 3 days are advised as soon as one signal is a billing step (METHODS §3.1), and all share one risk set.
    gapDays: 1,
    // The longest trailing window of the built-in signals must lie within what is known of the account.
    minTenureDays: 7,
    activeWithinDays: 7,
}

/** Part of a backtest a landmark belongs to; the gap keeps outcome windows of the first part out of the last. */
export type Period = "explore" | "gap" | "confirm"

/** One index date. */
export interface Landmark {
    /** Day block of its instant, see `Grid`. */
    readonly day: number
    /** Its outcome window has closed. */
    readonly mature: boolean
    /** null while its outcome window is open. */
    readonly period: Period | null
}

/** The landmarks of one backtest. */
export interface BacktestPlan {
    /** Time of day of all instants: unix seconds of block 0. */
    readonly originSeconds: number
    readonly rules: BacktestRules
    /** Ascending. */
    readonly landmarks: readonly Landmark[]
    /** Day block whose start is the end of the data: nothing later is read. */
    readonly endDay: number
}

/** Share of the mature landmarks that explore; the rest confirm (METHODS §2.4). */
const EXPLORE_SHARE = 0.6

/**
 * Weekly landmarks whose weekday rotates, at fixed places of the calendar: tomorrow's backtest uses the same ones and at
 * most one more, so results do not jump from day to day.
 *
 * @param asOf end of the data, unix ms, a whole second; it sets the time of day of all landmarks
 * @param days the mature landmarks lie within so many days before the last mature one
 * @throws Error naming the number that cannot be
 */
export function planBacktest(asOf: number, days: number, rules: BacktestRules = DEFAULT_RULES): BacktestPlan {
    for (const [name, value, min] of [
        ["days", days, 7],
        ["horizonDays", rules.horizonDays, 1],
        ["gapDays", rules.gapDays, 0],
        ["minTenureDays", rules.minTenureDays, 0],
        ["activeWithinDays", rules.activeWithinDays, 1],
    ] as const) {
        if (!Number.isInteger(value) || value < min)
            throw new Error(`${name} must be a whole number from ${min}.`)
    }
    if (asOf % 1000 !== 0) throw new Error("A backtest must end at a whole second.")
    const originSeconds = (((asOf / 1000) % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS
    const endDay = (asOf / 1000 - originSeconds) / DAY_SECONDS
    const lastMature = endDay - rules.gapDays - rules.horizonDays
    const all = rotated(lastMature - days + 1, endDay)
    const mature = all.filter((day) => day <= lastMature)
    const explored = mature.slice(0, Math.ceil(mature.length * EXPLORE_SHARE))
    const lastExplored = explored[explored.length - 1] ?? Number.NEGATIVE_INFINITY
    return {
        originSeconds,
        rules,
        endDay,
        landmarks: all.map((day) => ({
            day,
            mature: day <= lastMature,
            period: day > lastMature ? null : periodOf(day, lastExplored, rules),
        })),
    }
}

function periodOf(day: number, lastExplored: number, rules: BacktestRules): Period {
    if (day <= lastExplored) return "explore"
    return day < lastExplored + rules.gapDays + rules.horizonDays ? "gap" : "confirm"
}

/** Landmarks from `first` to `last`, both included. */
function rotated(first: number, last: number): number[] {
    const days: number[] = []
    for (let week = Math.floor(first / WEEK_DAYS) - 1; week * WEEK_DAYS <= last; week++) {
        const turn = ((week % ROTATION.length) + ROTATION.length) % ROTATION.length
        const day = week * WEEK_DAYS + (ROTATION[turn] ?? 0)
        if (day >= first && day <= last) days.push(day)
    }
    return days
}

/**
 * Every day from a start date to the end of the data as a landmark: what a replay "as if installed" looks at (H9). All
 * accounts that were ever seen before count, as they do for routing.
 *
 * @param start,asOf unix ms; the days have the time of day of `asOf`
 */
export function planShadow(start: number, asOf: number, horizonDays: number): BacktestPlan {
    const originSeconds = (asOf / 1000) % DAY_SECONDS
    const endDay = (asOf / 1000 - originSeconds) / DAY_SECONDS
    const firstDay = Math.ceil((start / 1000 - originSeconds) / DAY_SECONDS)
    return {
        originSeconds,
        rules: {horizonDays, gapDays: 0, minTenureDays: 0, activeWithinDays: MEMORY_DAYS},
        endDay,
        landmarks: Array.from({length: Math.max(0, endDay - firstDay + 1)}, (_, i) => ({
            day: firstDay + i,
            mature: firstDay + i + horizonDays <= endDay,
            period: null,
        })),
    }
}

/** The grid that all landmarks are asked about. @throws Error when there is none */
export function gridOfPlan(plan: BacktestPlan): Grid {
    if (plan.landmarks.length === 0) throw new Error("A backtest needs at least one landmark.")
    return {originSeconds: plan.originSeconds, days: plan.landmarks.map(({day}) => day)}
}

/** Most blocks of landmarks in a period: what 32 cells of a pair table hold. */
const MOST_BLOCKS = {explore: 4, gap: 1, confirm: 3} as const

/** Block of each landmark, for sums over pairs of landmarks: neighbours of one period, at most 8 blocks; null = open. */
export function blocksOf(plan: BacktestPlan): (number | null)[] {
    let first = 0
    const blocks = new Map<number, number>()
    for (const period of ["explore", "gap", "confirm"] as const) {
        const days = plan.landmarks.filter((landmark) => landmark.period === period).map(({day}) => day)
        const size = Math.ceil(days.length / MOST_BLOCKS[period])
        days.forEach((day, i) => blocks.set(day, first + Math.floor(i / size)))
        first += MOST_BLOCKS[period]
    }
    return plan.landmarks.map(({day}) => blocks.get(day) ?? null)
}
