import {filterError} from "../errors"
import {parseInstant} from "../instant"
import {containerById, findContainer} from "../schema/build"
import type {Attribute, AttributeType, StoredValue, Workspace} from "../types"

/** Comparison operators of verbose filters. */
export type Operator =
    "$eq" | "$in" | "$not_empty" | "$contains" | "$starts_with" | "$ends_with" | RangeOperator
type RangeOperator = "$lt" | "$lte" | "$gt" | "$gte"

/** What a filter may ask of one property of a value. */
export interface FilterField {
    operators: readonly Operator[]
    /** The stored value in comparable form; undefined when it has none. */
    read(
        workspace: Workspace,
        attribute: Attribute,
        stored: StoredValue,
    ): string | number | boolean | undefined
    /** The asked-for value in the same form. Throws filter_error. */
    want(workspace: Workspace, attribute: Attribute, value: unknown): string | number | boolean
}

const EQUAL = ["$eq"] as const
const RANGE = ["$eq", "$lt", "$lte", "$gt", "$gte"] as const
const STRING = ["$eq", "$contains", "$starts_with", "$ends_with"] as const

const mismatch = (attribute: Attribute, expected: string): Error =>
    filterError(`Invalid filter value for attribute "${attribute.slug}": expected ${expected}.`)

type Scalar = "string" | "number" | "boolean"
const plain = (key: string, type: Scalar, operators: readonly Operator[], lower = false): FilterField => ({
    operators,
    read: (_, __, {data}) => data[key] as string | number | boolean | undefined,
    want(_, attribute, value) {
        if (typeof value !== type) throw mismatch(attribute, `a ${type}`)
        return lower && typeof value === "string" ? value.toLowerCase() : (value as string | number | boolean)
    },
})

const time = (length: number, key = "value"): FilterField => ({
    operators: RANGE,
    read: (_, __, {data}) => data[key] as string | undefined,
    want(_, attribute, value) {
        const parsed = typeof value === "string" ? parseInstant(value) : null
        if (parsed === null) throw mismatch(attribute, "an ISO 8601 date or date-time")
        return parsed.slice(0, length)
    },
})

const choice = (key: "option" | "status"): FilterField => ({
    operators: EQUAL,
    read: (_, __, {data}) => data[key] as string,
    want(_, attribute, value) {
        const found = attribute.choices.find((one) => one.title === value || one.id === value)
        if (!found) throw mismatch(attribute, `the title or id of an existing ${key}`)
        return found.id
    },
})

const targetObject: FilterField = {
    operators: ["$eq", "$in"],
    read: (workspace, _, {data}) => containerById(workspace, String(data.target_object_id))?.id,
    want(workspace, attribute, value) {
        const found = typeof value === "string" ? findContainer(workspace, "objects", value) : undefined
        if (!found) throw mismatch(attribute, "the slug of an object")
        return found.id
    },
}

const strings = (
    keys: string[],
    operators: readonly Operator[],
    lower = false,
): Record<string, FilterField> =>
    Object.fromEntries(keys.map((key) => [key, plain(key, "string", operators, lower)]))

/** Filterable properties by attribute type; the first one is meant when a filter names none (REST.md §4). */
export const FILTER_FIELDS: Record<AttributeType, Record<string, FilterField>> = {
    text: strings(["value"], [...STRING, "$in"]),
    number: {value: plain("value", "number", RANGE)},
    rating: {value: plain("value", "number", RANGE)},
    currency: {currency_value: plain("currency_value", "number", RANGE)},
    checkbox: {value: plain("value", "boolean", EQUAL)},
    date: {value: time(10)},
    timestamp: {value: time(30)},
    select: {option: choice("option")},
    status: {status: choice("status")},
    "actor-reference": {
        referenced_actor_id: plain("referenced_actor_id", "string", EQUAL),
        referenced_actor_type: plain("referenced_actor_type", "string", EQUAL),
    },
    "record-reference": {
        target_record_id: plain("target_record_id", "string", ["$eq", "$in"]),
        target_object: targetObject,
    },
    domain: strings(["domain", "root_domain"], [...STRING, "$not_empty"], true),
    "email-address": strings(
        [
            "email_address",
            "original_email_address",
            "email_domain",
            "email_root_domain",
            "email_local_specifier",
        ],
        [...STRING, "$not_empty"],
        true,
    ),
    "phone-number": strings(["phone_number", "original_phone_number", "country_code"], STRING),
    "personal-name": strings(["full_name", "first_name", "last_name"], STRING),
    location: strings(
        ["locality", "line_1", "line_2", "line_3", "line_4", "region", "postcode", "country_code"],
        STRING,
    ),
    interaction: {
        interacted_at: time(30, "interacted_at"),
        interaction_type: plain("interaction_type", "string", EQUAL),
    },
}
