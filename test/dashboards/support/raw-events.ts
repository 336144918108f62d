import type {TestProject} from "../../app/support/project"

/** An event as it lies in the table, with the person it counts for after merges. */
export interface RawEvent {
    readonly event: string
    /** unix ms */
    readonly at: number
    readonly uuid: string
    readonly person: string
    /** Key of the first group type; "" without. */
    readonly account: string
    readonly properties: Readonly<Record<string, unknown>>
}

/** Every event of a project, read without HogQL; those that were sent again are there again. */
export async function rawEvents({admin, id}: TestProject): Promise<RawEvent[]> {
    const moved = (await admin.sql(
        `SELECT distinct_id, argMax(toString(person_id), version) AS person FROM person_distinct_id_overrides WHERE team_id = ${id} GROUP BY distinct_id`,
    )) as {distinct_id: string; person: string}[]
    const persons = new Map(moved.map(({distinct_id: distinct, person}) => [distinct, person]))
    const rows = (await admin.sql(
        `SELECT event, toUnixTimestamp64Milli(toDateTime64(timestamp, 3)) AS at, toString(uuid) AS uuid, distinct_id, toString(person_id) AS person, properties FROM events WHERE team_id = ${id}`,
    )) as {event: string; at: number | string; uuid: string; distinct_id: string; person: string; properties: string}[] // prettier-ignore
    return rows.map((row) => {
        const properties = JSON.parse(row.properties) as Record<string, unknown>
        return {
            event: row.event,
            at: Number(row.at),
            uuid: row.uuid,
            person: persons.get(row.distinct_id) ?? row.person,
            account: typeof properties.$group_0 === "string" ? properties.$group_0 : "",
            properties,
        }
    })
}

/** One of each value of a key, in the order of the list. */
export function onceBy<T>(list: readonly T[], key: (one: T) => string): T[] {
    return [...new Map(list.map((one) => [key(one), one])).values()]
}

/** Groups of a list by a key. */
export function groupBy<T>(list: readonly T[], key: (one: T) => string): Map<string, T[]> {
    const groups = new Map<string, T[]>()
    for (const one of list) groups.set(key(one), [...(groups.get(key(one)) ?? []), one])
    return groups
}

/** What days, weeks and months are in a project. */
export interface Calendar {
    /** IANA name. */
    readonly zone: string
    /** 0 = Sunday, 1 = Monday. */
    readonly weekStart: 0 | 1
}

/** The story's project. */
const STORY: Calendar = {zone: "Europe/Berlin", weekStart: 1}

const formats = new Map<string, Intl.DateTimeFormat>()

/** The day of an instant in a zone. */
export function dayOf(at: number, zone: string): string {
    const format = formats.get(zone) ?? new Intl.DateTimeFormat("sv-SE", {timeZone: zone})
    formats.set(zone, format)
    return format.format(at)
}

/** The day of the project's calendar on which the week of an instant begins. */
export function weekOf(at: number, {zone, weekStart} = STORY): string {
    const midnight = Date.parse(`${dayOf(at, zone)}T00:00:00Z`)
    const since = (new Date(midnight).getUTCDay() + 7 - weekStart) % 7
    return new Date(midnight - since * 86_400_000).toISOString().slice(0, 10)
}

/** Starts of weeks from the first to the last of the given ones, those between them too. */
export function everyWeek(weeks: readonly string[]): string[] {
    const sorted = weeks.map((week) => Date.parse(week)).sort((a, b) => a - b)
    const [first = 0, last = -1] = [sorted[0], sorted.at(-1)]
    const all: string[] = []
    for (let week = first; week <= last; week += 7 * 86_400_000)
        all.push(new Date(week).toISOString().slice(0, 10))
    return all
}

/** Rows with the named columns as unix ms instead of PostHog's texts. */
export function withInstants<T extends Readonly<Record<string, unknown>>>(
    rows: readonly T[],
    columns: readonly string[],
): Record<string, unknown>[] {
    return rows.map((row) =>
        Object.fromEntries(
            Object.entries(row).map(([name, value]) => [
                name,
                columns.includes(name) ? Date.parse(String(value)) : value,
            ]),
        ),
    )
}
