import {compareOutput, type Difference} from "./compare"
import {FAMILIES, type Family, NOT_IMPLEMENTED} from "./families"
import type {ReferenceFamily} from "./reference-file"

/** A case whose output is not what the file says. */
export interface FailedCase {
    readonly id: string
    readonly differences: readonly Difference[]
    /** What the computation threw; null when it gave an output. */
    readonly error: string | null
}

/** Outcome of one family. */
export interface FamilyResult {
    readonly id: string
    readonly cases: number
    readonly failed: readonly FailedCase[]
    /** Largest numeric error, 1 = exactly the tolerance. */
    readonly largest_error: number
    /** The case that has it; null when no number differs. */
    readonly largest_error_case: string | null
}

/** Outcome of a whole file. */
export interface StatsCheck {
    readonly families: readonly FamilyResult[]
    /** Families that Beton does not compute on purpose. */
    readonly not_implemented: readonly string[]
    /** Families that Beton has never heard of. */
    readonly unknown: readonly string[]
    readonly passed: boolean
}

/** Computes every case of every family and compares it with the file. */
export function checkFamilies(reference: readonly ReferenceFamily[]): StatsCheck {
    const families: FamilyResult[] = []
    const [notImplemented, unknown]: [string[], string[]] = [[], []]
    for (const family of reference) {
        const compute = FAMILIES.get(family.id)
        if (compute !== undefined) families.push(checkFamily(family, compute))
        else if (NOT_IMPLEMENTED.has(family.id)) notImplemented.push(family.id)
        else unknown.push(family.id)
    }
    const passed = unknown.length === 0 && families.every(({failed}) => failed.length === 0)
    return {families, not_implemented: notImplemented, unknown, passed}
}

function checkFamily({id, tolerance, cases}: ReferenceFamily, compute: Family): FamilyResult {
    const failed: FailedCase[] = []
    let largest = {error: 0, id: null as string | null}
    for (const {id: caseId, input, output} of cases) {
        let got: unknown
        try {
            got = compute(withInfinities(input) as never)
        } catch (error) {
            failed.push({id: caseId, differences: [], error: String(error)})
            continue
        }
        const {differences, largestError} = compareOutput(output, got, tolerance)
        if (largestError > largest.error) largest = {error: largestError, id: caseId}
        if (differences.length > 0) failed.push({id: caseId, differences, error: null})
    }
    return {id, cases: cases.length, failed, largest_error: largest.error, largest_error_case: largest.id}
}

/** The format writes infinite numbers as strings, in inputs too. */
function withInfinities(value: unknown): unknown {
    if (value === "Infinity" || value === "-Infinity") return Number(value)
    if (Array.isArray(value)) return value.map(withInfinities)
    if (value === null || typeof value !== "object") return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withInfinities(item)]))
}
