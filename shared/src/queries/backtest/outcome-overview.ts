import * as z from "zod"

import {accountOf} from "../account"
import {bind, type Fragment, hogql, integer, join, scoped} from "../hogql"
import {hasAccount, isActivity} from "../parts/scan"
import {defineQuery, TTL} from "../query"
import {accountSourceSchema, counted, EXAMPLE, rangeSchema} from "../schemas"
import {outcomeSchema} from "./input"
import {isOutcome} from "./risk-set"

/** Most outcomes of one question. */
const MAX_OUTCOMES = 20

const inRange = (range: {from: string; to: string}): Fragment =>
    hogql`timestamp >= toDateTime(${bind("from", range.from)}) AND timestamp < toDateTime(${bind("to", range.to)})`

/**
 * What a range holds of each possible outcome, one row for each that occurs: how many of its events belong to an account
 * (its coverage), and the customer's own cycle, for a proposal of the horizon (H12: its 90th percentile).
 *
 * Days of a cycle: from the account's first activity in the range to its first conversion there, in days of 24 hours with
 * fractions. An account that was there before the range began has had a longer cycle than is seen, so the range should
 * be several cycles long. Accounts without any activity up to their conversion have no cycle (`cycles` counts the rest);
 * the quantiles are null without any.
 */
export const outcomeOverview = defineQuery({
    id: "outcome_overview",
    version: 1,
    purpose:
        "Events and converting accounts of each possible outcome, and how long accounts took to get there.",
    params: z.object({
        ...rangeSchema.shape,
        account: accountSourceSchema,
        outcomes: z.array(outcomeSchema).min(1).max(MAX_OUTCOMES),
    }),
    row: z.object({
        /** Place in the list that was asked, from 1. */
        outcome: z.int().min(1),
        events: counted,
        events_with_account: counted,
        accounts: counted,
        first_at: counted,
        last_at: counted,
        cycles: counted,
        cycle_median_days: z.number().min(0).nullable(),
        cycle_p90_days: z.number().min(0).nullable(),
    }),
    ttlSeconds: TTL.aggregate,
    hogql({account, outcomes, ...range}) {
        const places = outcomes.map((outcome, index) => {
            const matches = scoped(`o${index}_`, isOutcome(outcome))
            return hogql`if(${matches}, ${integer(index + 1)}, 0)`
        })
        const names = bind("events", [...new Set(outcomes.map(({event}) => event))])
        return hogql`SELECT outcome, sum(n) AS events, sumIf(n, account != '') AS events_with_account, countIf(account != '') AS accounts,
    min(first_at) AS first_at, max(last_at) AS last_at, count(days) AS cycles,
    if(cycles > 0, quantileExact(0.5)(days), NULL) AS cycle_median_days, if(cycles > 0, quantileExact(0.9)(days), NULL) AS cycle_p90_days
FROM (
    SELECT won.outcome AS outcome, won.account AS account, won.n AS n, won.first_at AS first_at, won.last_at AS last_at,
        if(seen.since > 0 AND seen.since <= won.first_at, (won.first_at - seen.since) / 86400, NULL) AS days
    FROM (
        SELECT outcome, account, count() AS n, min(ts) AS first_at, max(ts) AS last_at
        FROM (
            SELECT arrayJoin(arrayFilter(place -> place > 0, [${join(places, ", ")}])) AS outcome, ${accountOf(account)} AS account, toUnixTimestamp(timestamp) AS ts
            FROM events
            WHERE ${inRange(range)} AND event IN ${names}
        )
        GROUP BY outcome, account
    ) AS won
    LEFT JOIN (
        SELECT ${accountOf(account)} AS account, min(toUnixTimestamp(timestamp)) AS since
        FROM events
        WHERE ${inRange(range)} AND ${isActivity()} AND ${hasAccount(account, {index: 0, count: 1})}
        GROUP BY account
    ) AS seen ON won.account = seen.account
)
GROUP BY outcome
ORDER BY outcome ASC
LIMIT 20`
    },
    contradiction: (rows, {outcomes}) =>
        rows.every(({outcome}) => outcome <= outcomes.length)
            ? null
            : "it speaks of more outcomes than were asked about.",
    example: {
        ...EXAMPLE.range,
        account: EXAMPLE.account,
        outcomes: [
            {event: "subscription_started"},
            {event: "checkout_started", where: {property: "plan", values: ["team", "business"]}},
        ],
    },
})
