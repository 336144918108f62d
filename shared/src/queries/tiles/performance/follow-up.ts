import * as z from "zod"

import {DISPOSITIONS} from "../../../crm/disposition"
import {bind, type Fragment, hogql, integer} from "../../hogql"
import {defineQuery, TTL} from "../../query"
import {counted} from "../../schemas"
import {daysAgo, plusDays, TILE_EXAMPLE, writerParams} from "../parts"
import {rateColumns} from "../shares"
import {currentDeals, GROUP_ROWS, PERIOD_DAYS} from "./deals"
import {ALL_OWNERS, NO_FEEDBACK, NO_OWNER, ROUTED} from "./words"

const maybe = z.number().nullable()

/** Deals that Beton made in the last 365 days, or in more. */
function ours(writer: string, days = PERIOD_DAYS): Fragment {
    return hogql`SELECT *
        FROM (
        ${currentDeals(writer)}
        )
        WHERE sourced_by = 'beton' AND created >= ${daysAgo(days)}`
}

/** How soon Beton's deals were touched, by owner (H11): of those that are old enough to tell. */
export const tileFollowUp = defineQuery({
    id: "tile_follow_up",
    version: 1,
    purpose: "Share of Beton's deals touched within a day and within three, and median hours, by owner.",
    params: writerParams,
    row: z.object({
        deal_owner: z.string(),
        deals: counted,
        old_24h: counted,
        in_24h: counted,
        share_24h: maybe,
        old_72h: counted,
        in_72h: counted,
        share_72h: maybe,
        touched_deals: counted,
        median_hours: maybe,
    }),
    ttlSeconds: TTL.performance,
    hogql: ({
        writer,
    }) => hogql`SELECT deal_owner, deals, old_24h, in_24h, if(old_24h = 0, NULL, 100 * in_24h / old_24h) AS share_24h,
    old_72h, in_72h, if(old_72h = 0, NULL, 100 * in_72h / old_72h) AS share_72h, touched_deals, if(touched_deals = 0, NULL, middle) AS median_hours
FROM (
    SELECT deal_owner, count() AS deals, countIf(is_old_24h) AS old_24h, countIf(is_old_24h AND is_in_24h) AS in_24h,
        countIf(is_old_72h) AS old_72h, countIf(is_old_72h AND is_in_72h) AS in_72h,
        countIf(isNotNull(hours)) AS touched_deals, quantileIf(0.5)(coalesce(hours, 0), isNotNull(hours)) AS middle
    FROM (
        SELECT arrayJoin([${bind("all_owners", ALL_OWNERS)}, if(owner = '', ${bind("no_owner", NO_OWNER)}, owner)]) AS deal_owner,
            created <= ${daysAgo(1)} AS is_old_24h, created <= ${daysAgo(3)} AS is_old_72h,
            touched < ${plusDays(hogql`created`, 1)} AS is_in_24h, touched < ${plusDays(hogql`created`, 3)} AS is_in_72h,
            if(isNull(touched), NULL, (toUnixTimestamp64Milli(touched) - toUnixTimestamp64Milli(created)) / 3600000) AS hours
        FROM (
        ${ours(writer)}
        )
    )
    GROUP BY deal_owner
)
ORDER BY deal_owner = ${bind("all_owners", ALL_OWNERS)} DESC, deals DESC, deal_owner ASC
LIMIT ${integer(GROUP_ROWS)}`,
    example: TILE_EXAMPLE,
})

/**
 * Of Beton's deals that are as old as the horizon, those won within it: all, and those that somebody worked (H11). As for
 * leads, the deals of 365 days are old enough, however long the horizon is.
 */
export const tileRoutedPrecision = defineQuery({
    id: "tile_routed_precision",
    version: 1,
    purpose: "Beton's matured deals, how many were won in time, for all and for those touched in three days.",
    params: writerParams.extend({horizon_days: z.int().min(1).max(365)}),
    row: z.object({
        deals_of: z.string(),
        deals: counted,
        matured: counted,
        won_in_time: counted,
        precision: maybe,
        precision_low: maybe,
        precision_high: maybe,
        note: z.string(),
    }),
    ttlSeconds: TTL.performance,
    hogql: ({writer, horizon_days: days}) => hogql`SELECT deals_of, deals, matured, won_in_time,
    ${rateColumns({rate: hogql`precision`, low: hogql`precision_low`, high: hogql`precision_high`, note: hogql`note`}, hogql`won_in_time`, hogql`matured`)}
FROM (
    SELECT deals_of, count() AS deals, countIf(is_old) AS matured, countIf(is_old AND is_in_time) AS won_in_time
    FROM (
        SELECT arrayJoin(if(touched < ${plusDays(hogql`created`, 3)}, [${bind("all_deals", ROUTED.all)}, ${bind("worked_deals", ROUTED.worked)}], [${bind("all_deals", ROUTED.all)}])) AS deals_of,
            created <= ${daysAgo(days)} AS is_old, status = 'won' AND won < ${plusDays(hogql`created`, days)} AS is_in_time
        FROM (
        ${ours(writer, PERIOD_DAYS + days)}
        )
    )
    GROUP BY deals_of
)
ORDER BY deals DESC, deals_of ASC
LIMIT 2`,
    example: {...TILE_EXAMPLE, horizon_days: 30},
})

/** What sales said about Beton's deals (H5). */
export const tileFeedback = defineQuery({
    id: "tile_feedback",
    version: 1,
    purpose: "Beton's deals of the last 365 days by what sales said about them.",
    params: writerParams,
    row: z.object({feedback: z.string(), deals: counted, all_deals: counted, share: z.number()}),
    ttlSeconds: TTL.performance,
    hogql: ({
        writer,
    }) => hogql`SELECT transform(disposition, ${bind("reasons", Object.keys(DISPOSITIONS))}, ${bind("words", Object.values(DISPOSITIONS))}, ${bind("no_feedback", NO_FEEDBACK)}) AS feedback,
    deals, sum(deals) OVER () AS all_deals, 100 * deals / sum(deals) OVER () AS share
FROM (
    SELECT disposition, count() AS deals
    FROM (
    ${ours(writer)}
    )
    GROUP BY disposition
)
ORDER BY deals DESC, feedback ASC
LIMIT 10`,
    example: TILE_EXAMPLE,
})
