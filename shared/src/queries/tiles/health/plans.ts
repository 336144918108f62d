import * as z from "zod"

import {limitApproaching, limitOf, propertiesOf} from "../../../signals/limit-approaching"
import {trialExpiring} from "../../../signals/trial-expiring"
import {type AccountSource, identifiedAccountOf} from "../../account"
import {bind, type Fragment, hogql, ident, integer, join} from "../../hogql"
import {HISTORY_DAYS} from "../../parts/account-history"
import {NOT_BETON} from "../../parts/scan"
import {defineQuery, TTL} from "../../query"
import {accountSourceSchema, EXAMPLE} from "../../schemas"
import {accountName, accountNamesSchema, EXAMPLE_NAMES, withNames} from "../account-names"
import {daysAgo, plusDays} from "../parts"
import {ACCOUNT_ROWS} from "./use"

/** Trials that end within so many days. */
export const TRIAL_DAYS = 14

/** Properties of accounts as last reported (`$groupidentify`): account, one column per alias, '' where it never was. */
function lastReported(account: AccountSource, properties: Readonly<Record<string, string>>): Fragment {
    const columns = Object.entries(properties).map(
        ([alias, name]) =>
            hogql`argMaxIf(coalesce(toString(properties.$group_set.${ident(name)}), ''), tuple(timestamp, toString(uuid)), JSONHas(properties, '$group_set', ${bind(`${alias}_name`, name)})) AS ${ident(alias)}`,
    )
    return hogql`SELECT ${identifiedAccountOf(account)} AS account, ${join(columns, ", ")}
    FROM events
    WHERE event = '$groupidentify' AND timestamp >= ${daysAgo(HISTORY_DAYS)} AND timestamp < now() AND ${NOT_BETON} AND account != ''
    GROUP BY account`
}

/** Trials that end soon (needs the property of the signal trial_expiring). */
export const tileTrials = defineQuery({
    id: "tile_trials",
    version: 1,
    purpose: "Accounts whose trial ends within 14 days, soonest first.",
    params: z.object({
        account: accountSourceSchema,
        names: accountNamesSchema,
        settings: trialExpiring.params,
    }),
    row: z.object({...accountName, account: z.string(), ends: z.string(), days_left: z.number()}),
    ttlSeconds: TTL.aggregate,
    // A text without a zone is UTC for every project: 'UTC' keeps the project's own zone out.
    hogql({account, names, settings}) {
        const order = hogql`ends ASC, account ASC`
        const rows = hogql`SELECT account, ends, round(dateDiff('second', now(), ends) / 86400, 1) AS days_left
FROM (
    SELECT account, toDateTime(end_text, 'UTC') AS ends
    FROM (
        ${lastReported(account, {end_text: settings.end_property})}
    )
)
WHERE ends IS NOT NULL AND ends > now() AND ends < ${plusDays(hogql`now()`, TRIAL_DAYS)}
ORDER BY ${order}
LIMIT ${integer(ACCOUNT_ROWS)}`
        return withNames(names, rows, ["account", "ends", "days_left"], order, ACCOUNT_ROWS)
    },
    example: {account: EXAMPLE.account, names: EXAMPLE_NAMES, settings: {}},
})

/** Accounts near their plan's limit (needs the properties of the signal limit_approaching). */
export const tileLimits = defineQuery({
    id: "tile_limits",
    version: 1,
    purpose: "Accounts that use more of their plan's limit than the signal's share, fullest first.",
    params: z.object({
        account: accountSourceSchema,
        names: accountNamesSchema,
        settings: limitApproaching.params,
    }),
    row: z.object({
        ...accountName,
        account: z.string(),
        used: z.number(),
        plan_limit: z.number(),
        share: z.number(),
    }),
    ttlSeconds: TTL.aggregate,
    hogql({account, names, settings}) {
        const order = hogql`share DESC, account ASC`
        const rows = hogql`SELECT account, used, plan_limit, round(100 * used / plan_limit, 1) AS share
FROM (
    SELECT account, toFloat(usage_text) AS used, ${limitOf(settings)} AS plan_limit
    FROM (
        ${lastReported(account, propertiesOf(settings))}
    )
)
WHERE used IS NOT NULL AND plan_limit > 0 AND isFinite(used / plan_limit) AND used / plan_limit > ${bind("share", settings.share)}
ORDER BY ${order}
LIMIT ${integer(ACCOUNT_ROWS)}`
        return withNames(names, rows, ["account", "used", "plan_limit", "share"], order, ACCOUNT_ROWS)
    },
    example: {account: EXAMPLE.account, names: EXAMPLE_NAMES, settings: {}},
})
