/** The parser's JSON tree, as far as the compiler reads it. */
export interface Field {
    node: "Field"
    chain: (string | number)[]
}
export interface Constant {
    node: "Constant"
    value: string | number | boolean | null
    /** "number" marks a number that JSON cannot carry (Infinity, more than 2^53). */
    value_type?: string
}
export interface Alias {
    node: "Alias"
    alias: string
    expr: Expr
}
export interface Call {
    node: "Call"
    name: string
    args: Expr[]
    params?: Expr[] | null
    /** Absent on calls that the parser itself builds (CASE, INTERVAL, ??). */
    distinct?: boolean
    filter_expr?: Expr | null
    order_by?: OrderExpr[] | null
}
export interface Compare {
    node: "CompareOperation"
    op: string
    left: Expr
    right: Expr
}
export interface WindowExpr {
    node: "WindowExpr"
    partition_by: Expr[] | null
    order_by: OrderExpr[] | null
    frame_method?: string
    frame_start: FrameExpr | null
    frame_end: FrameExpr | null
}
export interface FrameExpr {
    frame_type: string
    frame_value?: number | null
}
export interface WindowFunction {
    node: "WindowFunction"
    name: string
    exprs: Expr[]
    args: Expr[]
    over_expr?: WindowExpr | null
    over_identifier?: string | null
}
export interface OrderExpr {
    node: "OrderExpr"
    expr: Expr
    order: "ASC" | "DESC"
    nulls?: string | null
    with_fill?: {from_value?: Expr | null; to_value?: Expr | null; step_value?: Expr | null} | null
}
export interface ColumnsExpr {
    node: "ColumnsExpr"
    all_columns?: boolean
    regex?: string | null
    columns?: Expr[] | null
    exclude?: string[] | null
    replace?: unknown
}

export type Expr =
    | Field
    | Constant
    | Alias
    | Call
    | Compare
    | WindowFunction
    | ColumnsExpr
    | SelectQuery
    | SelectSetQuery
    | {node: "And" | "Or"; exprs: Expr[]}
    | {node: "Not"; expr: Expr}
    | {node: "ArithmeticOperation"; op: string; left: Expr; right: Expr}
    | {node: "BetweenExpr"; expr: Expr; low: Expr; high: Expr; negated: boolean}
    | {node: "IsDistinctFrom"; left: Expr; right: Expr; negated: boolean}
    | {node: "Array" | "Tuple"; exprs: Expr[]}
    | {node: "ArrayAccess"; array: Expr; property: Expr; nullish?: boolean}
    | {node: "TupleAccess"; tuple: Expr; index: number; nullish?: boolean}
    | {node: "Lambda"; args: string[]; expr: Expr}
    | {node: "TypeCast" | "TryCast"; expr: Expr; type_name: string}
    | {node: "Placeholder"; expr: Expr}
    | {node: "GroupingSet"; exprs: Expr[]}
    | {node: "Dict"; items: [Expr, Expr][]}
    | {node: "ExprCall"; expr: Expr; args: Expr[]}
    | {node: "HogQLXTag"; kind: string}

export interface Cte {
    node: "CTE"
    name: string
    cte_type: "subquery" | "column"
    expr: Expr
    columns?: string[] | null
    recursive?: boolean | null
    using_key?: unknown
}
export interface JoinExpr {
    node: "JoinExpr"
    join_type?: string
    table: Expr | {node: "ValuesQuery" | "PivotExpr" | "UnpivotExpr"}
    table_args?: Expr[]
    alias: string | null
    column_aliases?: string[] | null
    table_final?: boolean | null
    sample?: SampleExpr | null
    constraint?: {constraint_type: "ON" | "USING"; expr: Expr} | null
    next_join: JoinExpr | null
}
export interface SampleExpr {
    sample_value: RatioExpr
    offset_value?: RatioExpr | null
}
export interface RatioExpr {
    left: Constant
    right: Constant | null
}
export interface SelectQuery {
    node: "SelectQuery"
    ctes: Cte[] | null
    select: Expr[]
    distinct: boolean | null
    select_from: JoinExpr | null
    array_join_op?: string | null
    array_join_list?: Expr[] | null
    where: Expr | null
    prewhere: Expr | null
    having: Expr | null
    qualify: Expr | null
    group_by: Expr[] | null
    group_by_mode?: "all" | "rollup" | "cube" | "grouping_sets"
    order_by?: OrderExpr[] | null
    limit?: Expr | null
    offset?: Expr | null
    limit_by?: {n: Expr; offset_value: Expr | null; exprs: Expr[]} | null
    limit_with_ties?: boolean | null
    window_exprs?: Record<string, WindowExpr> | null
}
export interface SelectSetQuery {
    node: "SelectSetQuery"
    initial_select_query: Query
    subsequent_select_queries: {select_query: Query; set_operator: string}[]
    limit?: Expr | null
    offset?: Expr | null
}
export type Query = SelectQuery | SelectSetQuery

/** True for the two kinds of query nodes, also where an expression may stand. */
export function isQuery(node: {node: string}): node is Query {
    return node.node === "SelectQuery" || node.node === "SelectSetQuery"
}
