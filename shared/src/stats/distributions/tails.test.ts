import {betaCdf, betaQuantile, betaSf, betaUpperQuantile, log10BetaCdf, log10BetaSf} from "./beta"
import {chi2Sf, log10Chi2Sf} from "./chi-square"
import {gammaP, gammaQ, logGamma, logGammaP, logGammaQ} from "./gamma"
import {log10NormSf, normCdf, normQuantile, normSf, twoSidedZ} from "./normal"
import {poissonAtLeast, poissonAtMost} from "./poisson"

/** Relative difference. */
const off = (got: number, want: number): number => Math.abs(got / want - 1)

describe("normal distribution", () => {
    it("has upper tails far beyond 1 - cdf", () => {
        expect(off(normSf(10), 7.619853024160527e-24)).toBeLessThan(1e-12)
        expect(off(log10NormSf(100), -2173.871542869034)).toBeLessThan(1e-12)
        expect(normSf(40)).toBe(0)
        expect(off(log10NormSf(40), -349.43700645934587)).toBeLessThan(1e-10)
    })

    it("joins both ways of computing the logarithm of the tail", () => {
        for (const z of [-8, -1, 0, 1, 4.999, 5.001, 8, 30])
            expect(log10NormSf(z)).toBeCloseTo(Math.log10(normSf(z)), 12)
        expect(off(log10NormSf(-10), -7.61985302416e-24 * Math.LOG10E)).toBeLessThan(1e-10)
    })

    it("inverts its cdf, and 1/2 is exactly 0", () => {
        expect(normQuantile(0.5)).toBe(0)
        for (const p of [1e-300, 1e-20, 1e-5, 0.025, 0.3, 0.7, 0.975, 0.999999])
            expect(off(normCdf(normQuantile(p)), p)).toBeLessThan(1e-9)
        expect([normQuantile(0), normQuantile(1), normQuantile(-0.1), normQuantile(NaN)]).toEqual([
            -Infinity,
            Infinity,
            NaN,
            NaN,
        ])
        expect(twoSidedZ(0.95)).toBeCloseTo(1.959963984540054, 13)
        expect([twoSidedZ(0), twoSidedZ(1)]).toEqual([NaN, NaN])
    })
})

describe("gamma and chi-square distributions", () => {
    it("agrees with closed forms", () => {
        for (const x of [1e-8, 0.3, 1, 2.5, 40, 700]) {
            expect(off(gammaQ(1, x), Math.exp(-x))).toBeLessThan(1e-12)
            expect(off(gammaP(1, x), -Math.expm1(-x))).toBeLessThan(1e-12)
            expect(off(gammaQ(2, x), (1 + x) * Math.exp(-x))).toBeLessThan(1e-12)
        }
        expect(off(logGammaQ(3, 5000), -5000 + Math.log(1 + 5000 + 5000 ** 2 / 2))).toBeLessThan(1e-14)
    })

    it("is right where large-argument expansions break (shape near 1000 and above)", () => {
        expect(chi2Sf(10_000, 10_000)).toBeCloseTo(0.498119366, 9)
        expect(poissonAtMost(100_000, 100_000)).toBeCloseTo(0.5008410431, 9)
        expect(poissonAtLeast(100_000, 100_000)).toBeCloseTo(0.5004205221, 9)
        for (const [a, x] of [
            [1001, 1001],
            [5e5, 502_500],
            [20_000, 19_000],
        ] as const)
            expect(gammaP(a, x) + gammaQ(a, x)).toBeCloseTo(1, 12)
    })

    it("keeps the logarithm of tails below the smallest double", () => {
        expect(chi2Sf(5000, 1)).toBe(0)
        expect(log10Chi2Sf(5000, 1)).toBeCloseTo(Math.log10(2) + log10NormSf(Math.sqrt(5000)), 9)
        expect(log10Chi2Sf(5000, 2)).toBeCloseTo(-2500 * Math.LOG10E, 9)
        expect(poissonAtLeast(2000, 1)).toBe(0)
        // P(X >= k) is the probability of k and a little more: 1^k e^-1 / k! times 1 + 1/(k+1) + …
        expect(logGammaP(2000, 1)).toBeCloseTo(
            -1 - logGamma(2001) + Math.log1p(1 / 2001 + 1 / 2001 / 2002),
            8,
        )
    })

    it("has its limits", () => {
        expect([chi2Sf(0, 3), chi2Sf(-1, 3), chi2Sf(Infinity, 3)]).toEqual([1, 1, 0])
        expect([
            poissonAtLeast(0, 0),
            poissonAtLeast(1, 0),
            poissonAtMost(0, 0),
            poissonAtMost(-1, 2),
        ]).toEqual([1, 0, 1, 0])
        expect([chi2Sf(1, 0), gammaP(0, 1), gammaQ(1, -1), poissonAtMost(1.5, 2), logGamma(0)]).toEqual(
            new Array(5).fill(NaN),
        )
    })
})

describe("beta distribution", () => {
    it("agrees with closed forms in both tails", () => {
        for (const x of [1e-12, 0.001, 0.3, 0.9]) {
            expect(off(betaCdf(x, 7, 1), x ** 7)).toBeLessThan(1e-12)
            expect(off(betaSf(x, 1, 7), (1 - x) ** 7)).toBeLessThan(1e-12)
            expect(betaCdf(x, 3, 5)).toBeCloseTo(betaSf(1 - x, 5, 3), 14)
        }
    })

    it("keeps the logarithm of tails below the smallest double", () => {
        expect(betaSf(0.001, 1, 1e6)).toBe(0)
        expect(log10BetaSf(0.001, 1, 1e6)).toBeCloseTo(1e6 * Math.log10(0.999), 9)
        expect(log10BetaCdf(0.001, 500, 1)).toBeCloseTo(-1500, 10)
    })

    it("keeps its digits where a power of x underflows long before the tail", () => {
        // I_x(2, 39) by its density 1560 x (1-x)^38, integrated as a series that does not cancel.
        for (const x of [1e-8, 5e-9, 3e-9])
            expect(off(betaCdf(x, 2, 39), 780 * x * x * (1 - (76 / 3) * x))).toBeLessThan(1e-12)
        for (const x of [1e-27, 4e-30, 1e-29])
            expect(off(betaCdf(x, 10, 2), x ** 10 * (11 - 10 * x))).toBeLessThan(1e-12)
        expect(off(betaQuantile(1e-160, 2, 3), Math.sqrt(1e-160 / 6))).toBeLessThan(1e-12)
    })

    it("inverts both tails", () => {
        for (const [a, b] of [
            [0.5, 10.5],
            [178, 1071],
            [29, 1],
            [1, 1e6],
        ] as const)
            for (const p of [1e-10, 0.025, 0.5, 0.9]) {
                expect(off(betaCdf(betaQuantile(p, a, b), a, b), p)).toBeLessThan(1e-9)
                // Next to 1 the quantile itself has no more digits.
                const exact = b === 1 && p < 0.01 ? 1e-4 : 1e-7
                expect(off(betaSf(betaUpperQuantile(p, a, b), a, b), p)).toBeLessThan(exact)
            }
        expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1])
        expect([betaUpperQuantile(0, 2, 3), betaUpperQuantile(1, 2, 3)]).toEqual([1, 0])
        expect([betaQuantile(0.5, 0, 1), betaQuantile(2, 1, 1), betaCdf(0.5, -1, 1)]).toEqual([NaN, NaN, NaN])
    })
})
