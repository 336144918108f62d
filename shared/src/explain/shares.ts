import {type Figures, say, type Sentence} from "./sentence"

/** Below this many a percentage says more than there is: the counts stand alone. */
export const FEWEST_FOR_PERCENT = 10

/**
 * What follows "14 of 61": " (23 %, range 14-35 %)"; nothing where there are too few.
 *
 * @param path place of a `Share`
 */
export function shareDetail(figures: Figures, path: string): Sentence {
    if (!hasPercent(figures, path)) return say``
    const value = figures.stated(`${path}.value`, "percent")
    const range = shareRange(figures, path)
    return range === null ? say` (${value})` : say` (${value}, range ${range})`
}

/** What follows "57 of 3,497" where the range does not matter: " (1.6 %)". */
export function sharePercent(figures: Figures, path: string): Sentence {
    return hasPercent(figures, path) ? say` (${figures.stated(`${path}.value`, "percent")})` : say``
}

/** "14-35 %"; null where there is no range. */
export function shareRange(figures: Figures, path: string): Sentence | null {
    if (figures.value(`${path}.lo`) === null || figures.value(`${path}.hi`) === null) return null
    const [lo, hi] = (["lo", "hi"] as const).map((end) => figures.stated(`${path}.${end}`, "percentLimit"))
    return lo === undefined || hi === undefined ? null : say`${lo}-${hi} %`
}

function hasPercent(figures: Figures, path: string): boolean {
    const n = figures.value(`${path}.n`)
    return n !== null && n >= FEWEST_FOR_PERCENT && figures.value(`${path}.value`) !== null
}
