import * as z from "zod"

import {count} from "../counts"
import {bind, type Fragment, hogql} from "../queries/hogql"
import {PAGE_PATH, pathMatches} from "../queries/parts/scan"
import {windowedEvents} from "../queries/parts/windowed-events"
import {counted} from "../queries/schemas"
import {commonParams, days, defineSignal, plainName, publicPath, rowKey, wholeSteps} from "./signal"

/** A checkout or upgrade event, or a view of a billing page. */
export function isBillingStep(params: {
    events: readonly string[]
    path_patterns: readonly string[]
    page_events: readonly string[]
}): Fragment {
    const byName = hogql`event IN ${bind("billing_events", params.events)}`
    const byPath = hogql`event IN ${bind("page_events", params.page_events)} AND ${pathMatches("billing_paths", params.path_patterns)}`
    if (params.path_patterns.length === 0) return byName
    return params.events.length === 0 ? hogql`(${byPath})` : hogql`(${byName} OR (${byPath}))`
}

/** Billing intent (A1): a checkout or upgrade event in 7 days; routed whatever the score (D7). */
export const billingIntent = defineSignal({
    id: "billing_intent",
    version: 1,
    title: "Billing intent",
    description: "A checkout or upgrade step in 7 days.",
    audience: "both",
    params: z.strictObject({
        ...commonParams({base: 40, cadence: "daily"}),
        always_route: z.boolean().default(true).meta({title: "Always route", description: "Route the account whatever its score."}),
        min_events: z.number().int().min(1).default(1).meta({title: "Events", description: "Checkout or upgrade events in the window."}),
        window_days: days(7, "Window (days)", "Trailing window."),
        events: z.array(z.string().min(1)).default(["checkout_started", "upgrade_started", "plan_upgrade_clicked", "billing_details_added"]).meta({title: "Billing events", description: "Steps towards paying, not the payment itself."}),
        path_patterns: z.array(z.string().min(2)).default([]).meta({title: "Billing pages", description: "Views of pages whose path contains one of these texts count as well."}),
        page_events: z.array(z.string().min(1)).min(1).default(["$pageview"]).meta({title: "Page view events", description: "Events that carry the page address."}),
        join_persons: z.boolean().default(false).meta({title: "Join by person", description: "Events without an account count for the account their person was last seen with."}),
    }), // prettier-ignore
    row: z.object({
        ...rowKey,
        events: counted,
        people: counted,
        last_at: counted,
        last_event: z.string(),
    }),
    lookbackDays: (params) => (params.join_persons ? 180 : params.window_days),
    sources: (params) => [
        {
            kind: "any_event",
            events: [...params.events, ...(params.path_patterns.length > 0 ? params.page_events : [])],
        },
    ],
    hogql({params, account, grid, partition}) {
        const hits = windowedEvents({
            account,
            grid,
            partition,
            windowDays: params.window_days,
            named: hogql`event IN ${bind("named_events", [...params.events, ...(params.path_patterns.length > 0 ? params.page_events : [])])}`,
            where: isBillingStep(params),
            label: hogql`if(event IN ${bind("billing_events", params.events)}, event, ${PAGE_PATH})`,
            joinPersons: params.join_persons,
        })
        return hogql`SELECT account, day, count() AS events, uniqExact(person) AS people,
    tupleElement(max(tuple(ts, label)), 1) AS last_at, tupleElement(max(tuple(ts, label)), 2) AS last_event
FROM (${hits})
GROUP BY account, day
HAVING events >= ${bind("min_events", params.min_events)}`
    },
    tuning: {
        param: "min_events",
        unit: "events",
        value: hogql`events`,
        above: false,
        steps: (params) => wholeSteps(params.min_events),
    },
    evidence: (row, params) => ({
        observed: row.events,
        threshold: params.min_events,
        unit: "events",
        window_days: params.window_days,
        facts: {people: row.people, last_event: publicPath(row.last_event)},
    }),
    explain: (row, params) =>
        `Took ${count(row.events, "checkout or upgrade step")} in the last ${params.window_days} days (last: ${plainName(row.last_event)}).`,
    limits: ["Close to the purchase itself: judge it with a gap between signal and outcome."],
    examples: [
        {
            row: {
                account: "acme",
                day: 20000,
                events: 2,
                people: 1,
                last_at: 1_700_000_000,
                last_event: "checkout_started",
            },
            sentence: "Took 2 checkout or upgrade steps in the last 7 days (last: checkout started).",
        },
    ],
})
