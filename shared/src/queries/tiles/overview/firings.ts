import * as z from "zod"

import {hogql} from "../../hogql"
import {defineQuery, TTL} from "../../query"
import {counted} from "../../schemas"
import {firings, latestFirings, signalName, TILE_EXAMPLE, writerParams} from "../parts"

/** Firings of the period as one number. */
export const tileSignalsFired = defineQuery({
    id: "tile_signals_fired",
    version: 1,
    purpose: "How many signals fired newly in the dashboard's period.",
    params: writerParams,
    row: z.object({signals_fired: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({writer}) => hogql`SELECT sum(length(fresh)) AS signals_fired
FROM (
    ${firings(writer)}
)
LIMIT 1`,
    example: TILE_EXAMPLE,
})

/** Accounts of the period as one number. */
export const tileAccountsFired = defineQuery({
    id: "tile_accounts_fired",
    version: 1,
    purpose: "How many accounts had a signal in the dashboard's period.",
    params: writerParams,
    row: z.object({accounts: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({writer}) => hogql`SELECT uniqExact(account) AS accounts
FROM (
    ${firings(writer)}
)
LIMIT 1`,
    example: TILE_EXAMPLE,
})

/** Newly fired signals of the period by type. */
export const tileSignalsByType = defineQuery({
    id: "tile_signals_by_type",
    version: 1,
    purpose:
        "How many signals of each type fired newly in the dashboard's period, and for how many accounts.",
    params: writerParams,
    row: z.object({signal: z.string(), fired: counted, accounts: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        writer,
    }) => hogql`SELECT ${signalName(hogql`type`)} AS signal, count() AS fired, uniqExact(account) AS accounts
FROM (
    SELECT account, arrayJoin(fresh) AS type
    FROM (
        ${firings(writer)}
    )
)
GROUP BY signal
ORDER BY fired DESC, signal ASC
LIMIT 100`,
    example: TILE_EXAMPLE,
})

/** Newly fired signals by week and type. */
export const tileSignalTrend = defineQuery({
    id: "tile_signal_trend",
    version: 1,
    purpose: "How many signals of each type fired newly in each week of the dashboard's period.",
    params: writerParams,
    row: z.object({week: z.string(), signal: z.string(), fired: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        writer,
    }) => hogql`SELECT toString(toDate(toStartOfWeek(at))) AS week, ${signalName(hogql`type`)} AS signal, count() AS fired
FROM (
    SELECT at, arrayJoin(fresh) AS type
    FROM (
        ${firings(writer)}
    )
)
GROUP BY week, signal
ORDER BY week ASC, signal ASC
LIMIT 5000`,
    example: TILE_EXAMPLE,
})

/** How high the accounts of the period stand, by their latest firing. */
export const tileScoreDistribution = defineQuery({
    id: "tile_score_distribution",
    version: 1,
    purpose:
        "How many accounts have their latest score of the dashboard's period in each range of ten points.",
    params: writerParams,
    row: z.object({score: z.string(), accounts: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        writer,
    }) => hogql`SELECT concat(toString(bucket), '-', toString(if(bucket = 90, 100, bucket + 9))) AS score, accounts
FROM (
    SELECT arrayJoin(range(0, 100, 10)) AS bucket, arrayCount(one -> least(90, floor(one / 10) * 10) = bucket, scores) AS accounts
    FROM (
        SELECT groupArray(last_score) AS scores
        FROM (
            ${latestFirings(writer)}
        )
    )
    WHERE notEmpty(scores)
)
ORDER BY bucket ASC
LIMIT 10`,
    example: TILE_EXAMPLE,
})

/** What became of the firings, by week. Replayed ones never go to the CRM, so they are left out. */
export const tileRouted = defineQuery({
    id: "tile_routed",
    version: 1,
    purpose: "How many firings of each week of the dashboard's period went to the CRM, and how many did not.",
    params: writerParams,
    row: z.object({week: z.string(), to_crm: counted, not_sent: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        writer,
    }) => hogql`SELECT toString(toDate(toStartOfWeek(at))) AS week, countIf(routed) AS to_crm, countIf(NOT routed) AS not_sent
FROM (
    ${firings(writer)}
)
WHERE NOT replayed
GROUP BY week
ORDER BY week ASC
LIMIT 1000`,
    example: TILE_EXAMPLE,
})
