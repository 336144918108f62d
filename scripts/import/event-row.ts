import {personUuid} from "../sandbox/posthog/capture/uuid"
import {isObject, type Json, stored} from "../sandbox/posthog/capture/values"
import type {GroupTypes} from "./group-types"
import {isPropertyless, type Person} from "./people"
import type {ExportedEvent} from "./records"

/** Id of an event's person: as exported, else the one that PostHog derives from project and distinct id. */
export function personIdOf(
    projectId: number,
    person: Person | undefined,
    personId: string | null,
    distinctId: string,
): string {
    return person?.id ?? personId ?? personUuid(projectId, distinctId)
}

/**
 * A row of the events table as JSON text, put together by hand: the person's part repeats in all of its events, and
 * ClickHouse takes an object for a String column as its text, which saves quoting the properties.
 */
export function eventRow(
    projectId: number,
    event: ExportedEvent,
    at: string,
    person: Person | undefined,
    groupTypes: GroupTypes,
    personColumns: Map<Person, string>,
): string {
    const personId = personIdOf(projectId, person, event.personId, event.distinctId)
    let rest = `"person_mode":"propertyless"}`
    if (!isPropertyless(event)) {
        addGroupPlaces(event.properties, groupTypes)
        rest = person ? columnsOf(person, personColumns) : `"person_properties":{}}`
    }
    return (
        `{"team_id":${projectId},"uuid":"${event.uuid}","event":${JSON.stringify(event.event)},` +
        `"properties":${stored(event.properties)},"timestamp":"${at}",` +
        `"distinct_id":${JSON.stringify(event.distinctId)},"person_id":"${personId}",${rest}`
    )
}

function columnsOf(person: Person, known: Map<Person, string>): string {
    let text = known.get(person)
    if (text === undefined) {
        const createdAt = new Date(person.createdAt).toISOString()
        text = `"person_created_at":"${createdAt}","person_properties":${stored(person.properties)}}`
        known.set(person, text)
    }
    return text
}

/** `$group_N` from `$groups`, as ingestion writes them, where the export has only the latter. */
function addGroupPlaces(properties: Json, groupTypes: GroupTypes): void {
    if (!isObject(properties.$groups)) return
    for (const type in properties.$groups) {
        const index = groupTypes.index(type)
        if (index !== undefined) properties[`$group_${index}`] ??= properties.$groups[type]
    }
}
