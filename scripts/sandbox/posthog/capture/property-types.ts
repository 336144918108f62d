import type {PropertyType} from "../admin-types"

const HALF_YEAR_SECONDS = 6 * 30 * 86_400
const TIME_NAMES = ["time", "date", "_at", "-at", "createdat", "updatedat"]
const STRING_NAMES = [/^utm_/, /^\$feature\//, /^\$feature_flag_response$/, /^\$survey_response/]

const DATE_SHAPES = [
    /^\d{4}-[01]\d-[0-3]\d$/,
    /^(\d{4}[/-][01]\d[/-][0-3]\d|[0-3]\d[/-][0-3]\d[/-]\d{4})( [0-2]\d:[0-5]\d(:[0-5]\d(\.\d+)?)?)?$/,
    /^\d{4}-[01]\d-[0-3]\dt[0-2]\d:[0-5]\d(:[0-5]\d(\.\d+)?)?(z|[+-][0-2]\d:?[0-5]\d)?$/,
    /^(mon|tue|wed|thu|fri|sat|sun), \d{2} (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) \d{4} [0-2]\d:[0-5]\d:[0-5]\d( ([+-]\d{4}|gmt))?$/,
]

/**
 * The type that ingestion infers from the first value of a property (CONTRACT §1); null for lists, objects and null.
 * `nowMs` decides whether a number under a time-like name is recent enough to be a unix time.
 */
export function inferPropertyType(name: string, value: unknown, nowMs: number): PropertyType | null {
    if (STRING_NAMES.some((pattern) => pattern.test(name))) return "String"
    switch (typeof value) {
        case "boolean":
            return "Boolean"
        case "number": {
            const timeLike = TIME_NAMES.some((part) => name.toLowerCase().includes(part))
            return timeLike && value >= nowMs / 1000 - HALF_YEAR_SECONDS ? "DateTime" : "Numeric"
        }
        case "string": {
            const text = value.trim().toLowerCase()
            if (text === "true" || text === "false") return "Boolean"
            return DATE_SHAPES.some((shape) => shape.test(text)) ? "DateTime" : "String"
        }
        default:
            return null
    }
}
