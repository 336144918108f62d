import type {RestAttribute, RestRecord, RestValue} from "./attio-reader"

/** Where a reference points. */
export interface Pointer {
    readonly object: string
    readonly id: string
}

/** An actor as values name them. */
export interface ActorRef {
    readonly type: string
    readonly id: string | null
}

/** A value in the shape of the schema's AttributeValue union; references and actors are resolved by the caller. */
export type TypedValue =
    | {readonly __typename: string; readonly value: unknown}
    | {readonly __typename: string; readonly values: readonly unknown[]}

type Read = (value: RestValue) => unknown

const plain: Read = (value) => value.value

/** Union member and reader by attribute type; `many` is the member for attributes with several values. */
const KINDS: Readonly<Record<string, {one: string; many?: string; read: Read}>> = {
    text: {one: "TextValue", read: plain},
    number: {one: "NumberValue", read: plain},
    checkbox: {one: "CheckboxValue", read: plain},
    rating: {one: "RatingValue", read: plain},
    date: {one: "DateValue", read: plain},
    timestamp: {one: "TimestampValue", read: plain},
    currency: {one: "CurrencyValue", read: moneyOf},
    select: {
        one: "SelectValue",
        many: "MultiSelectValue",
        read: (value) => choiceOf(value.option, "option_id"),
    },
    status: {one: "StatusValue", read: (value) => choiceOf(value.status, "status_id")},
    domain: {one: "DomainValue", many: "MultiDomainValue", read: (value) => value.domain},
    "email-address": {
        one: "MultiEmailAddressValue",
        many: "MultiEmailAddressValue",
        read: (value) => value.email_address,
    },
    "phone-number": {
        one: "PhoneNumberValue",
        many: "MultiPhoneNumberValue",
        read: (value) => value.phone_number,
    },
    "personal-name": {
        one: "PersonalNameValue",
        read: ({first_name, last_name, full_name}) => ({first_name, last_name, full_name}),
    },
    location: {one: "LocationValue", read: locationOf},
    interaction: {one: "InteractionValue", read: (value) => ({interacted_at: value.interacted_at})},
    "record-reference": {one: "RecordReferenceValue", many: "MultiRecordReferenceValue", read: pointerOf},
    "actor-reference": {one: "ActorReferenceValue", many: "MultiActorReferenceValue", read: actorOf},
}

/** The value of `attribute(slug)`. */
export function typedValue(attribute: RestAttribute, record: RestRecord): TypedValue | null {
    const kind = KINDS[attribute.type]
    if (kind === undefined) return null
    const values = (record.values[attribute.api_slug] ?? []).map(kind.read)
    const many = attribute.is_multiselect ? kind.many : undefined
    if (many !== undefined || kind.one.startsWith("Multi")) return {__typename: many ?? kind.one, values}
    return {__typename: kind.one, value: values[0] ?? (kind.one === "CheckboxValue" ? false : null)}
}

/** A built-in field of a record type, e.g. `Deal.stage`: the bare value or list. */
export function fieldValue(record: RestRecord, slug: string, list: boolean): unknown {
    const values = (record.values[slug] ?? []).map(
        (value) => KINDS[String(value.attribute_type)]?.read(value) ?? null,
    )
    return list ? values : (values[0] ?? null)
}

export function pointerOf(value: RestValue): Pointer {
    return {object: String(value.target_object), id: String(value.target_record_id)}
}

export function actorOf(value: RestValue): ActorRef {
    return {type: String(value.referenced_actor_type), id: textOrNull(value.referenced_actor_id)}
}

function moneyOf(value: RestValue): unknown {
    return {currency_value: value.currency_value, currency_code: value.currency_code ?? "USD"}
}

function choiceOf(choice: unknown, idField: string): unknown {
    const {title, id} = (choice ?? {}) as {title?: unknown; id?: Record<string, unknown>}
    return {title: String(title ?? ""), id: String(id?.[idField] ?? "")}
}

function locationOf(value: RestValue): unknown {
    const {line_1, line_2, line_3, line_4, country_code, ...rest} = value
    return {...rest, line1: line_1, line2: line_2, line3: line_3, line4: line_4, country: country_code}
}

function textOrNull(value: unknown): string | null {
    return typeof value === "string" ? value : null
}
