import * as z from "zod"

import {billingIntent, isBillingStep} from "../../../signals/billing-intent"
import {supportEngagement} from "../../../signals/support-engagement"
import {bind, hogql, ident, integer} from "../../hogql"
import {defineQuery, TTL} from "../../query"
import {accountSourceSchema, counted, EXAMPLE} from "../../schemas"
import {accountName, accountNamesSchema, EXAMPLE_NAMES, withNames} from "../account-names"
import {attributedEvents} from "./attributed"
import {ACCOUNT_ROWS, ACTIVE_DAYS} from "./use"

/** Steps towards paying, by account (needs the events of the signal billing_intent). */
export const tileCheckouts = defineQuery({
    id: "tile_checkouts",
    version: 1,
    purpose: "Accounts with checkout or upgrade steps in the last 30 days.",
    params: z.object({
        account: accountSourceSchema,
        names: accountNamesSchema,
        settings: billingIntent.params,
    }),
    row: z.object({
        ...accountName,
        account: z.string(),
        steps: counted,
        people: counted,
        last_step: z.string(),
    }),
    ttlSeconds: TTL.aggregate,
    hogql({account, names, settings}) {
        const order = hogql`last_step DESC, account ASC`
        const rows = hogql`SELECT account, count() AS steps, uniqExact(person) AS people, max(at) AS last_step
FROM (
    ${attributedEvents({account, days: ACTIVE_DAYS, where: isBillingStep(settings), label: hogql`event`, joinPersons: settings.join_persons})}
)
GROUP BY account
ORDER BY ${order}
LIMIT ${integer(ACCOUNT_ROWS)}`
        return withNames(names, rows, ["account", "steps", "people", "last_step"], order, ACCOUNT_ROWS)
    },
    example: {account: EXAMPLE.account, names: EXAMPLE_NAMES, settings: {}},
})

/** Support conversations by account (needs the events of the signal support_engagement). */
export const tileSupport = defineQuery({
    id: "tile_support",
    version: 1,
    purpose: "Accounts by support conversations in the last 30 days.",
    params: z.object({
        account: accountSourceSchema,
        names: accountNamesSchema,
        settings: supportEngagement.params,
    }),
    row: z.object({
        ...accountName,
        account: z.string(),
        conversations: counted,
        messages: counted,
        last_message: z.string(),
    }),
    ttlSeconds: TTL.aggregate,
    hogql({account, names, settings}) {
        const conversation = hogql`coalesce(toString(properties.${ident(settings.conversation_property)}), '')`
        const rows = attributedEvents({
            account,
            days: ACTIVE_DAYS,
            where: hogql`event IN ${bind("support_events", settings.events)}`,
            label: hogql`if(notEmpty(${conversation}), ${conversation}, toString(uuid))`,
            joinPersons: settings.join_persons,
        })
        const order = hogql`conversations DESC, account ASC`
        const counts = hogql`SELECT account, uniqExact(label) AS conversations, count() AS messages, max(at) AS last_message
FROM (
    ${rows}
)
GROUP BY account
ORDER BY ${order}
LIMIT ${integer(ACCOUNT_ROWS)}`
        const columns = ["account", "conversations", "messages", "last_message"]
        return withNames(names, counts, columns, order, ACCOUNT_ROWS)
    },
    example: {account: EXAMPLE.account, names: EXAMPLE_NAMES, settings: {}},
})
