import type {SystemRow} from "./context"
import {personField} from "./lazy-joins"
import {identifier, stringLiteral} from "./literals"
import type {Env} from "./scope"
import {emptyValue, teamCondition} from "./table-defs"
import {type ColumnDef, contractColumns, type TableDef} from "./table-defs"

function jsonColumn(env: Env, types: "person" | null): ColumnDef {
    return {kind: "json", json: {types: types === "person" ? env.project.propertyTypes.person : {}}}
}

/** Newest version of every person that is not deleted. */
export function personsSource(env: Env): string {
    const newest = (column: string) => `argMax(person.${column}, person.version)`
    return (
        `(SELECT person.id AS id, ${newest("created_at")} AS created_at, ${newest("properties")} AS properties, ` +
        `toBool(${newest("is_identified")}) AS is_identified FROM person ` +
        `WHERE ${teamCondition("person.", env)} GROUP BY person.id HAVING ${newest("is_deleted")} = 0)`
    )
}

/** Newest owner of every distinct id, from one of the two mapping tables. */
export function distinctIdSource(env: Env, table: string): string {
    const newest = (column: string) => `argMax(${table}.${column}, ${table}.version)`
    return (
        `(SELECT ${table}.distinct_id AS distinct_id, ${newest("person_id")} AS person_id FROM ${table} ` +
        `WHERE ${teamCondition(`${table}.`, env)} GROUP BY ${table}.distinct_id ` +
        `HAVING ${newest("is_deleted")} = 0)`
    )
}

/** Newest state of every group, of one type or of all. */
export function groupsSource(env: Env, index?: number): string {
    const newest = (column: string) => `argMax(groups.${column}, groups._timestamp)`
    const only = index === undefined ? "" : ` AND groups.group_type_index = ${index}`
    return (
        `(SELECT toInt64(groups.group_type_index) AS index, groups.group_key AS key, ` +
        `${newest("created_at")} AS created_at, max(groups._timestamp) AS updated_at, ` +
        `${newest("group_properties")} AS properties FROM groups ` +
        `WHERE ${teamCondition("groups.", env)}${only} GROUP BY groups.group_type_index, groups.group_key)`
    )
}

/** persons: newest non-deleted version, current properties. */
export function personsTable(env: Env): TableDef {
    return {
        name: "persons",
        columns: {...contractColumns("persons"), properties: jsonColumn(env, "person")},
        source: personsSource,
        virtual(owner, name) {
            if (name !== "pdi") return null
            const alias = `${owner.alias}__pdi`
            owner.join(
                alias,
                `LEFT JOIN ${distinctIdSource(env, "person_distinct_id2")} AS ${identifier(alias)} ` +
                    `ON ${owner.inner("id")} = ${identifier(alias)}.person_id`,
            )
            return {
                fields: (column) => {
                    if (column !== "distinct_id" && column !== "person_id") return null
                    const sql = owner.outer(`${alias}.${column}`, `${identifier(alias)}.${column}`)
                    return {value: {sql, kind: column === "person_id" ? "uuid" : "string", nullable: false}}
                },
            }
        },
    }
}

/** raw_persons: every stored version. */
export function rawPersonsTable(env: Env): TableDef {
    const columns = {...contractColumns("raw_persons"), properties: jsonColumn(env, "person")}
    return {name: "raw_persons", columns, source: () => "person", teamFilter: true}
}

/** groups and raw_groups. Property definitions do not cast here (CONTRACT §1). */
export function groupsTable(name: "groups" | "raw_groups"): TableDef {
    const columns = contractColumns(name)
    if (name === "groups") return {name, columns, source: (env) => groupsSource(env)}
    return {
        name,
        columns: {
            ...columns,
            index: {kind: "number", physical: "group_type_index"},
            key: {kind: "string", physical: "group_key"},
            updated_at: {kind: "datetime", physical: "_timestamp"},
            properties: {kind: "json", physical: "group_properties", json: {types: {}}},
        },
        source: () => "groups",
        teamFilter: true,
    }
}

/** person_distinct_ids and person_distinct_id_overrides: the current owner of each distinct id. */
export function distinctIdsTable(name: "person_distinct_ids" | "person_distinct_id_overrides"): TableDef {
    const physical = name === "person_distinct_ids" ? "person_distinct_id2" : name
    return {
        name,
        columns: contractColumns(name),
        source: (env) => distinctIdSource(env, physical),
        virtual: (owner, field) =>
            field === "person"
                ? {fields: (column) => personField(owner, column, owner.inner("person_id"))}
                : null,
    }
}

/** A table that exists without rows in this stand-in. */
export function emptyTable(name: string): TableDef {
    const columns = contractColumns(name)
    const list = Object.entries(columns).map(
        ([column, def]) => `${emptyValue(def.kind)} AS ${identifier(column)}`,
    )
    return {name, columns, source: () => `(SELECT ${list.join(", ") || "1"} FROM numbers(0))`}
}

function systemKind(column: string): ColumnDef {
    if (["deleted", "are_tables_created"].includes(column)) return {kind: "boolean", nullable: true}
    if (column === "row_count") return {kind: "number", nullable: true}
    return {kind: "string", nullable: true}
}

function systemValue(column: string, value: SystemRow[string]): string {
    const {kind} = systemKind(column)
    const type = kind === "boolean" ? "Bool" : kind === "number" ? "Int64" : "String"
    const text = value === undefined || value === null ? "NULL" : stringLiteral(String(value))
    return `CAST(${text}, 'Nullable(${type})')`
}

/** system.data_warehouse_tables and system.data_warehouse_sources with the project's rows. */
export function systemTable(name: string, rows: SystemRow[]): TableDef {
    const names = Object.keys(contractColumns(name))
    const columns = Object.fromEntries(names.map((column) => [column, systemKind(column)]))
    const select = (row: SystemRow) =>
        `SELECT ${names.map((column) => `${systemValue(column, row[column])} AS ${identifier(column)}`).join(", ")}`
    const all = [...rows.map(select), `${select({})} FROM numbers(0)`]
    return {name, columns, source: () => `(${all.join(" UNION ALL ")})`}
}
