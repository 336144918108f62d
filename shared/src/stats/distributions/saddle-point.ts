import gammaln from "@stdlib/math-base-special-gammaln"

/**
 * Densities by Loader's saddle-point expansion (Loader 2000, "Fast and accurate computation of binomial
 * probabilities"): the large terms of n! and p^k cancel on paper, not in floating point, so the relative error
 * stays near 1e-15 times the logarithm even for counts of millions. All arguments may be real.
 */

const HALF_LOG_2PI = 0.9189385332046728
/** From here on the asymptotic series is exact to a double. */
const SERIES_FROM = 15

/** ln Γ(n + 1) - [(n + ½) ln n - n + ½ ln 2π] for n > 0: what Stirling's formula leaves out. */
export function stirlingError(n: number): number {
    if (n <= SERIES_FROM) return gammaln(n + 1) - (n + 0.5) * Math.log(n) + n - HALF_LOG_2PI
    const square = n * n
    const terms = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360]
    return terms.reduceRight((sum, term) => term + sum / square, 0) / n
}

/** Deviance x ln(x/mean) + mean - x without cancellation when x is near the mean; x > 0, mean > 0. */
export function devianceTerm(x: number, mean: number): number {
    const difference = x - mean
    if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference
    const v = difference / (x + mean)
    let sum = difference * v
    let power = 2 * x * v
    for (let odd = 3; ; odd += 2) {
        power *= v * v
        const next = sum + power / odd
        if (next === sum) return sum
        sum = next
    }
}

/** ln of mean^x e^-mean / Γ(x + 1), the Poisson probability of x, for real x >= 0 and mean >= 0. */
export function logPoissonPmf(x: number, mean: number): number {
    if (mean === 0) return x === 0 ? 0 : -Infinity
    if (x === 0) return -mean
    return -stirlingError(x) - devianceTerm(x, mean) - HALF_LOG_2PI - Math.log(x) / 2
}

/**
 * ln of Γ(n+1) / (Γ(k+1) Γ(n-k+1)) p^k q^(n-k), the binomial probability of k, for real 0 <= k <= n.
 *
 * @param q 1 - p, given apart so that it keeps its digits when p is near 1
 */
export function logBinomialPmf(k: number, n: number, p: number, q: number): number {
    if (k < 0 || k > n) return -Infinity
    if (p === 0) return k === 0 ? 0 : -Infinity
    if (q === 0) return k === n ? 0 : -Infinity
    if (k === 0) return n * (p < 0.1 ? Math.log1p(-p) : Math.log(q))
    if (k === n) return n * (q < 0.1 ? Math.log1p(-q) : Math.log(p))
    const rest = n - k
    const correction = stirlingError(n) - stirlingError(k) - stirlingError(rest)
    const deviance = devianceTerm(k, n * p) + devianceTerm(rest, n * q)
    return correction - deviance - HALF_LOG_2PI - (Math.log(k) + Math.log(rest / n)) / 2
}
