import {betaBinomialShrinkage} from "./beta-binomial-shrinkage"
import {bucketTrendShrinkage} from "./bucket-trend-shrinkage"
import {betaCdf, betaSf} from "./distributions/beta"
import {logGamma} from "./distributions/gamma"
import {expit} from "./newton"
import {shrinkageStrength, type ShrunkenRate} from "./shrinkage-strength"

const SPREAD = [
    {k: 0, n: 200},
    {k: 1, n: 120},
    {k: 3, n: 80},
    {k: 9, n: 60},
    {k: 20, n: 50},
]

/** Both limits cut 2.5 % off a Beta distribution of the given mean and variance. */
function expectLimits({mean, lo, hi}: ShrunkenRate, variance: number): void {
    const size = (mean * (1 - mean)) / variance - 1
    expect(betaCdf(lo, mean * size, (1 - mean) * size)).toBeCloseTo(0.025, 9)
    expect(betaSf(hi, mean * size, (1 - mean) * size)).toBeCloseTo(0.025, 9)
}

describe("shrinkageStrength", () => {
    const logBeta = (a: number, b: number) => logGamma(a) + logGamma(b) - logGamma(a + b)

    test("is the best point of its grid", () => {
        const means = SPREAD.map(() => 33 / 510)
        const value = (strength: number) =>
            SPREAD.reduce(
                (sum, {k, n}, i) =>
                    sum +
                    logBeta(k + means[i]! * strength, n - k + (1 - means[i]!) * strength) -
                    logBeta(means[i]! * strength, (1 - means[i]!) * strength),
                Math.log(strength) - 2 * Math.log(strength + 102),
            )
        const best = shrinkageStrength(SPREAD, means)
        for (let g = 0; g <= 200; g++) expect(value(1e5 ** (g / 200))).toBeLessThanOrEqual(value(best) + 1e-9)
    })

    test("grows when units agree", () => {
        const same = [1, 2, 3, 4].map(() => ({k: 3, n: 100}))
        const apart = [0, 0, 0, 12].map((k) => ({k, n: 100}))
        const means = same.map(() => 0.03)
        expect(shrinkageStrength(same, means)).toBeGreaterThan(10 * shrinkageStrength(apart, means))
    })
})

describe("betaBinomialShrinkage", () => {
    test("moves every rate towards the mean, small units most", () => {
        const {mean, strength, units} = betaBinomialShrinkage(SPREAD)
        units.forEach((unit, i) => {
            const raw = SPREAD[i]!.k / SPREAD[i]!.n
            const weight = SPREAD[i]!.n / (SPREAD[i]!.n + strength!)
            expect(unit.mean).toBeCloseTo(weight * raw + (1 - weight) * mean!, 12)
            expect(unit.lo).toBeLessThan(unit.mean)
            expect(unit.hi).toBeGreaterThan(unit.mean)
        })
    })

    test("the interval carries the uncertainty of unit and mean", () => {
        const {mean, strength, units} = betaBinomialShrinkage(SPREAD)
        const [m, S] = [mean!, strength!]
        const information = SPREAD.reduce((sum, {n}) => sum + (n * (S + 1)) / (n + S), 0)
        units.forEach((unit, i) => {
            const {n} = SPREAD[i]!
            const own = (unit.mean * (1 - unit.mean)) / (n + S + 1)
            expectLimits(unit, own + ((S / (n + S)) ** 2 * (m * (1 - m))) / information)
        })
    })

    test("order of units does not matter", () => {
        const forward = betaBinomialShrinkage(SPREAD)
        const backward = betaBinomialShrinkage([...SPREAD].reverse())
        expect(backward.strength).toBe(forward.strength)
        expect(backward.units[0]!.mean).toBeCloseTo(forward.units[4]!.mean, 12)
    })

    test("nothing known about the spread: Jeffreys per unit; empty units get the mean", () => {
        expect(betaBinomialShrinkage([])).toEqual({
            status: "degenerate_jeffreys",
            strength: null,
            mean: null,
            units: [],
        })
        const none = betaBinomialShrinkage([
            {k: 0, n: 10},
            {k: 0, n: 0},
        ])
        expect(none).toMatchObject({status: "degenerate_jeffreys", strength: null})
        expect(none.units.map(({mean}) => mean)).toEqual([0.5 / 11, 0.5])
        const withEmpty = betaBinomialShrinkage([
            {k: 0, n: 0},
            {k: 3, n: 30},
        ])
        expect(withEmpty.units[0]!.mean).toBeCloseTo(0.1, 12)
        expect(() => betaBinomialShrinkage([{k: 3, n: 2}])).toThrow(RangeError)
    })
})

describe("bucketTrendShrinkage", () => {
    const buckets = SPREAD.map((unit, i) => ({...unit, x: 0.1 + 0.2 * i}))

    test("the trend solves its penalised equations", () => {
        const {intercept, slope} = bucketTrendShrinkage(buckets)
        const residual = ({k, n, x}: (typeof buckets)[number]) => n * expit(intercept! + slope! * x) - k
        expect(buckets.reduce((sum, bucket) => sum + residual(bucket), 0)).toBeCloseTo(0, 9)
        expect(buckets.reduce((sum, bucket) => sum + residual(bucket) * bucket.x, 0.1 * slope!)).toBeCloseTo(
            0,
            9,
        )
    })

    test("the interval carries the uncertainty of bucket and trend", () => {
        const {intercept, slope, strength, trend, buckets: rates} = bucketTrendShrinkage(buckets)
        const weights = buckets.map(({n, x}) => {
            const rate = expit(intercept! + slope! * x)
            return n * rate * (1 - rate)
        })
        const sum = (power: number) => buckets.reduce((total, {x}, i) => total + weights[i]! * x ** power, 0)
        const [h00, h01, h11] = [sum(0), sum(1), sum(2) + 0.1]
        rates.forEach((rate, i) => {
            const {n, x} = buckets[i]!
            const quadratic = (h11 - 2 * x * h01 + x * x * h00) / (h00 * h11 - h01 * h01)
            const own = (rate.mean * (1 - rate.mean)) / (n + strength! + 1)
            const ofTrend = (trend![i]! * (1 - trend![i]!)) ** 2 * quadratic
            expectLimits(rate, own + (strength! / (n + strength!)) ** 2 * ofTrend)
        })
    })

    test("moving the score axis moves the intercept only", () => {
        const here = bucketTrendShrinkage(buckets)
        const there = bucketTrendShrinkage(buckets.map((bucket) => ({...bucket, x: bucket.x + 40})))
        expect(there.slope).toBeCloseTo(here.slope!, 8)
        there.buckets.forEach((bucket, i) => {
            expect(bucket.mean).toBeCloseTo(here.buckets[i]!.mean, 9)
            expect(bucket.hi).toBeCloseTo(here.buckets[i]!.hi, 8)
        })
    })

    test("perfectly separated buckets stay finite; one bucket has no slope", () => {
        const separated = bucketTrendShrinkage([
            {k: 0, n: 5000, x: 0},
            {k: 60, n: 60, x: 100},
        ])
        expect(separated.status).toBe("ok")
        expect(separated.trend).toEqual([1e-4, 1 - 1e-4])
        const single = bucketTrendShrinkage([{k: 2, n: 40, x: 0.5}])
        expect(single.slope).toBeCloseTo(0, 12)
        expect(single.buckets[0]!.mean).toBeCloseTo(0.05, 10)
    })

    test("no conversions: Jeffreys, no trend", () => {
        expect(bucketTrendShrinkage(buckets.map(({n, x}) => ({k: 0, n, x})))).toMatchObject({
            status: "degenerate_jeffreys",
            trend: null,
            slope: null,
        })
    })
})
