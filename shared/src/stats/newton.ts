/** One (possibly grouped) observation of a logistic model. */
export interface LogisticRow {
    /** Feature values without the intercept. */
    readonly features: readonly number[]
    /** Successes, may be fractional: a smoothed target is one trial with that many successes. */
    readonly successes: number
    readonly trials: number
    /** Added to the linear predictor with coefficient 1; default 0. */
    readonly offset?: number
}

/** Coefficients of a converged fit, and what was minimised. */
export interface LogisticFit {
    readonly intercept: number
    readonly slopes: number[]
    /** Σ trials·ln(1 + e^η) - successes·η, plus the penalty. */
    readonly loss: number
}

const MAX_ITERATIONS = 200
const MAX_HALVINGS = 60
/** Share of the decrease a step promises that it must bring (Armijo). */
const SUFFICIENT = 1e-4

/**
 * Logistic maximum likelihood by Newton steps with halving: minimises Σ trials·ln(1+e^η) - successes·η +
 * (ridge/2) Σ slope², η = offset + intercept + Σ slope·feature, the intercept free. Features are standardised inside,
 * so that their scale does not matter. The loss is convex: a finite optimum is found wherever there is one.
 *
 * @param ridge penalty on the slopes, one value for all; 0 = none
 * @returns null when no finite optimum was reached (one class, or separated without penalty)
 */
export function fitLogistic(rows: readonly LogisticRow[], ridge = 0): LogisticFit | null {
    const width = rows[0]?.features.length ?? 0
    const {means, scales} = standardisation(rows, width)
    const design = rows.map((row) => [1, ...row.features.map((x, j) => (x - means[j]!) / scales[j]!)])
    const penalties = [0, ...scales.map((scale) => ridge / scale ** 2)]
    const trials = rows.reduce((sum, row) => sum + row.trials, 0)
    const successes = rows.reduce((sum, row) => sum + row.successes, 0)
    if (!(successes > 0 && successes < trials)) return null

    // Right on average to begin with: from further away a first step on a flat likelihood goes astray.
    const offset = rows.reduce((sum, row) => sum + row.trials * (row.offset ?? 0), 0) / trials
    let coefficients = [logit(successes / trials) - offset, ...new Array<number>(width).fill(0)]
    let loss = lossAt(rows, design, penalties, coefficients)
    for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
        const {gradient, hessian} = derivatives(rows, design, penalties, coefficients)
        const step = solveCholesky(hessian, gradient)
        if (step === null) return null
        const decrease = step.reduce((sum, value, j) => sum + value * gradient[j]!, 0)
        let factor = 1
        let next = coefficients
        let nextLoss = loss
        for (let halving = 0; halving < MAX_HALVINGS; halving++, factor /= 2) {
            next = coefficients.map((value, j) => value - factor * step[j]!)
            nextLoss = lossAt(rows, design, penalties, next)
            if (nextLoss <= loss - SUFFICIENT * factor * decrease + 1e-13 * Math.abs(loss)) break
        }
        const largest = Math.max(...step.map((value) => Math.abs(value * factor)))
        const size = Math.max(1, ...next.map(Math.abs))
        coefficients = next
        loss = nextLoss
        // The Newton decrement bounds the distance to the optimum; separated data keep stepping outwards instead.
        if (largest <= 1e-11 * size && decrease <= 1e-14 * Math.max(1, loss)) {
            return unstandardised(coefficients, means, scales, loss)
        }
    }
    return null
}

/** Logistic function, without overflow. */
export function expit(x: number): number {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))
}

/** ln(p/(1-p)) */
export function logit(p: number): number {
    return Math.log(p) - Math.log1p(-p)
}

function standardisation(rows: readonly LogisticRow[], width: number) {
    const means: number[] = []
    const scales: number[] = []
    const trials = rows.reduce((sum, row) => sum + row.trials, 0)
    for (let j = 0; j < width; j++) {
        const mean = rows.reduce((sum, row) => sum + row.trials * row.features[j]!, 0) / trials
        const spread =
            rows.reduce((sum, row) => sum + row.trials * (row.features[j]! - mean) ** 2, 0) / trials
        means.push(mean)
        scales.push(spread > 0 ? Math.sqrt(spread) : 1)
    }
    return {means, scales}
}

function unstandardised(
    coefficients: readonly number[],
    means: number[],
    scales: number[],
    loss: number,
): LogisticFit {
    const slopes = scales.map((scale, j) => coefficients[j + 1]! / scale)
    const intercept = slopes.reduce((sum, slope, j) => sum - slope * means[j]!, coefficients[0]!)
    return {intercept, slopes, loss}
}

function linear(row: LogisticRow, x: readonly number[], coefficients: readonly number[]): number {
    let eta = row.offset ?? 0
    for (let j = 0; j < x.length; j++) eta += x[j]! * coefficients[j]!
    return eta
}

function lossAt(
    rows: readonly LogisticRow[],
    design: readonly (readonly number[])[],
    penalties: readonly number[],
    coefficients: readonly number[],
): number {
    let loss = 0
    for (let i = 0; i < rows.length; i++) {
        const row = rows[i]!
        const eta = linear(row, design[i]!, coefficients)
        // trials·ln(1+e^η) - successes·η without cancellation for large |η|
        const rest = row.trials * Math.log1p(Math.exp(-Math.abs(eta)))
        loss += rest + (eta >= 0 ? (row.trials - row.successes) * eta : -row.successes * eta)
    }
    return penalties.reduce((sum, penalty, j) => sum + (penalty / 2) * coefficients[j]! ** 2, loss)
}

function derivatives(
    rows: readonly LogisticRow[],
    design: readonly (readonly number[])[],
    penalties: readonly number[],
    coefficients: readonly number[],
) {
    const gradient = penalties.map((penalty, j) => penalty * coefficients[j]!)
    const hessian = penalties.map((penalty, j) => penalties.map((_, l) => (j === l ? penalty : 0)))
    for (let i = 0; i < rows.length; i++) {
        const row = rows[i]!
        const x = design[i]!
        const eta = linear(row, x, coefficients)
        const p = expit(eta)
        const residual = (row.trials - row.successes) * p - row.successes * expit(-eta)
        const weight = row.trials * p * expit(-eta)
        for (let j = 0; j < x.length; j++) {
            gradient[j]! += residual * x[j]!
            for (let l = 0; l <= j; l++) hessian[j]![l]! += weight * x[j]! * x[l]!
        }
    }
    return {gradient, hessian}
}

/** Solves A·x = b for a positive definite A given by its lower triangle; null when it is not (numerically) so. */
function solveCholesky(a: readonly (readonly number[])[], b: readonly number[]): number[] | null {
    const n = b.length
    const lower: number[][] = []
    for (let i = 0; i < n; i++) {
        const row: number[] = []
        for (let j = 0; j < i; j++) {
            row.push((a[i]![j]! - dot(row, lower[j]!, j)) / lower[j]![j]!)
        }
        const pivot = a[i]![i]! - dot(row, row, i)
        if (!(pivot > 1e-14 * a[i]![i]!)) return null
        lower.push([...row, Math.sqrt(pivot)])
    }
    const x: number[] = []
    for (let i = 0; i < n; i++) x.push((b[i]! - dot(lower[i]!, x, i)) / lower[i]![i]!)
    for (let i = n - 1; i >= 0; i--) {
        for (let k = i + 1; k < n; k++) x[i]! -= lower[k]![i]! * x[k]!
        x[i]! /= lower[i]![i]!
    }
    return x
}

function dot(a: readonly number[], b: readonly number[], length: number): number {
    let sum = 0
    for (let i = 0; i < length; i++) sum += a[i]! * b[i]!
    return sum
}
