import {parseDecimal} from "./decimal"

/** Allowed difference from a number: max(abs, rel × |number|). */
export interface Tolerance {
    readonly rel: number
    readonly abs: number
}

/** One value that is not what the file says. */
export interface Difference {
    /** Path within the output, such as `surv[3]`. */
    readonly field: string
    readonly expected: string
    readonly got: string
}

/** Outcome of one case. */
export interface Comparison {
    readonly differences: Difference[]
    /** Largest numeric error as a multiple of the tolerance; 0 when nothing differs. */
    largestError: number
}

/**
 * Compares an output with the expected one by the conventions of the format: numbers within the tolerance, infinities
 * as strings, decimal strings for what underflows, null only for null; strings, booleans and lengths of lists
 * exactly. Every expected field must be there; further fields are not looked at.
 */
export function compareOutput(expected: unknown, got: unknown, tolerance: Tolerance): Comparison {
    const comparison: Comparison = {differences: [], largestError: 0}
    compareValue(expected, got, "", tolerance, comparison)
    return comparison
}

function compareValue(
    expected: unknown,
    got: unknown,
    field: string,
    tolerance: Tolerance,
    comparison: Comparison,
): void {
    if (Array.isArray(expected)) {
        if (!Array.isArray(got) || got.length !== expected.length)
            return differ(expected, got, field, comparison)
        expected.forEach((item, i) => compareValue(item, got[i], `${field}[${i}]`, tolerance, comparison))
    } else if (expected !== null && typeof expected === "object") {
        if (got === null || typeof got !== "object" || Array.isArray(got))
            return differ(expected, got, field, comparison)
        for (const [key, item] of Object.entries(expected)) {
            const value: unknown = Object.hasOwn(got, key) ? (got as Record<string, unknown>)[key] : undefined
            compareValue(item, value, field === "" ? key : `${field}.${key}`, tolerance, comparison)
        }
    } else {
        const error = errorOf(expected, got, tolerance)
        if (Number.isFinite(error)) comparison.largestError = Math.max(comparison.largestError, error)
        if (!(error <= 1)) differ(expected, got, field, comparison)
    }
}

/** Error as a multiple of the tolerance; Infinity where there is no measure for it. */
function errorOf(expected: unknown, got: unknown, tolerance: Tolerance): number {
    if (expected === got) return 0
    if (expected === "Infinity" || expected === "-Infinity") return got === Number(expected) ? 0 : Infinity
    if (typeof expected === "number" && typeof got === "number")
        return numberError(Math.abs(got - expected), Math.abs(expected), tolerance)
    if (typeof expected === "string" && isNumeric(got)) return decimalError(expected, String(got), tolerance)
    if (typeof expected === "number" && typeof got === "string" && parseDecimal(got) !== null)
        return numberError(Math.abs(Number(got) - expected), Math.abs(expected), tolerance)
    return Infinity
}

function numberError(difference: number, size: number, {rel, abs}: Tolerance): number {
    if (difference === 0) return 0
    const error = difference / Math.max(abs, rel * size)
    return Number.isNaN(error) ? Infinity : error
}

/** Decimal strings stand for what underflows: there only the relative tolerance means anything. */
function decimalError(expected: string, got: string, {rel}: Tolerance): number {
    const [want, have] = [parseDecimal(expected), parseDecimal(got)]
    if (want === null || have === null || want.sign !== have.sign) return Infinity
    return want.sign === 0 ? 0 : Math.abs(Math.expm1((have.log10 - want.log10) * Math.LN10)) / rel
}

function isNumeric(value: unknown): value is number | string {
    return typeof value === "number" || (typeof value === "string" && parseDecimal(value) !== null)
}

function differ(expected: unknown, got: unknown, field: string, comparison: Comparison): void {
    comparison.differences.push({field: field || "output", expected: written(expected), got: written(got)})
}

function written(value: unknown): string {
    if (value === undefined) return "nothing"
    if (typeof value === "number") return String(value)
    const text = JSON.stringify(value)
    return text.length > 120 ? `${text.slice(0, 117)}...` : text
}
