import {parseInstant} from "../sandbox/posthog/capture/timestamp"
import {normalizeUuid} from "../sandbox/posthog/capture/uuid"
import {isObject, type Json} from "../sandbox/posthog/capture/values"

/** One line of `events.jsonl`. */
export interface ExportedEvent {
    readonly uuid: string
    readonly event: string
    readonly distinctId: string
    /** null when the export has none: then the person is found by distinct id. */
    readonly personId: string | null
    /** ms since the epoch. */
    readonly timestamp: number
    readonly properties: Json
}

/** One line of `persons.jsonl`; properties as they are at the end of the data. */
export interface ExportedPerson {
    readonly personId: string
    readonly distinctIds: readonly string[]
    /** ms since the epoch. */
    readonly createdAt: number
    readonly identified: boolean
    readonly properties: Json
}

/** One line of `groups.jsonl`; properties as they are at the end of the data. */
export interface ExportedGroup {
    readonly type: string
    /** 0 to 4: the N of `$group_N`. */
    readonly index: number
    readonly key: string
    /** ms since the epoch. */
    readonly createdAt: number
    readonly properties: Json
}

/** What is wrong with a record: a sentence that starts with the field. */
export class RecordError extends Error {}

/** PostHog's longest distinct id (CONTRACT §11). */
const MAX_DISTINCT_ID = 200

/** Checks a parsed line of `events.jsonl`. @throws RecordError naming the field */
export function eventOf(record: Json): ExportedEvent {
    return {
        uuid: uuid(record, "uuid"),
        event: text(record, "event"),
        distinctId: distinctId(record.distinct_id, '"distinct_id"'),
        personId:
            record.person_id === undefined || record.person_id === null ? null : uuid(record, "person_id"),
        timestamp: instant(record, "timestamp"),
        properties: object(record, "properties"),
    }
}

/** Checks a parsed line of `persons.jsonl`. @throws RecordError naming the field */
export function personOf(record: Json): ExportedPerson {
    const ids = present(record, "distinct_ids")
    if (!Array.isArray(ids) || ids.length === 0)
        throw new RecordError('"distinct_ids" must be a list with at least one id.')
    const identified = record.is_identified ?? false
    if (typeof identified !== "boolean")
        throw new RecordError(`"is_identified" must be true or false, found ${shown(identified)}.`)
    return {
        personId: uuid(record, "person_id"),
        distinctIds: ids.map((id: unknown, i) => distinctId(id, `"distinct_ids"[${i}]`)),
        createdAt: instant(record, "created_at"),
        identified,
        properties: object(record, "properties"),
    }
}

/** Checks a parsed line of `groups.jsonl`. @throws RecordError naming the field */
export function groupOf(record: Json): ExportedGroup {
    const index = present(record, "group_type_index")
    if (typeof index !== "number" || !Number.isInteger(index) || index < 0 || index > 4) {
        throw new RecordError(`"group_type_index" must be a whole number from 0 to 4, found ${shown(index)}.`)
    }
    return {
        type: text(record, "group_type"),
        index,
        key: text(record, "group_key"),
        createdAt: instant(record, "created_at"),
        properties: object(record, "group_properties"),
    }
}

function present(record: Json, field: string): unknown {
    const value = record[field]
    if (value === undefined || value === null) throw new RecordError(`"${field}" is missing.`)
    return value
}

function text(record: Json, field: string): string {
    const value = present(record, field)
    if (typeof value !== "string" || value === "")
        throw new RecordError(`"${field}" must be a text that is not empty, found ${shown(value)}.`)
    return value
}

function uuid(record: Json, field: string): string {
    const value = present(record, field)
    const normal = typeof value === "string" ? normalizeUuid(value) : null
    if (normal === null) throw new RecordError(`"${field}" must be a UUID, found ${shown(value)}.`)
    return normal
}

function instant(record: Json, field: string): number {
    const value = present(record, field)
    const ms = parseInstant(value)
    // Before 1970 and far in the future ClickHouse's date types wrap around.
    if (ms === null || ms < 0 || ms >= Date.UTC(2100, 0)) {
        throw new RecordError(
            `"${field}" must be an ISO 8601 instant between 1970 and 2100, found ${shown(value)}.`,
        )
    }
    return ms
}

function object(record: Json, field: string): Json {
    const value = present(record, field)
    if (!isObject(value)) throw new RecordError(`"${field}" must be a JSON object, found ${shown(value)}.`)
    return value
}

function distinctId(value: unknown, name: string): string {
    if (value === undefined || value === null) throw new RecordError(`${name} is missing.`)
    if (typeof value !== "string" || value === "" || value.length > MAX_DISTINCT_ID) {
        throw new RecordError(
            `${name} must be a text of 1 to ${MAX_DISTINCT_ID} characters, found ${shown(value)}.`,
        )
    }
    return value
}

function shown(value: unknown): string {
    const json = JSON.stringify(value) ?? String(value)
    return json.length > 60 ? `${json.slice(0, 60)}…` : json
}
