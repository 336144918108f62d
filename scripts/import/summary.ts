import type {PostHogAdmin} from "../sandbox/posthog/admin-types"

/** What a project holds, counted in its ClickHouse tables. */
export interface LoadedCounts {
    readonly events: number
    /** Events per name, most frequent first. */
    readonly event_counts: Readonly<Record<string, number>>
    /** ISO with milliseconds and Z; null without events. */
    readonly first_event: string | null
    readonly last_event: string | null
    readonly persons: number
    readonly groups: number
    /** Rows that repeat the uuid of another event; `events` counts each event once. */
    readonly duplicates: number
}

/** Counts what was loaded into a project by SQL, independently of how it was read. */
export async function countLoaded(admin: PostHogAdmin, projectId: number): Promise<LoadedCounts> {
    const team = `team_id = ${projectId}`
    const byName = (await admin.sql(
        `SELECT event, uniqExact(uuid) AS n FROM events WHERE ${team} GROUP BY event ORDER BY n DESC, event`,
    )) as {event: string; n: number}[]
    const [totals] = (await admin.sql(
        `SELECT count() AS all_rows, uniqExact(uuid) AS events,
            toUnixTimestamp64Milli(min(timestamp)) AS first_ms, toUnixTimestamp64Milli(max(timestamp)) AS last_ms,
            (SELECT uniqExact(id) FROM person WHERE ${team} AND is_deleted = 0) AS persons,
            (SELECT uniqExact(group_type_index, group_key) FROM groups WHERE ${team}) AS groups
        FROM events WHERE ${team}`,
    )) as {
        all_rows: number
        events: number
        first_ms: number
        last_ms: number
        persons: number
        groups: number
    }[]
    if (!totals) throw new Error("The counts of the loaded data are missing.")
    const instant = (ms: number): string | null =>
        totals.all_rows > 0 ? new Date(Number(ms)).toISOString() : null
    return {
        events: Number(totals.events),
        event_counts: Object.fromEntries(byName.map(({event, n}) => [event, Number(n)])),
        first_event: instant(totals.first_ms),
        last_event: instant(totals.last_ms),
        persons: Number(totals.persons),
        groups: Number(totals.groups),
        duplicates: Number(totals.all_rows) - Number(totals.events),
    }
}
