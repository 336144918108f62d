import * as z from "zod"

import {type Fragment, hogql, integer} from "../../hogql"
import {defineQuery, TTL} from "../../query"
import {TILE_EXAMPLE, writerParams} from "../parts"
import {FEWEST} from "../shares"
import {cell, mainBacktest} from "./newest"

const maybe = z.number().nullable()
const point = hogql`point`

/**
 * Points of the curve of routed accounts and others; a side ends where fewer than 10 accounts are still followed. While
 * nobody of a side has become a customer, or everybody has, its range would be that one figure: then there is none.
 */
function points(writer: string): Fragment {
    const shown = (atRisk: "with_at_risk" | "without_at_risk", column: Parameters<typeof cell<"curve">>[1]): Fragment =>
        hogql`if(coalesce(${cell("curve", atRisk, point)}, 0) < ${integer(FEWEST)}, NULL, ${cell("curve", column, point)})`
    const limit = (atRisk: "with_at_risk" | "without_at_risk", share: "with" | "without", end: "lo" | "hi"): Fragment =>
        hogql`if(coalesce(${cell("curve", share, point)}, 0) IN (0, 100), NULL, ${shown(atRisk, `${share}_${end}`)})`
    return hogql`SELECT ${cell("curve", "days", point)} AS days, ${cell("curve", "with_at_risk", point)} AS followed_with,
        ${shown("with_at_risk", "with")} AS with_signal, ${limit("with_at_risk", "with", "lo")} AS with_low, ${limit("with_at_risk", "with", "hi")} AS with_high,
        ${cell("curve", "without_at_risk", point)} AS followed_without, ${shown("without_at_risk", "without")} AS without_signal,
        ${limit("without_at_risk", "without", "lo")} AS without_low, ${limit("without_at_risk", "without", "hi")} AS without_high
    FROM (
        SELECT arrayJoin(JSONExtractArrayRaw(found, 'curve')) AS point
        FROM (
        ${mainBacktest(writer)}
        )
    )`
} // prettier-ignore

/** Share of accounts that became customers by each day, with and without a signal strong enough to be routed. */
export const tileConversionCurve = defineQuery({
    id: "tile_conversion_curve",
    version: 1,
    purpose: "Share of accounts converted by each day after their first check, routed and others.",
    params: writerParams,
    row: z.object({days: z.number(), with_signal: maybe, without_signal: maybe}),
    ttlSeconds: TTL.backtest,
    hogql: ({writer}) => hogql`SELECT days, with_signal, without_signal
FROM (
${points(writer)}
)
WHERE isNotNull(with_signal) OR isNotNull(without_signal)
ORDER BY days ASC
LIMIT 100`,
    example: TILE_EXAMPLE,
})

/** The numbers behind the curve: accounts still followed at each day, shares and ranges. */
export const tileConversionAtRisk = defineQuery({
    id: "tile_conversion_at_risk",
    version: 1,
    purpose: "Accounts still followed at each day of the conversion curve, with shares and ranges.",
    params: writerParams,
    row: z.object({
        days: z.number(),
        followed_with: maybe,
        with_signal: maybe,
        with_low: maybe,
        with_high: maybe,
        followed_without: maybe,
        without_signal: maybe,
        without_low: maybe,
        without_high: maybe,
    }),
    ttlSeconds: TTL.backtest,
    hogql: ({
        writer,
    }) => hogql`SELECT days, followed_with, with_signal, with_low, with_high, followed_without, without_signal, without_low, without_high
FROM (
${points(writer)}
)
ORDER BY days ASC
LIMIT 100`,
    example: TILE_EXAMPLE,
})
