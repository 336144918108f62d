import {
    checkUnits,
    jeffreysRate,
    shrinkageStrength,
    type ShrunkenRate,
    shrunkenRate,
    type UnitCounts,
} from "./shrinkage-strength"

/** Rates of exchangeable units, shrunken to their common mean; shares in 0..1. */
export interface BetaBinomialShrinkage {
    /** `degenerate_jeffreys`: no unit, or every unit, converted; strength and mean are then unknown (null). */
    readonly status: "ok" | "degenerate_jeffreys"
    /** Size of the prior in observations. */
    readonly strength: number | null
    /** Pooled rate Σk/Σn the units are shrunken to. */
    readonly mean: number | null
    readonly units: ShrunkenRate[]
}

/**
 * Shrunken conversion rates of exchangeable units such as signals or segments: beta-binomial model, mean m = Σk/Σn,
 * strength by {@link shrinkageStrength}; the interval also carries the uncertainty of m, with variance m(1-m)/W,
 * W = Σ n(S+1)/(n+S) (METHODS §4). Not for ordered score buckets: their rates differ systematically, use
 * `bucketTrendShrinkage`.
 *
 * Edge cases: empty units get the mean and a wide interval. No or only conversions: Jeffreys' prior per unit.
 */
export function betaBinomialShrinkage(units: readonly UnitCounts[]): BetaBinomialShrinkage {
    checkUnits(units)
    const conversions = units.reduce((sum, {k}) => sum + k, 0)
    const members = units.reduce((sum, {n}) => sum + n, 0)
    if (conversions === 0 || conversions === members) {
        return {status: "degenerate_jeffreys", strength: null, mean: null, units: units.map(jeffreysRate)}
    }
    const m = conversions / members
    const strength = shrinkageStrength(
        units,
        units.map(() => m),
    )
    const information = units.reduce((sum, {n}) => sum + (n * (strength + 1)) / (n + strength), 0)
    const varianceOfM = (m * (1 - m)) / information
    return {
        status: "ok",
        strength,
        mean: m,
        units: units.map((unit) => shrunkenRate(unit, m, varianceOfM, strength)),
    }
}
