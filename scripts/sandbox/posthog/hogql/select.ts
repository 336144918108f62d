import type {Cte, Expr, Query, SelectQuery, SelectSetQuery} from "./ast"
import {HogQLError} from "./errors"
import {condition, expression} from "./expr"
import {bindUsing, joinList, printFrom, tableRefs} from "./from"
import {identifier} from "./literals"
import {type Printed, printed} from "./printed"
import {type BoundCte, type CteMap, defineAlias, type Env, type Scope} from "./scope"
import {type Column, selectList} from "./select-list"
import {orderItem, windowSpec} from "./window"

/** A printed query and the names and types of its columns. */
export interface PrintedQuery {
    sql: string
    columns: Column[]
}

const MAX_DEPTH = 60

function bindCtes(ctes: Cte[] | null, outer: CteMap): CteMap {
    const map = new Map<string, BoundCte>(outer)
    for (const cte of ctes ?? []) map.set(cte.name, {cte, visible: new Map(map)})
    return map
}

function arrayJoin(query: SelectQuery, scope: Scope): string {
    if (!query.array_join_op) return ""
    const items = (query.array_join_list ?? []).map((item) => {
        if (item.node !== "Alias") throw new HogQLError("ARRAY JOIN arrays must have an alias")
        const {sql} = expression(item.expr, scope)
        defineAlias(scope, item.alias, printed(identifier(item.alias)))
        return `${sql} AS ${identifier(item.alias)}`
    })
    return ` ${query.array_join_op} ${items.join(", ")}`
}

function groupBy(query: SelectQuery, scope: Scope): string {
    if (query.group_by_mode === "all") return " GROUP BY ALL"
    if (!query.group_by?.length) return ""
    const list = (nodes: Expr[]) => nodes.map((node) => expression(node, scope).sql).join(", ")
    switch (query.group_by_mode) {
        case "rollup":
        case "cube":
            return ` GROUP BY ${query.group_by_mode.toUpperCase()}(${list(query.group_by)})`
        case "grouping_sets": {
            const sets = query.group_by.map(
                (set) => `(${set.node === "GroupingSet" ? list(set.exprs) : list([set])})`,
            )
            return ` GROUP BY GROUPING SETS (${sets.join(", ")})`
        }
        default:
            return ` GROUP BY ${list(query.group_by)}`
    }
}

function limits(query: SelectQuery, scope: Scope): string {
    const sql = (node: Expr) => {
        if (node.node === "Constant" && typeof node.value !== "number") {
            throw new HogQLError("LIMIT and OFFSET take a number.")
        }
        return expression(node, scope).sql
    }
    let text = ""
    if (query.limit_by) {
        const {n, offset_value: skip, exprs} = query.limit_by
        const by = exprs.map((item) => expression(item, scope).sql).join(", ")
        text += ` LIMIT ${sql(n)}${skip ? ` OFFSET ${sql(skip)}` : ""} BY ${by}`
    }
    if (query.limit) text += ` LIMIT ${sql(query.limit)}`
    if (query.limit && query.limit_with_ties) text += " WITH TIES"
    if (query.offset) text += ` OFFSET ${sql(query.offset)}`
    return text
}

function printSelect(query: SelectQuery, outer: CteMap, env: Env): PrintedQuery {
    const ctes = bindCtes(query.ctes, outer)
    const joins = joinList(query.select_from)
    const tables = tableRefs(joins, ctes, env)
    const scope: Scope = {env, ctes, tables, aliases: new Map(), locals: new Map(), using: new Map()}
    bindUsing(joins, scope)
    const arrays = arrayJoin(query, scope)
    const {columns, sql: select} = selectList(query.select, scope)
    const conditions = [query.prewhere, query.where].flatMap((node) => (node ? [condition(node, scope)] : []))
    const group = groupBy(query, scope)
    const having = query.having ? ` HAVING ${condition(query.having, scope)}` : ""
    const qualify = query.qualify ? ` QUALIFY ${condition(query.qualify, scope)}` : ""
    const windows = Object.entries(query.window_exprs ?? {}).map(
        ([name, window]) => `${identifier(name)} AS (${windowSpec(window, scope)})`,
    )
    const order = query.order_by?.length
        ? ` ORDER BY ${query.order_by.map((item) => orderItem(item, scope)).join(", ")}`
        : ""
    const limit = limits(query, scope)
    const {from, where} = printFrom(joins, scope)
    const all = [...where, ...conditions]
    const filter =
        all.length > 1 ? ` WHERE and(${all.join(", ")})` : all.length === 1 ? ` WHERE ${all[0]}` : ""
    const sql =
        `SELECT ${query.distinct ? "DISTINCT " : ""}${select}` +
        (joins.length ? ` FROM ${from}` : "") +
        arrays +
        filter +
        group +
        having +
        (windows.length ? ` WINDOW ${windows.join(", ")}` : "") +
        qualify +
        order +
        limit
    return {sql, columns}
}

function printSet(query: SelectSetQuery, outer: CteMap, env: Env): PrintedQuery {
    const first = printQuery(query.initial_select_query, outer, env)
    // The WITH of the first member is visible in the others.
    const {initial_select_query: initial} = query
    const ctes = initial.node === "SelectQuery" ? bindCtes(initial.ctes, outer) : outer
    const rest = query.subsequent_select_queries.map(
        (member) => ` ${member.set_operator} (${printQuery(member.select_query, ctes, env).sql})`,
    )
    let sql = `(${first.sql})${rest.join("")}`
    if (query.limit || query.offset) {
        const number = (node: Expr) => {
            if (node.node !== "Constant" || typeof node.value !== "number") {
                throw new HogQLError("LIMIT and OFFSET take a number.")
            }
            return node.value
        }
        sql = `SELECT * FROM (${sql})`
        if (query.limit) sql += ` LIMIT ${number(query.limit)}`
        if (query.offset) sql += ` OFFSET ${number(query.offset)}`
    }
    const columns = first.columns.map((column) => ({...column, value: looseType(column.value)}))
    return {sql, columns}
}

/** The common type of a union's members is not worked out: NULL is possible. */
function looseType(value: Printed): Printed {
    return {...value, nullable: true}
}

/** Prints a SELECT or a set of SELECTs. */
export function printQuery(query: Query, ctes: CteMap, env: Env): PrintedQuery {
    if (env.depth > MAX_DEPTH) throw new HogQLError("The query is nested too deeply.")
    const inner = {...env, depth: env.depth + 1}
    if (++env.work.queries > 3000) throw new HogQLError("The query uses too many subqueries.")
    return query.node === "SelectQuery" ? printSelect(query, ctes, inner) : printSet(query, ctes, inner)
}
