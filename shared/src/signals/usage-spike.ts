import * as z from "zod"

import {count, formatNumber} from "../counts"
import {accountOf} from "../queries/account"
import {bind, type Fragment, hogql, integer} from "../queries/hogql"
import {blockOf, daysOf, hasAccount, inRange, isActivity} from "../queries/parts/scan"
import {counted} from "../queries/schemas"
import {commonParams, defineSignal, rowKey} from "./signal"

const LOOKBACK_DAYS = 180
/** The last 7 days and the 28 before. */
const WEEKS_DAYS = 35

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
        events: counted,
        events_before: counted,
        events_28d_before: counted,
        z: z.number().nullable(),
    }),
    lookbackDays: () => LOOKBACK_DAYS,
    sources: () => [{kind: "activity"}],
    hogql({params, account, grid, partition}) {
        const literal = hogql`events > ${bind("growth", params.growth)} * events_before AND events_before > 0`
        const enough =
            params.rule === "literal"
                ? literal
                : hogql`${literal} AND events >= ${bind("min_events", params.min_events)}`
        // Activity of an account between the start of its memory and `age` days before T: it is at least that old.
        const olderThan = (age: Fragment): Fragment =>
            hogql`arrayExists(b -> b >= day - ${bind("lookback_days", LOOKBACK_DAYS)} AND b < day - ${age}, blocks)`
        const tested = hogql`${olderThan(bind("min_age_days", params.min_age_days))}
    AND (NOT ${olderThan(bind("test_age_days", params.test_age_days))} OR z >= ${bind("z_limit", params.z)})`
        // Counts per account and block, few rows for many events.
        const daily = (
            days: number,
            range: string,
        ): Fragment => hogql`SELECT ${accountOf(account)} AS account, ${blockOf(grid)} AS block, count() AS n
FROM events
WHERE ${inRange(grid, days, range)} AND ${isActivity()} AND ${hasAccount(account, partition)}
GROUP BY account, block`
        // Each daily count once for each asked instant that it matters to: work grows with the days, not with their square.
        // Rounding may leave a likelihood ratio of -1e-16 where it is 0.
        const counted = hogql`SELECT account, day, events, events_before, events_28d_before,
    (events + events_28d_before) / 5 AS expected, 4 * (events + events_28d_before) / 5 AS expected_before,
    sign(events / 7 - events_28d_before / 28) * sqrt(2 * greatest(0,
        if(events = 0, 0, events * ln(events / expected))
        + if(events_28d_before = 0, 0, events_28d_before * ln(events_28d_before / expected_before))
    ) / ${bind("dispersion", params.dispersion)}) AS z
FROM (
    SELECT account, day, sumIf(n, block >= day - 7) AS events, sumIf(n, block < day - 7 AND block >= day - 14) AS events_before,
        sumIf(n, block < day - 7) AS events_28d_before
    FROM (
        SELECT account, block, n, arrayJoin(arrayFilter(d -> d > block AND d <= block + ${integer(WEEKS_DAYS)}, ${daysOf(grid)})) AS day
        FROM (${daily(WEEKS_DAYS, "recent")})
    )
    GROUP BY account, day
    HAVING ${enough}
)`
        if (params.rule === "literal") return counted
        return hogql`SELECT spike.account AS account, spike.day AS day, spike.events AS events, spike.events_before AS events_before,
    spike.events_28d_before AS events_28d_before, spike.z AS z, known.blocks AS blocks
FROM (${counted}) AS spike
INNER JOIN (SELECT account, groupArray(block) AS blocks FROM (${daily(LOOKBACK_DAYS, "scan")}) GROUP BY account) AS known
    ON spike.account = known.account
WHERE ${tested}`
    },
    tuning: {
        param: "growth",
        unit: "times the week before",
        value: hogql`events / events_before`,
        above: true,
        steps: ({growth}) =>
            [1.25, 1.5, 2, 3, 5, 8].map((factor) => {
                const setting = Math.round(growth * factor * 100) / 100
                return {setting, atLeast: setting}
            }),
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
