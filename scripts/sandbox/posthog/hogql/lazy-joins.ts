import {columnValue} from "./column-value"
import {distinctIdSource, groupsSource, personsSource} from "./dimension-tables"
import {identifier} from "./literals"
import type {Found} from "./scope"
import type {ColumnDef, Owner} from "./table-defs"

/** A column of a lazily joined table. */
function joined(owner: Owner, alias: string, column: string, def: ColumnDef): Found {
    const nullable = def.nullable ?? owner.env.project.joinUseNulls === true
    const sql = owner.outer(`${alias}.${column}`, `${identifier(alias)}.${identifier(column)}`)
    return {value: columnValue(owner.env, sql, {...def, nullable})}
}

/** `person.x` through a join to the current persons, `personId` being SQL inside the FROM item. */
export function personField(owner: Owner, column: string, personId: string): Found | null {
    const defs: Record<string, ColumnDef> = {
        id: {kind: "uuid"},
        created_at: {kind: "datetime"},
        is_identified: {kind: "boolean"},
        properties: {kind: "json", json: {types: owner.env.project.propertyTypes.person}},
    }
    const def = Object.hasOwn(defs, column) ? defs[column] : undefined
    if (!def) return null
    const alias = `${owner.alias}__person`
    owner.join(
        alias,
        `LEFT JOIN ${personsSource(owner.env)} AS ${identifier(alias)} ON ${personId} = ${identifier(alias)}.id`,
    )
    return joined(owner, alias, column, def)
}

/** `group_N.x` through a join to the current groups, `key` being SQL inside the FROM item. */
export function groupField(owner: Owner, column: string, index: number, key: string): Found | null {
    const defs: Record<string, ColumnDef> = {
        index: {kind: "number"},
        key: {kind: "string"},
        created_at: {kind: "datetime"},
        updated_at: {kind: "datetime"},
        properties: {kind: "json", json: {types: owner.env.project.propertyTypes.group[index] ?? {}}},
    }
    const def = Object.hasOwn(defs, column) ? defs[column] : undefined
    if (!def) return null
    const alias = `${owner.alias}__group_${index}`
    owner.join(
        alias,
        `LEFT JOIN ${groupsSource(owner.env, index)} AS ${identifier(alias)} ON ${key} = ${identifier(alias)}.key`,
    )
    return joined(owner, alias, column, def)
}

/** `pdi.x` on events: the mapping of the event's distinct id. */
export function pdiField(owner: Owner, column: string): Found | null {
    const alias = `${owner.alias}__pdi`
    const source = distinctIdSource(owner.env, "person_distinct_id2")
    owner.join(
        alias,
        `LEFT JOIN ${source} AS ${identifier(alias)} ` +
            `ON ${owner.inner("distinct_id")} = ${identifier(alias)}.distinct_id`,
    )
    if (column === "person_id") return joined(owner, alias, column, {kind: "uuid"})
    if (column === "distinct_id") return joined(owner, alias, column, {kind: "string"})
    if (column !== "person") return null
    const nested: Owner = {...owner, alias}
    return {fields: (name) => personField(nested, name, `${identifier(alias)}.person_id`)}
}

/** The person of an event after merges: the override of its distinct id, else the stored id. SQL inside the FROM. */
export function resolvedPersonId(owner: Owner): string {
    if (!owner.env.project.hasPersonOverrides) return owner.inner("person_id")
    const alias = `${owner.alias}__override`
    const override = identifier(alias)
    owner.join(
        alias,
        `LEFT JOIN ${distinctIdSource(owner.env, "person_distinct_id_overrides")} AS ${override} ` +
            `ON ${owner.inner("distinct_id")} = ${override}.distinct_id`,
    )
    // Holds for both settings of join_use_nulls: an unmatched override has '' or NULL.
    const found = `notEmpty(ifNull(${override}.distinct_id, ''))`
    return `if(${found}, assumeNotNull(${override}.person_id), ${owner.inner("person_id")})`
}
