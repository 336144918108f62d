import type {Expr} from "./ast"
import {HogQLError} from "./errors"

/** A property filter of a query or a dashboard (query-nodes.schema.json, PropertyFilter). */
export interface PropertyFilter {
    key: string
    type?: string | null
    operator?: string | null
    value?: unknown
    group_type_index?: number | null
}

const NUMERIC: Record<string, string> = {gt: ">", gte: ">=", min: ">=", lt: "<", lte: "<=", max: "<="}

const constant = (value: string | number | null): Expr => ({node: "Constant", value})
const call = (name: string, ...args: Expr[]): Expr => ({node: "Call", name, args})
const compare = (op: string, left: Expr, right: Expr): Expr => ({node: "CompareOperation", op, left, right})

function field({type, key, group_type_index}: PropertyFilter): Expr {
    switch (type ?? "event") {
        case "event":
            return {node: "Field", chain: ["properties", key]}
        case "person":
            return {node: "Field", chain: ["person", "properties", key]}
        case "group":
            return {node: "Field", chain: [`group_${group_type_index ?? 0}`, "properties", key]}
        default:
            throw new HogQLError(`Filters on properties of type "${type}" are not computed here.`)
    }
}

/** The condition of one property filter over events. Raises HogQLError for a kind that is not computed here. */
export function propertyCondition(filter: PropertyFilter): Expr {
    const property = field(filter)
    const text = call("toString", property)
    const operator = filter.operator ?? "exact"
    const values = (Array.isArray(filter.value) ? filter.value : [filter.value ?? null]).map(String)
    const pattern = `%${(values[0] ?? "").replace(/[\\%_]/g, "\\$&")}%`
    const tuple: Expr = {node: "Tuple", exprs: values.map(constant)}
    switch (operator) {
        case "exact":
        case "in":
            return compare("in", text, tuple)
        case "is_not":
        case "not_in":
            return compare("not in", text, tuple)
        case "icontains":
            return compare("ilike", text, constant(pattern))
        case "not_icontains":
            return compare("not ilike", text, constant(pattern))
        case "regex":
            return call("match", text, constant(values[0] ?? ""))
        case "not_regex":
            return {node: "Not", expr: call("match", text, constant(values[0] ?? ""))}
        case "is_set":
            return compare("!=", property, constant(null))
        case "is_not_set":
            return compare("==", property, constant(null))
        default: {
            const op = NUMERIC[operator]
            if (op === undefined)
                throw new HogQLError(`The filter operator "${operator}" is not computed here.`)
            return compare(op, call("toFloat", property), constant(Number(values[0])))
        }
    }
}
