import type {Constant, Expr, Query} from "./ast"
import {HogQLError} from "./errors"

type Node = Record<string, unknown>

function isNode(value: unknown): value is Node {
    return typeof value === "object" && value !== null
}

/** Turns a bound value into constants. Objects are refused: a value is never SQL. */
function constantOf(name: string, value: unknown): Expr {
    if (value === null || typeof value === "string" || typeof value === "boolean") {
        return {node: "Constant", value}
    }
    if (typeof value === "number") return {node: "Constant", value}
    if (Array.isArray(value)) {
        return {node: "Array", exprs: value.map((item) => constantOf(name, item))}
    }
    throw new HogQLError(
        `The value of {${name}} must be a string, number, boolean, null or an array of these.`,
    )
}

const TRUE: Constant = {node: "Constant", value: true}

function isDateFilter(value: unknown): boolean {
    if (!isNode(value) || value.node !== "Placeholder") return false
    const chain = (value.expr as {chain?: unknown[]}).chain ?? []
    return chain[0] === "filters" && chain[1] === "dateRange"
}

/** PostHog binds `values` before it fills `{filters}`, and refuses what they do not name: one query has either. */
function refuseFilters(name: string, values: Record<string, unknown>): void {
    const names = Object.keys(values)
    if (names.length === 0 || !/^filters(\.|$)/.test(name)) return
    throw new HogQLError(
        `Placeholder {${name}} is not available in this context. You can use the following: ${names.join(", ")}`,
    )
}

function resolve(placeholder: Node, values: Record<string, unknown>): Expr {
    const expr = placeholder.expr as Expr
    if (expr.node !== "Field") throw new HogQLError("Only {name} placeholders are supported.")
    const name = expr.chain.join(".")
    let value: unknown = values
    for (const key of expr.chain) {
        const known: unknown =
            isNode(value) && !Array.isArray(value) && Object.hasOwn(value, key) ? value[key] : undefined
        if (known === undefined) {
            refuseFilters(name, values)
            if (name === "filters") return TRUE
            throw new HogQLError(`Placeholder {${name}} has no value. Pass it in "values".`)
        }
        value = known
    }
    return constantOf(name, value)
}

/**
 * Replaces every placeholder by a constant: real binding, the text of a value is never parsed.
 * Without any values `{filters}` is TRUE, and so is a comparison with an unset `{filters.dateRange…}`.
 */
export function bindValues(query: Query, values: Record<string, unknown>): Query {
    const walk = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(walk)
        if (!isNode(value)) return value
        if (value.node === "Placeholder") return resolve(value, values)
        if (value.node === "CompareOperation" && Object.keys(values).length === 0) {
            if (isDateFilter(value.left) || isDateFilter(value.right)) return TRUE
        }
        return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, walk(child)]))
    }
    return walk(query) as Query
}
