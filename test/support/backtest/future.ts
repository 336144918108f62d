import type {DetectionProject} from "../../detection/support"

/** How the past of a project is kept while its future becomes another one. */
export const FUTURES = ["deleted", "converted", "scrambled"] as const

/** See `FUTURES`: nothing later · everybody converts at once · names, accounts and properties mixed up. */
export type Future = (typeof FUTURES)[number]

const COLUMNS = "uuid, properties, timestamp, distinct_id, created_at, person_id, person_created_at, person_properties, person_mode" // prettier-ignore

/**
 * Copies a project's events before `at` into another project, followed by another future. Persons and groups are copied
 * as they are: who was merged with whom is known to every query (DESIGN §3, one of the two named exceptions).
 */
export async function withAnotherFuture(
    from: DetectionProject,
    to: DetectionProject,
    at: number,
    o: {readonly future: Future; readonly outcome: string; readonly billing: string},
): Promise<void> {
    const instant = `toDateTime64(${at / 1000}, 6, 'UTC')`
    const source = `FROM events WHERE team_id = ${from.id}`
    const insert = (event: string, columns: string, where: string): Promise<unknown> =>
        from.admin.sql(
            `INSERT INTO events (team_id, event, ${COLUMNS}) SELECT ${to.id}, ${event}, ${columns} ${source} AND ${where}`,
        )
    await insert("event", COLUMNS, `timestamp < ${instant}`)
    if (o.future === "converted") {
        // Each account converts, and takes checkout steps, within seconds of the instant.
        const soon = COLUMNS.replace(
            "timestamp,",
            `${instant} + toIntervalSecond(1 + cityHash64(uuid) % 3000),`,
        )
        await insert(`'${o.outcome}'`, soon, `timestamp < ${instant} AND cityHash64(uuid) % 20 = 0`)
        await insert(`'${o.billing}'`, soon, `timestamp < ${instant} AND cityHash64(uuid) % 20 = 1`)
    }
    if (o.future === "scrambled") {
        const other = COLUMNS.replace(
            "properties,",
            'replaceRegexpAll(properties, \'"\\\\$group_0":"[^"]*"\', \'"$group_0":"somebody-else"\'),',
        )
        await insert(`if(cityHash64(uuid) % 2 = 0, '${o.outcome}', '${o.billing}')`, other, `timestamp >= ${instant} AND cityHash64(uuid) % 3 = 0`) // prettier-ignore
        await insert("'$groupidentify'", COLUMNS, `timestamp >= ${instant} AND cityHash64(uuid) % 3 = 1`)
    }
    for (const [table, columns] of [
        ["person", "id, created_at, properties, is_identified, is_deleted, version"],
        ["person_distinct_id2", "distinct_id, person_id, is_deleted, version"],
        ["person_distinct_id_overrides", "distinct_id, person_id, is_deleted, version"],
        ["groups", "group_type_index, group_key, created_at, group_properties, _timestamp"],
    ])
        await from.admin.sql(
            `INSERT INTO ${table} (team_id, ${columns}) SELECT ${to.id}, ${columns} FROM ${table} WHERE team_id = ${from.id}`,
        )
}
