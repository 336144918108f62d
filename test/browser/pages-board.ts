import type {BoardFixture} from "../sandbox/posthog-boards"
import {happened} from "./pages-support"

/** What happened. Berlin is two hours ahead: 21:59:59 UTC is the last second of a day there. */
export const EVENTS = [
    happened("signed_up", "a", "2026-09-10T10:00:00Z", {plan: "pro"}),
    happened("invited", "a", "2026-09-12T10:00:00Z"),
    happened("paid", "a", "2026-09-15T10:00:00Z"),
    // Invited after the window of 7 days.
    happened("signed_up", "b", "2026-09-11T10:00:00Z", {plan: "free"}),
    happened("invited", "b", "2026-09-30T10:00:00Z"),
    // In the wrong order.
    happened("invited", "c", "2026-09-10T10:00:00Z"),
    happened("signed_up", "c", "2026-09-12T10:00:00Z", {plan: "free"}),
    happened("signed_up", "d", "2026-09-20T10:00:00Z", {plan: "pro"}),
    happened("invited", "d", "2026-09-21T10:00:00Z"),
    // Never signed up.
    happened("invited", "g", "2026-09-22T10:00:00Z"),
    happened("signed_up", "f", "2026-10-04T10:00:00Z", {plan: "pro"}),
    // Before the saved period; the last step in the last second of 7 August in Berlin.
    happened("signed_up", "e", "2026-08-04T22:00:00Z", {plan: "free"}),
    happened("invited", "e", "2026-08-06T10:00:00Z"),
    happened("paid", "e", "2026-08-07T21:59:59Z"),
    // The first second of 8 August in Berlin.
    happened("signed_up", "h", "2026-08-07T22:00:00Z", {plan: "free"}),
]
const sql = (query: string, shown: object) => ({
    kind: "DataVisualizationNode",
    source: {kind: "HogQLQuery", query},
    ...shown,
})
const chart = (display: string, x: string, y: string[], more: object = {}) => ({
    display,
    chartSettings: {xAxis: {column: x}, yAxis: y.map((column) => ({column, settings: {display: {label: `Label of ${column}`}}})), ...more},
}) // prettier-ignore
const PER_DAY =
    "SELECT toStartOfDay(timestamp) AS day, count() AS n, count(DISTINCT $group_0) AS companies FROM events WHERE {filters} GROUP BY day ORDER BY day LIMIT 100"
const BY_PLAN =
    "SELECT event, ifNull(toString(properties.plan), 'none') AS plan, count() AS n FROM events WHERE {filters} GROUP BY event, plan ORDER BY event, plan LIMIT 100"
const series = (events: string[]) => events.map((event) => ({kind: "EventsNode", event, name: event}))
/** Query nodes of each kind of tile, by the title of the tile. */
export const KINDS: Record<string, object> = {
    "A number": sql("SELECT count() AS n FROM events WHERE event = 'signed_up' AND {filters} LIMIT 1", {
        display: "BoldNumber",
        tableSettings: {columns: [{column: "n", settings: {formatting: {suffix: " sign-ups"}}}]},
    }),
    "A table": sql("SELECT $group_0 AS company, count() AS n, max(timestamp) AS last FROM events WHERE {filters} GROUP BY company ORDER BY company LIMIT 100", {display: "ActionsTable"}),
    "A line": sql(PER_DAY, chart("ActionsLineGraph", "day", ["n", "companies"])),
    "A bar": sql("SELECT event, count() AS n, count(DISTINCT $group_0) AS companies FROM events WHERE {filters} GROUP BY event ORDER BY event LIMIT 100", chart("ActionsBar", "event", ["n", "companies"])),
    "A stacked bar": sql(BY_PLAN, chart("ActionsStackedBar", "event", ["n"], {seriesBreakdownColumn: "plan"})),
    "An area": sql(PER_DAY, chart("ActionsAreaGraph", "day", ["n"])),
    "A funnel": {
        kind: "InsightVizNode",
        source: {
            kind: "FunnelsQuery",
            series: series(["signed_up", "invited", "paid"]),
            aggregation_group_type_index: 0,
            funnelsFilter: {funnelWindowInterval: 7, funnelWindowIntervalUnit: "day"},
        },
    },
    "Trends": {kind: "InsightVizNode", source: {kind: "TrendsQuery", interval: "day", series: series(["signed_up", "invited"])}},
    "Trends of plans": {
        kind: "InsightVizNode",
        source: {kind: "TrendsQuery", interval: "week", series: series(["signed_up"]), breakdownFilter: {breakdowns: [{property: "plan", type: "event"}]}},
    },
    "Trends as a number": {kind: "InsightVizNode", source: {kind: "TrendsQuery", series: [{kind: "EventsNode", event: "signed_up", math: "unique_group", math_group_type_index: 0}], trendsFilter: {display: "BoldNumber"}}},
    "Without a filter": sql("SELECT count() AS n FROM events LIMIT 1", {display: "BoldNumber"}),
} // prettier-ignore

/** Makes a dashboard with a text and a tile of each kind, saved with the last 30 days. Gives its id. */
export async function boardOfKinds(boards: BoardFixture): Promise<number> {
    const {id} = await boards.dashboard({
        name: "Every kind",
        description: "One tile of each kind.",
        filters: {date_from: "-30d"},
    })
    const body = "## How to read it\n\nCounts are **exact**; `{filters}` follows the date filter.\n\n- one\n- two, see [the guide](https://example.com/guide)"
    const tiles: object[] = [{text: {body}, layouts: {sm: {x: 0, y: 0, w: 12, h: 3}}}]
    for (const [i, [name, query]] of Object.entries(KINDS).entries()) {
        const insight = {name, query, dashboards: [id], saved: true, description: `About: ${name.toLowerCase()}.`}
        const made = await boards.call<{id: number}>("POST", "/insights/", insight)
        expect(made.status).toBe(201)
        const found = (await boards.read(id)).tiles.find((tile) => tile.insight?.id === made.body.id)
        tiles.push({id: found?.id, layouts: {sm: {x: (i % 2) * 6, y: 3 + 5 * Math.floor(i / 2), w: 6, h: 5}}})
    }
    expect((await boards.call("PATCH", `/dashboards/${id}/`, {tiles})).status).toBe(200)
    return id
} // prettier-ignore
