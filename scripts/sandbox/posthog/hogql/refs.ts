import {columnValue} from "./column-value"
import {isMaterialized} from "./events-table"
import {identifier, qualified} from "./literals"
import type {Printed} from "./printed"
import type {Env, Found, TableRef} from "./scope"
import {type Owner, type TableDef, teamCondition} from "./table-defs"

/**
 * A catalog table in a FROM clause. The first table of a SELECT is printed bare, so that ClickHouse sees its columns
 * and prunes by primary key; a joined one becomes a subquery that holds the team filter and its own lazy joins.
 */
export class CatalogRef implements TableRef {
    private readonly wanted = new Map<string, string>()
    private readonly joins = new Map<string, string>()
    private readonly owner: Owner

    constructor(
        private readonly def: TableDef,
        readonly name: string,
        private readonly derived: boolean,
        private readonly env: Env,
        private readonly extraWhere: (column: (name: string) => string) => string[] = () => [],
    ) {
        this.owner = {
            env,
            alias: name,
            inner: (column) => qualified(name, column),
            outer: (key, inner) => {
                if (!this.derived) return inner
                this.wanted.set(key, inner)
                return qualified(name, key)
            },
            join: (alias, sql) => void this.joins.set(alias, sql),
        }
    }

    columns(): string[] {
        return Object.entries(this.def.columns).flatMap(([name, column]) => (column.hidden ? [] : [name]))
    }

    field(name: string): Found | null {
        const special = this.def.virtual?.(this.owner, name)
        if (special) return special
        const def = Object.hasOwn(this.def.columns, name) ? this.def.columns[name] : undefined
        if (!def) return null
        const column = (physical: string) => this.owner.outer(physical, this.owner.inner(physical))
        const value = columnValue(this.env, column(def.physical ?? name), def)
        return {value: this.withMaterialized(name, value, column)}
    }

    private withMaterialized(name: string, value: Printed, column: (physical: string) => string): Printed {
        if (this.def.name !== "events" || name !== "properties" || !value.json) return value
        const materialized = (key: string) => (isMaterialized(key) ? column(key) : null)
        return {...value, json: {...value.json, materialized}}
    }

    render(): {from: string; where: string[]} {
        const source = `${this.def.source(this.env)} AS ${identifier(this.name)}`
        const from = [source, ...this.joins.values()].join(" ")
        const where = this.extraWhere((column) => qualified(this.name, column))
        if (this.def.teamFilter) where.unshift(teamCondition(`${identifier(this.name)}.`, this.env))
        if (!this.derived) return {from, where}
        const list = [...this.wanted].map(([key, sql]) => `${sql} AS ${identifier(key)}`)
        const filter = where.length ? ` WHERE ${where.join(" AND ")}` : ""
        const select = `SELECT ${list.join(", ") || "1"} FROM ${from}${filter}`
        return {from: `(${select}) AS ${identifier(this.name)}`, where: []}
    }
}

/** A subquery or CTE in a FROM clause. */
export class SubqueryRef implements TableRef {
    constructor(
        private readonly sql: string,
        readonly name: string,
        private readonly fields: ReadonlyMap<string, Printed>,
    ) {}

    columns(): string[] {
        return [...this.fields.keys()]
    }

    field(name: string): Found | null {
        const type = this.fields.get(name)
        if (!type) return null
        const sql = qualified(this.name, name)
        const value: Printed = {sql, kind: type.kind, nullable: type.nullable}
        // Casts by property definition apply to the table itself only; the JSON stays accessible.
        if (type.json) value.json = {types: {}}
        if (type.kind === "datetime") value.bare = sql
        return {value}
    }

    render(): {from: string; where: string[]} {
        return {from: `(${this.sql}) AS ${identifier(this.name)}`, where: []}
    }
}
