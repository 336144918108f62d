import type {PropertyType} from "./context"

/** What is known about a value's type. "unknown" is always allowed and costs only an unneeded NULL wrapper. */
export type Kind =
    | "string"
    | "number"
    | "boolean"
    | "datetime"
    | "date"
    | "uuid"
    | "json"
    | "array"
    | "tuple"
    | "interval"
    | "null"
    | "unknown"

/** Where a JSON column comes from: decides casts and materialized columns of its properties. */
export interface JsonOrigin {
    types: Record<string, PropertyType>
    /** SQL of the String column that holds a top-level property, if there is one. */
    materialized?: (key: string) => string | null
}

/** A printed expression and what the printer must know about it. */
export interface Printed {
    sql: string
    kind: Kind
    nullable: boolean
    /** For DateTime columns: the column without the conversion to the project's time zone. */
    bare?: string
    /** The value, when the expression is a constant. */
    literal?: string | number | boolean | null
    /** Set on JSON columns whose properties may be accessed. */
    json?: JsonOrigin
    /** For cast properties: the text before the cast. */
    raw?: string
}

/** Shorthand for a printed expression without extras. */
export function printed(sql: string, kind: Kind = "unknown", nullable = kind === "unknown"): Printed {
    return {sql, kind, nullable}
}
