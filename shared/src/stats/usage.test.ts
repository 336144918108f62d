import {dispersion, shrunkDispersion} from "./dispersion"
import {betaCdf} from "./distributions/beta"
import {logBinomialPmf} from "./distributions/saddle-point"
import {rateRatioExact} from "./rate-ratio-exact"
import {roi} from "./roi"
import {scaledTail} from "./scaled-tail"
import {usageSpike} from "./usage-spike"

/** Σ of binomial probabilities from `from` to `to`. */
function binomialSum(from: number, to: number, n: number, p: number): number {
    let sum = 0
    for (let k = from; k <= to; k++) sum += Math.exp(logBinomialPmf(k, n, p, 1 - p))
    return sum
}

describe("exact ratio of Poisson rates", () => {
    it("sums binomial probabilities", () => {
        const result = rateRatioExact({x1: 30, t1: 1, x0: 48, t0: 4, conf: 0.95})!
        expect(result.pGreater).toBeCloseTo(binomialSum(30, 78, 78, 0.2), 13)
        expect(result.pLess).toBeCloseTo(binomialSum(0, 30, 78, 0.2), 13)
        expect(result.midPGreater).toBeCloseTo(
            binomialSum(31, 78, 78, 0.2) + binomialSum(30, 30, 78, 0.2) / 2,
            13,
        )
        expect(10 ** result.log10PGreater / result.pGreater).toBeCloseTo(1, 12)
    })

    it("inverts when the periods are swapped, and its interval agrees with its tails", () => {
        for (const [x1, t1, x0, t0] of [
            [30, 1, 48, 4],
            [3, 5, 9, 0.5],
            [5, 1, 0, 1],
            [0, 1, 5, 4],
        ] as const) {
            const there = rateRatioExact({x1, t1, x0, t0, conf: 0.9})!
            const back = rateRatioExact({x1: x0, t1: t0, x0: x1, t0: t1, conf: 0.9})!
            expect(back.pLess).toBeCloseTo(there.pGreater, 13)
            expect(1 / back.hi).toBeCloseTo(there.lo, 12)
            // At the lower limit the data are just 5 % likely: time stretched by the limit makes the rates equal.
            if (x1 > 0)
                expect(rateRatioExact({x1, t1: t1 * there.lo, x0, t0, conf: 0.9})!.pGreater).toBeCloseTo(
                    0.05,
                    10,
                )
        }
    })

    it("has no ratio without events", () => {
        expect(rateRatioExact({x1: 0, t1: 1, x0: 0, t0: 1, conf: 0.95})).toMatchObject({
            rr: null,
            midPGreater: null,
            pGreater: 1,
            pLess: 1,
            pTwoSidedCentral: 1,
            lo: 0,
            hi: Infinity,
        })
        expect(rateRatioExact({x1: 0, t1: 0, x0: 3, t0: 1, conf: 0.95})).toBeNull()
        expect(rateRatioExact({x1: 0.5, t1: 1, x0: 3, t0: 1, conf: 0.95})).toBeNull()
    })
})

describe("usage spike", () => {
    it("is the exact test at phi = 1 and weaker with more dispersion", () => {
        const input = {x1: 30, t1: 1, x0: 48, t0: 4}
        const p = [1, 2, 3, 10].map((phi) => usageSpike({...input, phi})!.p)
        expect(p[0]).toBeCloseTo(rateRatioExact({...input, conf: 0.95})!.pGreater, 14)
        expect([...p].sort((x, y) => x - y)).toEqual(p)
        expect(usageSpike({...input, phi: 0.2})).toEqual(usageSpike({...input, phi: 1}))
        expect(usageSpike({...input, x1: 0, phi: 3})).toEqual({p: 1, log10: 0})
        expect(usageSpike({...input, t1: 0, phi: 3})).toBeNull()
        expect(usageSpike({...input, phi: NaN})).toBeNull()
    })
})

describe("dispersion", () => {
    it("is at least 1, scales with the variance and is drawn to the pool", () => {
        expect([dispersion([]), dispersion([5]), dispersion([0, 0]), dispersion([100, 100, 100])]).toEqual([
            1, 1, 1, 1,
        ])
        expect(dispersion([10, 40, 5, 60])).toBeCloseTo(23.4057971, 7)
        expect(shrunkDispersion(3, [])).toBe(3)
        expect(shrunkDispersion(3, [10, 40, 5, 60])).toBeCloseTo(
            (8 * 3 + 3 * dispersion([10, 40, 5, 60])) / 11,
            12,
        )
        expect(shrunkDispersion(0.1, [1, 1])).toBe(1)
    })
})

describe("tail of clustered counts", () => {
    it("is the exact binomial mid-p without clustering", () => {
        const exact = binomialSum(13, 40, 40, 0.2) + binomialSum(12, 12, 40, 0.2) / 2
        expect(scaledTail(12, 40, 0.2, 1)).toBeCloseTo(exact, 13)
    })

    it("falls with the events and comes nearer to 1/2 with the design effect", () => {
        const byEvents = [0, 1, 5, 10, 20, 40].map((a) => scaledTail(a, 40, 0.2, 2.5)!)
        expect([...byEvents].sort((x, y) => y - x)).toEqual(byEvents)
        const byEffect = [1, 2, 5, 20].map((d) => scaledTail(16, 40, 0.2, d)!)
        expect([...byEffect].sort((x, y) => x - y)).toEqual(byEffect)
        expect(byEffect[3]).toBeLessThan(0.5)
    })

    it("has its edge cases", () => {
        expect(scaledTail(0, 40, 0.2, 3)).toBe(1)
        expect(scaledTail(0, 0, 0.2, 3)).toBeNull()
        expect(scaledTail(40, 40, 0.2, 2)).toBeCloseTo(betaCdf(0.2, 20, 1) / 2, 14)
        for (const [a, m, pi, d] of [
            [5, 4, 0.2, 1],
            [1, 4, 1.2, 1],
            [1, 4, 0.2, 0.5],
            [NaN, 4, 0.2, 1],
        ] as const)
            expect(scaledTail(a, m, pi, d)).toBeNull()
    })
})

it("has no return where nothing was spent", () => {
    expect(roi(100, 0.8, 0)).toEqual({netGain: 80, roi: null})
    expect(roi(2_100_000, 1, 50_000)).toEqual({netGain: 2_050_000, roi: 41})
})
