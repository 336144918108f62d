import * as z from "zod"

import {bind, hogql, identPath} from "./hogql"
import {defineQuery, TTL} from "./query"

/** Accounts asked about in one query. */
export const CONFIRMATION_KEYS = 1000

/**
 * Which of the given accounts a warehouse table knows. The warehouse is filled with credentials, unlike events, which
 * anybody with the public project key can send (A11).
 */
export const confirmedAccounts = defineQuery({
    id: "confirmed_accounts",
    version: 1,
    purpose: "Which of the given accounts occur in a column of a warehouse table.",
    params: z.object({
        table: z.string().min(1),
        column: z.string().min(1),
        keys: z.array(z.string().min(1)).min(1).max(CONFIRMATION_KEYS),
    }),
    row: z.object({account: z.string()}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        table,
        column,
        keys,
    }) => hogql`SELECT DISTINCT coalesce(toString(${identPath(column)}), '') AS account
FROM ${identPath(table)}
WHERE account IN ${bind("keys", keys)}
ORDER BY account
LIMIT 1000`,
    example: {table: "groups", column: "key", keys: ["acme"]},
})
