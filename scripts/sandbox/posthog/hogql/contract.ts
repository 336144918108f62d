import {readFileSync} from "node:fs"

/** One entry of hogql-functions.json; see its `meta.fields`. */
export interface FunctionMeta {
    name: string
    kind: "scalar" | "aggregate" | "posthog"
    minArgs: number
    maxArgs: number | null
    minParams?: number
    maxParams?: number | null
    clickhouseName?: string
    timezoneAppended?: boolean
    caseInsensitive?: boolean
    internal?: boolean
    udf?: boolean
    rejectedInClickHouseDialect?: boolean
}

/** One column of hogql-tables.json. */
export interface TableColumn {
    type?: string
}

function load(name: string): unknown {
    return JSON.parse(readFileSync(new URL(`../contract/${name}`, import.meta.url), "utf8"))
}

const functions = (load("hogql-functions.json") as {functions: FunctionMeta[]}).functions
const byName = new Map(functions.map((entry) => [entry.name, entry]))

/** Finds a function by the case rules: exact name first, then lower case if that entry ignores case. */
export function findFunction(name: string): FunctionMeta | undefined {
    const exact = byName.get(name)
    if (exact) return exact
    const lower = byName.get(name.toLowerCase())
    return lower?.caseInsensitive ? lower : undefined
}

/** Tables and their columns as PostHog lists them (hogql-tables.json). */
export const contractTables = (
    load("hogql-tables.json") as {tables: Record<string, {columns: Record<string, TableColumn>}>}
).tables
