import {logBinomialPmf} from "../../shared/src/stats/distributions/saddle-point"
import {type Limits, wilson} from "../../shared/src/stats/proportion"
import {newcombe} from "../../shared/src/stats/risk-difference"
import {riskRatioKatz} from "../../shared/src/stats/risk-ratio-katz"
import {koopman} from "../../shared/src/stats/risk-ratio-score"
import type {TwoGroups} from "../../shared/src/stats/two-groups"

// Exact coverage of nominal 95 % intervals: every outcome of two binomials with its probability, nothing simulated.
const CONF = 0.95
const NEGLIGIBLE = 1e-9

/** Outcomes 0..n with their probabilities, those of negligible mass left out. */
function outcomes(n: number, p: number): {k: number; probability: number}[] {
    return Array.from({length: n + 1}, (_, k) => ({
        k,
        probability: Math.exp(logBinomialPmf(k, n, p, 1 - p)),
    })).filter(({probability}) => probability > NEGLIGIBLE)
}

/** Share of outcomes, by probability, whose interval holds the truth. */
function coverage(
    n1: number,
    p1: number,
    n0: number,
    p0: number,
    holds: (groups: TwoGroups) => boolean,
): number {
    let share = 0
    const without = outcomes(n0, p0)
    for (const {k: a, probability} of outcomes(n1, p1)) {
        for (const other of without) {
            if (holds({a, n1, c: other.k, n0})) share += probability * other.probability
        }
    }
    return share
}

function inside(limits: {lo: number | null; hi: number | null} | null, truth: number): boolean {
    return (
        limits !== null &&
        limits.lo !== null &&
        limits.hi !== null &&
        limits.lo <= truth &&
        truth <= limits.hi
    )
}

const tenPercentAround = (groups: TwoGroups): Limits | null => {
    const {rr} = riskRatioKatz(groups, CONF)
    return rr === null ? null : {lo: 0.9 * rr, hi: 1.1 * rr}
}

// METHODS §1.1, to the printed digits; an undefined interval counts as a miss.
describe.each([
    [0.142, 1247, 0.034, 8934, [73.6, 95.0, 95.1, 95.0]],
    [0.102, 100, 0.034, 1000, [21.7, 95.6, 95.6, 94.9]],
    [0.102, 30, 0.034, 300, [10.6, 92.8, 96.7, 95.2]],
    [0.05, 30, 0.034, 300, [6.4, 75.0, 94.5, 95.9]],
    [0.01, 200, 0.005, 2000, [13.0, 83.4, 95.7, 96.1]],
])("%d of %d against %d of %d", (p1, n1, p0, n0, [around, katz, adjusted, score]) => {
    const of = (holds: (groups: TwoGroups) => boolean) => 100 * coverage(n1, p1, n0, p0, holds)
    const truth = p1 / p0

    test("lift ± 10 % is no 95 % interval", () => {
        expect(of((groups) => inside(tenPercentAround(groups), truth))).toBeCloseTo(around!, 1)
    })
    test("Katz, plain and with half a unit added", () => {
        expect(of((groups) => inside(riskRatioKatz(groups, CONF), truth))).toBeCloseTo(katz!, 1)
        const half = (groups: TwoGroups) => {
            const {adjustedLo: lo, adjustedHi: hi} = riskRatioKatz(groups, CONF)
            return {lo, hi}
        }
        expect(of((groups) => inside(half(groups), truth))).toBeCloseTo(adjusted!, 1)
    })
    test("Koopman", () => {
        expect(of((groups) => inside(koopman(groups, CONF), truth))).toBeCloseTo(score!, 1)
    })
})

// Wherever at least 10 conversions, and 10 others, are expected in each arm.
const GRID: [p1: number, n1: number, p0: number, n0: number][] = [
    [0.1, 100, 0.034, 300],
    [0.34, 30, 0.1, 100],
    [0.05, 200, 0.05, 200],
    [0.034, 300, 0.034, 1000],
    [0.5, 40, 0.2, 60],
    [0.8, 60, 0.6, 100],
    [0.02, 1000, 0.01, 1000],
    [0.2, 150, 0.05, 400],
    [0.005, 2000, 0.002, 5000],
]

describe.each(GRID)("at least ten expected: %d of %d against %d of %d", (p1, n1, p0, n0) => {
    test.each<[string, (groups: TwoGroups) => boolean]>([
        ["Koopman", (groups) => inside(koopman(groups, CONF), p1 / p0)],
        ["Katz", (groups) => inside(riskRatioKatz(groups, CONF), p1 / p0)],
        ["Newcombe", (groups) => inside(newcombe(groups, CONF), p1 - p0)],
        ["Wilson, with the signal", ({a}) => inside(wilson(a, n1, CONF), p1)],
        ["Wilson, without", ({c}) => inside(wilson(c, n0, CONF), p0)],
    ])("%s covers in 93 to 97 %%", (_, holds) => {
        expect(Math.min(n1 * p1, n1 * (1 - p1), n0 * p0, n0 * (1 - p0))).toBeGreaterThanOrEqual(9.999)
        const share = coverage(n1, p1, n0, p0, holds)
        expect(share).toBeGreaterThanOrEqual(0.93)
        expect(share).toBeLessThanOrEqual(0.97)
    })
})
