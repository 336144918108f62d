import {fail, type Result, succeed} from "@beton/shared/api/result"
import {
    bindQuery,
    type BoundQuery,
    contradictionOf,
    type ParamsSchema,
    type QueryDefinition,
    readRows,
    type RowSchema,
} from "@beton/shared/queries/query"
import * as z from "zod"
import {$ZodError} from "zod/v4/core"

import {fieldOf, unreadable} from "./unreadable"

/** The part of a query's answer that is read. */
export const queryAnswerSchema = z.object({
    results: z.array(z.array(z.unknown())),
    columns: z.array(z.string()),
})

/** A query with its values; a setting that cannot become part of it (a property name with a backtick, say) fails this query only. */
export function boundOf<P extends ParamsSchema, R extends RowSchema>(
    definition: QueryDefinition<P, R>,
    params: z.input<P>,
): Result<BoundQuery> {
    try {
        return succeed(bindQuery(definition, params))
    } catch (error) {
        return fail("refused", unusable(error, definition.id), definition.id)
    }
}

/** The rows of a query's answer, checked against what was asked. */
export function rowsOf<P extends ParamsSchema, R extends RowSchema>(
    definition: QueryDefinition<P, R>,
    params: z.input<P>,
    answer: unknown,
): Result<z.output<R>[]> {
    const {id} = definition
    const parsed = queryAnswerSchema.safeParse(answer)
    if (!parsed.success) return unreadable(`PostHog's answer to the query ${id}`, parsed.error, id)
    try {
        const rows = readRows(definition, parsed.data.columns, parsed.data.results)
        const wrong = contradictionOf(definition, rows, params)
        return wrong === null ? succeed(rows) : fail("unreadable", `Query ${id}: ${wrong}`, id)
    } catch (error) {
        return fail("unreadable", error instanceof Error ? error.message : "Unreadable rows.", id)
    }
}

/** Why a query cannot be asked, for people: a checked parameter is named, its value is not shown. */
function unusable(error: unknown, id: string): string {
    if (error instanceof $ZodError) return `The query ${id} cannot be asked: ${fieldOf(error)}.`
    return error instanceof Error ? error.message : "Unusable setting."
}
