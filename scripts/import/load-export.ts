import type {PostHogAdmin} from "../sandbox/posthog/admin-types"
import {type Json, stored} from "../sandbox/posthog/capture/values"
import {eventRow, personIdOf} from "./event-row"
import {inspectExport, type Inspection} from "./inspect-export"
import {PartitionWriter} from "./partition-writer"
import type {Person} from "./people"
import {type Export, readExport} from "./read-export"
import {countLoaded, type LoadedCounts} from "./summary"

/** Options of {@link loadExport}. */
export interface LoadOptions {
    /** Name of the new project. */
    readonly name?: string
    /** IANA; default UTC. */
    readonly timezone?: string
    /** Hears about progress: which part, how far (1 once, at its end), how many events. */
    readonly onProgress?: (part: "check" | "load", fraction: number, events: number) => void
    /** Stops between batches; the promise rejects with its reason. */
    readonly signal?: AbortSignal
}

/** What was loaded, and into which project. */
export interface ImportSummary extends LoadedCounts {
    readonly project_id: number
    readonly api_token: string
    /** Group types by index. */
    readonly group_types: readonly string[]
    /** Fixed clock of the project: the full minute after the last event. */
    readonly now: string
    /** What the user should know about the data, as sentences. */
    readonly notes: readonly string[]
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const ROWS_PER_INSERT = 20_000

/**
 * Loads exported data into a new project of a stand-in. Every line is checked before the project is made, so a bad
 * file leaves nothing behind.
 *
 * Person properties in an export are those of the end of the data; what they were when an event happened is not known.
 * The project therefore shows current values (`person_id_override_properties_joined`), and events carry the same.
 *
 * @throws ImportError naming file and line
 */
export async function loadExport(
    admin: PostHogAdmin,
    dir: string,
    options: LoadOptions = {},
): Promise<ImportSummary> {
    const data = readExport(dir)
    const progress = (part: "check" | "load") => (fraction: number, events: number) => {
        options.signal?.throwIfAborted()
        options.onProgress?.(part, fraction, events)
    }
    const found = await inspectExport(data, progress("check"))
    const now = new Date((Math.floor(found.last / MINUTE_MS) + 1) * MINUTE_MS).toISOString()
    const groupTypes = groupTypeList(found)
    const {id, apiToken} = await admin.createProject({
        name: options.name ?? "Imported",
        timezone: options.timezone ?? "UTC",
        groupTypes,
        personsOnEventsMode: "person_id_override_properties_joined",
        now,
    })
    await loadPeople(admin, id, found)
    await loadGroups(admin, id, found, now)
    await loadEvents(admin, id, data, found, progress("load"))
    await admin.registerDefinitions(
        id,
        found.definitions.definitions((type) => found.groupTypes.index(type)),
    )
    const counts = await countLoaded(admin, id)
    return {
        ...counts,
        project_id: id,
        api_token: apiToken,
        group_types: groupTypes.map(({group_type}) => group_type),
        now,
        notes: notes(data, found, counts),
    }
}

/** Group types in the order of their index. They exist before the first event: `$group_N` is empty before its type. */
function groupTypeList({groupTypes, first}: Inspection): {group_type: string; created_at: string}[] {
    const created_at = new Date(Math.floor(first / DAY_MS) * DAY_MS).toISOString()
    const names = groupTypes.names()
    const used = Math.max(0, ...names.map((name, index) => (name === undefined ? 0 : index + 1)))
    // A place that the data skip belongs to a type of which they hold nothing.
    return names.slice(0, used).map((name, index) => ({group_type: name ?? `unused_${index}`, created_at}))
}

async function loadPeople(admin: PostHogAdmin, projectId: number, {people}: Inspection): Promise<void> {
    const persons = new Map<string, Person>()
    const distinctIds: Json[] = []
    for (const [distinctId, person] of people.distinctIds()) {
        const personId = personIdOf(projectId, person, null, distinctId)
        persons.set(personId, person)
        distinctIds.push({team_id: projectId, distinct_id: distinctId, person_id: personId, version: 0})
    }
    const rows = [...persons].map(([id, {createdAt, identified, properties}]) => ({
        team_id: projectId,
        id,
        created_at: new Date(createdAt).toISOString(),
        properties: stored(properties),
        is_identified: identified ? 1 : 0,
    }))
    await insertRows(admin, "person", rows)
    await insertRows(admin, "person_distinct_id2", distinctIds)
}

async function loadGroups(
    admin: PostHogAdmin,
    projectId: number,
    found: Inspection,
    now: string,
): Promise<void> {
    const rows = [...found.groups.all()].flatMap(({type, key, createdAt, properties}) => {
        const index = found.groupTypes.index(type)
        if (index === undefined) return []
        return {
            team_id: projectId,
            group_type_index: index,
            group_key: key,
            created_at: new Date(createdAt).toISOString(),
            group_properties: stored(properties),
            _timestamp: now,
        }
    })
    await insertRows(admin, "groups", rows)
}

async function insertRows(admin: PostHogAdmin, table: string, rows: readonly Json[]): Promise<void> {
    for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
        const lines = rows.slice(from, from + ROWS_PER_INSERT).map((row) => JSON.stringify(row))
        await admin.insert(table, lines.join("\n"))
    }
}

async function loadEvents(
    admin: PostHogAdmin,
    projectId: number,
    data: Export,
    found: Inspection,
    onProgress: (fraction: number, events: number) => void,
): Promise<void> {
    const writer = new PartitionWriter((ndjson) => admin.insert("events", ndjson))
    const personColumns = new Map<Person, string>()
    let events = 0
    for await (const batch of data.events()) {
        for (const {value: event} of batch.records) {
            const person = found.people.find(event)
            const at = new Date(event.timestamp).toISOString()
            const full = writer.add(
                at,
                eventRow(projectId, event, at, person, found.groupTypes, personColumns),
            )
            if (full) await full
        }
        events += batch.records.length
        onProgress(batch.fraction, events)
    }
    await writer.finish()
    onProgress(1, events)
}

function notes(data: Export, found: Inspection, counts: LoadedCounts): string[] {
    const lines: string[] = []
    if (data.files.persons === null)
        lines.push(
            "There is no persons file: persons and their properties were put together from the events.",
        )
    if (data.files.groups === null)
        lines.push("There is no groups file: groups were put together from $groupidentify events.")
    if (found.strangers > 0)
        lines.push(`${found.strangers} events belong to persons that the persons file does not list.`)
    if (counts.duplicates > 0)
        lines.push(`${counts.duplicates} rows repeat the uuid of another event; each event is counted once.`)
    return lines
}
