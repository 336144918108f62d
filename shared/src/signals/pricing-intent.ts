import * as z from "zod"

import {count} from "../counts"
import {bind, hogql} from "../queries/hogql"
import {PAGE_PATH, pathMatches} from "../queries/parts/scan"
import {windowedEvents} from "../queries/parts/windowed-events"
import {counted} from "../queries/schemas"
import {commonParams, days, defineSignal, publicPath, rowKey, wholeSteps} from "./signal"

/** Views closer together than this belong to one visit when the event carries no session id (DESIGN §3 "Visit"). */
const VISIT_GAP_SECONDS = 1800

/** Pricing intent (A1): at least 2 visits to pricing pages in 7 days. */
export const pricingIntent = defineSignal({
    id: "pricing_intent",
    version: 1,
    title: "Pricing interest",
    description: "At least 2 visits with a pricing page in 7 days.",
    audience: "prospect",
    params: z.strictObject({
        ...commonParams({base: 30, cadence: "daily"}),
        min_visits: z.number().int().min(1).default(2).meta({title: "Visits", description: "Distinct sessions with a pricing page view."}),
        window_days: days(7, "Window (days)", "Trailing window."),
        page_events: z.array(z.string().min(1)).min(1).default(["$pageview"]).meta({title: "Page view events", description: "Events that carry the page address."}),
        path_patterns: z.array(z.string().min(2)).min(1).default(["pricing", "/plans"]).meta({title: "Pricing pages", description: "A page counts when its path contains one of these texts (upper or lower case)."}),
        join_persons: z.boolean().default(true).meta({title: "Count views before sign-up", description: "Views without an account count for the account their visitor was last seen with."}),
    }), // prettier-ignore
    row: z.object({
        ...rowKey,
        visits: counted,
        views: counted,
        people: counted,
        last_at: counted,
        last_path: z.string(),
    }),
    lookbackDays: (params) => (params.join_persons ? 180 : params.window_days),
    sources: (params) => [{kind: "any_event", events: params.page_events}],
    hogql({params, account, grid, partition}) {
        const hits = windowedEvents({
            account,
            grid,
            partition,
            windowDays: params.window_days,
            named: hogql`event IN ${bind("page_events", params.page_events)}`,
            where: hogql`event IN ${bind("page_events", params.page_events)} AND ${pathMatches("path_patterns", params.path_patterns)}`,
            label: PAGE_PATH,
            joinPersons: params.join_persons,
        })
        return hogql`SELECT account, day, length(groupUniqArrayArray(sessions)) + sum(loose_visits) AS visits,
    sum(person_views) AS views, count() AS people,
    tupleElement(max(latest), 1) AS last_at, tupleElement(max(latest), 2) AS last_path
FROM (
    SELECT account, day, person, sessions, person_views, latest,
        if(empty(loose), 0, 1 + arrayCount(gap -> gap > ${bind("visit_gap", VISIT_GAP_SECONDS)}, arrayDifference(loose))) AS loose_visits
    FROM (
        SELECT account, day, person, groupUniqArrayIf(session, notEmpty(session)) AS sessions,
            arraySort(groupArrayIf(ts, empty(session))) AS loose, count() AS person_views, max(tuple(ts, label)) AS latest
        FROM (${hits})
        GROUP BY account, day, person
    )
)
GROUP BY account, day
HAVING visits >= ${bind("min_visits", params.min_visits)}`
    },
    tuning: {
        param: "min_visits",
        unit: "visits",
        value: hogql`visits`,
        above: false,
        steps: (params) => wholeSteps(params.min_visits),
    },
    evidence: (row, params) => ({
        observed: row.visits,
        threshold: params.min_visits,
        unit: "visits",
        window_days: params.window_days,
        facts: {people: row.people, page_views: row.views, last_page: publicPath(row.last_path)},
    }),
    explain: (row, params) =>
        `Visited pricing pages in ${count(row.visits, "session")} in the last ${params.window_days} days (${count(row.people, "person", "people")}).`,
    limits: [
        "Web pages only: a price list inside the product or a PDF is not seen.",
        "Views by people who never sign in cannot be linked to an account.",
    ],
    examples: [
        {
            row: {
                account: "acme",
                day: 20000,
                visits: 3,
                views: 5,
                people: 2,
                last_at: 1_700_000_000,
                last_path: "/pricing",
            },
            sentence: "Visited pricing pages in 3 sessions in the last 7 days (2 people).",
        },
    ],
})
