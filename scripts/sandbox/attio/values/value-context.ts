import {invalid} from "../errors"
import type {Attribute, Container, ValueData, Workspace} from "../types"

/** What parsing a written value may need to look at. */
export interface ValueContext {
    workspace: Workspace
    container: Container
    attribute: Attribute
    /** Finds a row by the value of a unique attribute; for references written by value. */
    findByValue(container: Container, attribute: Attribute, data: ValueData): string | undefined
}

/** 400 that names the attribute and says what form is expected. */
export function badValue(attribute: Attribute, expected: string): Error {
    return invalid(
        `Invalid value was passed to attribute with slug "${attribute.slug}": expected ${expected}.`,
        [{code: "invalid_value", path: ["data", "values", attribute.slug], message: `Expected ${expected}.`}],
    )
}

/** True for a plain JSON object. */
export function isObject(input: unknown): input is Record<string, unknown> {
    return typeof input === "object" && input !== null && !Array.isArray(input)
}

/** Unwraps `{field: x}` to x; a bare scalar passes. Any other key is refused. */
export function unwrap(attribute: Attribute, input: unknown, ...fields: string[]): unknown {
    if (!isObject(input)) return input
    const keys = Object.keys(input)
    const field = fields.find((one) => one in input)
    if (field === undefined || keys.some((key) => !fields.includes(key))) {
        throw badValue(attribute, `an object with the key ${fields.map((one) => `"${one}"`).join(" or ")}`)
    }
    return input[field]
}
