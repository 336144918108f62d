import {PageError} from "../posthog-api"
import {nativeAnswer} from "./results"

const COMPANIES = {group_types: [{group_type: "company", group_type_index: 0}]}
const viz = (source: object) => ({kind: "InsightVizNode", source})
const line = (label: string, data: number[], more: object = {}) => ({
    ...{label, data, days: ["2026-10-01", "2026-10-02"].slice(0, data.length)},
    ...more,
})
const trends = (result: unknown, more: object = {}) =>
    nativeAnswer(viz({kind: "TrendsQuery", series: [{}, {}], ...more}), result, COMPANIES)

describe("trends", () => {
    test("a row per interval and a column per line; equal names stay apart", () => {
        expect(trends([line("a", [1, 2]), line("a", [3, 4])])).toEqual({
            columns: ["day", "a", "a (2)"],
            rows: [
                ["2026-10-01", 1, 3],
                ["2026-10-02", 2, 4],
            ],
            funnel: null,
        })
        expect(trends([line("a", [1])], {interval: "week"}).columns).toEqual(["week", "a"])
    })

    test("values of a breakdown in words, with the series where there are several", () => {
        const split = [
            line("$$_posthog_breakdown_null_$$", [1], {breakdown_value: ["x"], action: {name: "opened"}}),
            line("pro", [2], {breakdown_value: "pro", action: {custom_name: "Bought", name: "bought"}}),
        ]
        expect(trends(split).columns).toEqual(["day", "opened: (none)", "Bought: pro"])
        expect(trends(split, {series: [{}]}).columns).toEqual(["day", "(none)", "pro"])
    })

    test("one number per line, as a number or as rows", () => {
        const total = [line("a", [], {aggregated_value: 7}), line("b", [], {aggregated_value: null})]
        expect(trends(total, {trendsFilter: {display: "BoldNumber"}})).toMatchObject({
            columns: ["a", "b"],
            rows: [[7, null]],
        })
        expect(trends(total, {trendsFilter: {display: "ActionsPie"}}).rows).toEqual([
            ["a", 7],
            ["b", null],
        ])
    })

    test.each([
        ["cumulative lines", [line("a", [1])], {trendsFilter: {display: "ActionsLineGraphCumulative"}}],
        ["something else", {heat: 1}, {}],
        ["nothing", null, {}],
    ])("%s are PostHog's", (_, result, more) => expect(() => trends(result, more)).toThrow(PageError))
})

describe("funnels", () => {
    const steps = [
        {name: "opened", custom_name: null, count: 5},
        {name: "bought", custom_name: "Bought", count: 2},
    ]
    const funnel = (more: object, result: unknown = steps) =>
        nativeAnswer(viz({kind: "FunnelsQuery", series: [], ...more}), result, COMPANIES).funnel

    test("names, counts, who is counted and the window", () => {
        expect(funnel({aggregation_group_type_index: 0, funnelsFilter: {funnelWindowInterval: 1}})).toEqual({
            unit: "company",
            window: "1 day",
            steps: [
                {name: "opened", count: 5},
                {name: "Bought", count: 2},
            ],
        })
        expect(funnel({})).toMatchObject({unit: "person", window: "14 days"})
        const weeks = {funnelWindowInterval: 2, funnelWindowIntervalUnit: "week"}
        expect(funnel({aggregation_group_type_index: 4, funnelsFilter: weeks})).toMatchObject({
            unit: "group",
            window: "2 weeks",
        })
    })

    test("one that is split is PostHog's", () => expect(() => funnel({}, [steps])).toThrow(PageError))
})
