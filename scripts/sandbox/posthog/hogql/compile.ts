import {type Expr, isQuery, type Query, type SelectQuery} from "./ast"
import {bindValues} from "./bind"
import type {Compiled, ProjectContext} from "./context"
import {HogQLError} from "./errors"
import {replaceFilters, type ResolvedFilters} from "./filters"
import {parseHogQL} from "./parse"
import {printQuery} from "./select"

export type {Compiled, ProjectContext, PropertyType} from "./context"
export {HogQLError} from "./errors"

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 50_000

function hasOffset(value: unknown): boolean {
    if (Array.isArray(value)) return value.some(hasOffset)
    if (typeof value !== "object" || value === null) return false
    const node = value as Record<string, unknown>
    if ((node.node === "SelectQuery" || node.node === "SelectSetQuery") && node.offset) return true
    if (node.node === "LimitByExpr" && node.offset_value) return true
    return Object.values(node).some(hasOffset)
}

function clamped(limit: Expr): {limit: Expr; rows: number; written: number} {
    if (limit.node === "Constant" && typeof limit.value === "number") {
        const rows = Math.min(limit.value, MAX_LIMIT)
        return {limit: {node: "Constant", value: rows}, rows, written: limit.value}
    }
    if (limit.node === "Constant") throw new HogQLError("LIMIT takes a number.")
    const max: Expr = {node: "Constant", value: MAX_LIMIT}
    const call: Expr = {node: "Call", name: "least", args: [limit, max]}
    return {limit: call, rows: MAX_LIMIT, written: MAX_LIMIT}
}

/** Members of a union get the default each; nothing pages over the whole. Returns the most rows there can be. */
function limitMembers(query: Query): number {
    if (query.node === "SelectQuery") {
        const own = query.limit ? clamped(query.limit) : null
        query.limit = own?.limit ?? {node: "Constant", value: DEFAULT_LIMIT}
        return own?.rows ?? DEFAULT_LIMIT
    }
    const members = [
        query.initial_select_query,
        ...query.subsequent_select_queries.map((item) => item.select_query),
    ]
    const rows = query.limit ? null : members.reduce((sum, member) => sum + limitMembers(member), 0)
    if (rows !== null) return rows
    const own = clamped(query.limit as Expr)
    query.limit = own.limit
    return own.rows
}

function applyLimit(query: Query): Pick<Compiled, "explicitLimit" | "appliedLimit" | "paginated"> {
    if (query.node === "SelectSetQuery" && !query.limit) {
        return {explicitLimit: null, appliedLimit: limitMembers(query), paginated: false}
    }
    if (!query.limit) {
        // One row more than is returned, to know whether there are more.
        const select = query as SelectQuery
        select.limit = {node: "Constant", value: DEFAULT_LIMIT + 1}
        return {explicitLimit: null, appliedLimit: DEFAULT_LIMIT + 1, paginated: true}
    }
    const own = clamped(query.limit)
    query.limit = own.limit
    return {explicitLimit: own.written, appliedLimit: own.rows, paginated: true}
}

/** PostHog sets transform_null_in; the others pin down what its servers have and this process may not. */
function settings(project: ProjectContext): string {
    return [
        "transform_null_in = 1",
        `join_use_nulls = ${project.joinUseNulls ? 1 : 0}`,
        "session_timezone = 'UTC'",
        "optimize_min_equality_disjunction_chain_length = 4294967295",
    ].join(", ")
}

/**
 * Compiles HogQL to ClickHouse SQL for one project, with PostHog's meaning (CONTRACT §1-4, §13).
 * `values` are bound to `{name}` placeholders as constants. With `personalKey`, OFFSET is refused in all its forms.
 * `filters` fill `{filters}`; without them it is TRUE anywhere. `filtersFirst`: also beside values, which PostHog refuses.
 * Throws HogQLError (400) for everything the real API refuses before ClickHouse sees the query.
 */
export async function compileHogQL(
    text: string,
    values: Record<string, unknown> | undefined,
    project: ProjectContext,
    options: {personalKey?: boolean; filters?: ResolvedFilters; filtersFirst?: boolean} = {},
): Promise<Compiled> {
    const parsed = await parseHogQL(text)
    if (options.personalKey && hasOffset(parsed)) {
        throw new HogQLError("OFFSET is not allowed with a personal API key, use keyset pagination instead.")
    }
    const filled = (node: typeof parsed) => (options.filters ? replaceFilters(node, options.filters) : node)
    const bound = (node: typeof parsed) =>
        values && Object.keys(values).length > 0 ? bindValues(node, values) : node
    const query = bindValues(options.filtersFirst ? bound(filled(parsed)) : filled(bound(parsed)), {})
    if (!isQuery(query)) throw new HogQLError("A query must be a SELECT.")
    const limit = applyLimit(query)
    const printed = printQuery(query, new Map(), {project, depth: 0, work: {queries: 0}})
    return {
        sql: `${printed.sql} SETTINGS ${settings(project)}`,
        columns: printed.columns.map((column) => column.name),
        ...limit,
        hogql: text,
    }
}
