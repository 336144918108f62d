import * as z from "zod"

import {bind, hogql} from "../../hogql"
import {defineQuery, TTL} from "../../query"
import {counted} from "../../schemas"
import {daysAgo, TILE_EXAMPLE, writerParams} from "../parts"
import {AMOUNT_EXAMPLE, amountParams, currencyOf, currencyOfValue, isOpen, limitsOf, noteOf} from "./amounts"
import {currentDeals, PERIOD_DAYS} from "./deals"

const maybe = z.number().nullable()

/**
 * The ledger (H6): deals created in the last 365 days that Beton opened, and those of others that it annotated.
 * Pipeline (open) and revenue (won) are columns of their own and never added; currencies are rows of their own. The last
 * row says what incremental revenue is, or why nobody can say it.
 */
export const tileLedger = defineQuery({
    id: "tile_value_ledger",
    version: 1,
    purpose: "Pipeline and revenue, sourced and influenced, in each currency by itself, with ranges.",
    params: writerParams.extend({
        /** What can be said about incremental revenue, in words. */
        incremental: z.string().min(1),
    }),
    row: z.object({
        line: z.string(),
        deal_currency: z.string(),
        open_deals: z.nullable(counted),
        pipeline: maybe,
        pipeline_low: maybe,
        pipeline_high: maybe,
        won_deals: z.nullable(counted),
        revenue: maybe,
        revenue_low: maybe,
        revenue_high: maybe,
        lost_deals: z.nullable(counted),
        untouched: z.nullable(counted),
        note: z.string(),
    }),
    ttlSeconds: TTL.performance,
    hogql: ({
        writer,
        incremental,
    }) => hogql`SELECT line, deal_currency, open_deals, pipeline, pipeline_low, pipeline_high, won_deals, revenue, revenue_low, revenue_high, lost_deals, untouched, note
FROM (
    SELECT if(sourced_by = 'beton', 1, 2) AS place, if(sourced_by = 'beton', 'Sourced', 'Influenced') AS line, deal_currency, open_deals, pipeline,
        ${limitsOf(hogql`pipeline`, hogql`pipeline_squares`, hogql`pipeline_low`, hogql`pipeline_high`)},
        won_deals, revenue, ${limitsOf(hogql`revenue`, hogql`revenue_squares`, hogql`revenue_low`, hogql`revenue_high`)},
        lost_deals, untouched, '' AS note
    FROM (
        SELECT sourced_by, ${currencyOf} AS deal_currency, countIf(counts) AS open_deals, sumIf(coalesce(value, 0), counts) AS pipeline,
            sumIf(coalesce(value * value, 0), counts) AS pipeline_squares, countIf(status = 'won') AS won_deals,
            sumIf(coalesce(value, 0), status = 'won') AS revenue, sumIf(coalesce(value * value, 0), status = 'won') AS revenue_squares,
            countIf(status = 'lost') AS lost_deals, countIf(${isOpen} AND is_untouched) AS untouched
        FROM (
            SELECT sourced_by, value, currency, status, is_untouched, ${isOpen} AND NOT is_untouched AS counts
            FROM (
            ${currentDeals(writer)}
            )
            WHERE sourced_by IN ('beton', 'influenced') AND created >= ${daysAgo(PERIOD_DAYS)}
        )
        GROUP BY sourced_by, deal_currency
    )
    UNION ALL
    SELECT 3 AS place, 'Incremental' AS line, '' AS deal_currency, NULL AS open_deals, NULL AS pipeline, NULL AS pipeline_low, NULL AS pipeline_high,
        NULL AS won_deals, NULL AS revenue, NULL AS revenue_low, NULL AS revenue_high, NULL AS lost_deals, NULL AS untouched, ${bind("incremental", incremental)} AS note
)
ORDER BY place ASC, deal_currency ASC
LIMIT 50`,
    example: {...TILE_EXAMPLE, incremental: "Nobody can say."},
})

/** Open pipeline that Beton sourced ÷ its cost a year: no return, because most pipeline is never won. */
export const tilePipelinePerCost = defineQuery({
    id: "tile_pipeline_per_cost",
    version: 1,
    purpose: "Open pipeline sourced by Beton in each currency, and what it is per unit of a year's cost.",
    params: amountParams,
    row: z.object({
        deal_currency: z.string(),
        deals: counted,
        pipeline: z.number(),
        per_cost: maybe,
        per_cost_low: maybe,
        per_cost_high: maybe,
        note: z.string(),
    }),
    ttlSeconds: TTL.performance,
    hogql: ({
        writer,
        amount,
        currency,
    }) => hogql`SELECT deal_currency, deals, pipeline, if(note = '', pipeline / ${bind("amount", amount ?? 1)}, NULL) AS per_cost,
    if(note = '', pipeline_low / ${bind("amount", amount ?? 1)}, NULL) AS per_cost_low, if(note = '', pipeline_high / ${bind("amount", amount ?? 1)}, NULL) AS per_cost_high, note
FROM (
    SELECT deal_currency, deals, pipeline, ${limitsOf(hogql`pipeline`, hogql`squares`, hogql`pipeline_low`, hogql`pipeline_high`)},
        ${noteOf(amount, currency, "Enter what routing costs you a year (value.cost_per_year) in the settings.")} AS note
    FROM (
        SELECT ${currencyOfValue} AS deal_currency, count() AS deals, sum(value) AS pipeline, sum(value * value) AS squares, count() OVER () AS currencies
        FROM (
        ${currentDeals(writer)}
        )
        WHERE ${isOpen} AND NOT is_untouched AND isNotNull(value) AND sourced_by = 'beton' AND created >= ${daysAgo(PERIOD_DAYS)}
        GROUP BY deal_currency
    )
)
ORDER BY pipeline DESC, deal_currency ASC
LIMIT 50`,
    example: AMOUNT_EXAMPLE,
})
