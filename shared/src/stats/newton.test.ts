import {mulberry32} from "./mulberry32"
import {expit, fitLogistic, type LogisticRow, logit} from "./newton"

/** Score equations of the fit: all 0 at the optimum. */
function gradient(
    rows: readonly LogisticRow[],
    intercept: number,
    slopes: readonly number[],
    ridge = 0,
): number[] {
    const sums = [0, ...slopes.map((slope) => ridge * slope)]
    for (const {features, successes, trials, offset = 0} of rows) {
        const eta = features.reduce((sum, x, j) => sum + slopes[j]! * x, intercept + offset)
        const residual = trials * expit(eta) - successes
        sums[0]! += residual
        features.forEach((x, j) => (sums[j + 1]! += residual * x))
    }
    return sums
}

test("two-group data have the closed-form solution", () => {
    const fit = fitLogistic([
        {features: [0], successes: 10, trials: 300},
        {features: [1], successes: 4, trials: 30},
    ])!
    expect(fit.intercept).toBeCloseTo(logit(10 / 300), 10)
    expect(fit.slopes[0]).toBeCloseTo(logit(4 / 30) - logit(10 / 300), 10)
})

test.each([
    [1, 0],
    [2, 0.1],
    [3, 30],
])("solves the score equations (seed %d, ridge %d)", (seed, ridge) => {
    const random = mulberry32(seed)
    const rows = Array.from({length: 200}, () => {
        // Features of very different scale and location.
        const features = [random() * 1e5 + 1e6, random() * 1e-4, random() < 0.1 ? 1 : 0]
        const rate = expit(-2 + (features[0]! - 1e6) / 4e4 + features[2]!)
        return {features, successes: random() < rate ? 1 : 0, trials: 1}
    })
    const fit = fitLogistic(rows, ridge)!
    const sums = gradient(rows, fit.intercept, fit.slopes, ridge)
    const scales = [1, 1e6, 1e-4, 1]
    sums.forEach((value, j) => expect(Math.abs(value / scales[j]!)).toBeLessThan(1e-6))
})

test("an offset of thousands of standard errors still converges", () => {
    const rows = [0, 1, 0].map((successes) => ({features: [], successes, trials: 1, offset: 27.6}))
    expect(fitLogistic(rows)!.intercept).toBeCloseTo(logit(1 / 3) - 27.6, 9)
    const mixed = [-27, 27, -27, 27, 0].map((offset, i) => ({
        features: [],
        successes: i % 2,
        trials: 1,
        offset,
    }))
    expect(gradient(mixed, fitLogistic(mixed)!.intercept, [])[0]).toBeCloseTo(0, 9)
})

test("no finite optimum is null; a penalty makes it finite", () => {
    const separated = [1, 2, 3, 4].map((x) => ({features: [x], successes: x > 2 ? 1 : 0, trials: 1}))
    const quasi = [1, 2, 2, 3].map((x, i) => ({features: [x], successes: i > 1 ? 1 : 0, trials: 1}))
    expect(fitLogistic(separated)).toBeNull()
    expect(fitLogistic(quasi)).toBeNull()
    expect(fitLogistic([{features: [1], successes: 5, trials: 5}])).toBeNull()
    expect(fitLogistic([])).toBeNull()
    const fit = fitLogistic(separated, 0.1)!
    gradient(separated, fit.intercept, fit.slopes, 0.1).forEach((value) => expect(value).toBeCloseTo(0, 9))
})

test("expit and logit are stable far out", () => {
    expect(expit(-800)).toBe(0)
    expect(expit(800)).toBe(1)
    expect(expit(-40)).toBeCloseTo(Math.exp(-40), 25)
    expect(logit(expit(-30))).toBeCloseTo(-30, 10)
})
