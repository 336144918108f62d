import * as z from "zod"

import {BACKTEST_COMPLETED} from "../../events/backtest-completed"
import {DEAL_UPDATED} from "../../events/deal-updated"
import {RUN_COMPLETED} from "../../events/run-completed"
import {SIGNAL_FIRED} from "../../events/signal-fired"
import {bind, hogql, integer, join} from "../hogql"
import {NOT_BETON} from "../parts/scan"
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

/** From the last of these on numbers mean what they say (C5); the others are told apart in a note only. */
export const HISTORY_STEPS = [7, 14, 30, 60, 90] as const
const DAY_MS = 86_400_000

/**
 * How many of `HISTORY_STEPS` days a project's data go back at least, within a range: below 90 days dashboards say so
 * (C5). One event of each step is enough, so that a large project is not read through. Beton's own do not count: those of
 * deals are as old as the deals.
 */
export const projectHistory = defineQuery({
    id: "project_history",
    version: 1,
    purpose:
        "For how many days a project has had data, so that dashboards of young projects say how much they know.",
    params: rangeSchema,
    row: z.object({days: counted}),
    ttlSeconds: TTL.performance,
    hogql({from, to}) {
        const daysBefore = (days: number): string => new Date(Date.parse(to) - days * DAY_MS).toISOString()
        const steps = HISTORY_STEPS.map((days, i) => {
            const further = HISTORY_STEPS[i + 1]
            const since = bind(`since_${days}`, further === undefined ? from : daysBefore(further))
            return hogql`SELECT ${integer(days)} AS step
    FROM events
    WHERE timestamp >= toDateTime(${since}) AND timestamp < toDateTime(${bind(`before_${days}`, daysBefore(days))}) AND ${NOT_BETON}
    LIMIT 1`
        })
        return hogql`SELECT max(step) AS days
FROM (
    ${join(steps, "\nUNION ALL\n")}
)
LIMIT 1`
    },
    example: EXAMPLE.range,
})
