import {DefinitionCollector} from "./definitions"
import {GroupTypes} from "./group-types"
import {Groups} from "./groups"
import {ImportError} from "./import-error"
import {People} from "./people"
import type {Export, RecordBatch} from "./read-export"
import {RecordError} from "./records"

/** What must be known of an export before its events can be loaded. */
export interface Inspection {
    readonly people: People
    readonly groups: Groups
    readonly groupTypes: GroupTypes
    readonly definitions: DefinitionCollector
    readonly events: number
    /** Time of the first and last event, ms. */
    readonly first: number
    readonly last: number
    /** Events whose person is not in persons.jsonl. */
    readonly strangers: number
}

/**
 * Reads and checks every line of an export and loads nothing. Events are read once more to load them: a second reading
 * is cheaper and simpler than taking half a project back.
 *
 * @throws ImportError naming file and line
 */
export async function inspectExport(
    data: Export,
    onProgress: (fraction: number, events: number) => void,
): Promise<Inspection> {
    const people = new People()
    const groups = new Groups()
    const groupTypes = new GroupTypes()
    const definitions = new DefinitionCollector()
    await eachRecord(data.files.persons, data.persons(), (person) => people.add(person))
    await eachRecord(data.files.groups, data.groups(), (group) => {
        groupTypes.place(group.type, group.index)
        groups.add(group)
    })
    let events = 0
    let strangers = 0
    let first = Infinity
    let last = -Infinity
    for await (const batch of data.events()) {
        for (const {value: event} of batch.records) {
            first = Math.min(first, event.timestamp)
            last = Math.max(last, event.timestamp)
            definitions.addEvent(event)
            groupTypes.learn(event.properties, event.timestamp)
            if (data.files.groups === null) groups.learn(event)
            if (data.files.persons === null) people.learn(event)
            else if (people.find(event) === undefined) strangers++
        }
        events += batch.records.length
        onProgress(batch.fraction, events)
    }
    if (events === 0) throw new ImportError(data.files.events, null, "there is no event in it.")
    onProgress(1, events)
    groupTypes.settle()
    // What the end state adds, such as `$initial_*`: younger than anything that an event set.
    for (const [, person] of people.distinctIds()) definitions.addPersonProperties(person.properties, last)
    for (const group of groups.all()) definitions.addGroupProperties(group.type, group.properties, last)
    return {people, groups, groupTypes, definitions, events, first, last, strangers}
}

async function eachRecord<T>(
    file: string | null,
    batches: AsyncGenerator<RecordBatch<T>>,
    take: (value: T) => void,
): Promise<void> {
    for await (const {records} of batches) {
        for (const {line, value} of records) {
            try {
                take(value)
            } catch (error) {
                throw error instanceof RecordError ? new ImportError(file ?? "", line, error.message) : error
            }
        }
    }
}
