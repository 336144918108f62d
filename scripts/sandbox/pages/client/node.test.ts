import {followsFilter, lookFor, lookOf} from "./node"

const sql = (query: string, more: object = {}) => ({
    kind: "DataVisualizationNode",
    source: {kind: "HogQLQuery", query},
    ...more,
})
const trends = (trendsFilter: object = {}) => ({
    kind: "InsightVizNode",
    source: {kind: "TrendsQuery", series: [], trendsFilter},
})
const FUNNEL = {kind: "InsightVizNode", source: {kind: "FunnelsQuery", series: []}}

test.each([
    ["BoldNumber", "number", "number"],
    ["ActionsTable", "table", "table"],
    ["ActionsLineGraph", "line", "line"],
    ["ActionsBar", "bar", "stacked"],
    ["ActionsUnstackedBar", "bar", "bar"],
    ["ActionsStackedBar", "stacked", "stacked"],
    ["ActionsAreaGraph", "area", "area"],
    ["ActionsBarValue", "table", "bar"],
    ["WorldMap", "table", "table"],
])("%s is a %s for SQL and a %s for trends", (display, forSql, forTrends) => {
    expect(lookOf(sql("", {display})).as).toBe(forSql)
    expect(lookOf(trends({display})).as).toBe(forTrends)
})

test("trends are lines and funnels are funnels; what nobody knows is a table", () => {
    expect(lookOf(trends()).as).toBe("line")
    expect(lookOf(FUNNEL).as).toBe("funnel")
    for (const query of [null, undefined, "x", [], {}, sql("")]) expect(lookOf(query).as).toBe("table")
})

test("axes, goals and columns with their labels and formats", () => {
    const settings = {display: {label: "N"}, formatting: {suffix: " %"}}
    const look = lookOf(
        sql("", {
            display: "ActionsLineGraph",
            chartSettings: {
                xAxis: {column: "day"},
                yAxis: [{column: "n", settings}, {column: "m", settings: {display: {label: ""}}}, {}],
                seriesBreakdownColumn: "kind",
                goalLines: [{label: "goal", value: 5}, {label: "no number"}, null],
            },
        }),
    )
    expect(look).toMatchObject({
        x: "day",
        breakdown: "kind",
        goals: [{label: "goal", value: 5}],
        y: [
            {column: "n", label: "N", formatting: {suffix: " %"}},
            {column: "m", label: "m", formatting: {}},
            {column: "", label: ""},
        ],
    })
})

test("the lines of trends come with their rows", () => {
    const look = lookFor(trends({aggregationAxisPostfix: " h", decimalPlaces: 1}), ["day", "a", "b"])
    expect([look.x, look.y.map(({column}) => column)]).toEqual(["day", ["a", "b"]])
    expect(look.y[0]?.formatting).toMatchObject({suffix: " h", decimalPlaces: 1})
    const query = sql("", {display: "BoldNumber"})
    expect(lookFor(query, ["n"])).toEqual(lookOf(query))
})

test.each([
    ["SQL with {filters}", sql("SELECT 1 FROM events WHERE {filters}"), true],
    ["SQL with a bound of the range", sql("SELECT {filters.dateRange.from}"), true],
    ["SQL without", sql("SELECT 1"), false],
    ["SQL with variables", {source: {query: "{filters}", variables: {v: {}}}}, false],
    ["trends", trends(), true],
    ["a funnel", FUNNEL, true],
    ["nothing", null, false],
])("%s follows the date filter: %p", (_, query, follows) => expect(followsFilter(query)).toBe(follows))
