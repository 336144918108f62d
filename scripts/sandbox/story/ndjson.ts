/** Story rows as the JSON lines that ClickHouse reads. */
import {DAY_MS} from "./parameters"
import type {StoryEvent, StoryGroup, StoryPerson} from "./rows"

/**
 * A line of the table `events`; written by hand because there are hundreds of thousands, and without the columns whose
 * defaults are right.
 */
export function eventLine(teamId: number, row: StoryEvent): string {
    const {arrivedAt, timestamp, personMode} = row
    return (
        `{"team_id":${teamId},"uuid":"${row.uuid}","event":"${row.event}","properties":${quote(JSON.stringify(row.properties))},` +
        `"timestamp":"${clickhouseTime(timestamp)}","distinct_id":"${row.distinctId}","person_id":"${row.personId}",` +
        (arrivedAt === timestamp ? "" : `"created_at":"${clickhouseTime(arrivedAt)}",`) +
        (personMode === "full" ? "" : `"person_mode":"${personMode}",`) +
        `"person_created_at":"${clickhouseTime(row.personCreatedAt)}","person_properties":${quote(row.personProperties)}}`
    )
}

/** JSON text as a JSON string; the story's texts hold no backslashes or control characters. */
function quote(json: string): string {
    return `"${json.replaceAll('"', '\\"')}"`
}

/** A line of the table `person`. */
export function personLine(teamId: number, row: StoryPerson): string {
    const {id, createdAt, properties} = row
    return JSON.stringify({
        team_id: teamId,
        id,
        created_at: clickhouseTime(createdAt),
        properties: JSON.stringify(properties),
        is_identified: 1,
        version: 1,
    })
}

/** Lines of the table `person_distinct_id2`. */
export function distinctIdLines(teamId: number, {id, distinctIds}: StoryPerson): string[] {
    return distinctIds.map((distinct_id) =>
        JSON.stringify({team_id: teamId, distinct_id, person_id: id, version: 1}),
    )
}

/** Lines of the table `person_distinct_id_overrides`. */
export function overrideLines(teamId: number, {id, overriddenIds}: StoryPerson): string[] {
    return overriddenIds.map((distinct_id) =>
        JSON.stringify({team_id: teamId, distinct_id, person_id: id, version: 1}),
    )
}

/** A line of the table `groups`. */
export function groupLine(teamId: number, {key, createdAt, updatedAt, properties}: StoryGroup): string {
    return JSON.stringify({
        team_id: teamId,
        group_type_index: 0,
        group_key: key,
        created_at: clickhouseTime(createdAt),
        group_properties: JSON.stringify(properties),
        _timestamp: clickhouseTime(updatedAt),
    })
}

function twoDigits(value: number): string {
    return value < 10 ? `0${value}` : String(value)
}

const dates = new Map<number, string>()

/** UTC time as ClickHouse's plain parser reads it. Dates are kept, because formatting them is slow. */
export function clickhouseTime(ms: number): string {
    const day = Math.floor(ms / DAY_MS)
    let date = dates.get(day)
    if (date === undefined) dates.set(day, (date = new Date(ms).toISOString().slice(0, 10)))
    const rest = ms - day * DAY_MS
    const seconds = Math.floor(rest / 1000)
    const clock = `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`
    return `${date} ${clock}.${String(rest % 1000).padStart(3, "0")}`
}
