import {type Expr, isQuery, type OrderExpr, type WindowExpr} from "./ast"
import {stringLiteral} from "./literals"

const OPERATORS: Record<string, string> = {
    "+": "plus",
    "-": "minus",
    "*": "multiply",
    "/": "divide",
    "%": "modulo",
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
    in: "in",
    "not in": "notIn",
    "=~": "match",
}

function chainText(chain: (string | number)[]): string {
    return chain
        .map((part) => (/^[A-Za-z_$*][\w$]*$|^\d+$/.test(String(part)) ? String(part) : `\`${part}\``))
        .join(".")
}

function orders(items: OrderExpr[]): string {
    return items.map((item) => `${hogqlText(item.expr)} ${item.order}`).join(", ")
}

function over(window: WindowExpr): string {
    const parts: string[] = []
    if (window.partition_by?.length) parts.push(`PARTITION BY ${list(window.partition_by)}`)
    if (window.order_by?.length) parts.push(`ORDER BY ${orders(window.order_by)}`)
    return parts.join(" ")
}

function list(nodes: Expr[]): string {
    return nodes.map(hogqlText).join(", ")
}

/** An expression as HogQL text. PostHog names a result column without alias by it, e.g. `plus(1, 2)`. */
export function hogqlText(node: Expr): string {
    if (isQuery(node)) return "(SELECT ...)"
    switch (node.node) {
        case "Constant":
            if (typeof node.value === "string" && node.value_type !== "number")
                return stringLiteral(node.value)
            return node.value === null ? "NULL" : String(node.value)
        case "Field":
            return chainText(node.chain)
        case "Alias":
            return node.alias
        case "And":
        case "Or":
            return `${node.node.toLowerCase()}(${list(node.exprs)})`
        case "Not":
            return `not(${hogqlText(node.expr)})`
        case "Array":
            return `[${list(node.exprs)}]`
        case "Tuple":
            return `tuple(${list(node.exprs)})`
        case "ArithmeticOperation":
        case "CompareOperation":
            return `${OPERATORS[node.op] ?? node.op}(${hogqlText(node.left)}, ${hogqlText(node.right)})`
        case "BetweenExpr": {
            const word = node.negated ? "NOT BETWEEN" : "BETWEEN"
            return `${hogqlText(node.expr)} ${word} ${hogqlText(node.low)} AND ${hogqlText(node.high)}`
        }
        case "ArrayAccess":
            return `${hogqlText(node.array)}[${hogqlText(node.property)}]`
        case "TupleAccess":
            return `${hogqlText(node.tuple)}.${node.index}`
        case "Lambda":
            return `(${node.args.join(", ")}) -> ${hogqlText(node.expr)}`
        case "Call": {
            const params = node.params?.length ? `(${list(node.params)})` : ""
            const filter = node.filter_expr ? ` FILTER (WHERE ${hogqlText(node.filter_expr)})` : ""
            return `${node.name}${params}(${node.distinct ? "DISTINCT " : ""}${list(node.args)})${filter}`
        }
        case "WindowFunction": {
            const args = node.args.length ? `(${list(node.args)})` : ""
            const target = node.over_identifier ?? `(${node.over_expr ? over(node.over_expr) : ""})`
            return `${node.name}(${list(node.exprs)})${args} OVER ${target}`
        }
        case "TypeCast":
        case "TryCast":
            return `CAST(${hogqlText(node.expr)} AS ${node.type_name})`
        default:
            return node.node
    }
}
