const COARSEST_STEP = 0.5
const MOST_HALVINGS = 9
/** Beyond this the weights are below the smallest double's share of the sum. */
const REACH = 4.2

/**
 * Integral over [from, to] by tanh-sinh quadrature (Takahasi & Mori 1974), which bears integrable poles at both
 * ends. The step is halved until two results agree to 1e-13 of their size.
 *
 * @param integrand is given the distances from both ends, which keep their digits near them
 */
export function integrate(
    from: number,
    to: number,
    integrand: (fromStart: number, toEnd: number) => number,
): number {
    const length = to - from
    const weighted = (t: number): number => {
        const stretched = Math.PI * Math.sinh(t)
        // share = distance from the start, 1 / (1 + e^-stretched); the other end's is its mirror image.
        const fromStart = length / (1 + Math.exp(-stretched))
        const toEnd = length / (1 + Math.exp(stretched))
        if (fromStart === 0 || toEnd === 0) return 0
        return integrand(fromStart, toEnd) * (fromStart / length) * toEnd * Math.PI * Math.cosh(t)
    }
    let sum = weighted(0)
    for (let t = COARSEST_STEP; t <= REACH; t += COARSEST_STEP) sum += weighted(t) + weighted(-t)
    let step = COARSEST_STEP
    let previous = sum * step
    for (let halving = 1; ; halving++) {
        step /= 2
        for (let t = step; t <= REACH; t += 2 * step) sum += weighted(t) + weighted(-t)
        const result = sum * step
        const settled = halving > 3 && Math.abs(result - previous) <= 1e-13 * Math.abs(result)
        if (settled || halving === MOST_HALVINGS) return result
        previous = result
    }
}
