import * as z from "zod"

import {count} from "../counts"
import {hogql} from "../queries/hogql"
import {AGE_DAYS, firstTimeItems} from "../queries/parts/first-time-items"
import {counted} from "../queries/schemas"
import {commonParams, days, defineSignal, rowKey, wholeSteps} from "./signal"

/** Team growth (A1): at least 2 new users this week. */
export const teamGrowth = defineSignal({
    id: "team_growth",
    version: 1,
    title: "Team growth",
    description: "At least 2 people active in 7 days who were not seen in the 173 days before.",
    audience: "both",
    params: z.strictObject({
        ...commonParams({base: 25, cadence: "weekly"}),
        min_users: z.number().int().min(1).default(2).meta({title: "New users", description: "People active for the first time in the window."}),
        window_days: days(7, "Window (days)", "Trailing window."),
        lookback_days: z.number().int().min(28).max(365).default(180).meta({title: "First-time memory (days)", description: "Not seen this far back counts as first time."}),
        min_account_age_days: z.number().int().min(7).max(170).default(28).meta({title: "Minimum account age (days)", description: "In new accounts everybody is new."}),
    }), // prettier-ignore
    row: z.object({...rowKey, users: counted}),
    lookbackDays: (params) => Math.max(params.lookback_days, AGE_DAYS),
    sources: () => [{kind: "activity"}],
    hogql: ({params, account, grid, partition}) => hogql`SELECT account, day, items AS users
FROM (${firstTimeItems({
        account,
        grid,
        partition,
        item: hogql`person_id`,
        windowDays: params.window_days,
        lookbackDays: params.lookback_days,
        minAccountAgeDays: params.min_account_age_days,
        minItems: params.min_users,
    })})`,
    tuning: {
        param: "min_users",
        unit: "new users",
        value: hogql`users`,
        above: false,
        steps: (params) => wholeSteps(params.min_users),
    },
    evidence: (row, params) => ({
        observed: row.users,
        threshold: params.min_users,
        unit: "new users",
        window_days: params.window_days,
        facts: {new_users: row.users},
    }),
    explain: (row, params) =>
        `${count(row.users, "person", "people")} joined and used the product in the last ${params.window_days} days.`,
    limits: ["A person is what PostHog merged as one person; an unmerged second device counts as another."],
    examples: [
        {
            row: {account: "acme", day: 20000, users: 3},
            sentence: "3 people joined and used the product in the last 7 days.",
        },
    ],
})
