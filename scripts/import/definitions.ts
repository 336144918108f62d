import type {Definitions, PropertyType} from "../sandbox/posthog/admin-types"
import {inferPropertyType} from "../sandbox/posthog/capture/property-types"
import {isObject, type Json} from "../sandbox/posthog/capture/values"
import type {ExportedEvent} from "./records"

interface Seen {
    type: PropertyType | null
    /** Time of the value that gave the type. */
    at: number
}

/** Ingestion makes no definitions of longer names (CONTRACT §1) nor of its own carriers of other properties. */
const MAX_NAME_BYTES = 200
const CARRIERS = new Set([
    "$set",
    "$set_once",
    "$unset",
    "$groups",
    ...[0, 1, 2, 3, 4].map((index) => `$group_${index}`),
])

/**
 * Infers event and property definitions as ingestion would have: the first typed value in time decides, whatever the
 * order of the file. A number under a time-like name is judged by the clock of its event.
 */
export class DefinitionCollector {
    readonly #events = new Map<string, number>()
    readonly #event = new Map<string, Seen>()
    readonly #person = new Map<string, Seen>()
    readonly #groups = new Map<string, Map<string, Seen>>()

    /** Takes one event: its name, its properties, and those that it sets on its person or group. */
    addEvent({event, timestamp, properties}: ExportedEvent): void {
        if (Buffer.byteLength(event) > MAX_NAME_BYTES) return
        const last = this.#events.get(event)
        if (last === undefined || last < timestamp) this.#events.set(event, timestamp)
        for (const name in properties) {
            if (!CARRIERS.has(name)) note(this.#event, name, properties[name], timestamp)
        }
        for (const name of ["$set", "$set_once"]) {
            const set = properties[name]
            if (isObject(set)) this.addPersonProperties(set, timestamp)
        }
        if (
            event === "$groupidentify" &&
            typeof properties.$group_type === "string" &&
            isObject(properties.$group_set)
        ) {
            this.addGroupProperties(properties.$group_type, properties.$group_set, timestamp)
        }
    }

    /** Takes properties of a person; `at` ms: when they were set, or the end of the data. */
    addPersonProperties(properties: Json, at: number): void {
        for (const name in properties) note(this.#person, name, properties[name], at)
    }

    /** Takes properties of a group of a type. */
    addGroupProperties(type: string, properties: Json, at: number): void {
        let seen = this.#groups.get(type)
        if (!seen) this.#groups.set(type, (seen = new Map<string, Seen>()))
        for (const name in properties) note(seen, name, properties[name], at)
    }

    /** What to register. Properties of a group type without an index are left out. */
    definitions(groupIndex: (type: string) => number | undefined): Definitions {
        const rows = (
            seen: Map<string, Seen>,
            kind: {type: "event" | "person" | "group"; group_type_index?: number},
        ) => [...seen].map(([name, {type}]) => ({...kind, name, property_type: type}))
        return {
            events: [...this.#events].map(([name, at]) => ({name, last_seen_at: new Date(at).toISOString()})),
            properties: [
                ...rows(this.#event, {type: "event"}),
                ...rows(this.#person, {type: "person"}),
                ...[...this.#groups].flatMap(([type, seen]) => {
                    const index = groupIndex(type)
                    return index === undefined ? [] : rows(seen, {type: "group", group_type_index: index})
                }),
            ],
        }
    }
}

function note(seen: Map<string, Seen>, name: string, value: unknown, at: number): void {
    const known = seen.get(name)
    if (known && known.type !== null && known.at <= at) return
    if (!known && Buffer.byteLength(name) > MAX_NAME_BYTES) return
    const type = inferPropertyType(name, value, at)
    if (!known) seen.set(name, {type, at})
    else if (type !== null) {
        known.type = type
        known.at = at
    }
}
