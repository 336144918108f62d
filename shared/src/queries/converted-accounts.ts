import * as z from "zod"

import {accountOf} from "./account"
import {isOutcome} from "./backtest/risk-set"
import {bind, hogql} from "./hogql"
import {defineQuery, TTL} from "./query"
import {accountSourceSchema, counted, EXAMPLE, rangeSchema} from "./schemas"

/** Which of the given accounts are customers already, by the conversion event (H3). */
export const convertedAccounts = defineQuery({
    id: "converted_accounts",
    version: 1,
    purpose: "Which of the given accounts have converted in a range, and when first.",
    params: z.object({
        ...rangeSchema.shape,
        account: accountSourceSchema,
        event: z.string().min(1),
        where: z.object({property: z.string().min(1), values: z.array(z.string()).min(1)}).nullable(),
        keys: z.array(z.string().min(1)).min(1).max(1000),
    }),
    row: z.object({account: z.string().min(1), converted_at: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({account, event, where, keys, from, to}) => hogql`SELECT account, min(ts) AS converted_at
FROM (
    SELECT ${accountOf(account)} AS account, toUnixTimestamp(timestamp) AS ts
    FROM events
    WHERE timestamp >= toDateTime(${bind("from", from)}) AND timestamp < toDateTime(${bind("to", to)})
        AND ${isOutcome({event, where})}
)
WHERE account IN ${bind("keys", keys)}
GROUP BY account
ORDER BY account
LIMIT 1000`,
    contradiction: (rows, {keys}) =>
        rows.every(({account}) => keys.includes(account)) ? null : "an account was not asked for.",
    example: {
        ...EXAMPLE.range,
        account: EXAMPLE.account,
        event: "subscription_started",
        where: null,
        keys: ["acme"],
    },
})
