import * as z from "zod"

import {BACKTEST_COMPLETED} from "../../events/backtest-completed"
import {DEAL_UPDATED} from "../../events/deal-updated"
import {RUN_COMPLETED} from "../../events/run-completed"
import {SIGNAL_FIRED} from "../../events/signal-fired"
import {bind, hogql} from "../hogql"
import {defineQuery, TTL} from "../query"
import {counted, EXAMPLE, rangeSchema} from "../schemas"
import {TILE_EXAMPLE, writerParams} from "./parts"

/** What of Beton's own a project holds: a tile without its data says what to connect instead of showing zeros (C5). */
export const tileSources = defineQuery({
    id: "tile_sources",
    version: 1,
    purpose: "Which of Beton's own events this writer has sent, so that tiles without data say so.",
    params: writerParams,
    row: z.object({
        runs: counted,
        firings: counted,
        deals: counted,
        closed_deals: counted,
        backtests: counted,
    }),
    ttlSeconds: TTL.none,
    hogql: ({
        writer,
    }) => hogql`SELECT countIf(event = ${bind("run", RUN_COMPLETED)}) AS runs, countIf(event = ${bind("fired", SIGNAL_FIRED)}) AS firings,
    countIf(event = ${bind("deal", DEAL_UPDATED)}) AS deals,
    countIf(event = ${bind("deal", DEAL_UPDATED)} AND toString(properties.deal_status) IN ('won', 'lost')) AS closed_deals,
    countIf(event = ${bind("backtest", BACKTEST_COMPLETED)}) AS backtests
FROM events
WHERE event IN (${bind("run", RUN_COMPLETED)}, ${bind("fired", SIGNAL_FIRED)}, ${bind("deal", DEAL_UPDATED)}, ${bind("backtest", BACKTEST_COMPLETED)})
    AND toString(properties.beton_writer) = ${bind("writer", writer)}
LIMIT 1`,
    example: TILE_EXAMPLE,
})

/** How far a project's data go back, within a range: below 90 days dashboards say so (C5). */
export const projectHistory = defineQuery({
    id: "project_history",
    version: 1,
    purpose:
        "When the first event of a range came, so that dashboards of young projects say how much they know.",
    params: rangeSchema,
    row: z.object({events: counted, first_at: counted}),
    ttlSeconds: TTL.performance,
    hogql: ({from, to}) => hogql`SELECT count() AS events, toUnixTimestamp(min(timestamp)) AS first_at
FROM events
WHERE timestamp >= toDateTime(${bind("from", from)}) AND timestamp < toDateTime(${bind("to", to)})
LIMIT 1`,
    example: EXAMPLE.range,
})
