import {type Compare, type Expr, isQuery} from "./ast"
import {HogQLError} from "./errors"
import {expression} from "./expr"
import {type Printed, printed} from "./printed"
import type {Env, Scope} from "./scope"
import {printQuery} from "./select"
import {zone} from "./table-defs"

const FUNCTIONS: Record<string, string> = {
    "==": "equals",
    "!=": "notEquals",
    "<": "less",
    ">": "greater",
    "<=": "lessOrEquals",
    ">=": "greaterOrEquals",
    like: "like",
    ilike: "ilike",
    "not like": "notLike",
    "not ilike": "notILike",
}
const ORDERED = new Set(["==", "!=", "<", ">", "<=", ">="])
const NEGATED = new Set(["!=", "not like", "not ilike", "!~", "!~*"])
/** Where a comparison stands: as a conjunct of WHERE or HAVING, of ON, or inside another expression. */
export type Place = "where" | "on" | "inside"

/** Constants that are an instant of the project's time zone without more words. */
const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2}(\.\d{1,6})?)?$/

/** The other side of a time comparison as an instant, or null when its type is not certain. */
function asInstant(value: Printed, env: Env): string | null {
    if (typeof value.literal === "string") {
        return LOCAL_TIME.test(value.literal) ? `toDateTime64(${value.sql}, 6, ${zone(env)})` : null
    }
    if (value.kind === "datetime") return value.bare ?? value.sql
    return value.kind === "date" ? `toDateTime64(${value.sql}, 6, ${zone(env)})` : null
}

/** The two sides; a time column loses its conversion when the other side is an instant. */
function sides(left: Printed, right: Printed, env: Env): [string, string] {
    const asLeft = left.bare ? asInstant(right, env) : null
    if (left.bare && asLeft) return [left.bare, asLeft]
    const asRight = right.bare ? asInstant(left, env) : null
    if (right.bare && asRight) return [asRight, right.bare]
    return [left.sql, right.sql]
}

function nullComparison(op: string, left: Printed, right: Printed): Printed | null {
    if (left.kind !== "null" && right.kind !== "null") return null
    const other = left.kind === "null" ? right : left
    if (op === "==") return printed(`isNull(${other.sql})`, "boolean", false)
    if (op === "!=") return printed(`isNotNull(${other.sql})`, "boolean", false)
    return printed(NEGATED.has(op) ? "1" : "0", "boolean", false)
}

function nullSafe(op: string, sql: string, left: Printed, right: Printed, place: Place): string {
    if (!left.nullable && !right.nullable) return sql
    const bothNullable = left.nullable && right.nullable
    // In an ON clause a plain equality is what lets ClickHouse join by hash.
    if (op === "==" && bothNullable && place !== "on") {
        return `ifNull(${sql}, and(isNull(${left.sql}), isNull(${right.sql})))`
    }
    if (op === "!=" && bothNullable) {
        return `ifNull(${sql}, or(isNotNull(${left.sql}), isNotNull(${right.sql})))`
    }
    if (NEGATED.has(op)) return `ifNull(${sql}, 1)`
    return place === "inside" ? `ifNull(${sql}, 0)` : sql
}

function matches(op: string, left: Printed, right: Printed): string {
    const pattern = op.endsWith("*") ? `concat('(?i)', ${right.sql})` : right.sql
    const sql = `match(${left.sql}, ${pattern})`
    return op.startsWith("!") ? `not(${sql})` : sql
}

/** Prints one comparison of two printed values with PostHog's treatment of NULL (CONTRACT §1). */
export function compareValues(op: string, left: Printed, right: Printed, env: Env, place: Place): Printed {
    const special = nullComparison(op, left, right)
    if (special) return special
    let sql: string
    if (op.includes("~")) sql = matches(op, left, right)
    else {
        const name = FUNCTIONS[op]
        if (!name) throw new HogQLError(`Unsupported comparison operator: ${op}`)
        const [a, b] = place !== "inside" && ORDERED.has(op) ? sides(left, right, env) : [left.sql, right.sql]
        sql = `${name}(${a}, ${b})`
    }
    return printed(nullSafe(op, sql, left, right, place), "boolean", false)
}

/** The set of an IN: a list, a subquery, a table CTE or a single value. */
function inSet(node: Expr, scope: Scope): string {
    if (isQuery(node)) return `(${printQuery(node, scope.ctes, scope.env).sql})`
    if (node.node === "Array" || node.node === "Tuple") {
        const items = node.exprs.map((item) => expression(item, scope).sql)
        return items.length === 0 ? "tuple()" : `tuple(${items.join(", ")})`
    }
    const cte =
        node.node === "Field" && node.chain.length === 1 ? scope.ctes.get(String(node.chain[0])) : undefined
    if (cte && cte.cte.cte_type === "subquery" && isQuery(cte.cte.expr)) {
        const env = {...scope.env, depth: scope.env.depth + 1}
        return `(${printQuery(cte.cte.expr, cte.visible, env).sql})`
    }
    const {sql} = expression(node, scope)
    return node.node === "Constant" ? `tuple(${sql})` : sql
}

function membership(node: Compare, scope: Scope): Printed {
    const left = expression(node.left, scope)
    const set = inSet(node.right, scope)
    const negated = node.op.includes("not")
    const sql = `${negated ? "notIn" : "in"}(${left.sql}, ${set})`
    // With transform_null_in a NULL is a value like any other; the wrapper is what PostHog prints.
    return printed(negated && left.nullable ? `ifNull(${sql}, 1)` : sql, "boolean", false)
}

/** Prints a comparison or BETWEEN. */
export function comparison(
    node: Expr & {node: "CompareOperation" | "BetweenExpr"},
    scope: Scope,
    place: Place,
): Printed {
    if (node.node === "BetweenExpr") {
        const value = expression(node.expr, scope)
        const [low, high] = [expression(node.low, scope), expression(node.high, scope)]
        const top = node.negated ? "inside" : place
        const above = compareValues(node.negated ? "<" : ">=", value, low, scope.env, top)
        const under = compareValues(node.negated ? ">" : "<=", value, high, scope.env, top)
        return printed(`${node.negated ? "or" : "and"}(${above.sql}, ${under.sql})`, "boolean", false)
    }
    if (node.op.endsWith("cohort")) {
        const id = node.right.node === "Constant" ? String(node.right.value) : "?"
        throw new HogQLError(`Could not find a cohort with ID or name ${id}.`)
    }
    if (/(^| )in$/.test(node.op)) return membership(node, scope)
    return compareValues(
        node.op,
        expression(node.left, scope),
        expression(node.right, scope),
        scope.env,
        place,
    )
}

/** `a IS [NOT] DISTINCT FROM b`: equality that treats NULL as a value. */
export function isDistinctFrom(node: Expr & {node: "IsDistinctFrom"}, scope: Scope): Printed {
    const [a, b] = [expression(node.left, scope).sql, expression(node.right, scope).sql]
    const same = `ifNull(equals(${a}, ${b}), and(isNull(${a}), isNull(${b})))`
    return printed(node.negated ? same : `not(${same})`, "boolean", false)
}
