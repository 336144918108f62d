import {randomUUID} from "node:crypto"

import {isoInstant, type Project, propertyDefinitionKey} from "../project-state"
import type {CapturedEvent} from "./check"
import {inferPropertyType} from "./property-types"
import {isObject, type Json} from "./values"

const MAX_NAME_BYTES = 200
const SKIPPED = new Set([
    "$set",
    "$set_once",
    "$unset",
    "$groups",
    ...[0, 1, 2, 3, 4].map((index) => `$group_${index}`),
])

type Kind = "event" | "person" | "group"

function define(
    project: Project,
    kind: Kind,
    index: number | null,
    properties: Json,
    event: string | null,
    now: number,
): void {
    for (const [name, value] of Object.entries(properties)) {
        if (Buffer.byteLength(name) > MAX_NAME_BYTES || (kind === "event" && SKIPPED.has(name))) continue
        const key = propertyDefinitionKey(kind, index, name)
        const definition = (project.propertyDefinitions[key] ??= {
            id: randomUUID(),
            type: kind,
            group_type_index: index,
            name,
            property_type: null,
            events: [],
        })
        // The first typed value wins; a definition without a type is waiting for one.
        definition.property_type ??= inferPropertyType(name, value, now)
        if (event !== null && !definition.events.includes(event)) definition.events.push(event)
    }
}

/** Registers an event, its properties, and the person and group properties that it sets (CONTRACT §1). */
export function registerEvent(project: Project, event: CapturedEvent, now: number): void {
    if (Buffer.byteLength(event.event) > MAX_NAME_BYTES) return
    const seenAt = isoInstant(now)
    const known = (project.eventDefinitions[event.event] ??= {
        id: randomUUID(),
        name: event.event,
        created_at: seenAt,
        last_seen_at: seenAt,
    })
    // Updated lazily, about daily.
    if (known.last_seen_at === null || now - Date.parse(known.last_seen_at) >= 86_400_000)
        known.last_seen_at = seenAt
    const {properties} = event
    define(project, "event", null, properties, event.event, now)
    for (const name of ["$set", "$set_once"]) {
        const set = properties[name]
        if (isObject(set)) define(project, "person", null, set, null, now)
    }
    if (event.event === "$groupidentify" && isObject(properties.$group_set)) {
        const type = project.groupTypes.find(({group_type}) => group_type === properties.$group_type)
        if (type) define(project, "group", type.group_type_index, properties.$group_set, null, now)
    }
}
