import * as z from "zod"

import {bind, hogql, integer} from "../../hogql"
import {defineQuery, TTL} from "../../query"
import {counted} from "../../schemas"
import {daysAgo, TILE_EXAMPLE, writerParams} from "../parts"
import {FEWEST, TOO_FEW} from "../shares"
import {currentDeals, GROUP_ROWS, PERIOD_DAYS} from "./deals"

const maybe = z.number().nullable()

/**
 * Days from created to won by source: quartiles of the deals won in the last 365 days. Left out and counted: imported
 * histories, and deals that were entered after they had been won.
 */
export const tileSalesCycle = defineQuery({
    id: "tile_sales_cycle",
    version: 1,
    purpose: "Quartiles of the days from created to won, by lead source.",
    params: writerParams,
    row: z.object({
        source: z.string(),
        won: counted,
        first_quarter: maybe,
        median_days: maybe,
        third_quarter: maybe,
        left_out: counted,
        note: z.string(),
    }),
    ttlSeconds: TTL.performance,
    hogql: ({
        writer,
    }) => hogql`SELECT source, usable AS won, if(usable < ${integer(FEWEST)}, NULL, first_days) AS first_quarter, if(usable < ${integer(FEWEST)}, NULL, middle_days) AS median_days,
    if(usable < ${integer(FEWEST)}, NULL, third_days) AS third_quarter, wins - usable AS left_out, if(usable < ${integer(FEWEST)}, ${bind("too_few", TOO_FEW)}, '') AS note
FROM (
    SELECT source, count() AS wins, countIf(is_usable) AS usable, quantileIf(0.25)(days, is_usable) AS first_days,
        quantileIf(0.5)(days, is_usable) AS middle_days, quantileIf(0.75)(days, is_usable) AS third_days
    FROM (
        SELECT source, (toUnixTimestamp64Milli(won) - toUnixTimestamp64Milli(created)) / 86400000 AS days, is_reliable AND won >= created AS is_usable
        FROM (
        ${currentDeals(writer)}
        )
        WHERE status = 'won' AND won >= ${daysAgo(PERIOD_DAYS)}
    )
    GROUP BY source
)
ORDER BY won DESC, source ASC
LIMIT ${integer(GROUP_ROWS)}`,
    example: TILE_EXAMPLE,
})
