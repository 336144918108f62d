import {type Constant, type Expr, isQuery} from "./ast"
import {printCall} from "./call"
import {typeCast} from "./casts"
import {comparison, isDistinctFrom} from "./compare"
import {HogQLError} from "./errors"
import {flattenChain, resolveField} from "./field"
import {identifier, numberLiteral, stringLiteral} from "./literals"
import {type Printed, printed} from "./printed"
import {type BoundCte, defineAlias, type Scope} from "./scope"
import {printQuery} from "./select"
import {windowFunction} from "./window"

const ARITHMETIC: Record<string, string> = {
    "+": "plus",
    "-": "minus",
    "*": "multiply",
    "/": "divide",
    "%": "modulo",
}

function constant(node: Constant): Printed {
    const {value} = node
    if (value === null) return {sql: "NULL", kind: "null", nullable: true, literal: null}
    if (typeof value === "boolean")
        return {sql: String(value), kind: "boolean", nullable: false, literal: value}
    if (typeof value === "number")
        return {sql: numberLiteral(value), kind: "number", nullable: false, literal: value}
    if (node.value_type === "number") {
        const integer = /^[+-]?\d+$/.test(value)
        return {
            sql: integer ? value : numberLiteral(Number(value)),
            kind: "number",
            nullable: false,
            literal: value,
        }
    }
    return {sql: stringLiteral(value), kind: "string", nullable: false, literal: value}
}

function inlineCte({cte, visible}: BoundCte, scope: Scope): Printed {
    const env = {...scope.env, depth: scope.env.depth + 1}
    return expression(cte.expr, {...scope, env, ctes: visible})
}

/** A date stays a date when whole days or longer units are added. */
function keepsDate(step: Printed): boolean {
    return step.kind === "number" || /^toInterval(Day|Week|Month|Quarter|Year)\(/.test(step.sql)
}

function arithmetic(op: string, left: Printed, right: Printed): Printed {
    const name = ARITHMETIC[op]
    if (!name) throw new HogQLError(`Unknown arithmetic operator: ${op}`)
    const sql = `${name}(${left.sql}, ${right.sql})`
    const nullable = left.nullable || right.nullable
    const times = [left, right].filter(({kind}) => kind === "datetime" || kind === "date")
    if (left.kind === "number" && right.kind === "number") return printed(sql, "number", nullable)
    if (times.length === 1 && times[0]?.kind === "datetime") return printed(sql, "datetime", nullable)
    const [time, step] = left.kind === "date" ? [left, right] : [right, left]
    if (times.length === 1 && time.kind === "date" && keepsDate(step)) return printed(sql, "date", nullable)
    return printed(
        sql,
        left.kind === "interval" && right.kind === "interval" ? "interval" : "unknown",
        nullable,
    )
}

/** Whether a chain leads into JSON or a tuple is only known after resolving its longest plain prefix. */
function access(node: Expr & {node: "ArrayAccess" | "TupleAccess"}, scope: Scope): Printed {
    const chain = flattenChain(node)
    const field = chain && baseField(node)
    if (chain && field && resolveField(field, scope, inlineCte).json)
        return resolveField(chain, scope, inlineCte)
    if (chain && field && isJsonBelow(field, scope)) return resolveField(chain, scope, inlineCte)
    if (node.node === "TupleAccess") {
        return printed(`tupleElement(${expression(node.tuple, scope).sql}, ${node.index})`)
    }
    const array = expression(node.array, scope)
    if (
        node.property.node === "Constant" &&
        typeof node.property.value === "string" &&
        array.kind !== "unknown"
    ) {
        return printed(`tupleElement(${array.sql}, ${stringLiteral(node.property.value)})`)
    }
    return printed(`arrayElement(${array.sql}, ${expression(node.property, scope).sql})`)
}

function baseField(node: Expr): (string | number)[] | null {
    if (node.node === "Field") return node.chain
    if (node.node === "TupleAccess") return baseField(node.tuple)
    return node.node === "ArrayAccess" ? baseField(node.array) : null
}

/** True when a proper prefix of the chain is a JSON column (`properties.list[1]`). */
function isJsonBelow(chain: (string | number)[], scope: Scope): boolean {
    return chain.some((_, index) => {
        if (index === 0) return false
        try {
            return resolveField(chain.slice(0, index), scope, inlineCte).json !== undefined
        } catch {
            return false
        }
    })
}

/** Prints an expression as ClickHouse SQL. */
export function expression(node: Expr, scope: Scope): Printed {
    const list = (nodes: Expr[]) => nodes.map((item) => expression(item, scope).sql).join(", ")
    const logical = (name: string, nodes: Expr[]) => {
        const values = nodes.map((item) => expression(item, scope))
        const sql = `${name}(${values.map((value) => value.sql).join(", ")})`
        return printed(
            sql,
            "boolean",
            values.some((value) => value.nullable),
        )
    }
    if (isQuery(node)) {
        const query = printQuery(node, scope.ctes, scope.env)
        const only = query.columns[0]?.value
        return printed(`(${query.sql})`, only && query.columns.length === 1 ? only.kind : "tuple", true)
    }
    switch (node.node) {
        case "Constant":
            return constant(node)
        case "Field":
            return resolveField(node.chain, scope, inlineCte)
        case "ArrayAccess":
        case "TupleAccess":
            return access(node, scope)
        case "Alias": {
            const value = expression(node.expr, scope)
            defineAlias(scope, node.alias, {...value, sql: identifier(node.alias)})
            return {...value, sql: `(${value.sql} AS ${identifier(node.alias)})`}
        }
        case "And":
        case "Or":
            return logical(node.node.toLowerCase(), node.exprs)
        case "Not":
            return logical("not", [node.expr])
        case "CompareOperation":
        case "BetweenExpr":
            return comparison(node, scope, "inside")
        case "IsDistinctFrom":
            return isDistinctFrom(node, scope)
        case "ArithmeticOperation":
            return arithmetic(node.op, expression(node.left, scope), expression(node.right, scope))
        case "Array":
            return printed(`[${list(node.exprs)}]`, "array", false)
        case "Tuple":
            return printed(`tuple(${list(node.exprs)})`, "tuple", false)
        case "Lambda": {
            const names = node.args.map((name): [string, Printed] => [name, printed(identifier(name))])
            const inner = {...scope, locals: new Map([...scope.locals, ...names])}
            const args = node.args.map(identifier).join(", ")
            return printed(`(${args}) -> ${expression(node.expr, inner).sql}`)
        }
        case "Call":
            return printCall(node, scope)
        case "WindowFunction":
            return windowFunction(node, scope)
        case "TypeCast":
        case "TryCast":
            return typeCast(node.type_name, expression(node.expr, scope), scope.env)
        case "Placeholder":
            throw new HogQLError("A placeholder has no value.")
        default:
            throw new HogQLError(`${node.node} is not supported in this place.`)
    }
}

/**
 * Prints a condition of WHERE, PREWHERE, HAVING or ON. Its top-level conjuncts need no NULL wrapper (NULL is not
 * true) and compare time columns bare, so that ClickHouse can prune by primary key.
 */
export function condition(node: Expr, scope: Scope, place: "where" | "on" = "where"): string {
    if (node.node === "And")
        return `and(${node.exprs.map((item) => condition(item, scope, place)).join(", ")})`
    if (node.node === "CompareOperation" || node.node === "BetweenExpr")
        return comparison(node, scope, place).sql
    return expression(node, scope).sql
}
