import * as z from "zod"

import {CRM_WRITTEN} from "../events/crm-written"
import {bind, hogql, integer} from "./hogql"
import {defineQuery, TTL} from "./query"
import {EXAMPLE, rangeSchema} from "./schemas"

/** Rows per page. */
export const CRM_WRITE_ROWS = 1000

/** The audit log of what Beton wrote to the CRM (D3). Rows are unverified; the reader checks each signature. */
export const crmWrites = defineQuery({
    id: "crm_writes",
    version: 1,
    purpose: "Signed entries of the audit log of a range: which records Beton made or changed in the CRM.",
    params: z.object({
        ...rangeSchema.shape,
        writer: z.string().min(1),
        /** Only what created a record, which undo needs. */
        created_only: z.boolean(),
        /** Last row of the page before; '' for the first page. */
        cursor: z.string(),
        limit: z.number().int().min(1).max(50_000).default(CRM_WRITE_ROWS),
    }),
    row: z.object({key: z.string(), payload: z.string(), signature: z.string()}),
    ttlSeconds: TTL.none,
    hogql: ({
        from,
        to,
        writer,
        created_only,
        cursor,
        limit,
    }) => hogql`SELECT concat(toString(at), '/', signature) AS key, payload, signature
FROM (
    SELECT toUnixTimestamp(timestamp) AS at, coalesce(toString(properties.beton_payload), '') AS payload,
        coalesce(toString(properties.beton_sig), '') AS signature
    FROM events
    WHERE event = ${bind("event", CRM_WRITTEN)} AND timestamp >= toDateTime(${bind("from", from)}) AND timestamp < toDateTime(${bind("to", to)})
        AND coalesce(toString(properties.beton_writer), '') = ${bind("writer", writer)}
        AND (${bind("all", !created_only)} OR toString(properties.action) = 'created')
    GROUP BY at, payload, signature
)
WHERE key > ${bind("cursor", cursor)}
ORDER BY key ASC
LIMIT ${integer(limit)}`,
    example: {...EXAMPLE.range, writer: "w_example", created_only: true, cursor: ""},
})
