import * as z from "zod"

import {bind, hogql, integer} from "../../hogql"
import {defineQuery, TTL} from "../../query"
import {counted} from "../../schemas"
import {TILE_EXAMPLE, writerParams} from "../parts"
import {AMOUNT_EXAMPLE, amountParams, currencyOf, currencyOfValue, isOpen, noteOf} from "./amounts"
import {currentDeals} from "./deals"

/** More rows than sources and currencies that anybody keeps apart: what is cut off is missing from every sum people make. */
export const PIPELINE_ROWS = 1000

/** Open deals by source, in each currency by itself; PQL deals that nobody has touched are counted apart (D1). */
export const tilePipeline = defineQuery({
    id: "tile_pipeline",
    version: 1,
    purpose: "Open deals and the sum of their values by lead source and currency, untouched PQL deals apart.",
    params: writerParams,
    row: z.object({
        source: z.string(),
        deal_currency: z.string(),
        deals: counted,
        pipeline: z.number(),
        untouched: counted,
    }),
    ttlSeconds: TTL.performance,
    hogql: ({
        writer,
    }) => hogql`SELECT source, ${currencyOf} AS deal_currency, countIf(NOT is_untouched) AS deals, sumIf(coalesce(value, 0), NOT is_untouched) AS pipeline, countIf(is_untouched) AS untouched
FROM (
${currentDeals(writer)}
)
WHERE ${isOpen}
GROUP BY source, deal_currency
ORDER BY source ASC, pipeline DESC, deal_currency ASC
LIMIT ${integer(PIPELINE_ROWS)}`,
    example: TILE_EXAMPLE,
})

/** Open pipeline ÷ quota of a quarter. */
export const tileCoverage = defineQuery({
    id: "tile_pipeline_coverage",
    version: 1,
    purpose: "Open pipeline of each currency and how many times the quota of a quarter it is.",
    params: amountParams,
    row: z.object({
        deal_currency: z.string(),
        deals: counted,
        pipeline: z.number(),
        coverage: z.number().nullable(),
        note: z.string(),
    }),
    ttlSeconds: TTL.performance,
    hogql: ({
        writer,
        amount,
        currency,
    }) => hogql`SELECT deal_currency, deals, pipeline, if(note = '', pipeline / ${bind("amount", amount ?? 1)}, NULL) AS coverage, note
FROM (
    SELECT deal_currency, deals, pipeline, ${noteOf(amount, currency, "Enter the quota of a quarter (value.quota_per_quarter) in the settings.")} AS note
    FROM (
        SELECT ${currencyOfValue} AS deal_currency, count() AS deals, sum(value) AS pipeline, count() OVER () AS currencies
        FROM (
        ${currentDeals(writer)}
        )
        WHERE ${isOpen} AND NOT is_untouched AND isNotNull(value)
        GROUP BY deal_currency
    )
)
ORDER BY pipeline DESC, deal_currency ASC
LIMIT 50`,
    example: AMOUNT_EXAMPLE,
})
