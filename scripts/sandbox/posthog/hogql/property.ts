import {HogQLError} from "./errors"
import {stringLiteral} from "./literals"
import type {JsonOrigin, Printed} from "./printed"

/** JSON '' and null are NULL. */
function blankToNull(sql: string): string {
    return `nullIf(nullIf(${sql}, ''), 'null')`
}

/** The text of a JSON value: a string has a quote at both ends, nothing else starts with one. */
function unquoted(raw: string): string {
    return `if(startsWith(${raw}, '"'), substring(${raw}, 2, length(${raw}) - 2), ${raw})`
}

function pathElement(key: string | number): string {
    if (typeof key === "string") return stringLiteral(key)
    if (!Number.isInteger(key) || key < 1) {
        throw new HogQLError("Array elements inside properties are counted from 1.")
    }
    return String(key)
}

/**
 * `properties.a.b.1` as CONTRACT §1 has it: the raw JSON of the value without the quotes of a string, NULL for a
 * missing key, JSON null and ''; cast by the property definition of a top-level key. Type Nullable(String) if uncast.
 */
export function propertyAccess(
    column: string,
    origin: JsonOrigin,
    path: (string | number)[],
    timezone: string,
): Printed {
    const key = path.length === 1 ? String(path[0]) : null
    const materialized = key === null ? null : origin.materialized?.(key)
    const raw = blankToNull(`JSONExtractRaw(${[column, ...path.map(pathElement)].join(", ")})`)
    const text = materialized ? blankToNull(materialized) : unquoted(raw)
    const type = key !== null && Object.hasOwn(origin.types, key) ? origin.types[key] : undefined
    if (type === "Numeric") {
        return {sql: `accurateCastOrNull(${text}, 'Float64')`, kind: "number", nullable: true, raw: text}
    }
    if (type === "Boolean") {
        const sql = `toBool(transform(${text}, ['true', 'false'], [1, 0], NULL))`
        return {sql, kind: "boolean", nullable: true, raw: text}
    }
    if (type === "DateTime") {
        const sql = `parseDateTime64BestEffortOrNull(${text}, 6, ${stringLiteral(timezone)})`
        return {sql, kind: "datetime", nullable: true, raw: text}
    }
    return {sql: text, kind: "string", nullable: true}
}
