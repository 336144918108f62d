import type {WarehouseColumnType, WarehouseTable} from "./context"
import {contractTables} from "./contract"
import {
    distinctIdsTable,
    emptyTable,
    groupsTable,
    personsTable,
    rawPersonsTable,
    systemTable,
} from "./dimension-tables"
import {HogQLError} from "./errors"
import {eventsTable} from "./events-table"
import {identifier} from "./literals"
import type {Kind} from "./printed"
import type {Env} from "./scope"
import {sessionsTable} from "./sessions-table"
import type {ColumnDef, TableDef} from "./table-defs"

const WAREHOUSE_KINDS: Record<WarehouseColumnType, Kind> = {
    String: "string",
    Integer: "number",
    Float: "number",
    Boolean: "boolean",
    DateTime: "datetime",
    Date: "date",
    UUID: "uuid",
    JSON: "json",
}

function warehouseTable(table: WarehouseTable): TableDef {
    const columns = Object.fromEntries(
        Object.entries(table.columns).map(([name, type]): [string, ColumnDef] => {
            const kind = WAREHOUSE_KINDS[type]
            return [name, {kind, nullable: true, ...(kind === "json" ? {json: {types: {}}} : {})}]
        }),
    )
    return {name: table.name, columns, source: () => identifier(table.physicalTable)}
}

/** Finds a table by its HogQL name; throws `Unknown table "x".` for everything else. */
export function findTable(name: string, env: Env): TableDef {
    const {project} = env
    switch (name) {
        case "events":
            return eventsTable(env)
        case "persons":
            return personsTable(env)
        case "raw_persons":
            return rawPersonsTable(env)
        case "groups":
        case "raw_groups":
            return groupsTable(name)
        case "person_distinct_ids":
        case "person_distinct_id_overrides":
            return distinctIdsTable(name)
        case "sessions":
            return sessionsTable()
        case "system.data_warehouse_tables":
            return systemTable(name, project.systemTables.data_warehouse_tables)
        case "system.data_warehouse_sources":
            return systemTable(name, project.systemTables.data_warehouse_sources)
    }
    const warehouse = project.warehouseTables.find(
        (table) => table.name === name || table.aliases?.includes(name),
    )
    if (warehouse) return warehouseTable(warehouse)
    if (Object.hasOwn(contractTables, name) && /^[\w.]+$/.test(name)) return emptyTable(name)
    throw new HogQLError(`Unknown table "${name}".`)
}
