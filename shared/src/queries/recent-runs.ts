import * as z from "zod/mini"

import {RUN_COMPLETED} from "../events/run-completed"
import {bind, hogql, integer} from "./hogql"
import {defineQuery, TTL} from "./query"
import {EXAMPLE, filled, rangeSchema} from "./schemas"

const writerOfRow = hogql`coalesce(toString(properties.beton_writer), '')`

/** Summaries of recent runs: whether a day has been done already, and health (A13). The writer's own come first. */
export const recentRuns = defineQuery({
    id: "recent_runs",
    version: 2,
    purpose: "Signed summaries of the runs of a range, our own first, newest first.",
    params: z.extend(rangeSchema, {
        writer: filled,
        limit: z._default(z.int().check(z.gte(1), z.lte(1000)), 200),
    }),
    row: z.object({run_id: z.string(), payload: z.string(), signature: z.string()}),
    ttlSeconds: TTL.none,
    hogql: ({from, to, writer, limit}) => hogql`SELECT run_id, payload, signature
FROM (
    SELECT coalesce(toString(properties.run_id), '') AS run_id, coalesce(toString(properties.beton_payload), '') AS payload,
        coalesce(toString(properties.beton_sig), '') AS signature, max(toUnixTimestamp(timestamp)) AS at,
        max(${writerOfRow} = ${bind("writer", writer)}) AS own
    FROM events
    WHERE event = ${bind("event", RUN_COMPLETED)} AND timestamp >= toDateTime(${bind("from", from)}) AND timestamp < toDateTime(${bind("to", to)})
    GROUP BY run_id, payload, signature
)
ORDER BY own DESC, at DESC, signature ASC
LIMIT ${integer(limit)}`,
    example: {...EXAMPLE.range, writer: "w_example"},
})
