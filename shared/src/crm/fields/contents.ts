import {ACCOUNT_STATES} from "../account-state"
import type {BetonFieldId, FieldType} from "./fields"

/** What an attribute holds on some records that were looked at. */
export interface AttributeSample {
    /** Plain values: one a record, records without a value left out. */
    readonly values: readonly (string | number)[]
    /** Of these values, how many a person of the workspace wrote. */
    readonly byPeople: number
}

/** Whether what an attribute holds could be a field's values. */
export interface ContentMatch {
    /** unclear: nothing speaks for it, and it would be overwritten. */
    readonly kind: "fits" | "empty" | "unclear" | "against"
    /** End of the sentence `"Title" …`. */
    readonly words: string
}

/** From this share of values by people on an attribute is theirs. Beton never overwrites such a value, so little could be written. */
const PEOPLES_SHARE = 0.2
/** So many values say something about a scale. */
const ENOUGH = 5
/** A scale that ends here is one of stars, grades or NPS. */
const SHORT_SCALE = 10
/** More signals than this an account never has. */
const MOST_SIGNALS = 60

const fits = (words: string): ContentMatch => ({kind: "fits", words})
const unclear = (words: string): ContentMatch => ({kind: "unclear", words})
const against = (words: string): ContentMatch => ({kind: "against", words})

/**
 * Compares what an attribute holds with what a field would write.
 *
 * @param asOf ISO instant: what lies after it cannot be an observation
 */
export function contentMatch(
    field: BetonFieldId,
    type: FieldType,
    {values, byPeople}: AttributeSample,
    asOf: string,
): ContentMatch {
    const n = values.length
    if (n === 0) return {kind: "empty", words: "is empty on the records looked at"}
    if (byPeople >= n * PEOPLES_SHARE)
        return against(`is filled by people (${byPeople} of ${n} values looked at)`)
    const found = byField(field, type, values, asOf)
    if (byPeople === 0 || found.kind === "against") return found
    return unclear(`${found.words}, but people wrote ${byPeople} of ${n}`)
}

function byField(
    field: BetonFieldId,
    type: FieldType,
    values: readonly (string | number)[],
    asOf: string,
): ContentMatch {
    switch (field) {
        case "score":
        case "conversion_probability":
            return numbers(values, (all) => percentScale(all))
        case "score_change":
            return numbers(values, changes)
        case "signal_count":
            return numbers(values, counts)
        case "revenue_potential":
            return numbers(values, (all) => money(all, type))
        case "last_signal_at":
        case "quiet_since":
        case "checked_at":
            return instants(values, asOf)
        case "link":
            return values.every((value) => /^https?:\/\/\S+$/i.test(String(value).trim()))
                ? fits("holds addresses of pages")
                : against("holds other things than addresses of pages")
        case "state": {
            const words = new Set<string>(Object.values(ACCOUNT_STATES).map((one) => one.toLowerCase()))
            return values.every((value) => words.has(String(value).trim().toLowerCase()))
                ? fits("holds the words that Beton writes")
                : filled(values)
        }
        case "signals":
        case "top_signal":
        case "why_now":
        case "track_record":
            return filled(values)
    }
}

function numbers(
    values: readonly (string | number)[],
    judge: (all: readonly number[]) => ContentMatch,
): ContentMatch {
    const all = values.map((value) => (typeof value === "string" && value.trim() === "" ? NaN : Number(value)))
    return all.every(Number.isFinite) ? judge(all) : against("holds other things than numbers")
} // prettier-ignore

function rangeOf(all: readonly number[]): string {
    const [min, max] = [Math.min(...all), Math.max(...all)]
    const count = all.length === 1 ? "its value is" : `its ${all.length} values lie`
    return min === max ? `holds ${min} throughout` : `holds numbers: ${count} between ${min} and ${max}`
}

function percentScale(all: readonly number[]): ContentMatch {
    const max = Math.max(...all)
    if (Math.min(...all) < 0 || max > 100) return against(`${rangeOf(all)}, not between 0 and 100`)
    if (max <= 1 && all.some((value) => !Number.isInteger(value)))
        return against(`${rangeOf(all)}: shares of 1, not of 100`)
    if (all.length >= ENOUGH && max > 0 && max <= SHORT_SCALE)
        return against(`${rangeOf(all)}: a scale up to ${max <= 5 ? 5 : SHORT_SCALE}, not to 100`)
    if (max === 0) return unclear("holds 0 throughout")
    return fits(rangeOf(all))
}

function changes(all: readonly number[]): ContentMatch {
    if (all.some((value) => Math.abs(value) > 100)) return against(`${rangeOf(all)}, not between -100 and 100`)
    if (all.some((value) => value < 0)) return fits(rangeOf(all))
    return unclear(`${rangeOf(all)}: nothing ever fell`)
} // prettier-ignore

function counts(all: readonly number[]): ContentMatch {
    const isCount = all.every((value) => Number.isInteger(value) && value >= 0 && value <= MOST_SIGNALS)
    return isCount ? fits(rangeOf(all)) : against(`${rangeOf(all)}: no count of signals`)
}

function money(all: readonly number[], type: FieldType): ContentMatch {
    if (all.some((value) => value < 0)) return against(`${rangeOf(all)}: no amounts`)
    if (type !== "currency" && all.length >= ENOUGH && Math.max(...all) <= 100)
        return against(`${rangeOf(all)}: percents or points rather than amounts`)
    return fits(rangeOf(all))
}

function instants(values: readonly (string | number)[], asOf: string): ContentMatch {
    const all = values.map((value) => (typeof value === "string" ? Date.parse(value) : NaN))
    if (all.some(Number.isNaN)) return against("holds other things than dates")
    // A day in the workspace's own time zone may be ahead by one.
    const ahead = all.filter((at) => at > Date.parse(asOf) + 86_400_000).length
    if (ahead > 0) return against(`holds dates in the future (${ahead} of ${all.length})`)
    return fits(`holds ${all.length} ${all.length === 1 ? "date" : "dates"} of the past`)
}

function filled(values: readonly (string | number)[]): ContentMatch {
    return unclear(`holds ${values.length} ${values.length === 1 ? "text" : "texts"} of another tool`)
}
