import * as z from "zod"

import {type AnySignal, SIGNALS} from "../signals/index"
import {bind, hogql, ident, integer, join} from "./hogql"
import {defineQuery, type QueryDefinition, TTL} from "./query"
import {accountSourceSchema, EXAMPLE, gridSchema, partitionSchema} from "./schemas"

/** Rows per page of a detection, below the API's 50,000: each page computes the whole detection again, so few large ones. */
export const DETECTION_PAGE_ROWS = 20_000

const pageSchema = z.object({
    account: accountSourceSchema,
    grid: gridSchema,
    partition: partitionSchema,
    /** Last row of the page before; null for the first page. */
    cursor: z.object({account: z.string(), day: z.number().int()}).nullable(),
    limit: z.number().int().min(1).max(50_000).default(DETECTION_PAGE_ROWS),
})

/** The detection query of a signal: one text for one instant or many, in keyset pages ordered by account and day. */
export function detectionQuery(signal: AnySignal): QueryDefinition {
    const row = signal.row as z.ZodObject
    const columns = Object.keys(row.shape)
    return defineQuery({
        id: `signal_${signal.id}`,
        version: signal.version,
        purpose: `Accounts for which "${signal.title}" holds at each asked instant, with the facts behind it.`,
        params: pageSchema.extend({settings: signal.params}),
        row,
        ttlSeconds: TTL.none,
        hogql({settings, account, grid, partition, cursor, limit}) {
            const found = signal.hogql({params: settings, account, grid, partition})
            const after =
                cursor === null
                    ? hogql`account != ''`
                    : hogql`(account > ${bind("cursor_account", cursor.account)} OR (account = ${bind("cursor_account", cursor.account)} AND day > ${bind("cursor_day", cursor.day)}))`
            return hogql`SELECT ${join(columns.map(ident), ", ")}
FROM (${found})
WHERE ${after}
ORDER BY account ASC, day ASC
LIMIT ${integer(limit)}`
        },
        contradiction(rows, {grid}) {
            const found = rows as readonly {readonly account: string; readonly day: number}[]
            const keys = new Set(found.map(({account, day}) => `${day} ${account}`))
            const fits = keys.size === found.length && found.every(({day}) => grid.days.includes(day))
            return fits ? null : "the answer has an account twice, or a day that was not asked about."
        },
        example: {settings: {}, account: EXAMPLE.account, grid: EXAMPLE.grid, partition: EXAMPLE.partition, cursor: {account: "a", day: 1}},
    }) as unknown as QueryDefinition
} // prettier-ignore

/** Detection queries of all signals. */
export const DETECTION_QUERIES: readonly QueryDefinition[] = (
    SIGNALS as readonly unknown[] as readonly AnySignal[]
).map(detectionQuery)
