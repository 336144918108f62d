import {parseInstant} from "../instant"
import type {Attribute, ValueData} from "../types"
import {badValue, unwrap} from "./value-context"

type Parser = (attribute: Attribute, input: unknown) => ValueData

const number = (attribute: Attribute, input: unknown, expected = "a number"): number => {
    if (typeof input !== "number" || !Number.isFinite(input)) throw badValue(attribute, expected)
    return input
}

const text: Parser = (attribute, input) => {
    const value = unwrap(attribute, input, "value")
    if (typeof value !== "string") throw badValue(attribute, "a string")
    return {value}
}

const rating: Parser = (attribute, input) => {
    const value = number(attribute, unwrap(attribute, input, "value"), "a whole number from 0 to 5")
    if (!Number.isInteger(value) || value < 0 || value > 5)
        throw badValue(attribute, "a whole number from 0 to 5")
    return {value}
}

const checkbox: Parser = (attribute, input) => {
    const value = unwrap(attribute, input, "value")
    if (typeof value !== "boolean") throw badValue(attribute, "true or false")
    return {value}
}

const currency: Parser = (attribute, input) => {
    const value = number(
        attribute,
        unwrap(attribute, input, "currency_value"),
        "a number or {currency_value}",
    )
    if (Math.abs(Math.round(value * 1e4) - value * 1e4) > 1e-6)
        throw badValue(attribute, "at most 4 decimal places")
    return {currency_value: value}
}

const instant: Parser = (attribute, input) => {
    const value = unwrap(attribute, input, "value")
    const parsed = typeof value === "string" ? parseInstant(value) : null
    if (parsed === null) throw badValue(attribute, "an ISO 8601 date or date-time")
    return {value: attribute.type === "date" ? parsed.slice(0, 10) : parsed}
}

/** Parsers for types with one plain value. */
export const SCALAR_PARSERS = {
    text,
    number: (attribute: Attribute, input: unknown) => ({
        value: number(attribute, unwrap(attribute, input, "value")),
    }),
    rating,
    checkbox,
    currency,
    date: instant,
    timestamp: instant,
} satisfies Record<string, Parser>
