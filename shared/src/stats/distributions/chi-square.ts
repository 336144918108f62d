import {gammaQ, logGammaQ} from "./gamma"
import {log10NormSf, normSf} from "./normal"

/**
 * Upper tail P(X > x) of the chi-square distribution. With one degree of freedom 2 P(Z > √x), otherwise
 * Q(df/2, x/2). 1 for x <= 0; NaN unless df > 0.
 */
export function chi2Sf(x: number, df: number): number {
    if (!isArgument(x, df)) return NaN
    if (x <= 0) return 1
    return df === 1 ? 2 * normSf(Math.sqrt(x)) : gammaQ(df / 2, x / 2)
}

/** log10 of that tail, also where it is below the smallest double. */
export function log10Chi2Sf(x: number, df: number): number {
    if (!isArgument(x, df)) return NaN
    if (x <= 0) return 0
    return df === 1 && x > 1
        ? Math.log10(2) + log10NormSf(Math.sqrt(x))
        : logGammaQ(df / 2, x / 2) * Math.LOG10E
}

function isArgument(x: number, df: number): boolean {
    return !Number.isNaN(x) && df > 0 && df < Infinity
}
