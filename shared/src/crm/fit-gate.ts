/** A value that an attribute or a property may have. */
export type FitValue = string | number | boolean

/** One condition of the fit gate (D6): on an attribute of the company in the CRM, or a property of the account. */
export interface FitCondition {
    readonly on: "company" | "account"
    /** Slug of the attribute, or name of the property. */
    readonly field: string
    readonly is: "one_of" | "not_one_of" | "at_least" | "at_most" | "set"
    /** For at_least and at_most the first one counts. */
    readonly values: readonly (string | number)[]
    /** What happens to accounts of which the value is not known. */
    readonly when_missing: "pass" | "block"
}

/**
 * Whether the values of a field meet a condition. Texts are compared without regard to case. Ranges such as "51-250" or
 * "1K-5K" pass as soon as a part of them does: who is in doubt is let through. "set" asks for any value, whatever
 * `when_missing` says.
 *
 * @param values what the field holds; none where it is unset or unknown
 */
export function fits(condition: FitCondition, values: readonly FitValue[]): boolean {
    const known = values.filter((value) => value !== "")
    if (condition.is === "set") return known.length > 0
    if (known.length === 0) return condition.when_missing === "pass"
    const wanted = condition.values.map(comparable)
    switch (condition.is) {
        case "one_of":
            return known.some((value) => wanted.includes(comparable(value)))
        case "not_one_of":
            return !known.some((value) => wanted.includes(comparable(value)))
        case "at_least":
        case "at_most":
            return known.some((value) => reaches(condition.is === "at_least", value, condition))
    }
}

/** Places of the conditions that an account does not meet; none when it fits. */
export function misfits(
    conditions: readonly FitCondition[],
    valuesOf: (condition: FitCondition) => readonly FitValue[],
): number[] {
    return conditions.flatMap((condition, i) => (fits(condition, valuesOf(condition)) ? [] : [i]))
}

/** A condition in words: `employee_range of the company is at least 50`. */
export function conditionWords({on, field, is, values}: FitCondition): string {
    const whose = on === "company" ? `${field} of the company` : `${field} of the account`
    const list = values.map(String)
    switch (is) {
        case "set":
            return `${whose} is set`
        case "one_of":
            return `${whose} is ${list.join(" or ")}`
        case "not_one_of":
            return `${whose} is not ${list.join(" or ")}`
        case "at_least":
            return `${whose} is at least ${list[0] ?? ""}`
        case "at_most":
            return `${whose} is at most ${list[0] ?? ""}`
    }
}

function comparable(value: FitValue): string {
    return String(value).trim().toLowerCase()
}

/** Not a number: nothing can be said, so it counts like a missing value. */
function reaches(least: boolean, value: FitValue, condition: FitCondition): boolean {
    const bound = rangeOf(condition.values[0] ?? "")
    const range = rangeOf(value)
    if (bound === null || range === null) return condition.when_missing === "pass"
    return least ? range.hi >= bound.lo : range.lo <= bound.hi
}

const UNITS: Readonly<Record<string, number>> = {"": 1, k: 1e3, m: 1e6, b: 1e9}

/** "51-250", "1K-5K", "100K+", "4200", 12 → lowest and highest value. */
function rangeOf(value: FitValue): {readonly lo: number; readonly hi: number} | null {
    if (typeof value === "number") return Number.isFinite(value) ? {lo: value, hi: value} : null
    const text = String(value).replace(/[\s,$€£]/g, "").toLowerCase() // prettier-ignore
    const match = /^(-?\d+(?:\.\d+)?)([kmb]?)(?:(\+)|[-–—](\d+(?:\.\d+)?)([kmb]?))?$/.exec(text)
    if (match === null) return null
    const lo = Number(match[1]) * (UNITS[match[2] ?? ""] ?? 1)
    if (match[3] !== undefined) return {lo, hi: Infinity}
    if (match[4] === undefined) return {lo, hi: lo}
    return {lo, hi: Number(match[4]) * (UNITS[match[5] ?? ""] ?? 1)}
}
