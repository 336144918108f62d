import type {ValueData} from "../types"
import {CONTACT_PARSERS} from "./contacts"
import {parseActor, parseChoice, parseReference} from "./references"
import {SCALAR_PARSERS} from "./scalars"
import {badValue, type ValueContext} from "./value-context"

/**
 * One written value to its stored form (REST.md §4, column "write").
 * @throws ApiError 400 validation_type or value_not_found.
 */
export function parseValue(context: ValueContext, input: unknown): ValueData {
    const {attribute} = context
    switch (attribute.type) {
        case "select":
        case "status":
            return parseChoice(context, input)
        case "actor-reference":
            return parseActor(context, input)
        case "record-reference":
            return parseReference(context, input, parseValue)
        case "interaction":
            throw badValue(attribute, "nothing: interactions are written by Attio only")
        case "domain":
        case "email-address":
        case "phone-number":
        case "personal-name":
        case "location":
            return CONTACT_PARSERS[attribute.type](attribute, input)
        case "text":
        case "number":
        case "rating":
        case "checkbox":
        case "currency":
        case "date":
        case "timestamp":
            return SCALAR_PARSERS[attribute.type](attribute, input)
    }
}

/** Two values with the same key are the same value: decides uniqueness, appending and "nothing changed". */
export function valueKey(data: ValueData): string {
    return String(data.domain ?? data.email_address ?? data.phone_number ?? JSON.stringify(data))
}
