import {type Expr, isQuery, type JoinExpr, type SampleExpr} from "./ast"
import {findTable} from "./catalog"
import {HogQLError} from "./errors"
import {condition, expression} from "./expr"
import {identifier, qualified} from "./literals"
import {type Printed, printed} from "./printed"
import {CatalogRef, SubqueryRef} from "./refs"
import type {BoundCte, CteMap, Env, Scope, TableRef} from "./scope"
import {type PrintedQuery, printQuery} from "./select"

/** The joins of a FROM clause in order. */
export function joinList(from: JoinExpr | null): JoinExpr[] {
    const list: JoinExpr[] = []
    for (let join = from; join; join = join.next_join) list.push(join)
    return list
}

function subquery(query: PrintedQuery, name: string, renamed?: string[] | null): TableRef {
    const fields = new Map<string, Printed>()
    for (const column of query.columns) if (!fields.has(column.name)) fields.set(column.name, column.value)
    if (!renamed?.length) return new SubqueryRef(query.sql, name, fields)
    const old = [...fields]
    if (renamed.length !== old.length) {
        throw new HogQLError(`"${name}" has ${old.length} columns, but ${renamed.length} names are given.`)
    }
    const list = renamed.map(
        (column, index) => `${qualified("q", old[index]?.[0] ?? "")} AS ${identifier(column)}`,
    )
    const types = new Map(renamed.map((column, index) => [column, old[index]?.[1] ?? printed("")]))
    return new SubqueryRef(`SELECT ${list.join(", ")} FROM (${query.sql}) AS q`, name, types)
}

function cteTable({cte, visible}: BoundCte, join: JoinExpr, name: string, env: Env): TableRef {
    if (cte.recursive && JSON.stringify(cte.expr).includes(`"chain":["${cte.name}"]`)) {
        throw new HogQLError("WITH RECURSIVE is not supported.")
    }
    if (!isQuery(cte.expr)) throw new HogQLError(`"${cte.name}" is an expression, not a table.`)
    const query = printQuery(cte.expr, visible, {...env, depth: env.depth + 1})
    return subquery(query, name, join.column_aliases?.length ? join.column_aliases : cte.columns)
}

function sampleCondition(sample: SampleExpr, column: (name: string) => string): string {
    const ratio = (value: SampleExpr["sample_value"]) =>
        Number(value.left.value) / Number(value.right?.value ?? 1)
    const size = ratio(sample.sample_value)
    if (!(size > 0 && size <= 1)) throw new HogQLError("SAMPLE takes a share between 0 and 1.")
    const start = sample.offset_value ? ratio(sample.offset_value) : 0
    const position = `cityHash64(${column("distinct_id")}) / 18446744073709551616.0`
    return `(${position} >= ${start} AND ${position} < ${start + size})`
}

function tableFunction(name: string, args: Expr[], alias: string, env: Env, ctes: CteMap): TableRef {
    if (name !== "numbers") throw new HogQLError(`Unknown table function "${name}".`)
    if (args.length < 1 || args.length > 2) {
        throw new HogQLError(`Table function 'numbers' requires 1 to 2 arguments, found ${args.length}`)
    }
    const scope: Scope = {env, ctes, tables: [], aliases: new Map(), locals: new Map(), using: new Map()}
    const list = args.map((arg) => expression(arg, scope).sql).join(", ")
    const columns = new Map([["number", printed("", "number", false)]])
    return new SubqueryRef(`SELECT number FROM numbers(${list})`, alias, columns)
}

/** Makes the reference for one FROM item. `derived`: print it as a subquery of its own. */
function tableRef(join: JoinExpr, derived: boolean, ctes: CteMap, env: Env, position: number): TableRef {
    if (join.table_final) throw new HogQLError("FINAL is not supported.")
    const {table} = join
    if (isQuery(table as Expr)) {
        const query = printQuery(table as Expr & {node: "SelectQuery"}, ctes, {...env, depth: env.depth + 1})
        return subquery(query, join.alias ?? `__subquery_${position}`, join.column_aliases)
    }
    if (table.node !== "Field") throw new HogQLError(`${table.node} is not supported in FROM.`)
    const name = table.chain.join(".")
    const alias = join.alias ?? name
    if (join.table_args) return tableFunction(name, join.table_args, alias, env, ctes)
    const cte = table.chain.length === 1 ? ctes.get(name) : undefined
    if (cte?.cte.cte_type === "subquery") return cteTable(cte, join, alias, env)
    const def = findTable(name, env)
    if (join.sample && def.name !== "events") throw new HogQLError("SAMPLE is only supported on events.")
    if (join.column_aliases?.length) throw new HogQLError("Column names after a table alias need a subquery.")
    const {sample} = join
    return new CatalogRef(def, alias, derived, env, (column) =>
        sample ? [sampleCondition(sample, column)] : [],
    )
}

/** With join_use_nulls any column of an outer join may be NULL. */
function nullableFields(ref: TableRef): TableRef {
    return {
        name: ref.name,
        columns: () => ref.columns(),
        render: () => ref.render(),
        field: (name) => {
            const found = ref.field(name)
            return found && "value" in found ? {value: {...found.value, nullable: true}} : found
        },
    }
}

/** References of all tables of a FROM clause, in order. */
export function tableRefs(joins: JoinExpr[], ctes: CteMap, env: Env): TableRef[] {
    // Outer joins that keep rows of the right side must not lose them to the team filter in the WHERE.
    const keepsRight = joins.some((join) => /RIGHT|FULL/.test(join.join_type ?? ""))
    const outer =
        env.project.joinUseNulls && joins.some((join) => /LEFT|RIGHT|FULL/.test(join.join_type ?? ""))
    const refs: TableRef[] = []
    for (const [index, join] of joins.entries()) {
        const plain = tableRef(join, index > 0 || keepsRight, ctes, env, index)
        const ref = outer ? nullableFields(plain) : plain
        if (refs.some((other) => other.name === ref.name)) {
            throw new HogQLError(`Already have joined a table called "${ref.name}". Can't redefine.`)
        }
        refs.push(ref)
    }
    return refs
}

function usingNames(node: Expr): string[] {
    const fields = node.node === "Tuple" ? node.exprs : [node]
    return fields.map((field) => {
        if (field.node !== "Field" || field.chain.length !== 1)
            throw new HogQLError("USING takes column names.")
        return String(field.chain[0])
    })
}

function fieldSql(ref: TableRef, name: string): string {
    const field = ref.field(name)
    if (!field || !("value" in field)) throw new HogQLError(`Unable to resolve field: ${ref.name}.${name}`)
    return field.value.sql
}

function onUsing(names: string[], index: number, scope: Scope): string {
    const right = scope.tables[index]
    const list = names.map((name) => {
        const left = scope.tables.slice(0, index).find((table) => table.field(name))
        if (!left || !right) throw new HogQLError(`Unable to resolve field: ${name}`)
        return `equals(${fieldSql(left, name)}, ${fieldSql(right, name)})`
    })
    return list.length === 1 ? String(list[0]) : `and(${list.join(", ")})`
}

/** Notes which table an unqualified USING column means, before any expression is printed. */
export function bindUsing(joins: JoinExpr[], scope: Scope): void {
    for (const [index, join] of joins.entries()) {
        if (join.constraint?.constraint_type !== "USING") continue
        for (const name of usingNames(join.constraint.expr)) {
            const side = /RIGHT/.test(join.join_type ?? "") ? index : 0
            const table = scope.tables.slice(side).find((candidate) => candidate.field(name))
            if (table && !scope.using.has(name)) scope.using.set(name, table)
        }
    }
}

/** Prints the FROM clause. Must come last: expressions decide which lazy joins there are. */
export function printFrom(joins: JoinExpr[], scope: Scope): {from: string; where: string[]} {
    const constraints = joins.map((join, index) => {
        if (!join.constraint) return ""
        const {constraint_type: type, expr} = join.constraint
        const on = type === "ON" ? condition(expr, scope, "on") : onUsing(usingNames(expr), index, scope)
        return ` ON ${on}`
    })
    const where: string[] = []
    const parts = scope.tables.map((table, index) => {
        const item = table.render()
        where.push(...item.where)
        if (index === 0) return item.from
        const type = joins[index]?.join_type ?? "CROSS JOIN"
        return `${type === "JOIN" ? "INNER JOIN" : type} ${item.from}${constraints[index] ?? ""}`
    })
    return {from: parts.join(" "), where}
}
