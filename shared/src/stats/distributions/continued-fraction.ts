const TINY = 1e-300
const CONVERGED = 1e-15
/** Far beyond what converging arguments need (about √a steps), so that no argument can hang. */
const MOST_STEPS = 20_000_000

/**
 * b0 + a1/(b1 + a2/(b2 + …)) by the modified Lentz method (Lentz 1976; Thompson & Barnett 1986).
 *
 * @param numerator a_j for j = 1, 2, …
 * @param denominator b_j for j = 1, 2, …
 * @throws Error when it has not converged after twenty million steps
 */
export function continuedFraction(
    b0: number,
    numerator: (j: number) => number,
    denominator: (j: number) => number,
): number {
    let value = b0 || TINY
    let c = value
    let d = 0
    for (let j = 1; j <= MOST_STEPS; j++) {
        const a = numerator(j)
        const b = denominator(j)
        d = 1 / (b + a * d || TINY)
        c = b + a / c || TINY
        const step = c * d
        value *= step
        if (Math.abs(step - 1) < CONVERGED) return value
    }
    throw new Error("The continued fraction has not converged.")
}
