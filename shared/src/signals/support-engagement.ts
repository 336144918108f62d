import * as z from "zod"

import {count} from "../counts"
import {bind, hogql, ident} from "../queries/hogql"
import {windowedEvents} from "../queries/parts/windowed-events"
import {counted} from "../queries/schemas"
import {commonParams, days, defineSignal, rowKey, wholeSteps} from "./signal"

/** Support engagement (A1): at least 3 distinct conversations in 7 days. */
export const supportEngagement = defineSignal({
    id: "support_engagement",
    version: 1,
    title: "Support engagement",
    description: "At least 3 support conversations in 7 days.",
    audience: "both",
    params: z.strictObject({
        ...commonParams({base: 15, cadence: "daily"}),
        min_conversations: z.number().int().min(1).default(3).meta({title: "Conversations", description: "Distinct support conversations in the window."}),
        window_days: days(7, "Window (days)", "Trailing window."),
        events: z.array(z.string().min(1)).min(1).default(["intercom_conversation_started", "intercom_message_sent", "support_ticket_created"]).meta({title: "Support events", description: "Events of a support conversation."}),
        conversation_property: z.string().min(1).default("conversation_id").meta({title: "Conversation property", description: "Property that tells conversations apart; an event without it counts as its own."}),
        join_persons: z.boolean().default(false).meta({title: "Join by person", description: "Events without an account count for the account their person was last seen with."}),
    }), // prettier-ignore
    row: z.object({
        ...rowKey,
        conversations: counted,
        messages: counted,
        people: counted,
        last_at: counted,
    }),
    lookbackDays: (params) => (params.join_persons ? 180 : params.window_days),
    sources: (params) => [{kind: "any_event", events: params.events}],
    hogql({params, account, grid, partition}) {
        const conversation = hogql`coalesce(toString(properties.${ident(params.conversation_property)}), '')`
        const hits = windowedEvents({
            account,
            grid,
            partition,
            windowDays: params.window_days,
            named: hogql`event IN ${bind("support_events", params.events)}`,
            where: hogql`event IN ${bind("support_events", params.events)}`,
            label: hogql`if(notEmpty(${conversation}), ${conversation}, toString(uuid))`,
            joinPersons: params.join_persons,
        })
        return hogql`SELECT account, day, uniqExact(label) AS conversations, count() AS messages,
    uniqExact(person) AS people, max(ts) AS last_at
FROM (${hits})
GROUP BY account, day
HAVING conversations >= ${bind("min_conversations", params.min_conversations)}`
    },
    tuning: {
        param: "min_conversations",
        unit: "conversations",
        value: hogql`conversations`,
        above: false,
        steps: (params) => wholeSteps(params.min_conversations),
    },
    evidence: (row, params) => ({
        observed: row.conversations,
        threshold: params.min_conversations,
        unit: "conversations",
        window_days: params.window_days,
        facts: {messages: row.messages, people: row.people},
    }),
    explain: (row, params) =>
        `Opened ${count(row.conversations, "support conversation")} in the last ${params.window_days} days.`,
    limits: ["Counts conversations, not their mood: trouble and interest look alike."],
    examples: [
        {
            row: {
                account: "acme",
                day: 20000,
                conversations: 4,
                messages: 11,
                people: 2,
                last_at: 1_700_000_000,
            },
            sentence: "Opened 4 support conversations in the last 7 days.",
        },
    ],
})
