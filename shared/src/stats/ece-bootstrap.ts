import {checkProbabilities, equalWidthBin, equalWidthBins, expectedCalibrationError} from "./calibration"
import {mulberry32} from "./mulberry32"
import {quantile} from "./quantile"

const BINS = 10

/** How the resampling is done; the same values give the same interval. */
export interface BootstrapSettings {
    readonly resamples: number
    readonly seed: number
    /** Confidence level, 0..1. */
    readonly conf: number
}

/** Expected calibration error with its percentile bootstrap interval, 0..1; null without rows. */
export interface EceInterval {
    readonly ece: number | null
    readonly lo: number | null
    readonly hi: number | null
}

/**
 * Percentile bootstrap interval of the expected calibration error over 10 bins of equal width: every resample draws n
 * rows floor(u·n) in order from one mulberry32 sequence. The interval inherits the upward bias of the estimate
 * (METHODS §4) and must be labelled so. Assumes independent rows; O(n · resamples).
 */
export function eceBootstrap(
    probabilities: ArrayLike<number>,
    outcomes: ArrayLike<number>,
    {resamples, seed, conf}: BootstrapSettings,
): EceInterval {
    checkProbabilities(probabilities, outcomes)
    const n = probabilities.length
    if (n === 0) return {ece: null, lo: null, hi: null}
    const binOf = Uint8Array.from(probabilities, (p) => equalWidthBin(p, BINS))
    const random = mulberry32(seed)
    const errors = new Float64Array(resamples)
    const difference = new Float64Array(BINS)
    for (let b = 0; b < resamples; b++) {
        difference.fill(0)
        for (let draw = 0; draw < n; draw++) {
            const row = Math.floor(random() * n)
            difference[binOf[row]!]! += outcomes[row]! - probabilities[row]!
        }
        errors[b] = difference.reduce((sum, gap) => sum + Math.abs(gap), 0) / n
    }
    errors.sort()
    return {
        ece: expectedCalibrationError(equalWidthBins(probabilities, outcomes, BINS)),
        lo: quantile(errors, (1 - conf) / 2),
        hi: quantile(errors, (1 + conf) / 2),
    }
}

/** Result of {@link calibrationNullCheck}. */
export interface CalibrationNullCheck {
    readonly ece: number
    /** 95th percentile of the error that a perfectly calibrated score with these probabilities shows. */
    readonly percentile95: number
    readonly miscalibrated: boolean
}

/**
 * Whether the calibration error exceeds what perfect calibration would show: outcomes are drawn as Bernoulli(p) for
 * the given probabilities, and the observed error is compared with the 95th percentile (METHODS §4).
 *
 * @returns null without rows
 */
export function calibrationNullCheck(
    probabilities: ArrayLike<number>,
    outcomes: ArrayLike<number>,
    {resamples, seed}: Pick<BootstrapSettings, "resamples" | "seed">,
): CalibrationNullCheck | null {
    checkProbabilities(probabilities, outcomes)
    if (probabilities.length === 0) return null
    const random = mulberry32(seed)
    const errors = Float64Array.from({length: resamples}, () => {
        const drawn = Uint8Array.from(probabilities, (p) => (random() < p ? 1 : 0))
        return expectedCalibrationError(equalWidthBins(probabilities, drawn, BINS))
    }).sort()
    const ece = expectedCalibrationError(equalWidthBins(probabilities, outcomes, BINS))
    const percentile95 = quantile(errors, 0.95)
    if (percentile95 === null) throw new RangeError("resamples must be at least 1")
    return {ece, percentile95, miscalibrated: ece > percentile95}
}
