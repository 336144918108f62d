import * as z from "zod"

import {count, formatNumber} from "../counts"
import {accountOf} from "../queries/account"
import {bind, hogql} from "../queries/hogql"
import {accountHistory, HISTORY_DAYS} from "../queries/parts/account-history"
import {blockOf, daysOf, hasAccount, inRange, isActivity} from "../queries/parts/scan"
import {counted} from "../queries/schemas"
import {commonParams, days, defineSignal, rowKey} from "./signal"

const DAY_SECONDS = 86_400

/** Trial expiring (A1): less than 7 days of trial left and still in use. */
export const trialExpiring = defineSignal({
    id: "trial_expiring",
    version: 1,
    title: "Trial expiring",
    description: "Less than 7 days of trial left, with activity in the last 7 days.",
    audience: "prospect",
    params: z.strictObject({
        ...commonParams({base: 30, cadence: "daily"}),
        within_days: days(7, "Days left", "Trial ends in less than this many days."),
        end_property: z.string().min(1).default("trial_ends_at").meta({title: "Trial end property", description: "Account property with the end of the trial: ISO date or unix seconds."}),
        activity_window_days: days(7, "Activity window (days)", "At least one event in this window."),
    }), // prettier-ignore
    row: z.object({...rowKey, ends_at: counted, seconds_left: counted, events: counted}),
    lookbackDays: () => HISTORY_DAYS,
    sources: (params) => [{kind: "account_properties", anyOf: [[params.end_property]]}],
    // A text without a zone is UTC for every project: 'UTC' keeps the project's own zone out.
    hogql({params, account, grid, partition}) {
        return hogql`SELECT trial.account AS account, trial.day AS day, trial.ends_at AS ends_at, trial.seconds_left AS seconds_left, seen.events AS events
FROM (
    SELECT account, day, ends_at, ends_at - (${bind("origin", grid.originSeconds)} + day * 86400) AS seconds_left
    FROM (
        SELECT account, day, toUnixTimestamp(toDateTime(end_text, 'UTC')) AS ends_at
        FROM (${accountHistory({account, grid, partition, properties: {end_text: params.end_property}})})
    )
    WHERE ends_at IS NOT NULL AND seconds_left > 0 AND seconds_left < ${bind("within_seconds", params.within_days * DAY_SECONDS)}
) AS trial
INNER JOIN (
    SELECT account, day, sum(n) AS events
    FROM (
        SELECT account, n, arrayJoin(arrayFilter(d -> d > block AND d <= block + ${bind("activity_days", params.activity_window_days)}, ${daysOf(grid)})) AS day
        FROM (
            SELECT ${accountOf(account)} AS account, ${blockOf(grid)} AS block, count() AS n
            FROM events
            WHERE ${inRange(grid, params.activity_window_days)} AND ${isActivity()} AND ${hasAccount(account, partition)}
            GROUP BY account, block
        )
    )
    GROUP BY account, day
) AS seen ON trial.account = seen.account AND trial.day = seen.day`
    },
    tuning: {
        param: "within_days",
        unit: "days left",
        value: hogql`0 - seconds_left`,
        above: true,
        steps: ({within_days}) =>
            [6, 5, 4, 3, 2, 1]
                .filter((setting) => setting < within_days)
                .map((setting) => ({setting, atLeast: -setting * DAY_SECONDS})),
    },
    evidence: (row, params) => ({
        observed: Math.round((row.seconds_left / DAY_SECONDS) * 10) / 10,
        threshold: params.within_days,
        unit: "days left",
        window_days: params.activity_window_days,
        facts: {trial_ends: new Date(row.ends_at * 1000).toISOString().slice(0, 10), events: row.events},
    }),
    explain: (row, params) => {
        const left = Math.max(1, Math.ceil(row.seconds_left / DAY_SECONDS))
        return `Trial ends in ${left === 1 ? "less than a day" : `${left} days`}, still in use (${count(row.events, "event")} in the last ${formatNumber(params.activity_window_days)} days).`
    },
    limits: [
        "A trial end that is kept only in the billing system is not seen until it is sent as an account property.",
    ],
    examples: [
        {
            row: {account: "acme", day: 20000, ends_at: 1_728_345_600, seconds_left: 259_200, events: 84},
            sentence: "Trial ends in 3 days, still in use (84 events in the last 7 days).",
        },
    ],
})
