/** Below this a double loses digits; the reference format then writes a decimal string. */
const SMALLEST_NORMAL = 2.2250738585072014e-308
/** The reference computes with 50 digits: a probability this near to 1 is 1 there, and its logarithm 0. */
const REFERENCE_ZERO = 1e-50

const DECIMAL = /^([+-]?)(\d+(?:\.\d+)?)(?:e([+-]?\d+))?$/i

/** A probability as the reference format writes it: a number, or a decimal string where a double underflows. */
export function probabilityOf(p: number, log10: number): number | string {
    if (p >= SMALLEST_NORMAL || log10 === -Infinity || Number.isNaN(log10)) return p
    const exponent = Math.floor(log10)
    return `${(10 ** (log10 - exponent)).toPrecision(12)}e${exponent}`
}

/** log10 of a probability as the reference has it: 0 where 50 digits cannot tell the probability from 1. */
export function referenceLog10(log10: number | null): number | null {
    return log10 !== null && Math.abs(log10) < REFERENCE_ZERO ? 0 : log10
}

/**
 * 1 - x of the decimal value that x was written with, correctly rounded: 1 - 0.999999999999 is 1e-12, whereas the
 * doubles differ by 1.00009e-12.
 */
export function decimalComplement(x: number): number {
    const [digits = "0", exponent = "0"] = x.toExponential().replace(".", "").split("e")
    const scale = digits.length - 1 - Number(exponent)
    // At most 17 digits before 10^-scale: below 10^-20 the complement of a double is 1.
    if (!(x > 0 && x <= 1) || scale > 40) return 1 - x
    return Number(`${10n ** BigInt(scale) - BigInt(digits)}e-${scale}`)
}

/** Sign and log10 of the size of a decimal string, also far outside the range of a double; null = no decimal. */
export function parseDecimal(text: string): {readonly sign: number; readonly log10: number} | null {
    const match = DECIMAL.exec(text)
    if (match === null) return null
    const log10 = Math.log10(Number(match[2])) + Number(match[3] ?? 0)
    return {sign: log10 === -Infinity ? 0 : match[1] === "-" ? -1 : 1, log10}
}
