import {type BoardFixture, createBoards, type InsightBody} from "./posthog-boards"

interface Line {
    label: string
    count: number
    data: number[]
    days: string[]
    labels: string[]
    aggregated_value?: number
    breakdown_value?: unknown
}

let boards: BoardFixture
beforeAll(async () => {
    boards = await createBoards()
    const {project} = boards
    await project.admin.updateProject(project.id, {
        groupTypes: [{group_type: "company"}],
        timezone: "Europe/Berlin",
        weekStartDay: 1,
    })
    const at = (event: string, company: string, timestamp: string, properties = {}) => ({
        event,
        distinct_id: `u@${company}`,
        timestamp,
        properties: {$groups: {company}, ...properties},
    })
    const batch = [
        at("seen", "a.com", "2026-10-01T10:00:00Z", {plan: "team", n: 4}),
        at("seen", "a.com", "2026-10-02T22:30:00Z", {plan: "team", n: 6}),
        at("seen", "b.com", "2026-10-03T10:00:00Z", {plan: "free", n: 1}),
        at("seen", "b.com", "2026-09-01T10:00:00Z", {n: 1}),
        at("tried", "a.com", "2026-10-01T10:05:00Z"),
        at("tried", "b.com", "2026-10-03T09:00:00Z"),
        at("tried", "c.com", "2026-10-03T09:00:00Z"),
        at("paid", "a.com", "2026-10-03T10:05:00Z"),
    ]
    await project.capture("/batch/", {api_key: project.apiToken, batch})
})

const compute = async (source: unknown, query = "", dashboards: number[] = []) => {
    const body = {query: {kind: "InsightVizNode", source}, dashboards}
    const {id} = (await boards.call<InsightBody>("POST", "/insights/", body)).body
    return (await boards.call<InsightBody>("GET", `/insights/${id}/?refresh=force_blocking${query}`)).body
}
const trends = (more: object, node: object = {}) => ({
    kind: "TrendsQuery",
    series: [{kind: "EventsNode", event: "seen", ...node}],
    ...more,
})
const lines = async (source: unknown) => {
    const {result, query_status} = await compute(source)
    expect(query_status).toBeNull()
    return result as Line[]
}

describe("trends", () => {
    test("one number per day of the project, by default of the last week, days without events too", async () => {
        const [line] = await lines(trends({}))
        expect(line).toMatchObject({label: "seen", count: 3, data: [0, 0, 0, 1, 0, 2, 0, 0]})
        expect([line?.days.at(0), line?.days.at(-1)]).toEqual(["2026-09-28", "2026-10-05"])
        expect(line?.labels[3]).toBe("1-Oct-2026")
    })

    test("hours, weeks and months", async () => {
        const points = async (interval: string, dateRange: object) => {
            const [line] = await lines(trends({interval, dateRange}))
            return line?.days.map((day, index) => [day, line.data[index]])
        }
        expect(await points("week", {date_from: "2026-09-28"})).toEqual([
            ["2026-09-28", 3],
            ["2026-10-05", 0],
        ])
        expect(await points("month", {date_from: "-1mStart"})).toEqual([
            ["2026-09-01", 1],
            ["2026-10-01", 3],
        ])
        const hours = await points("hour", {date_from: "2026-10-03", date_to: "2026-10-03"})
        expect(hours).toHaveLength(24)
        expect(hours?.filter(([, n]) => n)).toEqual([
            ["2026-10-03 00:00:00", 1],
            ["2026-10-03 12:00:00", 1],
        ])
    })

    test.each([
        ["dau", {math: "dau"}, 2],
        ["unique_group", {math: "unique_group", math_group_type_index: 0}, 2],
        ["sum", {math: "sum", math_property: "n"}, 11],
        ["max", {math: "max", math_property: "n"}, 6],
        ["median", {math: "median", math_property: "n"}, 4],
    ])("as one number: %s", async (_, node, value) => {
        const [line] = await lines(trends({trendsFilter: {display: "BoldNumber"}}, node))
        expect(line).toMatchObject({aggregated_value: value, data: []})
    })

    test("a breakdown gives a line per value, with the rest as one", async () => {
        const breakdowns = [{property: "plan", type: "event"}]
        const source = (filter: object) =>
            trends({dateRange: {date_from: "2026-09-01"}, breakdownFilter: {breakdowns, ...filter}})
        const shown = (found: Line[]) => found.map(({breakdown_value, count}) => [breakdown_value, count])
        expect(shown(await lines(source({})))).toEqual([
            [["team"], 2],
            [["$$_posthog_breakdown_null_$$"], 1],
            [["free"], 1],
        ])
        expect(shown(await lines(source({breakdown_limit: 1})))).toEqual([
            [["team"], 2],
            [["$$_posthog_breakdown_other_$$"], 2],
        ])
        expect(
            shown(await lines(source({breakdown_limit: 1, breakdown_hide_other_aggregation: true}))),
        ).toEqual([[["team"], 2]])
    })

    test("properties of the query and of the series; a dashboard's range replaces its own", async () => {
        const plan = [{key: "plan", type: "event", operator: "exact", value: "team"}]
        const group = {type: "AND", values: [{type: "AND", values: plan}]}
        const above = [{key: "n", operator: "gt", value: 5}]
        expect((await lines(trends({properties: group}, {properties: above})))[0]?.count).toBe(1)
        const {id} = await boards.dashboard({filters: {date_from: "2026-09-01", date_to: "2026-09-30"}})
        const {result} = await compute(trends({properties: []}), `&from_dashboard=${id}`, [id])
        expect((result as Line[])[0]?.count).toBe(1)
    })
})

describe("funnels", () => {
    const funnel = (more: object = {}, filter: object = {}, steps = ["seen", "tried", "paid"]) => ({
        kind: "FunnelsQuery",
        series: steps.map((event) => ({kind: "EventsNode", event})),
        funnelsFilter: filter,
        ...more,
    })
    const counts = async (source: unknown) => (await lines(source)).map(({count}) => count)

    test("counts actors in order, with the times between steps", async () => {
        const result = (await compute(funnel({aggregation_group_type_index: 0}))).result
        expect(result).toMatchObject([
            {name: "seen", count: 2, average_conversion_time: null},
            // b.com tried before it was seen.
            {name: "tried", count: 1, average_conversion_time: 300, median_conversion_time: 300},
            {name: "paid", count: 1, average_conversion_time: 172_800},
        ])
        expect(await counts(funnel())).toEqual([2, 1, 1])
    })

    test("the window bounds the whole way", async () => {
        const window = {funnelWindowInterval: 1, funnelWindowIntervalUnit: "day"}
        expect(await counts(funnel({}, window))).toEqual([2, 1, 0])
    })

    test("the same event twice needs two events", async () => {
        expect(await counts(funnel({}, {}, ["seen", "seen"]))).toEqual([2, 1])
    })
})

test.each([
    ["formula", trends({trendsFilter: {formula: "A/B"}})],
    ["compare", trends({compareFilter: {compare: true}})],
    ['The math "weekly_active"', trends({}, {math: "weekly_active"})],
    ["More than one breakdown", trends({breakdownFilter: {breakdowns: [{property: "a"}, {property: "b"}]}})],
    [
        "exclusions",
        {
            ...trends({}),
            kind: "FunnelsQuery",
            series: [{kind: "EventsNode"}, {kind: "EventsNode"}],
            funnelsFilter: {
                exclusions: [{kind: "EventsNode", event: "x", funnelFromStep: 0, funnelToStep: 1}],
            },
        },
    ],
])("what is not computed says so: %s", async (what, source) => {
    const {result, query_status} = await compute(source)
    expect([result, query_status?.error_message]).toEqual([null, `${what} is not computed by this stand-in.`])
})

test("math without its property, and a funnel of one step, are errors of the query", async () => {
    const message = async (source: unknown) => (await compute(source)).query_status?.error_message
    expect(await message(trends({}, {math: "sum"}))).toBe('math_property is needed for "sum".')
    expect(await message({kind: "FunnelsQuery", series: [{kind: "EventsNode"}]})).toMatch(/source/)
})
