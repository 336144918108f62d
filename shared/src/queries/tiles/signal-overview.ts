import * as z from "zod"

import {hogql} from "../hogql"
import {defineQuery, TTL} from "../query"
import {counted} from "../schemas"
import {firings, TILE_EXAMPLE, writerParams} from "./parts"

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

/** Newly fired signals of the period by type. */
export const tileSignalsByType = defineQuery({
    id: "tile_signals_by_type",
    version: 1,
    purpose:
        "How many signals of each type fired newly in the dashboard's period, and for how many accounts.",
    params: writerParams,
    row: z.object({signal: z.string(), fired: counted, accounts: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({writer}) => hogql`SELECT signal, count() AS fired, uniqExact(account) AS accounts
FROM (
    SELECT account, arrayJoin(fresh) AS signal
    FROM (
        ${firings(writer)}
    )
)
GROUP BY signal
ORDER BY fired DESC, signal ASC
LIMIT 100`,
    example: TILE_EXAMPLE,
})
