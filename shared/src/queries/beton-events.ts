import * as z from "zod/mini"

import {BACKTEST_COMPLETED} from "../events/backtest-content"
import {SIGNAL_FIRED} from "../events/signal-fired"
import {bind, hogql, integer} from "./hogql"
import {defineQuery, TTL} from "./query"
import {counted, EXAMPLE, filled, rangeSchema} from "./schemas"

/** Rows per page of the firing history. */
export const HISTORY_PAGE_ROWS = 5000

const writerOfRow = hogql`coalesce(toString(properties.beton_writer), '')`

/**
 * Signed firings of a range: the cooldown's truth. Rows are unverified; the reader checks each signature. Grouped, so
 * that events sent twice count once before PostHog has merged them. Split by writer: whoever floods a project with
 * forged firings does not know the writer, so they neither fill the pages nor hide ours (A11).
 */
export const firedHistory = defineQuery({
    id: "fired_history",
    version: 2,
    purpose: "Signed firings of a range, for cooldown and for what the CRM may show.",
    params: z.extend(rangeSchema, {
        writer: filled,
        /** true: only this writer's; false: only those of others (a former key, or forgers). */
        own: z.boolean(),
        /** Last row of the page before; '' for the first page. */
        cursor: z.string(),
        limit: z._default(z.int().check(z.gte(1), z.lte(50_000)), HISTORY_PAGE_ROWS),
    }),
    row: z.object({key: z.string(), payload: z.string(), signature: z.string(), copies: counted}),
    ttlSeconds: TTL.fired,
    hogql: ({
        from,
        to,
        writer,
        own,
        cursor,
        limit,
    }) => hogql`SELECT concat(beton_id, '/', signature, '/', toString(cityHash64(payload))) AS key, payload, signature, copies
FROM (
    SELECT coalesce(toString(properties.beton_id), '') AS beton_id, coalesce(toString(properties.beton_payload), '') AS payload,
        coalesce(toString(properties.beton_sig), '') AS signature, count() AS copies
    FROM events
    WHERE event = ${bind("event", SIGNAL_FIRED)} AND timestamp >= toDateTime(${bind("from", from)}) AND timestamp < toDateTime(${bind("to", to)})
        AND if(${bind("own", own)}, ${writerOfRow} = ${bind("writer", writer)}, ${writerOfRow} != ${bind("writer", writer)})
    GROUP BY beton_id, payload, signature
)
WHERE key > ${bind("cursor", cursor)}
ORDER BY key ASC
LIMIT ${integer(limit)}`,
    example: {...EXAMPLE.range, writer: "w_example", own: true, cursor: ""},
})

/** How many firings of a range somebody else wrote: counted without reading them, however many there are (A11). */
export const foreignFirings = defineQuery({
    id: "foreign_firings",
    version: 1,
    purpose: "Firings of a range that carry another writer: unsigned ones, and ones signed elsewhere.",
    params: z.extend(rangeSchema, {writer: filled}),
    row: z.object({unsigned: counted, foreign: counted}),
    ttlSeconds: TTL.fired,
    hogql: ({from, to, writer}) => hogql`SELECT countIf(NOT signed) AS unsigned, countIf(signed) AS foreign
FROM (
    SELECT notEmpty(coalesce(toString(properties.beton_payload), '')) AND notEmpty(coalesce(toString(properties.beton_sig), '')) AS signed
    FROM events
    WHERE event = ${bind("event", SIGNAL_FIRED)} AND timestamp >= toDateTime(${bind("from", from)}) AND timestamp < toDateTime(${bind("to", to)})
        AND ${writerOfRow} != ${bind("writer", writer)}
)
LIMIT 1`,
    example: {...EXAMPLE.range, writer: "w_example"},
})

/** Backtests that Beton wrote: the newest of each outcome comes first once signatures are checked. */
export const recentBacktests = defineQuery({
    id: "recent_backtests",
    version: 1,
    purpose: "Signed results of the backtests of a range, our own first, newest first.",
    params: z.extend(rangeSchema, {
        writer: filled,
        limit: z._default(z.int().check(z.gte(1), z.lte(100)), 10),
    }),
    row: z.object({payload: z.string(), signature: z.string()}),
    ttlSeconds: TTL.performance,
    hogql: ({from, to, writer, limit}) => hogql`SELECT payload, signature
FROM (
    SELECT coalesce(toString(properties.beton_payload), '') AS payload, coalesce(toString(properties.beton_sig), '') AS signature,
        max(toUnixTimestamp(timestamp)) AS at, max(${writerOfRow} = ${bind("writer", writer)}) AS own
    FROM events
    WHERE event = ${bind("event", BACKTEST_COMPLETED)} AND timestamp >= toDateTime(${bind("from", from)}) AND timestamp < toDateTime(${bind("to", to)})
    GROUP BY payload, signature
)
ORDER BY own DESC, at DESC, signature ASC
LIMIT ${integer(limit)}`,
    example: {...EXAMPLE.range, writer: "w_example"},
})

/** Firings by signal type, as tiles will show them: filtered on the writer, counted by distinct id. */
export const firingsByType = defineQuery({
    id: "firings_by_type",
    version: 1,
    purpose: "How many accounts each signal type newly fired for in a range.",
    params: z.extend(rangeSchema, {writer: filled}),
    row: z.object({type: z.string(), firings: counted, accounts: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        from,
        to,
        writer,
    }) => hogql`SELECT type, uniqExact(beton_id) AS firings, uniqExact(account) AS accounts
FROM (
    SELECT arrayJoin(JSONExtractArrayRaw(properties, 'new_signal_types')) AS quoted, replaceAll(quoted, '"', '') AS type,
        toString(properties.beton_id) AS beton_id, toString(properties.account_key) AS account
    FROM events
    WHERE event = ${bind("event", SIGNAL_FIRED)} AND toString(properties.beton_writer) = ${bind("writer", writer)}
        AND timestamp >= toDateTime(${bind("from", from)}) AND timestamp < toDateTime(${bind("to", to)})
)
GROUP BY type
ORDER BY firings DESC, type ASC
LIMIT 100`,
    example: {...EXAMPLE.range, writer: "w_example"},
})
