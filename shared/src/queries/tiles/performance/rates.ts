import * as z from "zod"

import {bind, hogql, integer} from "../../hogql"
import {defineQuery, TTL} from "../../query"
import {counted} from "../../schemas"
import {daysAgo, plusDays, TILE_EXAMPLE, writerParams} from "../parts"
import {rateColumns} from "../shares"
import {currentDeals, GROUP_ROWS, PERIOD_DAYS} from "./deals"

const maybe = z.number().nullable()
const leadParams = writerParams.extend({horizon_days: z.int().min(1).max(365)})
const LEAD_EXAMPLE = {...TILE_EXAMPLE, horizon_days: 30}

/**
 * Win rate by lead source: won ÷ (won + lost) of the deals created in the last 365 days. Imported ones are in it, because
 * an outcome needs no dates, and counted, because they may be older than they look.
 */
export const tileWinRate = defineQuery({
    id: "tile_win_rate",
    version: 1,
    purpose: "Deals of the last 365 days by lead source: won, lost, open, and won of the closed ones.",
    params: writerParams,
    row: z.object({
        source: z.string(),
        deals: counted,
        won: counted,
        lost: counted,
        open: counted,
        imported: counted,
        win_rate: maybe,
        win_rate_low: maybe,
        win_rate_high: maybe,
        note: z.string(),
    }),
    ttlSeconds: TTL.performance,
    hogql: ({writer}) => hogql`SELECT source, deals, won, lost, deals - won - lost AS open, imported,
    ${rateColumns({rate: hogql`win_rate`, low: hogql`win_rate_low`, high: hogql`win_rate_high`, note: hogql`note`}, hogql`won`, hogql`won + lost`)}
FROM (
    SELECT source, count() AS deals, countIf(status = 'won') AS won, countIf(status = 'lost') AS lost, countIf(NOT is_reliable) AS imported
    FROM (
    ${currentDeals(writer)}
    )
    WHERE created >= ${daysAgo(PERIOD_DAYS)}
    GROUP BY source
)
ORDER BY deals DESC, source ASC
LIMIT ${integer(GROUP_ROWS)}`,
    example: TILE_EXAMPLE,
})

/**
 * Win rate by month of closing, PQL against all others, with the number of closed deals in the label. Months without any,
 * between the first with some and now, are gaps of the lines and not left out.
 */
export const tileWinRateTrend = defineQuery({
    id: "tile_win_rate_trend",
    version: 1,
    purpose: "Share won of the deals closed in each of the last twelve months, PQL and others.",
    params: writerParams.extend({
        /** Lead source that stands for deals of Beton. */
        pql_source: z.string().min(1),
    }),
    row: z.object({
        month: z.string(),
        pql_win_rate: maybe,
        other_win_rate: maybe,
        pql_won: counted,
        pql_closed: counted,
        other_won: counted,
        other_closed: counted,
    }),
    ttlSeconds: TTL.performance,
    hogql: ({
        writer,
        pql_source: pql,
    }) => hogql`SELECT concat(formatDateTime(closed_month, '%Y-%m'), ' (n ', toString(pql_closed), ' / ', toString(other_closed), ')') AS month,
    if(pql_closed = 0, NULL, 100 * pql_won / pql_closed) AS pql_win_rate, if(other_closed = 0, NULL, 100 * other_won / other_closed) AS other_win_rate,
    pql_won, pql_closed, other_won, other_closed
FROM (
    SELECT closed_month, arrayCount(one -> tupleElement(one, 1) = closed_month AND tupleElement(one, 2), closed) AS pql_closed,
        arrayCount(one -> tupleElement(one, 1) = closed_month AND tupleElement(one, 2) AND tupleElement(one, 3), closed) AS pql_won,
        arrayCount(one -> tupleElement(one, 1) = closed_month AND NOT tupleElement(one, 2), closed) AS other_closed,
        arrayCount(one -> tupleElement(one, 1) = closed_month AND NOT tupleElement(one, 2) AND tupleElement(one, 3), closed) AS other_won
    FROM (
        SELECT closed, first_month, arrayJoin(arrayMap(ago -> toStartOfMonth(now() - toIntervalMonth(ago)), range(0, 12))) AS closed_month
        FROM (
            SELECT groupArray(tuple(of_month, is_pql, is_won)) AS closed, min(of_month) AS first_month
            FROM (
                SELECT toStartOfMonth(if(status = 'won', won, lost)) AS of_month, source = ${bind("pql_source", pql)} AS is_pql, status = 'won' AS is_won
                FROM (
                ${currentDeals(writer)}
                )
                WHERE status IN ('won', 'lost') AND is_reliable AND if(status = 'won', won, lost) >= toStartOfMonth(now() - toIntervalMonth(11))
            )
            HAVING count() > 0
        )
    )
    WHERE closed_month >= first_month
)
ORDER BY closed_month ASC
LIMIT 12`,
    example: {...TILE_EXAMPLE, pql_source: "Product"},
})

/** Leads that were won within the horizon ÷ leads that are as old as it, by source: unfinished ones are no failures. */
export const tileLeadToWon = defineQuery({
    id: "tile_lead_to_won",
    version: 1,
    purpose: "Of leads that are older than the horizon, how many were won within it, by lead source.",
    params: leadParams,
    row: z.object({
        source: z.string(),
        leads: counted,
        young: counted,
        imported: counted,
        matured: counted,
        won_in_time: counted,
        lead_to_won: maybe,
        lead_to_won_low: maybe,
        lead_to_won_high: maybe,
        note: z.string(),
    }),
    ttlSeconds: TTL.performance,
    hogql: ({
        writer,
        horizon_days: days,
    }) => hogql`SELECT source, leads, young, imported, matured, won_in_time,
    ${rateColumns({rate: hogql`lead_to_won`, low: hogql`lead_to_won_low`, high: hogql`lead_to_won_high`, note: hogql`note`}, hogql`won_in_time`, hogql`matured`)}
FROM (
    SELECT source, count() AS leads, countIf(is_reliable AND is_young) AS young, countIf(NOT is_reliable) AS imported,
        countIf(is_reliable AND NOT is_young) AS matured, countIf(is_reliable AND NOT is_young AND is_in_time) AS won_in_time
    FROM (
        SELECT source, is_reliable, created > ${daysAgo(days)} AS is_young, status = 'won' AND won < ${plusDays(hogql`created`, days)} AS is_in_time
        FROM (
        ${currentDeals(writer)}
        )
        WHERE created >= ${daysAgo(PERIOD_DAYS + days)}
    )
    GROUP BY source
)
ORDER BY leads DESC, source ASC
LIMIT ${integer(GROUP_ROWS)}`,
    example: LEAD_EXAMPLE,
})

/** Leads, qualified and won deals by source; whoever was won was qualified. */
export const tileFunnel = defineQuery({
    id: "tile_source_funnel",
    version: 1,
    purpose: "Leads of the last 365 days by source, how many were qualified and how many were won.",
    params: writerParams,
    row: z.object({source: z.string(), leads: counted, qualified: counted, won: counted}),
    ttlSeconds: TTL.performance,
    hogql: ({
        writer,
    }) => hogql`SELECT source, count() AS leads, countIf(isNotNull(qualified) OR status IN ('qualified', 'won')) AS qualified, countIf(status = 'won') AS won
FROM (
    SELECT source, status, qualified
    FROM (
    ${currentDeals(writer)}
    )
    WHERE created >= ${daysAgo(PERIOD_DAYS)}
)
GROUP BY source
ORDER BY leads DESC, source ASC
LIMIT ${integer(GROUP_ROWS)}`,
    example: TILE_EXAMPLE,
})
