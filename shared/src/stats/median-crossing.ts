/** As R's survival package: a share this near to one half is one half. */
const TOLERANCE = 2 ** -26

/**
 * Where a falling step function comes down to one half: the first time at which it is at most that, or, where it
 * is exactly one half, the middle between that time and the next fall.
 *
 * @param steps time and value from that time on, ascending; null = no value there
 * @returns null when it stays above one half
 */
export function crossingOfHalf(
    steps: readonly (readonly [time: number, value: number | null])[],
): number | null {
    const reached = steps.flatMap(([time, value]) =>
        value !== null && value < 0.5 + TOLERANCE ? [{time, value}] : [],
    )
    const first = reached[0]
    if (first === undefined) return null
    if (Math.abs(first.value - 0.5) >= TOLERANCE) return first.time
    const fall = reached.find(({value}) => value < first.value)
    return fall === undefined ? first.time : (first.time + fall.time) / 2
}
