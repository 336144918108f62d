import type {Printed} from "./printed"
import type {Env} from "./scope"
import {type ColumnDef, zone} from "./table-defs"

/** Prints a column: DateTime columns in the project's time zone, the bare column kept beside it. */
export function columnValue(env: Env, sql: string, def: ColumnDef): Printed {
    const base = {kind: def.kind, nullable: def.nullable ?? false}
    if (def.kind === "datetime") return {...base, sql: `toTimeZone(${sql}, ${zone(env)})`, bare: sql}
    return def.json ? {...base, sql, json: def.json} : {...base, sql}
}
