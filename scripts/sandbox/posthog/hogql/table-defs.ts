import {contractTables} from "./contract"
import {stringLiteral} from "./literals"
import type {JsonOrigin, Kind} from "./printed"
import type {Env, Found} from "./scope"

/** One column of a table that HogQL knows. */
export interface ColumnDef {
    kind: Kind
    nullable?: boolean
    /** The name in the ClickHouse table, if another. */
    physical?: string
    /** Property types of a JSON column. */
    json?: JsonOrigin
    /** Left out of `*`. */
    hidden?: boolean
}

/** What a table definition needs from the place where the table is used. */
export interface Owner {
    env: Env
    /** SQL alias inside the FROM item. */
    alias: string
    /** SQL of a physical column inside the FROM item. */
    inner(column: string): string
    /** Makes SQL that is valid inside the FROM item valid outside of it. */
    outer(key: string, inner: string): string
    /** Adds a LEFT JOIN inside the FROM item, once per alias. */
    join(alias: string, sql: string): void
}

/** A table of the catalog. */
export interface TableDef {
    name: string
    columns: Record<string, ColumnDef>
    /** ClickHouse table name, or a subquery in parentheses that filters by team itself. */
    source(env: Env): string
    /** True for physical tables: the team filter is added where the table is used. */
    teamFilter?: boolean
    /** Fields that are more than a column. */
    virtual?(owner: Owner, name: string): Found | null
}

/** Kind of a column from its type text in hogql-tables.json. */
export function kindOf(type: string | undefined): Kind {
    if (!type) return "unknown"
    if (type.includes("JSON")) return "json"
    if (type.startsWith("Array")) return "array"
    const kinds: Record<string, Kind> = {
        String: "string",
        UUID: "uuid",
        DateTime: "datetime",
        Date: "date",
        Integer: "number",
        Float: "number",
        Boolean: "boolean",
    }
    return kinds[type] ?? "unknown"
}

/** Columns of a table exactly as hogql-tables.json lists them. */
export function contractColumns(table: string): Record<string, ColumnDef> {
    const columns = contractTables[table]?.columns ?? {}
    return Object.fromEntries(
        Object.entries(columns).map(([name, column]) => {
            const kind = kindOf(column.type)
            return [name, {kind, ...(kind === "json" ? {json: {types: {}}} : {})}]
        }),
    )
}

/** Default value of a kind: what an empty table selects. */
export function emptyValue(kind: Kind): string {
    const values: Partial<Record<Kind, string>> = {
        number: "toInt64(0)",
        boolean: "false",
        uuid: "toUUID('00000000-0000-0000-0000-000000000000')",
        datetime: "toDateTime64(0, 6, 'UTC')",
        date: "toDate(0)",
        array: "emptyArrayString()",
    }
    return values[kind] ?? "''"
}

/** `team_id = N` on a table or alias. */
export function teamCondition(prefix: string, env: Env): string {
    return `equals(${prefix}team_id, ${env.project.teamId})`
}

/** The project's time zone as a literal. */
export function zone(env: Env): string {
    return stringLiteral(env.project.timezone)
}
