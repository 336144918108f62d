import {type ClickHouse, literal} from "../clickhouse"
import {type Json, stored} from "./values"

export interface Person {
    id: string
    /** ms */
    createdAt: number
    properties: Json
    identified: boolean
    deleted: boolean
    version: number
    changed: boolean
}

export interface DistinctId {
    distinctId: string
    personId: string
    version: number
    changed: boolean
    /** Events of this distinct id may carry another person's id: queries must look up the override. */
    override: boolean
}

const list = (values: readonly string[]): string => values.map(literal).join(", ")

/** The mappings of some distinct ids and, with `siblings`, of all others of the same persons. */
export async function loadDistinctIds(
    clickhouse: ClickHouse,
    projectId: number,
    distinctIds: readonly string[],
    siblings: boolean,
): Promise<DistinctId[]> {
    if (distinctIds.length === 0) return []
    const own = `distinct_id IN (${list(distinctIds)})`
    const condition = siblings
        ? `(${own} OR person_id IN (SELECT person_id FROM person_distinct_id2 WHERE team_id = ${projectId} AND ${own}))`
        : own
    const rows = await clickhouse.rows<{id: string; person: string; latest: number}>(
        `SELECT distinct_id AS id, toString(argMax(person_id, version)) AS person, max(version) AS latest
        FROM person_distinct_id2
        WHERE team_id = ${projectId} AND distinct_id IN (
            SELECT distinct_id FROM person_distinct_id2 WHERE team_id = ${projectId} AND ${condition})
        GROUP BY distinct_id HAVING argMax(is_deleted, version) = 0`,
    )
    return rows.map(({id, person, latest}) => ({
        distinctId: id,
        personId: person,
        version: latest,
        changed: false,
        override: false,
    }))
}

export async function loadPersons(
    clickhouse: ClickHouse,
    projectId: number,
    ids: readonly string[],
): Promise<Person[]> {
    if (ids.length === 0) return []
    const rows = await clickhouse.rows<{
        key: string
        made: number
        props: string
        known: number
        latest: number
    }>(
        `SELECT toString(id) AS key, toUnixTimestamp64Milli(argMax(created_at, version)) AS made,
            argMax(properties, version) AS props, argMax(is_identified, version) AS known, max(version) AS latest
        FROM person WHERE team_id = ${projectId} AND id IN (${list(ids)})
        GROUP BY id HAVING argMax(is_deleted, version) = 0`,
    )
    return rows.map(({key, made, props, known, latest}) => ({
        id: key,
        createdAt: made,
        properties: JSON.parse(props || "{}") as Json,
        identified: known === 1,
        deleted: false,
        version: latest,
        changed: false,
    }))
}

const lines = (rows: readonly unknown[]): string => rows.map((row) => JSON.stringify(row)).join("\n")

/** Writes what has changed. */
export async function savePersons(
    clickhouse: ClickHouse,
    projectId: number,
    persons: readonly Person[],
    distinctIds: readonly DistinctId[],
): Promise<void> {
    const personRows = persons.map((person) => ({
        team_id: projectId,
        id: person.id,
        created_at: new Date(person.createdAt).toISOString(),
        properties: stored(person.properties),
        is_identified: Number(person.identified),
        is_deleted: Number(person.deleted),
        version: person.version,
    }))
    const mapping = ({distinctId, personId, version}: DistinctId) => ({
        team_id: projectId,
        distinct_id: distinctId,
        person_id: personId,
        is_deleted: 0,
        version,
    })
    const overrides = distinctIds.filter(({override}) => override)
    await clickhouse.insert("person", lines(personRows))
    await clickhouse.insert("person_distinct_id2", lines(distinctIds.map(mapping)))
    await clickhouse.insert("person_distinct_id_overrides", lines(overrides.map(mapping)))
}
