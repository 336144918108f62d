import {isObject, type Json} from "../sandbox/posthog/capture/values"
import {type ExportedEvent, type ExportedPerson, RecordError} from "./records"

/** A person of the export as it is at the end of the data. */
export interface Person {
    /** null: the export names none, and the id follows from project and distinct id, as in PostHog. */
    readonly id: string | null
    createdAt: number
    identified: boolean
    properties: Json
}

/** A person and when each property was set, while persons are put together from events. */
interface Growing extends Person {
    readonly setAt: Map<string, number>
}

/** Events that ask for no person (CONTRACT §11). */
export function isPropertyless(event: ExportedEvent): boolean {
    return event.properties.$process_person_profile === false
}

/** All persons of an export, by id and by distinct id. Memory grows with persons, not with events. */
export class People {
    readonly #byId = new Map<string, Person>()
    readonly #byDistinctId = new Map<string, {person: Person; at: number}>()

    /** Takes a line of persons.jsonl. @throws RecordError when the person or a distinct id came before */
    add({personId, distinctIds, createdAt, identified, properties}: ExportedPerson): void {
        if (this.#byId.has(personId))
            throw new RecordError(`"person_id" ${personId} is in an earlier line already.`)
        const person: Person = {id: personId, createdAt, identified, properties}
        this.#byId.set(personId, person)
        for (const distinctId of new Set(distinctIds)) {
            if (this.#byDistinctId.has(distinctId)) {
                throw new RecordError(
                    `"distinct_ids" holds "${distinctId}", which belongs to a person in an earlier line.`,
                )
            }
            this.#byDistinctId.set(distinctId, {person, at: 0})
        }
    }

    /** Without a persons file: learns the event's person from the event, its properties from `$set` and `$set_once`. */
    learn(event: ExportedEvent): void {
        if (isPropertyless(event)) return
        const {distinctId, timestamp} = event
        const owner = this.#byDistinctId.get(distinctId)
        const person = (this.find(event) as Growing | undefined) ?? this.#start(event)
        if (!owner || owner.at <= timestamp) this.#byDistinctId.set(distinctId, {person, at: timestamp})
        person.createdAt = Math.min(person.createdAt, timestamp)
        if (event.event === "$identify") person.identified = true
        merge(person, event.properties.$set, timestamp, (before, now) => now >= before)
        merge(person, event.properties.$set_once, timestamp, (before, now) => now < before)
    }

    #start({personId, timestamp}: ExportedEvent): Growing {
        const person: Growing = {
            id: personId,
            createdAt: timestamp,
            identified: false,
            properties: {},
            setAt: new Map(),
        }
        if (personId !== null) this.#byId.set(personId, person)
        return person
    }

    /** The person of an event: by its person id, else by its distinct id. */
    find(event: ExportedEvent): Person | undefined {
        if (event.personId !== null) return this.#byId.get(event.personId)
        return this.#byDistinctId.get(event.distinctId)?.person
    }

    /** Every distinct id with its person. */
    *distinctIds(): Generator<[distinctId: string, person: Person]> {
        for (const [distinctId, {person}] of this.#byDistinctId) yield [distinctId, person]
    }
}

function merge(
    person: Growing,
    set: unknown,
    at: number,
    wins: (before: number, now: number) => boolean,
): void {
    if (!isObject(set)) return
    for (const name in set) {
        const before = person.setAt.get(name)
        if (before !== undefined && !wins(before, at)) continue
        person.properties[name] = set[name]
        person.setAt.set(name, at)
    }
}
