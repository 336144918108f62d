import {floorDecimal} from "./nearest-integer"

/** Agreement of predicted probabilities with outcomes; null where undefined. */
export interface Calibration {
    /** Mean squared error of the probabilities, 0..1. */
    readonly brier: number | null
    /** 1 - brier/(base rate · (1 - base rate)): 0 = no better than the base rate; null with one class only. */
    readonly brierSkill: number | null
    /** Mean -ln of the probability given to what happened, probabilities kept above 1e-15. */
    readonly logLoss: number | null
    /** Expected calibration error over bins of equal width, 0..1; biased upwards (METHODS §4). */
    readonly eceWidth: number | null
    /** Largest gap of such a bin. */
    readonly mceWidth: number | null
    /** Expected calibration error over bins of equal mass. */
    readonly eceMass: number | null
    /** Root mean squared calibration error over bins of equal mass, its bias removed, never below 0. */
    readonly rmsceDebiased: number | null
    /** About N(0, 1) when calibrated (Spiegelhalter 1986); null when every probability is 0, 1/2 or 1. */
    readonly spiegelhalterZ: number | null
}

/** Sums of one bin of predictions. */
export interface CalibrationBin {
    readonly rows: number
    readonly sumProbability: number
    readonly sumOutcome: number
}

const SMALLEST_PROBABILITY = 1e-15

/**
 * Calibration of probabilities (METHODS §4).
 *
 * Equal width: bin = min(floor(bins·p), bins - 1). Equal mass: bin = floor(bins·#{p_j < p_i}/n), so tied predictions
 * stay together. Debiased: sqrt(max(0, Σ n_b/n ((ȳ_b - p̄_b)² - ȳ_b(1-ȳ_b)/(n_b - 1)))), no correction for single rows
 * (Bröcker 2012; Kumar et al. 2019). Spiegelhalter: Σ(y-p)(1-2p) / sqrt(Σ(1-2p)² p(1-p)).
 *
 * Assumes independent rows. No rows: everything null.
 *
 * @param probabilities 0..1, one per row
 * @param outcomes 0 or 1, one per row
 */
export function calibration(
    probabilities: ArrayLike<number>,
    outcomes: ArrayLike<number>,
    bins = 10,
): Calibration {
    checkProbabilities(probabilities, outcomes)
    const n = probabilities.length
    if (n === 0) {
        const scores = {brier: null, brierSkill: null, logLoss: null, spiegelhalterZ: null}
        return {...scores, eceWidth: null, mceWidth: null, eceMass: null, rmsceDebiased: null}
    }
    let squared = 0
    let loss = 0
    let events = 0
    let numerator = 0
    let variance = 0
    for (let i = 0; i < n; i++) {
        const p = probabilities[i]!
        const y = outcomes[i]!
        squared += (y - p) ** 2
        loss -= Math.log(Math.max(y === 1 ? p : 1 - p, SMALLEST_PROBABILITY))
        events += y
        numerator += (y - p) * (1 - 2 * p)
        variance += (1 - 2 * p) ** 2 * p * (1 - p)
    }
    const brier = squared / n
    const base = events / n
    const byWidth = equalWidthBins(probabilities, outcomes, bins)
    const byMass = equalMassBins(probabilities, outcomes, bins)
    return {
        brier,
        brierSkill: events === 0 || events === n ? null : 1 - brier / (base * (1 - base)),
        logLoss: loss / n,
        eceWidth: expectedCalibrationError(byWidth),
        mceWidth: Math.max(...byWidth.map(gap)),
        eceMass: expectedCalibrationError(byMass),
        rmsceDebiased: debiasedError(byMass),
        spiegelhalterZ: variance > 0 ? numerator / Math.sqrt(variance) : null,
    }
}

/** Bin of equal width that a probability belongs to. */
export function equalWidthBin(probability: number, bins: number): number {
    return Math.min(floorDecimal(probability * bins), bins - 1)
}

/** Σ n_b/n |ȳ_b - p̄_b| over bins; 0..1. */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
    const n = bins.reduce((sum, bin) => sum + bin.rows, 0)
    return bins.reduce((sum, bin) => sum + Math.abs(bin.sumOutcome - bin.sumProbability), 0) / n
}

/** Non-empty bins of equal width. */
export function equalWidthBins(
    probabilities: ArrayLike<number>,
    outcomes: ArrayLike<number>,
    bins: number,
): CalibrationBin[] {
    return sumBins(probabilities, outcomes, bins, (i) => equalWidthBin(probabilities[i]!, bins))
}

/** Non-empty bins of about equal mass, tied predictions kept together. */
export function equalMassBins(
    probabilities: ArrayLike<number>,
    outcomes: ArrayLike<number>,
    bins: number,
): CalibrationBin[] {
    const n = probabilities.length
    const sorted = Float64Array.from(probabilities).sort()
    const below = new Map<number, number>()
    for (let i = n - 1; i >= 0; i--) below.set(sorted[i]!, i)
    return sumBins(probabilities, outcomes, bins, (i) =>
        Math.floor((bins * below.get(probabilities[i]!)!) / n),
    )
}

/** @throws RangeError when lengths differ, a probability is outside 0..1 or an outcome is neither 0 nor 1 */
export function checkProbabilities(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): void {
    if (probabilities.length !== outcomes.length) {
        throw new RangeError("probabilities and outcomes differ in length")
    }
    for (let i = 0; i < probabilities.length; i++) {
        const p = probabilities[i]!
        if (!(p >= 0 && p <= 1)) throw new RangeError(`probability ${i} is not in 0..1`)
        if (outcomes[i] !== 0 && outcomes[i] !== 1) throw new RangeError(`outcome ${i} is neither 0 nor 1`)
    }
}

function sumBins(
    probabilities: ArrayLike<number>,
    outcomes: ArrayLike<number>,
    bins: number,
    binOf: (row: number) => number,
): CalibrationBin[] {
    const sums = Array.from({length: bins}, () => ({rows: 0, sumProbability: 0, sumOutcome: 0}))
    for (let i = 0; i < probabilities.length; i++) {
        const bin = sums[binOf(i)]!
        bin.rows++
        bin.sumProbability += probabilities[i]!
        bin.sumOutcome += outcomes[i]!
    }
    return sums.filter((bin) => bin.rows > 0)
}

function gap(bin: CalibrationBin): number {
    return Math.abs(bin.sumOutcome - bin.sumProbability) / bin.rows
}

function debiasedError(bins: readonly CalibrationBin[]): number {
    const n = bins.reduce((sum, bin) => sum + bin.rows, 0)
    let sum = 0
    for (const bin of bins) {
        const rate = bin.sumOutcome / bin.rows
        const noise = bin.rows === 1 ? 0 : (rate * (1 - rate)) / (bin.rows - 1)
        sum += (bin.rows / n) * (gap(bin) ** 2 - noise)
    }
    return Math.sqrt(Math.max(0, sum))
}
