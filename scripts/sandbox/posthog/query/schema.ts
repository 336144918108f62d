import hogqlTables from "../contract/hogql-tables.json"
import type {Project} from "../project-state"

const TYPES: [RegExp, string][] = [
    [/JSON/i, "json"],
    [/^DateTime/i, "datetime"],
    [/^Date/i, "date"],
    [/^(Integer|U?Int\d*)/i, "integer"],
    [/^(Float|Decimal)/i, "float"],
    [/^Bool/i, "boolean"],
    [/^Array/i, "array"],
]

function field(name: string, type: string | undefined) {
    const serialized = TYPES.find(([pattern]) => pattern.test(type ?? ""))?.[1] ?? "string"
    const plain = /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name)
    return {name, hogql_value: plain ? name : `\`${name}\``, type: serialized, schema_valid: true}
}

function fields(columns: Record<string, string | undefined>) {
    return Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, field(name, type)]))
}

/** The answer to DatabaseSchemaQuery (examples/query-database-schema.json): PostHog's tables and the warehouse's. */
export function databaseSchema(project: Project): unknown {
    const tables: Record<string, unknown> = {}
    const contract = hogqlTables.tables as Record<string, {columns?: Record<string, {type?: string}>}>
    for (const [name, {columns}] of Object.entries(contract)) {
        if (!/^[a-z_.]+$/.test(name) || !columns) continue
        const types = Object.fromEntries(Object.entries(columns).map(([column, {type}]) => [column, type]))
        const kind = name.startsWith("system.") ? "system" : "posthog"
        tables[name] = {type: kind, id: name, name, row_count: null, fields: fields(types)}
    }
    for (const {name, columns} of project.warehouseTables) {
        tables[name] = {type: "data_warehouse", id: name, name, row_count: null, fields: fields(columns)}
    }
    return {tables, joins: []}
}
