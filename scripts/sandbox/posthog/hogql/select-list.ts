import type {ColumnsExpr, Expr} from "./ast"
import {HogQLError} from "./errors"
import {expression} from "./expr"
import {flattenChain} from "./field"
import {hogqlText} from "./hogql-text"
import {identifier} from "./literals"
import type {Printed} from "./printed"
import {defineAlias, type Scope, type TableRef} from "./scope"

/** A result column: its name and what is known of its type. */
export interface Column {
    name: string
    value: Printed
}

function tableColumns(table: TableRef, keep: (name: string) => boolean): Expr[] {
    return table
        .columns()
        .filter(keep)
        .map((name) => ({node: "Field", chain: [...table.name.split("."), name]}))
}

function star(chain: (string | number)[], scope: Scope, keep: (name: string) => boolean): Expr[] {
    const qualifier = chain.slice(0, -1).join(".")
    const tables = qualifier ? scope.tables.filter((table) => table.name === qualifier) : scope.tables
    if (tables.length === 0) {
        throw new HogQLError(
            qualifier ? `Unable to resolve field: ${qualifier}` : "Cannot use * without a table.",
        )
    }
    return tables.flatMap((table) => tableColumns(table, keep))
}

function columnsExpr(node: ColumnsExpr, scope: Scope): Expr[] {
    if (node.replace) throw new HogQLError("* REPLACE is not supported.")
    if (node.columns) return node.columns
    if (node.regex) {
        let pattern: RegExp
        try {
            pattern = new RegExp(node.regex)
        } catch {
            throw new HogQLError(`COLUMNS('${node.regex}') is not a regular expression.`)
        }
        return star(["*"], scope, (name) => pattern.test(name))
    }
    return star(["*"], scope, (name) => !node.exclude?.includes(name))
}

function expand(items: Expr[], scope: Scope): Expr[] {
    return items.flatMap((item) => {
        if (item.node === "ColumnsExpr") return columnsExpr(item, scope)
        if (item.node === "Field" && item.chain.at(-1) === "*") return star(item.chain, scope, () => true)
        return [item]
    })
}

/**
 * Prints the SELECT list. A field keeps the last part of its name (`properties.plan` becomes `plan`); any other
 * expression without alias is named by its HogQL text.
 */
export function selectList(items: Expr[], scope: Scope): {sql: string; columns: Column[]} {
    const nodes = expand(items, scope)
    if (nodes.length === 0) throw new HogQLError("The SELECT list is empty.")
    const written = new Set(nodes.flatMap((node) => (node.node === "Alias" ? [node.alias] : [])))
    const used = new Set<string>()
    const columns: Column[] = []
    const list = nodes.map((node) => {
        if (node.node === "Alias") {
            const value = expression(node.expr, scope)
            defineAlias(scope, node.alias, aliasReference(node.alias, value))
            columns.push({name: node.alias, value})
            return `${value.sql} AS ${identifier(node.alias)}`
        }
        const value = expression(node, scope)
        const chain = flattenChain(node)
        const name = chain ? String(chain.at(-1)) : hogqlText(node)
        columns.push({name, value})
        // ClickHouse allows each alias once; a name that a written alias has belongs to that one.
        if (written.has(name) || used.has(name) || value.sql === identifier(name)) return value.sql
        used.add(name)
        // At the top level the position counts, deeper down the name is how the outer query refers to it.
        return chain || scope.env.depth > 1 ? `${value.sql} AS ${identifier(name)}` : value.sql
    })
    return {sql: list.join(", "), columns}
}

/** What an alias stands for later in the query: its name, with the type of its expression. */
function aliasReference(name: string, value: Printed): Printed {
    const reference: Printed = {sql: identifier(name), kind: value.kind, nullable: value.nullable}
    if (value.json) reference.json = {types: {}}
    if (value.kind === "datetime") reference.bare = reference.sql
    return reference
}
