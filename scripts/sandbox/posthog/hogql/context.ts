/** Type of a property as the property definitions know it; absent means untyped. */
export type PropertyType = "String" | "Numeric" | "Boolean" | "DateTime" | "Duration"

/** Column types of a warehouse table, as HogQL names them. */
export type WarehouseColumnType =
    "String" | "Integer" | "Float" | "Boolean" | "DateTime" | "Date" | "UUID" | "JSON"

/** A synced table: its HogQL name (`stripe.customer`) and the ClickHouse table that holds its rows. */
export interface WarehouseTable {
    name: string
    /** Other names under which the table answers, e.g. the flat physical name. */
    aliases?: string[]
    /** ClickHouse table with exactly these columns; without `team_id`, so one table per project. */
    physicalTable: string
    columns: Record<string, WarehouseColumnType>
}

/** One row of a `system.*` table. Missing columns are NULL. */
export type SystemRow = Record<string, string | number | boolean | null | undefined>

/** Everything of a project that a query's meaning depends on. */
export interface ProjectContext {
    teamId: number
    /** IANA name. Zone-less constants and all calendar functions use it. */
    timezone: string
    /** 0 Sunday, 1 Monday. */
    weekStartDay: 0 | 1
    /** `created_at` ISO; `$group_N` is '' for events before it. */
    groupTypes: {group_type: string; group_type_index: number; created_at: string}[]
    propertyTypes: {
        event: Record<string, PropertyType>
        person: Record<string, PropertyType>
        group: Record<number, Record<string, PropertyType>>
    }
    personsOnEventsMode: "person_id_override_properties_on_events" | "person_id_override_properties_joined"
    /** False when the project has no merged persons: the join to the overrides is left out. */
    hasPersonOverrides: boolean
    systemTables: {data_warehouse_tables: SystemRow[]; data_warehouse_sources: SystemRow[]}
    /** Tables of this project's warehouse; every other name is an unknown table. */
    warehouseTables: WarehouseTable[]
    /** A fixed clock in ms. Absent: ClickHouse's own clock. */
    nowMs?: number
    /** Unmatched columns of outer joins become NULL instead of '' and 0. PostHog leaves ClickHouse's default. */
    joinUseNulls?: boolean
}

/** What `compileHogQL` returns. */
export interface Compiled {
    /** ClickHouse SQL with a SETTINGS clause, without FORMAT. */
    sql: string
    /** Result column names in order. */
    columns: string[]
    /** The LIMIT written in the text; null when there was none. */
    explicitLimit: number | null
    /** Rows ClickHouse is asked for: 101 without a LIMIT (100 and one to know whether there are more). */
    appliedLimit: number
    /** False for a UNION without an outer LIMIT: the answer has no hasMore, limit and offset. */
    paginated: boolean
    /** The text as received. */
    hogql: string
}
