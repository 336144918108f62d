import * as z from "zod"

import {accountOf, type AccountSource} from "../../account"
import {bind, EMPTY, type Fragment, hogql, integer} from "../../hogql"
import {isActivity} from "../../parts/scan"
import {defineQuery, TTL} from "../../query"
import {accountSourceSchema, counted, EXAMPLE} from "../../schemas"
import {accountName, type AccountNames, accountNamesSchema, EXAMPLE_NAMES, withNames} from "../account-names"
import {daysAgo, everyWeek, weekOf} from "../parts"

/** What "active" looks back on. */
export const ACTIVE_DAYS = 30
/** The two periods that use is compared over, one after the other. */
export const COMPARED_DAYS = 28
/** Fewer events than this in both periods together say nothing about growth or decline. */
export const FEWEST_EVENTS = 30
/** Whole weeks of the trend. */
export const TREND_WEEKS = 12
/** Rows of a list of accounts. */
export const ACCOUNT_ROWS = 25

const params = z.object({account: accountSourceSchema})
const example = {account: EXAMPLE.account}

/** Activity with an account of the last days: account, person, at. */
export function activity(account: AccountSource, days: number): Fragment {
    return hogql`SELECT ${accountOf(account)} AS account, person_id AS person, timestamp AS at
    FROM events
    WHERE timestamp >= ${daysAgo(days)} AND timestamp < now() AND ${isActivity()}`
}

/** Accounts in use (C1). */
export const tileActiveAccounts = defineQuery({
    id: "tile_active_accounts",
    version: 1,
    purpose: "How many accounts were active in the last 30 days.",
    params,
    row: z.object({accounts: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({account}) => hogql`SELECT uniqExact(account) AS accounts
FROM (
    ${activity(account, ACTIVE_DAYS)}
)
WHERE account != ''
LIMIT 1`,
    example,
})

/** People of these accounts. */
export const tileActivePeople = defineQuery({
    id: "tile_active_people",
    version: 1,
    purpose: "How many people of accounts were active in the last 30 days.",
    params,
    row: z.object({people: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({account}) => hogql`SELECT uniqExact(person) AS people
FROM (
    ${activity(account, ACTIVE_DAYS)}
)
WHERE account != ''
LIMIT 1`,
    example,
})

/**
 * Use by whole weeks of the project's calendar; the current week is not over, so it is left out. A week without any, from
 * the first with some on, is a week of zeros: a line over what is left out would hide that nobody came.
 */
export const tileUsageTrend = defineQuery({
    id: "tile_usage_trend",
    version: 1,
    purpose: "Active accounts and people in each of the last 12 whole weeks.",
    params,
    row: z.object({week: z.string(), accounts: counted, people: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        account,
    }) => hogql`SELECT toString(week_start) AS week, arraySum(arrayMap(one -> if(tupleElement(one, 1) = week_start, tupleElement(one, 2), 0), weeks)) AS accounts,
    arraySum(arrayMap(one -> if(tupleElement(one, 1) = week_start, tupleElement(one, 3), 0), weeks)) AS people
FROM (
    ${everyWeek(
        hogql`weeks`,
        hogql`SELECT groupArray(tuple(start, accounts, people)) AS weeks, min(start) AS first_week, addDays(${weekOf(hogql`now()`)}, -7) AS last_week
            FROM (
                SELECT start, uniqExact(account) AS accounts, uniqExact(person) AS people
                FROM (
                    SELECT account, person, ${weekOf(hogql`at`)} AS start
                    FROM (
                        ${activity(account, (TREND_WEEKS + 1) * 7 + 1)}
                    )
                    WHERE account != ''
                )
                WHERE start < ${weekOf(hogql`now()`)} AND start >= ${weekOf(hogql`now() - toIntervalWeek(${integer(TREND_WEEKS)})`)}
                GROUP BY start
            )
            HAVING count() > 0`,
    )}
)
ORDER BY week ASC
LIMIT ${integer(TREND_WEEKS + 1)}`,
    example,
})

/**
 * Accounts with the events of two periods of 28 days, one after the other, and how far their difference is beyond what
 * comes and goes by chance: (recent - before) ÷ √(recent + before).
 */
function compared(account: AccountSource): Fragment {
    const recent = hogql`at >= ${daysAgo(COMPARED_DAYS)}`
    return hogql`SELECT account, countIf(${recent}) AS recent, countIf(NOT (${recent})) AS before, max(at) AS last_seen,
        (recent - before) / sqrt(recent + before) AS beyond
    FROM (
        ${activity(account, 2 * COMPARED_DAYS)}
    )
    WHERE account != ''
    GROUP BY account
    HAVING recent + before >= ${integer(FEWEST_EVENTS)}`
}

const comparedParams = z.object({account: accountSourceSchema, names: accountNamesSchema})
const comparedRow = z.object({
    ...accountName,
    account: z.string(),
    recent: counted,
    before: counted,
    change: z.number().nullable(),
    last_seen: z.string(),
})
const COMPARED = ["account", "recent", "before", "change", "last_seen"]
const comparedExample = {account: EXAMPLE.account, names: EXAMPLE_NAMES}

/** One side of the comparison, the largest change first. */
function changed(account: AccountSource, names: AccountNames, isUp: boolean): Fragment {
    const side = isUp ? hogql`recent > before` : hogql`recent < before`
    const direction = isUp ? hogql`DESC` : hogql`ASC`
    const rows = hogql`SELECT account, recent, before, if(before = 0, NULL, round(100 * (recent - before) / before, 0)) AS change, last_seen${names === null ? EMPTY : hogql`, beyond`}
FROM (
    ${compared(account)}
)
WHERE ${side}
ORDER BY beyond ${direction}, account ASC
LIMIT ${integer(ACCOUNT_ROWS)}`
    return withNames(names, rows, COMPARED, hogql`found.beyond ${direction}, account ASC`, ACCOUNT_ROWS)
}

/** Accounts whose use grew most (C1). */
export const tileGrowth = defineQuery({
    id: "tile_growth",
    version: 1,
    purpose: "Accounts whose use grew most, 28 days against the 28 before.",
    params: comparedParams,
    row: comparedRow,
    ttlSeconds: TTL.aggregate,
    hogql: ({account, names}) => changed(account, names, true),
    example: comparedExample,
})

/** Accounts whose use fell most, or stopped (C1). */
export const tileAtRisk = defineQuery({
    id: "tile_at_risk",
    version: 1,
    purpose: "Accounts whose use fell most or stopped, 28 days against the 28 before.",
    params: comparedParams,
    row: comparedRow,
    ttlSeconds: TTL.aggregate,
    hogql: ({account, names}) => changed(account, names, false),
    example: comparedExample,
})

/** How much of the activity belongs to an account: what the other tiles can see at all. */
export const tileCoverage = defineQuery({
    id: "tile_account_coverage",
    version: 1,
    purpose: "Events and people of the last 30 days, and how many of them belong to an account.",
    params,
    row: z.object({what: z.string(), seen: counted, with_account: counted, share: z.number().nullable()}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        account,
    }) => hogql`SELECT tupleElement(line, 1) AS what, tupleElement(line, 2) AS seen, tupleElement(line, 3) AS with_account,
    if(seen = 0, NULL, round(100 * with_account / seen, 1)) AS share
FROM (
    SELECT arrayJoin([tuple(${bind("events_word", "Events")}, count(), countIf(account != '')), tuple(${bind("people_word", "People")}, uniqExact(person), uniqExactIf(person, account != ''))]) AS line
    FROM (
        ${activity(account, ACTIVE_DAYS)}
    )
)
ORDER BY what ASC
LIMIT 2`,
    example,
})
