const DAY_MS = 86_400_000

/** When a signal type may fire again for the same account. */
export interface CooldownPolicy {
    readonly cadence: "daily" | "weekly"
    /** Days that must have passed since the last firing; exactly that many is enough. */
    readonly cooldownDays: number
}

/** Why an active signal does not fire now. */
export type HoldReason = "already_fired" | "cooldown" | "same_iso_week"

/** The decision for one account and signal type. */
export type CooldownDecision =
    {readonly fire: true} | {readonly fire: false; readonly reason: HoldReason; readonly lastFiredAt: number}

/**
 * Whether an active signal fires at `asOf` (A4, DESIGN §3 "Fires"). Cadence and cooldown limit firing only:
 * the signal stays active and keeps counting in the score.
 *
 * @param history instants (unix ms) at which this type fired for this account, in any order; later ones are ignored
 * @param asOf instant of the run, unix ms
 */
export function decide(history: readonly number[], policy: CooldownPolicy, asOf: number): CooldownDecision {
    let last: number | null = null
    for (const firedAt of history) {
        if (firedAt <= asOf && (last === null || firedAt > last)) last = firedAt
    }
    if (last === null) return {fire: true}
    if (last === asOf) return {fire: false, reason: "already_fired", lastFiredAt: last}
    if (asOf - last < policy.cooldownDays * DAY_MS)
        return {fire: false, reason: "cooldown", lastFiredAt: last}
    if (policy.cadence === "weekly" && isoWeek(last) === isoWeek(asOf)) {
        return {fire: false, reason: "same_iso_week", lastFiredAt: last}
    }
    return {fire: true}
}

/** Number of the UTC ISO week (Monday to Sunday) an instant lies in, counted from the week of 1970-01-01. */
export function isoWeek(instantMs: number): number {
    // 1970-01-01 was a Thursday, three days into its week.
    return Math.floor((Math.floor(instantMs / DAY_MS) + 3) / 7)
}

/**
 * The firings that a cooldown keeps of a series of active instants: the first, then each at least `cooldownDays`
 * after the last kept one (METHODS §3.3).
 *
 * @param instants unix ms, in any order
 */
export function keepWithCooldown(instants: readonly number[], policy: CooldownPolicy): number[] {
    const kept: number[] = []
    for (const instant of [...instants].sort((a, b) => a - b)) {
        const last = kept[kept.length - 1]
        if (decide(last === undefined ? [] : [last], policy, instant).fire) kept.push(instant)
    }
    return kept
}
