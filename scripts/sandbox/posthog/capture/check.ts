import {randomUUID} from "node:crypto"

import type {CaptureBody} from "./decode"
import {CaptureError} from "./errors"
import {eventTime, parseInstant} from "./timestamp"
import {normalizeUuid} from "./uuid"
import {idText, isObject, type Json, withoutNul} from "./values"

/** A checked event on its way into the tables. */
export interface CapturedEvent {
    uuid: string
    event: string
    distinctId: string
    /** ms */
    timestamp: number
    properties: Json
}

const EVENT_LIMIT = 1024 * 1024
const DISTINCT_ID_LENGTH = 200

function readUuid(value: unknown): string {
    if (value === undefined || value === null || value === "") return randomUUID()
    const uuid = typeof value === "string" ? normalizeUuid(value) : null
    if (!uuid) throw new CaptureError(400, "failed to parse request: uuid is not a valid UUID")
    return uuid
}

function readProperties(raw: Json): Json {
    if (raw.properties !== undefined && raw.properties !== null && !isObject(raw.properties)) {
        throw new CaptureError(400, "failed to parse request: properties must be an object")
    }
    const properties: Json = {...(raw.properties as Json | null | undefined)}
    for (const name of ["$set", "$set_once", "$unset"]) {
        if (raw[name] === undefined) continue
        const inner = properties[name]
        properties[name] =
            isObject(raw[name]) && isObject(inner) ? {...raw[name], ...inner} : (inner ?? raw[name])
    }
    return properties
}

function checkEvent(raw: Json, sentAt: number | null, now: number): CapturedEvent {
    if (Buffer.byteLength(JSON.stringify(raw)) > EVENT_LIMIT) {
        throw new CaptureError(400, `event is too big: one event may have at most ${EVENT_LIMIT} bytes`)
    }
    const uuid = readUuid(raw.uuid)
    const {event} = raw
    if (event === undefined || event === null)
        throw new CaptureError(400, "event submitted without an event name")
    if (typeof event !== "string")
        throw new CaptureError(400, "failed to parse request: event must be a string")
    if (event === "") throw new CaptureError(400, "event submitted with an empty event name")
    const properties = readProperties(raw)
    const distinctId = idText(raw.distinct_id ?? raw.$distinct_id ?? properties.distinct_id)
    if (distinctId === null) throw new CaptureError(400, "event submitted without a distinct_id")
    return {
        uuid,
        event: withoutNul(event),
        distinctId: withoutNul(distinctId.slice(0, DISTINCT_ID_LENGTH)),
        timestamp: eventTime(raw, sentAt, now),
        properties,
    }
}

/** Checks all events of a request; one bad event refuses the whole request (CONTRACT §11). */
export function checkEvents(body: CaptureBody, now: number): CapturedEvent[] {
    const sentAt = parseInstant(body.sentAt)
    return body.events.map((raw) => checkEvent(raw, sentAt, now))
}
