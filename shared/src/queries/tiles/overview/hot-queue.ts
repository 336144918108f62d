import * as z from "zod"

import {DEAL_UPDATED} from "../../../events/deal-updated"
import {address, type Fragment, hogql, integer} from "../../hogql"
import {defineQuery, TTL} from "../../query"
import {accountName, accountNamesSchema, EXAMPLE_NAMES, withNames} from "../account-names"
import {latestFirings, signalName, TILE_EXAMPLE, writerParams, written} from "../parts"

/** An account is in the queue from above this score on (C1). */
export const HOT_SCORE = 70
/** More rows than anybody calls. */
export const HOT_ROWS = 200
const COLUMNS = [
    ...["fired_at", "account", "score", "signals", "why_now"],
    ...["deal", "deal_link", "account_link", "replayed"],
]

/**
 * The newest deal that each account has in the CRM: account, deal_url, deal_status. What a deal is, and whose, its newest
 * revision says; one that is gone counts no more.
 */
function newestDeals(writer: string): Fragment {
    const text = (name: Fragment): Fragment => hogql`JSONExtractString(properties, ${name})`
    const newest = (name: Fragment): Fragment =>
        hogql`argMax(${text(name)}, JSONExtractFloat(properties, 'revision'))`
    return hogql`SELECT owner AS account, argMax(url, tuple(created, deal)) AS deal_url, argMax(status, tuple(created, deal)) AS deal_status
    FROM (
        SELECT ${text(hogql`'deal_id'`)} AS deal, ${newest(hogql`'account_key'`)} AS owner, ${newest(hogql`'created_at'`)} AS created,
            ${newest(hogql`'deal_url'`)} AS url, ${newest(hogql`'deal_status'`)} AS status
        FROM events
        WHERE ${written(DEAL_UPDATED, writer)} AND JSONExtractBool(properties, 'is_current')
        GROUP BY deal
    )
    WHERE owner != '' AND status != 'deleted'
    GROUP BY account`
}

/** Accounts whose latest firing of the period is hot, newest first, with where to look at them. */
export const tileHotQueue = defineQuery({
    id: "tile_hot_queue",
    version: 1,
    purpose: "Accounts whose latest score of the dashboard's period is above 70, newest first, with links.",
    params: writerParams.extend({
        /** Where the pages of accounts begin; null where accounts have none. */
        account_pages: z.string().nullable(),
        names: accountNamesSchema,
    }),
    row: z.object({
        ...accountName,
        fired_at: z.string(),
        account: z.string(),
        score: z.number(),
        signals: z.string(),
        why_now: z.string(),
        deal: z.string(),
        deal_link: z.string(),
        account_link: z.string(),
        replayed: z.string(),
    }),
    ttlSeconds: TTL.fired,
    hogql({writer, account_pages: pages, names}) {
        const order = hogql`fired_at DESC, score DESC, account ASC`
        const rows = hogql`SELECT fired.fired_at AS fired_at, fired.account AS account, fired.last_score AS score,
    arrayStringConcat(arrayMap(type -> ${signalName(hogql`type`)}, fired.last_types), ', ') AS signals, fired.last_why AS why_now,
    if(empty(coalesce(deals.deal_status, '')), 'none yet', deals.deal_status) AS deal, coalesce(deals.deal_url, '') AS deal_link,
    ${pages === null ? hogql`''` : hogql`concat(${address(pages)}, encodeURLComponent(fired.account))`} AS account_link,
    if(fired.is_replayed, 'replayed', '') AS replayed
FROM (
    ${latestFirings(writer)}
) AS fired
LEFT JOIN (
    ${newestDeals(writer)}
) AS deals ON fired.account = deals.account
WHERE score > ${integer(HOT_SCORE)}
ORDER BY ${order}
LIMIT ${integer(HOT_ROWS)}`
        return withNames(names, rows, COLUMNS, order, HOT_ROWS)
    },
    example: {
        ...TILE_EXAMPLE,
        account_pages: "https://us.posthog.com/project/7/groups/0/",
        names: EXAMPLE_NAMES,
    },
})
