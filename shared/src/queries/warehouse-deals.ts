import * as z from "zod"

import {bind, type Fragment, hogql, identPath, integer} from "./hogql"
import {defineQuery, TTL} from "./query"

/** Rows of a page. */
const PAGE = 500

const table = z.string().min(1)

/** The JSON of some attributes, each a list of Attio's values as text ('' where it is unset). */
function rawValues(slugs: readonly string[]): Fragment {
    return hogql`arrayMap(slug -> JSONExtractRaw(values, slug), ${bind("slugs", slugs)})`
}

/**
 * Records of a table of PostHog's Attio source: the current values only (CONTRACT §14). The table's name depends on the
 * source's prefix and is looked up by `warehouseTables`. With `ids` those records, else a page by record id.
 */
export const warehouseRecords = defineQuery({
    id: "warehouse_records",
    version: 1,
    purpose: "Records of the data warehouse's Attio tables with some of their attributes.",
    params: z.object({
        table,
        slugs: z.array(z.string().min(1)).min(1),
        /** Record id of the last row of the page before; '' for the first page. */
        cursor: z.string(),
        /** Only these records; empty = all. */
        ids: z.array(z.string().min(1)).max(PAGE),
    }),
    row: z.object({
        record_id: z.string().min(1),
        /** unix ms */
        created_at: z.number(),
        web_url: z.string(),
        attributes: z.array(z.string()),
    }),
    ttlSeconds: TTL.none,
    hogql: ({
        table: name,
        slugs,
        cursor,
        ids,
    }) => hogql`SELECT record_id, 1000 * toUnixTimestamp(parseDateTimeBestEffort(toString(created_at))) AS created_at, coalesce(web_url, '') AS web_url, ${rawValues(slugs)} AS attributes
FROM ${identPath(name)}
WHERE record_id > ${bind("cursor", cursor)} AND (${bind("all", ids.length === 0)} OR record_id IN ${bind("ids", ids.length === 0 ? [""] : ids)})
ORDER BY record_id ASC
LIMIT ${integer(PAGE)}`,
    contradiction: (rows, {slugs}) =>
        rows.every(({attributes}) => attributes.length === slugs.length)
            ? null
            : "a row has more or fewer attributes than were asked for.",
    example: {table: "attio.deals", slugs: ["stage", "value"], cursor: "", ids: []},
})

/** Stages that deals of the warehouse stand in: settings name them by id or title. */
export const warehouseStages = defineQuery({
    id: "warehouse_stages",
    version: 1,
    purpose: "Stages of the deals in the data warehouse's Attio tables.",
    params: z.object({table}),
    row: z.object({id: z.string(), title: z.string()}),
    ttlSeconds: TTL.none,
    hogql: ({table: name}) => hogql`SELECT id, any(title) AS title
FROM (
    SELECT JSONExtractString(values, 'stage', 1, 'status', 'id', 'status_id') AS id, JSONExtractString(values, 'stage', 1, 'status', 'title') AS title
    FROM ${identPath(name)}
)
WHERE id != ''
GROUP BY id
ORDER BY id
LIMIT 500`,
    example: {table: "attio.deals"},
})
