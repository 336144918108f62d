import * as z from "zod"

import {hogql} from "../../hogql"
import {defineQuery, TTL} from "../../query"
import {counted} from "../../schemas"
import {everyWeek, firings, latestFirings, signalName, TILE_EXAMPLE, weekOf, writerParams} from "../parts"

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

/** Newly fired signals by week and type; a week without any, between two with some, is a week of zeros. */
export const tileSignalTrend = defineQuery({
    id: "tile_signal_trend",
    version: 1,
    purpose: "How many signals of each type fired newly in each week of the dashboard's period.",
    params: writerParams,
    row: z.object({week: z.string(), signal: z.string(), fired: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        writer,
    }) => hogql`SELECT toString(week_start) AS week, signal, countEqual(weeks, week_start) AS fired
FROM (
    ${everyWeek(
        hogql`signal, weeks`,
        hogql`SELECT ${signalName(hogql`type`)} AS signal, groupArray(of_week) AS weeks, any(first) AS first_week, any(last) AS last_week
            FROM (
                SELECT type, of_week, min(of_week) OVER () AS first, max(of_week) OVER () AS last
                FROM (
                    SELECT ${weekOf(hogql`at`)} AS of_week, arrayJoin(fresh) AS type
                    FROM (
                        ${firings(writer)}
                    )
                )
            )
            GROUP BY signal`,
    )}
)
ORDER BY week ASC, signal ASC
LIMIT 10000`,
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

/**
 * Which firings were strong enough for the CRM while routing was on, by week; what suppression, the fit gate and the cap did
 * to them afterwards, the runs say. Replayed ones never are, so they are left out.
 */
export const tileRouted = defineQuery({
    id: "tile_routed",
    version: 1,
    purpose:
        "How many firings of each week of the dashboard's period were strong enough for the CRM, and how many not.",
    params: writerParams,
    row: z.object({week: z.string(), to_crm: counted, not_sent: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        writer,
    }) => hogql`SELECT toString(week_start) AS week, countEqual(to_crm_weeks, week_start) AS to_crm, countEqual(other_weeks, week_start) AS not_sent
FROM (
    ${everyWeek(
        hogql`to_crm_weeks, other_weeks`,
        hogql`SELECT groupArrayIf(of_week, routed) AS to_crm_weeks, groupArrayIf(of_week, NOT routed) AS other_weeks, min(of_week) AS first_week, max(of_week) AS last_week
            FROM (
                SELECT ${weekOf(hogql`at`)} AS of_week, routed
                FROM (
                    ${firings(writer)}
                )
                WHERE NOT replayed
            )
            HAVING count() > 0`,
    )}
)
ORDER BY week ASC
LIMIT 1000`,
    example: TILE_EXAMPLE,
})
