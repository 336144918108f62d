import type {Cte} from "./ast"
import type {ProjectContext} from "./context"
import {HogQLError} from "./errors"
import type {Printed} from "./printed"

/** What a name stands for: a value, or something that has fields of its own (`person`, `group_0`). */
export type Found = {value: Printed} | {fields: (name: string) => Found | null}

/** A table, subquery or CTE in a FROM clause. */
export interface TableRef {
    /** The name that qualifies its fields. */
    name: string
    /** Columns of `*`, in order. */
    columns(): string[]
    field(name: string): Found | null
    /** The FROM item, and conditions that belong in the WHERE of the same SELECT. */
    render(): {from: string; where: string[]}
}

/** A CTE with the CTEs that were visible where it was written. */
export interface BoundCte {
    cte: Cte
    visible: CteMap
}
export type CteMap = ReadonlyMap<string, BoundCte>

/** What stays the same for the whole query. */
export interface Env {
    project: ProjectContext
    /** How deep subqueries and inlined CTEs are nested; guards against endless recursion. */
    depth: number
    /** How many queries have been printed, CTEs each time they are used. */
    work: {queries: number}
}

/** Names visible to the expressions of one SELECT. */
export interface Scope {
    env: Env
    ctes: CteMap
    tables: TableRef[]
    /** Aliases of the SELECT list and of ARRAY JOIN, as far as they have been printed. */
    aliases: Map<string, Printed>
    /** Lambda parameters. */
    locals: ReadonlyMap<string, Printed>
    /** Columns named in USING, with the table that an unqualified use means. */
    using: Map<string, TableRef>
}

/** Registers an alias; HogQL allows each only once per SELECT. */
export function defineAlias(scope: Scope, name: string, value: Printed): void {
    if (["true", "false", "null", "team_id"].includes(name.toLowerCase())) {
        throw new HogQLError(`"${name}" cannot be an alias or identifier, as it's a reserved keyword`)
    }
    if (scope.aliases.has(name)) throw new HogQLError(`Cannot redefine an alias with the name: ${name}`)
    scope.aliases.set(name, value)
}
