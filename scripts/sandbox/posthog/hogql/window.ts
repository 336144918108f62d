import type {FrameExpr, OrderExpr, WindowExpr, WindowFunction} from "./ast"
import {checkArity, requireFunction} from "./call"
import {resultType} from "./call-types"
import {HogQLError} from "./errors"
import {expression} from "./expr"
import {identifier} from "./literals"
import type {Printed} from "./printed"
import type {Scope} from "./scope"

function frame(bound: FrameExpr): string {
    if (bound.frame_type === "CURRENT ROW") return bound.frame_type
    return `${bound.frame_value ?? "UNBOUNDED"} ${bound.frame_type}`
}

/** Prints one ORDER BY item. */
export function orderItem(item: OrderExpr, scope: Scope): string {
    let sql = `${expression(item.expr, scope).sql} ${item.order}`
    if (item.nulls) sql += ` NULLS ${item.nulls.toUpperCase().includes("FIRST") ? "FIRST" : "LAST"}`
    if (item.with_fill) {
        sql += " WITH FILL"
        const {from_value: from, to_value: to, step_value: step} = item.with_fill
        if (from) sql += ` FROM ${expression(from, scope).sql}`
        if (to) sql += ` TO ${expression(to, scope).sql}`
        if (step) sql += ` STEP ${expression(step, scope).sql}`
    }
    return sql
}

/** The inside of `OVER (…)` or of a named WINDOW. */
export function windowSpec(window: WindowExpr, scope: Scope): string {
    const parts: string[] = []
    if (window.partition_by?.length) {
        parts.push(
            `PARTITION BY ${window.partition_by.map((item) => expression(item, scope).sql).join(", ")}`,
        )
    }
    if (window.order_by?.length) {
        parts.push(`ORDER BY ${window.order_by.map((item) => orderItem(item, scope)).join(", ")}`)
    }
    if (window.frame_method && window.frame_start) {
        const start = frame(window.frame_start)
        const end = window.frame_end
        parts.push(`${window.frame_method} ${end ? `BETWEEN ${start} AND ${frame(end)}` : start}`)
    }
    return parts.join(" ")
}

/** `f(x) OVER (…)`; with two pairs of parentheses the first holds the parameters. */
export function windowFunction(node: WindowFunction, scope: Scope): Printed {
    const meta = requireFunction(node.name)
    const parametric = node.args.length > 0
    const params = parametric ? node.exprs : []
    const star = node.exprs.length === 1 && node.exprs[0]?.node === "Field" && node.exprs[0].chain[0] === "*"
    const args = parametric ? node.args : star ? [] : node.exprs
    checkArity(meta, args.length, params.length)
    const values = args.map((item) => expression(item, scope))
    const name = meta.clickhouseName ?? meta.name
    if (!/^\w+$/.test(name))
        throw new HogQLError(`Function '${node.name}' cannot be used as a window function`)
    const head = params.length ? `(${params.map((item) => expression(item, scope).sql).join(", ")})` : ""
    const over = node.over_identifier
        ? identifier(node.over_identifier)
        : `(${node.over_expr ? windowSpec(node.over_expr, scope) : ""})`
    const sql = `${name}${head}(${values.map((value) => value.sql).join(", ")}) OVER ${over}`
    return {...resultType(meta, values), sql}
}
