import * as z from "zod"

import {accountOf} from "../queries/account"
import {bind, hogql} from "../queries/hogql"
import {blockOf, daysOf, hasAccount, inRange, isActivity} from "../queries/parts/scan"
import {commonParams, count, defineSignal, formatNumber, rowKey} from "./signal"

const LOOKBACK_DAYS = 180

/**
 * Usage spike (A1; DESIGN §3; METHODS §10): the last 7 days against the 7 before, and against the 28 before the last 7
 * by the signed root of the Poisson likelihood ratio, scaled by a dispersion. Without the second test, a third of
 * unchanged small accounts would "spike" every week.
 */
export const usageSpike = defineSignal({
    id: "usage_spike",
    version: 1,
    title: "Usage spike",
    description:
        "Activity of the last 7 days is more than 1.5 times that of the 7 days before, beyond chance.",
    audience: "both",
    params: z.strictObject({
        ...commonParams({base: 25, cadence: "weekly"}),
        growth: z.number().min(1).max(100).default(1.5).meta({title: "Growth factor", description: "Last 7 days over the 7 before must exceed this."}),
        rule: z.enum(["tested", "literal"]).default("tested").meta({title: "Rule", description: "tested: growth beyond chance. literal: growth alone."}),
        min_events: z.number().int().min(1).default(20).meta({title: "Minimum events", description: "Events in the last 7 days (tested rule)."}),
        min_age_days: z.number().int().min(14).max(170).default(14).meta({title: "Minimum age (days)", description: "First activity at least this long ago (tested rule)."}),
        test_age_days: z.number().int().min(35).max(170).default(35).meta({title: "Test from age (days)", description: "From this age on, growth must also exceed chance (tested rule)."}),
        z: z.number().min(0).max(10).default(2.33).meta({title: "z limit", description: "2.33 is about 1 false alarm in 100."}),
        dispersion: z.number().min(1).max(100).default(3).meta({title: "Dispersion", description: "Variance over mean of weekly counts; product events cluster in sessions, 3 is usual."}),
    }), // prettier-ignore
    row: z.object({
        ...rowKey,
        events: z.number(),
        events_before: z.number(),
        events_28d_before: z.number(),
        z: z.number().nullable(),
    }),
    lookbackDays: () => LOOKBACK_DAYS,
    sources: () => [{kind: "activity"}],
    hogql({params, account, grid, partition}) {
        const literal = hogql`events > ${bind("growth", params.growth)} * events_before AND events_before > 0`
        const tested = hogql`${literal} AND events >= ${bind("min_events", params.min_events)}
    AND arrayExists(b -> b >= day - ${bind("lookback_days", LOOKBACK_DAYS)} AND b < day - ${bind("min_age_days", params.min_age_days)}, blocks)
    AND (NOT arrayExists(b -> b >= day - ${bind("lookback_days", LOOKBACK_DAYS)} AND b < day - ${bind("test_age_days", params.test_age_days)}, blocks)
        OR z >= ${bind("z_limit", params.z)})`
        return hogql`SELECT account, day, events, events_before, events_28d_before, z
FROM (
    SELECT account, day, blocks, events, events_before, events_28d_before,
        (events + events_28d_before) / 5 AS expected, 4 * (events + events_28d_before) / 5 AS expected_before,
        sign(events / 7 - events_28d_before / 28) * sqrt(2 * (
            if(events = 0, 0, events * ln(events / expected))
            + if(events_28d_before = 0, 0, events_28d_before * ln(events_28d_before / expected_before))
        ) / ${bind("dispersion", params.dispersion)}) AS z
    FROM (
        SELECT account, day, blocks,
            arraySum(arrayMap((b, n) -> if(b >= day - 7 AND b < day, n, 0), blocks, counts)) AS events,
            arraySum(arrayMap((b, n) -> if(b >= day - 14 AND b < day - 7, n, 0), blocks, counts)) AS events_before,
            arraySum(arrayMap((b, n) -> if(b >= day - 35 AND b < day - 7, n, 0), blocks, counts)) AS events_28d_before
        FROM (
            SELECT account, arrayJoin(${daysOf(grid)}) AS day, blocks, counts
            FROM (
                SELECT account, groupArray(block) AS blocks, groupArray(n) AS counts
                FROM (
                    SELECT ${accountOf(account)} AS account, ${blockOf(grid)} AS block, count() AS n
                    FROM events
                    WHERE ${inRange(grid, LOOKBACK_DAYS)} AND ${isActivity()} AND ${hasAccount(account, partition)}
                    GROUP BY account, block
                )
                GROUP BY account
            )
        )
    )
)
WHERE ${params.rule === "literal" ? literal : tested}`
    },
    evidence: (row, params) => ({
        observed: Math.round((row.events / row.events_before) * 100) / 100,
        threshold: params.growth,
        unit: "times the week before",
        window_days: 7,
        facts: {
            events_7d: row.events,
            events_7d_before: row.events_before,
            events_28d_before: row.events_28d_before,
        },
    }),
    explain: (row) =>
        `Used the product ${formatNumber(row.events / row.events_before)} times as much: ${count(row.events, "event")} in the last 7 days, ${formatNumber(row.events_before)} in the 7 before.`,
    limits: [
        "Counts events, not value: an automated job can look like a spike.",
        "Accounts are known from their activity of the last 180 days.",
    ],
    examples: [
        {
            row: {
                account: "acme",
                day: 20000,
                events: 412,
                events_before: 205,
                events_28d_before: 800,
                z: 7.1,
            },
            sentence: "Used the product 2 times as much: 412 events in the last 7 days, 205 in the 7 before.",
        },
    ],
})
