import type {Funnel, Rows} from "../shapes"
import {formatNumber} from "./format"

/** A step with its base: how many of the step before came so far. */
export interface Step {
    readonly name: string
    readonly count: number
    /** Count of the step before; null for the first. */
    readonly before: number | null
    readonly first: number
    readonly dropped: number | null
}

/** The steps of a funnel with what came before each. */
export function stepsOf({steps}: Funnel): Step[] {
    return steps.map(({name, count}, i) => {
        const before = i === 0 ? null : (steps[i - 1]?.count ?? 0)
        return {
            name: `${i + 1}. ${name}`,
            count,
            before,
            first: steps[0]?.count ?? 0,
            dropped: before === null ? null : before - count,
        }
    })
}

/** "8 of 20 (40 %)"; no rate where nobody came so far. */
export function shareOf(count: number, base: number): string {
    const of = `${formatNumber(count)} of ${formatNumber(base)}`
    return base === 0 ? of : `${of} (${formatNumber((100 * count) / base, {decimalPlaces: 0})} %)`
}

/** A funnel as rows, for the table and the file. */
export function funnelRows(funnel: Funnel): Rows {
    return {
        columns: ["Step", "Reached", "Of the step before", "Of the first step", "Dropped off before it"],
        rows: stepsOf(funnel).map(({name, count, before, first, dropped}) => [
            name,
            count,
            before === null ? null : shareOf(count, before),
            before === null ? null : shareOf(count, first),
            dropped,
        ]),
    }
}

/** What a funnel counts, in a sentence. */
export function funnelNote({unit, window}: Funnel): string {
    return `Each ${unit} counts once. It took the steps in this order, all within ${window} of its first one.`
}
