import * as z from "zod"

import {hogql} from "../../hogql"
import {defineQuery, TTL} from "../../query"
import {counted} from "../../schemas"
import {TILE_EXAMPLE, writerParams} from "../parts"
import {isOpen} from "./amounts"
import {reportedDeals} from "./deals"

/** What the other tiles rest on: the deals that are known, and how fresh they are; that one is gone is news too. */
export const tileKnownDeals = defineQuery({
    id: "tile_known_deals",
    version: 1,
    purpose:
        "How many deals of the CRM are known, by what became of them, and when the newest change came back.",
    params: writerParams,
    row: z.object({
        newest_change: z.string(),
        deals: counted,
        open: counted,
        won: counted,
        lost: counted,
        imported: counted,
    }),
    ttlSeconds: TTL.performance,
    hogql: ({
        writer,
    }) => hogql`SELECT fromUnixTimestamp(toInt(max(changed_ms) / 1000)) AS newest_change, countIf(NOT is_gone) AS deals, countIf(${isOpen} AND NOT is_gone) AS open,
    countIf(status = 'won') AS won, countIf(status = 'lost') AS lost, countIf(NOT is_reliable AND NOT is_gone) AS imported
FROM (
    SELECT changed_ms, status, is_reliable, status = 'deleted' AS is_gone
    FROM (
    ${reportedDeals(writer)}
    )
)
HAVING count() > 0
LIMIT 1`,
    example: TILE_EXAMPLE,
})
