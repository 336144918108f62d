import * as z from "zod"

import {featureAdoption, featureOf} from "../../../signals/feature-adoption"
import {accountOf} from "../../account"
import {hogql, integer} from "../../hogql"
import {isActivity} from "../../parts/scan"
import {defineQuery, TTL} from "../../query"
import {accountSourceSchema, counted, EXAMPLE} from "../../schemas"
import {daysAgo} from "../parts"
import {ACTIVE_DAYS} from "./use"

/** Rows of the list of features. */
export const FEATURE_ROWS = 30

/** Which features accounts use; what a feature is, the signal's settings say (DESIGN §3 "Feature"). */
export const tileFeatures = defineQuery({
    id: "tile_features",
    version: 1,
    purpose: "How many of the accounts that were active in the last 30 days use each feature.",
    params: z.object({account: accountSourceSchema, settings: featureAdoption.params}),
    row: z.object({feature: z.string(), accounts: counted, active_accounts: counted, share: z.number()}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        account,
        settings,
    }) => hogql`SELECT feature, length(users) AS accounts, active AS active_accounts, round(100 * accounts / active, 1) AS share
FROM (
    SELECT feature, groupUniqArray(account) AS users, any(active) AS active
    FROM (
        SELECT account, feature, uniqExact(account) OVER () AS active
        FROM (
            SELECT ${accountOf(account)} AS account, ${featureOf(settings)} AS feature
            FROM events
            WHERE timestamp >= ${daysAgo(ACTIVE_DAYS)} AND timestamp < now() AND ${isActivity()} AND account != ''
            GROUP BY account, feature
        )
    )
    WHERE feature != ''
    GROUP BY feature
)
ORDER BY accounts DESC, feature ASC
LIMIT ${integer(FEATURE_ROWS)}`,
    example: {account: EXAMPLE.account, settings: {}},
})
