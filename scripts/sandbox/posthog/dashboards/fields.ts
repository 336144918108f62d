import type {RequestContext} from "../context"
import {ApiError, invalidInput, parseError, requiredField} from "../errors"

export type Body = Record<string, unknown>

const invalid = (code: string, detail: string, attr: string) =>
    new ApiError(400, "validation_error", code, detail, {}, attr)

export function isObject(value: unknown): value is Body {
    return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** The body as a JSON object; raises 400. */
export function jsonObject({body}: Pick<RequestContext, "body">): Body {
    let value: unknown
    try {
        value = JSON.parse(body.toString() || "{}")
    } catch (error) {
        throw parseError(`JSON parse error - ${(error as Error).message}`)
    }
    if (isObject(value)) return value
    throw invalidInput(
        `Invalid data. Expected a dictionary, but got ${Array.isArray(value) ? "list" : typeof value}.`,
    )
}

/** A text field; undefined when it is absent. Numbers become text, as in Django REST framework. */
export function textField(body: Body, name: string, max: number): string | null | undefined {
    const value = body[name]
    if (value === undefined || value === null) return value
    if (typeof value !== "string" && typeof value !== "number")
        throw invalid("invalid_input", "Not a valid string.", name)
    const text = String(value)
    if (text.length > max) {
        throw invalid("max_length", `Ensure this field has no more than ${max} characters.`, name)
    }
    return text
}

const TRUE: readonly unknown[] = [true, 1, "1", "true", "True", "yes", "on"]
const FALSE: readonly unknown[] = [false, 0, "0", "false", "False", "no", "off"]

/** A boolean field in one of the spellings of Django REST framework; undefined when it is absent. */
export function booleanField(body: Body, name: string): boolean | undefined {
    const value = body[name]
    if (value === undefined) return undefined
    if (TRUE.includes(value)) return true
    if (FALSE.includes(value)) return false
    throw invalid("invalid_input", "Must be a valid boolean.", name)
}

/** Whole number of a required field. */
export function integerField(body: Body, name: string): number {
    const value = body[name]
    if (value === undefined || value === null) throw requiredField(name)
    const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value
    if (typeof number !== "number" || !Number.isInteger(number)) {
        throw invalid("invalid_input", "A valid integer is required.", name)
    }
    return number
}

/** A list of tags as the product keeps them: trimmed, lower case, each once; undefined when absent. */
export function tagsField(body: Body): string[] | undefined {
    const value = body.tags
    if (value === undefined) return undefined
    if (!Array.isArray(value))
        throw invalid("not_a_list", `Expected a list of items but got type "${typeof value}".`, "tags")
    return [...new Set(value.map((tag) => String(tag).trim().toLowerCase()))].filter(Boolean).sort()
}

/** An object field whose refusal reads `message`; undefined when it is absent. */
export function objectField(body: Body, name: string, message: string): Body | undefined {
    const value = body[name]
    if (value === undefined) return undefined
    if (!isObject(value)) throw invalidInput(message, name)
    return value
}

/** The markdown of a text card (CONTRACT §8: at most 4000 characters). */
export function cardBody(value: unknown, attr: string): string {
    if (typeof value !== "string") throw invalid("invalid_input", "Not a valid string.", attr)
    if (value.length > 4000) throw invalid("max_length", "Text body cannot exceed 4000 characters", attr)
    return value
}

export {invalid as invalidField}
