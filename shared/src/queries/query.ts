import type * as z from "zod"
import {parse, safeParse} from "zod/mini"

import type {Fragment} from "./hogql"

/** Seconds an answer may be reused (A9). */
export const TTL = {none: 0, fired: 60, aggregate: 300, performance: 900, backtest: 3600} as const

/** Schema of a query's parameters, of either form of zod: files that the Attio app bundles use the small one. */
export type ParamsSchema = z.core.$ZodType
/** Schema of a query's rows. */
export type RowSchema = z.core.$ZodObject & {readonly shape: z.core.$ZodShape}

/** One named, versioned HogQL query (B1). */
export interface QueryDefinition<P extends ParamsSchema = ParamsSchema, R extends RowSchema = RowSchema> {
    readonly id: string
    readonly version: number
    /** What question it answers, one sentence. */
    readonly purpose: string
    readonly params: P
    /** Columns in order: the SELECT's aliases. */
    readonly row: R
    readonly ttlSeconds: number
    hogql(params: z.output<P>): Fragment
    /** Why rows that fit the columns cannot be the answer to what was asked, as the end of a sentence; null when they can. */
    contradiction?(rows: readonly z.output<R>[], params: z.output<P>): string | null
    /** Parameters it is printed, checked and run with in tests and by `beton queries`. */
    readonly example: z.input<P>
}

/** Checks a definition's types without widening them. */
export function defineQuery<P extends ParamsSchema, R extends RowSchema>(
    definition: QueryDefinition<P, R>,
): QueryDefinition<P, R> {
    return definition
}

/** A query ready to send: text, values and what its rows look like. */
export interface BoundQuery {
    readonly id: string
    readonly version: number
    readonly text: string
    readonly values: Fragment["values"]
    readonly columns: readonly string[]
    readonly ttlSeconds: number
}

/**
 * Checks the parameters and builds the query.
 *
 * @throws ZodError when a parameter does not fit (a programming error: settings are validated before).
 */
export function bindQuery<P extends ParamsSchema, R extends RowSchema>(
    definition: QueryDefinition<P, R>,
    params: z.input<P>,
): BoundQuery {
    const fragment = definition.hogql(parse(definition.params, params))
    return {
        id: definition.id,
        version: definition.version,
        text: fragment.text,
        values: fragment.values,
        columns: Object.keys(definition.row.shape),
        ttlSeconds: definition.ttlSeconds,
    }
}

/**
 * Turns positional result rows into objects and checks each against the query's row schema.
 *
 * @throws Error naming the query and the column when the answer is not what the query promises.
 */
export function readRows<R extends RowSchema>(
    definition: QueryDefinition<ParamsSchema, R>,
    columns: readonly string[],
    rows: readonly (readonly unknown[])[],
): z.output<R>[] {
    const expected = Object.keys(definition.row.shape)
    const missing = expected.filter((name) => !columns.includes(name))
    if (missing.length > 0)
        throw new Error(`Query ${definition.id}: the answer lacks the column ${missing.join(", ")}.`)
    // Columns come in the order of the SELECT; any other order may be another order of names over the same cells.
    if (expected.length !== columns.length || expected.some((name, i) => columns[i] !== name))
        throw new Error(
            `Query ${definition.id}: the answer has its columns in another order or more of them.`,
        )
    return rows.map((row) => {
        if (row.length !== expected.length)
            throw new Error(
                `Query ${definition.id}: a row has ${row.length} cells for ${expected.length} columns.`,
            )
        const record = Object.fromEntries(expected.map((name, i) => [name, row[i]]))
        const parsed = safeParse(definition.row, record)
        if (!parsed.success) {
            const issue = parsed.error.issues[0]
            throw new Error(
                `Query ${definition.id}: column ${issue?.path.join(".") ?? "?"}: ${issue?.message ?? "unexpected value"}.`,
            )
        }
        return parsed.data
    })
}

/** Why rows cannot be the answer to what was asked, as the end of a sentence; null when they can. */
export function contradictionOf<P extends ParamsSchema, R extends RowSchema>(
    definition: QueryDefinition<P, R>,
    rows: readonly z.output<R>[],
    params: z.input<P>,
): string | null {
    return definition.contradiction?.(rows, parse(definition.params, params)) ?? null
}
