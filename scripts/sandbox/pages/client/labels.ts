/** Width of a letter at 12 px, and the least distance of two slanted labels, px. */
const LETTER = 6.6
const SLANTED = 22
const ANGLE = -35

/** How the labels below a chart fit. */
export interface LabelAxis {
    /** Those that are written. */
    readonly ticks: readonly string[]
    readonly tickRotate: number
    /** Margin that they need, px. */
    readonly bottom: number
}

/** Labels side by side where they fit, else slanted, and then only as many as do not overlap; the last one stays. */
export function axisOf(labels: readonly string[], width: number): LabelAxis {
    const longest = Math.max(0, ...labels.map(({length}) => length)) * LETTER
    if (labels.length * (longest + 10) <= width) return {ticks: labels, tickRotate: 0, bottom: 28}
    const every = Math.max(1, Math.ceil((labels.length * SLANTED) / width))
    const ticks = labels.filter((_, i) => (labels.length - 1 - i) % every === 0)
    const height = Math.sin((-ANGLE * Math.PI) / 180) * longest
    return {ticks, tickRotate: ANGLE, bottom: Math.ceil(28 + height)}
}
