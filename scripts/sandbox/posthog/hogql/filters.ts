import type {Expr, JoinExpr, Query, SelectQuery} from "./ast"
import {HogQLError} from "./errors"
import {propertyCondition, type PropertyFilter} from "./property-filter"

/** Filters of a query with their instants resolved (ISO, UTC); null = no bound. */
export interface ResolvedFilters {
    from: string | null
    to: string | null
    properties: PropertyFilter[]
}

type Node = Record<string, unknown>

const TRUE: Expr = {node: "Constant", value: true}
/** Tables with a time, and its column; where a SELECT reads several of them, the first here counts. */
const TIME_COLUMNS: readonly [string, string][] = [
    ["groups", "created_at"],
    ["events", "timestamp"],
    ["sessions", "$start_timestamp"],
]

function isNode(value: unknown): value is Node {
    return typeof value === "object" && value !== null
}

function instant(iso: string): Expr {
    return {node: "Call", name: "toDateTime", args: [{node: "Constant", value: iso.replace(/\.\d+Z$/, "Z")}]}
}

/** The time column of what a SELECT reads. */
function timeColumn(select: SelectQuery | undefined): Expr {
    const names: string[] = []
    for (let join: JoinExpr | null = select?.select_from ?? null; join; join = join.next_join) {
        if (join.table.node === "Field") names.push(join.table.chain.join("."))
    }
    const column = TIME_COLUMNS.find(([table]) => names.includes(table))?.[1]
    if (column !== undefined) return {node: "Field", chain: [column]}
    throw new HogQLError(
        "Cannot use 'filters' placeholder in a SELECT clause that does not select from the events, sessions, logs, traces or groups table.",
    )
}

function condition(select: SelectQuery | undefined, filters: ResolvedFilters): Expr {
    const column = timeColumn(select)
    const exprs: Expr[] = filters.properties.map(propertyCondition)
    const bound = (op: string, at: string | null) => {
        if (at !== null) exprs.push({node: "CompareOperation", op, left: column, right: instant(at)})
    }
    bound("<", filters.to)
    bound(">=", filters.from)
    return exprs.length > 1 ? {node: "And", exprs} : (exprs[0] ?? TRUE)
}

/** Where a node lies: the SELECT around it, and the comparison that an unset bound makes TRUE. */
interface Place {
    select: SelectQuery | undefined
    comparison: {skip: boolean} | null
}

function placeholder(chain: string, {select, comparison}: Place, filters: ResolvedFilters): Expr {
    if (chain === "filters") return condition(select, filters)
    if (chain !== "filters.dateRange.from" && chain !== "filters.dateRange.to") {
        throw new HogQLError(
            `Unsupported filters placeholder {${chain}}. Supported filters placeholders are: {filters}, {filters.dateRange.from}, {filters.dateRange.to}.`,
        )
    }
    const at = chain.endsWith("from") ? filters.from : filters.to
    if (at !== null) return instant(at)
    if (!comparison) {
        throw new HogQLError(
            `The {${chain}} placeholder must be used directly in a comparison when the date range is not set.`,
        )
    }
    comparison.skip = true
    return TRUE
}

/**
 * Replaces `{filters}` by a condition over the table of its SELECT (TRUE without filters) and
 * `{filters.dateRange.from|to}` by an instant; a comparison with an unset bound is TRUE (CONTRACT §5). Raises
 * HogQLError where the SELECT around `{filters}` reads no table with a time.
 */
export function replaceFilters(query: Query, filters: ResolvedFilters): Query {
    const walk = (value: unknown, place: Place): unknown => {
        if (Array.isArray(value)) return value.map((item) => walk(item, place))
        if (!isNode(value)) return value
        if (value.node === "Placeholder") {
            const {chain} = value.expr as {chain?: (string | number)[]}
            return chain?.[0] === "filters" ? placeholder(chain.join("."), place, filters) : value
        }
        const children = (at: Place): Node =>
            Object.fromEntries(Object.entries(value).map(([key, child]) => [key, walk(child, at)]))
        if (value.node === "SelectQuery") {
            return children({select: value as unknown as SelectQuery, comparison: null})
        }
        if (value.node !== "CompareOperation") return children(place)
        const comparison = {skip: false}
        const replaced = children({...place, comparison})
        return comparison.skip ? TRUE : replaced
    }
    return walk(query, {select: undefined, comparison: null}) as Query
}
