import {lookOf} from "./node"
import {describeChart, headings, seriesOf} from "./series"

const look = (chartSettings: object, more: object = {}) =>
    lookOf({kind: "DataVisualizationNode", display: "ActionsBar", chartSettings, ...more})
const rows = {
    columns: ["day", "kind", "n", "m"],
    rows: [
        ["2026-10-01T00:00:00+02:00", "a", 1, null],
        ["2026-10-01T00:00:00+02:00", "b", 2, 0],
        ["2026-10-02T00:00:00+02:00", null, 3, "4"],
    ],
}

test("one series per y column; a gap is no zero, and text is no number", () => {
    const two = look({xAxis: {column: "day"}, yAxis: [{column: "n"}, {column: "m", settings: {display: {label: "M"}}}]})
    const {points, names} = seriesOf(two, rows)
    expect(names).toEqual(["n", "M"])
    expect(points.filter(({series}) => series === "M")).toEqual([{x: "2026-10-01", series: "M", value: 0}])
    expect(points.filter(({series}) => series === "n").map(({value}) => value)).toEqual([1, 2, 3])
}) // prettier-ignore

test("a breakdown column names the series in the order in which they come", () => {
    const broken = look({
        xAxis: {column: "day"},
        yAxis: [{column: "n"}],
        seriesBreakdownColumn: "kind",
    })
    const {points, names} = seriesOf(broken, rows)
    expect(names).toEqual(["a", "b", ""])
    expect(points).toHaveLength(3)
    expect(points[1]).toEqual({x: "2026-10-01", series: "b", value: 2})
})

test("a column that did not come draws nothing", () =>
    expect(seriesOf(look({xAxis: {column: "day"}, yAxis: [{column: "gone"}]}), rows).points).toEqual([]))

test("a table shows the columns that its settings name, in their order; a chart's table shows all", () => {
    const settings = {tableSettings: {columns: [{column: "n", settings: {display: {label: "N"}}}, {column: "gone"}, {column: "kind"}]}}
    const table = lookOf({kind: "DataVisualizationNode", display: "ActionsTable", ...settings})
    expect(headings(table, rows.columns).map(({label}) => label)).toEqual(["N", "kind"])
    const bar = look({yAxis: [{column: "n", settings: {display: {label: "N"}}}]})
    expect(headings(bar, rows.columns).map(({label}) => label)).toEqual(["day", "kind", "N", "m"])
}) // prettier-ignore

test("a chart says its series, its ends and its extremes", () => {
    const points = [
        {x: "a", series: "s", value: 1500},
        {x: "b", series: "s", value: -2},
    ]
    expect(describeChart("T", points, ["s"])).toBe(
        "T. s; from a to b; smallest -2, largest 1,500. The table below has all values.",
    )
    expect(describeChart("T", [], [])).toBe("T. No data.")
})
