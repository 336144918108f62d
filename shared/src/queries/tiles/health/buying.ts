import * as z from "zod"

import {billingIntent, isBillingStep} from "../../../signals/billing-intent"
import {supportEngagement} from "../../../signals/support-engagement"
import {accountOf} from "../../account"
import {bind, hogql, ident, integer} from "../../hogql"
import {NOT_BETON} from "../../parts/scan"
import {defineQuery, TTL} from "../../query"
import {accountSourceSchema, counted, EXAMPLE} from "../../schemas"
import {ACTIVE_DAYS} from "./use"

const ROWS = 25
const recent = hogql`timestamp >= now() - toIntervalDay(${integer(ACTIVE_DAYS)}) AND timestamp < now()`

/** Steps towards paying, by account (needs the events of the signal billing_intent). */
export const tileCheckouts = defineQuery({
    id: "tile_checkouts",
    version: 1,
    purpose: "Accounts with checkout or upgrade steps in the last 30 days.",
    params: z.object({account: accountSourceSchema, settings: billingIntent.params}),
    row: z.object({account: z.string(), steps: counted, people: counted, last_step: z.string()}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        account,
        settings,
    }) => hogql`SELECT account, count() AS steps, uniqExact(person) AS people, max(at) AS last_step
FROM (
    SELECT ${accountOf(account)} AS account, person_id AS person, timestamp AS at
    FROM events
    WHERE ${recent} AND ${isBillingStep(settings)} AND ${NOT_BETON}
)
WHERE account != ''
GROUP BY account
ORDER BY last_step DESC, account ASC
LIMIT ${integer(ROWS)}`,
    example: {account: EXAMPLE.account, settings: {}},
})

/** Support conversations by account (needs the events of the signal support_engagement). */
export const tileSupport = defineQuery({
    id: "tile_support",
    version: 1,
    purpose: "Accounts by support conversations in the last 30 days.",
    params: z.object({account: accountSourceSchema, settings: supportEngagement.params}),
    row: z.object({account: z.string(), conversations: counted, messages: counted, last_message: z.string()}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        account,
        settings,
    }) => hogql`SELECT account, uniqExact(conversation) AS conversations, count() AS messages, max(at) AS last_message
FROM (
    SELECT ${accountOf(account)} AS account, timestamp AS at,
        if(empty(coalesce(toString(properties.${ident(settings.conversation_property)}), '')), toString(uuid), toString(properties.${ident(settings.conversation_property)})) AS conversation
    FROM events
    WHERE ${recent} AND event IN ${bind("support_events", settings.events)} AND ${NOT_BETON}
)
WHERE account != ''
GROUP BY account
ORDER BY conversations DESC, account ASC
LIMIT ${integer(ROWS)}`,
    example: {account: EXAMPLE.account, settings: {}},
})
