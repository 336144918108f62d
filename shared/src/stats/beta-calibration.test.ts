import {betaCalibrated, betaCalibration} from "./beta-calibration"
import {mulberry32} from "./mulberry32"

function rows(seed: number, n: number, rate: (p: number) => number) {
    const random = mulberry32(seed)
    const p = Array.from({length: n}, () => 0.02 + 0.96 * random())
    return {p, y: p.map((value) => (random() < rate(value) ? 1 : 0))}
}

/** Derivatives of the loss in a, b, c at a fit. */
function derivatives(
    fit: ReturnType<typeof betaCalibration>,
    p: number[],
    y: number[],
): [number, number, number] {
    let [a, b, c] = [0, 0, 0]
    p.forEach((value, i) => {
        const residual = betaCalibrated(fit, value)! - y[i]!
        a += residual * Math.log(value)
        b -= residual * Math.log(1 - value)
        c += residual
    })
    return [a, b, c]
}

/** For a convex loss under a, b >= 0 these (Karush, Kuhn, Tucker) hold at the optimum and nowhere else. */
function expectOptimal(fit: ReturnType<typeof betaCalibration>, p: number[], y: number[]): void {
    expect(["ok", "both_slopes_zero"]).toContain(fit.status)
    const [a, b, c] = derivatives(fit, p, y)
    expect(c).toBeCloseTo(0, 7)
    for (const [slope, derivative] of [
        [fit.a!, a],
        [fit.b!, b],
    ] as const) {
        if (slope > 0) expect(derivative).toBeCloseTo(0, 6)
        else expect(derivative).toBeGreaterThanOrEqual(-1e-6)
    }
}

test.each<[string, (p: number) => number, number]>([
    ["sharper", (p) => p ** 2 / (p ** 2 + (1 - p) ** 2), 1],
    ["too high", (p) => p ** 3, 2],
    ["calibrated", (p) => p, 3],
    ["unrelated", () => 0.4, 4],
    ["the wrong way round", (p) => 1 - p, 5],
    ["high at both ends", (p) => (Math.abs(p - 0.5) > 0.4 ? 0.9 : 0.2), 6],
    ["low at both ends", (p) => (Math.abs(p - 0.5) > 0.35 ? 0.1 : 0.8), 7],
])("is the constrained optimum: %s", (_, rate, seed) => {
    const {p, y} = rows(seed, 300, rate)
    expectOptimal(betaCalibration(p, y), p, y)
})

test("with one slope at zero the other is refitted, and it is the better edge", () => {
    let [aIsZero, bIsZero] = [0, 0]
    for (let seed = 100; seed < 160; seed++) {
        const {p, y} = rows(seed, 60, (value) => value ** (seed % 2 === 0 ? 0.3 : 3))
        const fit = betaCalibration(p, y)
        if (fit.status !== "ok") continue
        expectOptimal(fit, p, y)
        if (fit.a === 0) aIsZero++
        if (fit.b === 0) bIsZero++
    }
    expect(aIsZero).toBeGreaterThan(3)
    expect(bIsZero).toBeGreaterThan(3)
})

test("the wrong way round gives the base rate, for every p", () => {
    const {p, y} = rows(5, 300, (value) => 1 - value)
    const fit = betaCalibration(p, y)
    expect(fit).toMatchObject({status: "both_slopes_zero", a: 0, b: 0})
    expect(betaCalibrated(fit, 0.9)).toBeCloseTo(y.reduce((sum: number, v) => sum + v, 0) / 300, 12)
})

test.each([
    ["no_rows", [], []],
    ["single_class", [0.2, 0.3], [1, 1]],
    ["no_finite_solution", [0.1, 0.2, 0.2, 0.3], [0, 0, 1, 1]],
])("%s has no fit", (status, p, y) => {
    const fit = betaCalibration(p, y)
    expect(fit).toEqual({status, a: null, b: null, c: null})
    expect(betaCalibrated(fit, 0.5)).toBeNull()
})

test("constant p gives the rate; p of 0 and 1 stays finite", () => {
    const constant = betaCalibration([0.3, 0.3, 0.3, 0.3], [1, 0, 0, 0])
    expect(constant.status).toBe("constant_score")
    expect(betaCalibrated(constant, 0.3)).toBeCloseTo(0.25, 12)
    const extreme = betaCalibration([0, 1, 0.5, 0, 1, 0.4], [0, 1, 1, 1, 0, 0])
    expect(Number.isFinite(extreme.c)).toBe(true)
})

test("separable by a curve that is not monotone: still a monotone, finite fit", () => {
    const p = [0.05, 0.1, 0.4, 0.5, 0.6, 0.9, 0.95, 0.97]
    const fit = betaCalibration(p, [1, 1, 0, 0, 0, 1, 1, 1])
    expect(fit.status).toBe("ok")
    expect(betaCalibrated(fit, 0.9)!).toBeGreaterThanOrEqual(betaCalibrated(fit, 0.2)!)
})
