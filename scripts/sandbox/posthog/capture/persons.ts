import type {ClickHouse} from "../clickhouse"
import {type DistinctId, loadDistinctIds, loadPersons, type Person, savePersons} from "./person-rows"
import {personUuid} from "./uuid"
import {isObject, type Json} from "./values"

/** Ids that clients send by mistake for everybody: they never take part in a merge. */
const SHARED_IDS = new Set(
    `anonymous guest distinctid distinct_id id not_authenticated email undefined true false null none nan 0
    unauthenticated [object object]`.split(/\s+(?!object\])/),
)

function canMerge(distinctId: string): boolean {
    return distinctId.trim() !== "" && !SHARED_IDS.has(distinctId.trim().toLowerCase())
}

/** The persons that the events of one batch touch; `flush` writes what has changed. */
export class PersonBatch {
    #persons = new Map<string, Person>()
    #distinctIds = new Map<string, DistinctId>()

    private constructor(
        private readonly clickhouse: ClickHouse,
        private readonly projectId: number,
    ) {}

    /** `merging`: the batch may merge persons, so that all distinct ids of the persons are needed. */
    static async load(
        clickhouse: ClickHouse,
        projectId: number,
        distinctIds: readonly string[],
        merging: boolean,
    ) {
        const batch = new PersonBatch(clickhouse, projectId)
        const mappings = await loadDistinctIds(clickhouse, projectId, [...new Set(distinctIds)], merging)
        for (const mapping of mappings) batch.#distinctIds.set(mapping.distinctId, mapping)
        const ids = [...new Set(mappings.map(({personId}) => personId))]
        for (const person of await loadPersons(clickhouse, projectId, ids))
            batch.#persons.set(person.id, person)
        return batch
    }

    find(distinctId: string): Person | undefined {
        const mapping = this.#distinctIds.get(distinctId)
        return mapping && this.#persons.get(mapping.personId)
    }

    /** The person of a distinct id; a new one is created at the time of the event. */
    findOrCreate(distinctId: string, timestamp: number): Person {
        const known = this.find(distinctId)
        if (known) return known
        const person: Person = {
            id: personUuid(this.projectId, distinctId),
            createdAt: timestamp,
            properties: {},
            identified: false,
            deleted: false,
            version: 0,
            changed: true,
        }
        this.#persons.set(person.id, person)
        this.#map(distinctId, person)
        return person
    }

    #map(distinctId: string, person: Person): void {
        const known = this.#distinctIds.get(distinctId)
        const own = person.id === personUuid(this.projectId, distinctId)
        this.#distinctIds.set(distinctId, {
            distinctId,
            personId: person.id,
            version: known ? known.version + 1 : 0,
            changed: true,
            override: known !== undefined || !own,
        })
    }

    /** Merges the person of `other` into the one of `into` (`$identify`, `$create_alias`, `$merge_dangerously`). */
    merge(other: string, into: string, timestamp: number, dangerously: boolean): void {
        if (other === into || !canMerge(other) || !canMerge(into)) return
        const from = this.find(other)
        const target = this.find(into)
        if (from && target) {
            // An identified person is never swallowed by another one, except when asked to.
            if (from !== target && (dangerously || !from.identified)) this.#absorb(from, target)
        } else if (from) this.#map(into, from)
        else this.#map(other, target ?? this.findOrCreate(into, timestamp))
        this.markIdentified(this.findOrCreate(into, timestamp))
    }

    #absorb(from: Person, target: Person): void {
        target.properties = {...from.properties, ...target.properties}
        target.createdAt = Math.min(from.createdAt, target.createdAt)
        this.#touch(target)
        from.deleted = true
        from.version += 100
        from.changed = true
        for (const mapping of [...this.#distinctIds.values()]) {
            if (mapping.personId === from.id) this.#map(mapping.distinctId, target)
        }
    }

    markIdentified(person: Person): void {
        if (person.identified) return
        person.identified = true
        this.#touch(person)
    }

    /** Applies `$set`, `$set_once` and `$unset` of an event. */
    update(person: Person, {$set, $set_once, $unset}: Json): void {
        const before = JSON.stringify(person.properties)
        const properties = {
            ...(isObject($set_once) ? $set_once : {}),
            ...person.properties,
            ...(isObject($set) ? $set : {}),
        }
        const names = Array.isArray($unset) ? $unset : isObject($unset) ? Object.keys($unset) : []
        for (const name of names) delete properties[String(name)]
        if (JSON.stringify(properties) === before) return
        person.properties = properties
        this.#touch(person)
    }

    #touch(person: Person): void {
        if (!person.changed) person.version += 1
        person.changed = true
    }

    /** Writes the changes; true when a distinct id now belongs to another person than its events say. */
    async flush(): Promise<boolean> {
        const persons = [...this.#persons.values()].filter(({changed}) => changed)
        const distinctIds = [...this.#distinctIds.values()].filter(({changed}) => changed)
        await savePersons(this.clickhouse, this.projectId, persons, distinctIds)
        return distinctIds.some(({override}) => override)
    }
}
