import type {Call, Expr} from "./ast"
import {specialCall} from "./call-special"
import {resultType} from "./call-types"
import {compareValues} from "./compare"
import {findFunction, type FunctionMeta} from "./contract"
import {HogQLError} from "./errors"
import {condition, expression} from "./expr"
import type {Printed} from "./printed"
import type {Env, Scope} from "./scope"
import {zone} from "./table-defs"
import {orderItem} from "./window"

const COMPARISONS: Record<string, string> = {
    equals: "==",
    notEquals: "!=",
    less: "<",
    greater: ">",
    lessOrEquals: "<=",
    greaterOrEquals: ">=",
    like: "like",
    ilike: "ilike",
    notLike: "not like",
    notILike: "not ilike",
    in: "in",
    notIn: "not in",
}

function unsupported(name: string): HogQLError {
    return new HogQLError(`Unsupported function call '${name}(...)'`)
}

/** Finds a function a user may call; throws `Unsupported function call 'x(...)'`. */
export function requireFunction(name: string): FunctionMeta {
    const meta = findFunction(name)
    if (!meta || meta.internal) throw unsupported(name)
    if (meta.rejectedInClickHouseDialect) throw new HogQLError(`Function '${name}' needs WITHIN GROUP`)
    if (meta.udf) throw new HogQLError(`Function '${name}' is not available in this sandbox.`)
    return meta
}

function range(min: number, max: number | null): string {
    if (max === null) return `at least ${min}`
    return min === max ? String(min) : `${min} to ${max}`
}

/** Checks the number of arguments and parameters before ClickHouse sees the call. */
export function checkArity(meta: FunctionMeta, args: number, params: number): void {
    if (args < meta.minArgs || (meta.maxArgs !== null && args > meta.maxArgs)) {
        const expected = range(meta.minArgs, meta.maxArgs)
        throw new HogQLError(`Function '${meta.name}' expects ${expected} arguments, found ${args}`)
    }
    const minParams = meta.minParams ?? 0
    const maxParams = meta.maxParams === undefined ? 0 : meta.maxParams
    if (params < minParams || (maxParams !== null && params > maxParams)) {
        const expected = range(minParams, maxParams)
        throw new HogQLError(`Function '${meta.name}' expects ${expected} parameters, found ${params}`)
    }
}

/** Prints a call of a plain function on values that are printed already. */
export function callByName(name: string, args: Printed[], env: Env): Printed {
    const meta = requireFunction(name)
    checkArity(meta, args.length, 0)
    return plainCall(meta, args, env)
}

function plainCall(meta: FunctionMeta, args: Printed[], env: Env): Printed {
    const special = specialCall(meta, args, env)
    if (special) return special
    const list = args.map((arg) => arg.sql)
    if (meta.timezoneAppended && args.length !== meta.maxArgs) list.push(zone(env))
    return {...resultType(meta, args), sql: `${meta.clickhouseName ?? meta.name}(${list.join(", ")})`}
}

function isStar(node: Expr | undefined): boolean {
    return node?.node === "Field" && node.chain.at(-1) === "*"
}

function aggregate(node: Call, meta: FunctionMeta, args: Printed[], scope: Scope): Printed {
    const params = (node.params ?? []).map((item) => expression(item, scope).sql)
    const values = args.map((arg) => arg.sql).join(", ")
    const order = node.order_by?.length
        ? ` ORDER BY ${node.order_by.map((item) => orderItem(item, scope)).join(", ")}`
        : ""
    if (order) throw new HogQLError("ORDER BY inside an aggregate function is not supported.")
    const filter = node.filter_expr ? ` FILTER (WHERE ${condition(node.filter_expr, scope)})` : ""
    const head = params.length ? `(${params.join(", ")})` : ""
    const type = resultType(meta, args)
    const template = meta.clickhouseName
    if (template?.includes("{}")) {
        if (node.distinct || filter)
            throw new HogQLError(`Function '${meta.name}' takes no DISTINCT or FILTER`)
        const rest = args.map((arg) => arg.sql)
        return {...type, sql: template.replaceAll("{}", () => rest.shift() ?? "")}
    }
    const sql = `${template ?? meta.name}${head}(${node.distinct ? "DISTINCT " : ""}${values})${filter}`
    return {...type, sql}
}

/** Prints a function call: names, arity, mappings and time zones as hogql-functions.json says. */
export function printCall(node: Call, scope: Scope): Printed {
    // Only the parser writes calls without `distinct`: CASE x WHEN … becomes this function.
    if (node.name === "_caseWithExpression" && node.distinct === undefined) {
        const args = node.args.map((item) => expression(item, scope).sql)
        return {sql: `caseWithExpression(${args.join(", ")})`, kind: "unknown", nullable: true}
    }
    const meta = requireFunction(node.name)
    const op = Object.hasOwn(COMPARISONS, meta.name) ? COMPARISONS[meta.name] : undefined
    const star = meta.name === "count" && isStar(node.args[0])
    const nodes = star ? [] : node.args
    const tupled = node.distinct === true && meta.name === "count" && nodes.length > 1
    checkArity(meta, tupled ? 1 : nodes.length, node.params?.length ?? 0)
    const [left, right] = nodes
    if (op && left && right) {
        if (op.endsWith("in")) return expression({node: "CompareOperation", op, left, right}, scope)
        return compareValues(op, expression(left, scope), expression(right, scope), scope.env, "inside")
    }
    const args = nodes.map((item) => expression(item, scope))
    if (meta.kind === "aggregate") return aggregate(node, meta, args, scope)
    if (node.distinct)
        throw new HogQLError(`DISTINCT is only allowed in aggregate functions, not in ${node.name}`)
    if (node.filter_expr)
        throw new HogQLError(`FILTER is only allowed on aggregate functions, not on ${node.name}`)
    return plainCall(meta, args, scope.env)
}
