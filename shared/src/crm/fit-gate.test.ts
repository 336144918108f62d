import {conditionWords, type FitCondition, fits, misfits} from "./fit-gate"

const condition = (o: Partial<FitCondition>): FitCondition => ({
    on: "company",
    field: "employee_range",
    is: "one_of",
    values: [],
    when_missing: "pass",
    ...o,
})

test.each([
    ["one of, case ignored", {is: "one_of", values: ["de", "AT"]}, ["DE"], true],
    ["none of the list", {is: "one_of", values: ["DE"]}, ["FR"], false],
    ["several values, one fits", {is: "one_of", values: ["SaaS"]}, ["Retail", "saas"], true],
    ["excluded", {is: "not_one_of", values: ["Agency"]}, ["agency"], false],
    ["not excluded", {is: "not_one_of", values: ["Agency"]}, ["Bank"], true],
    ["a number", {is: "at_least", values: [50]}, [50], true],
    ["a number below", {is: "at_least", values: [50]}, [49], false],
    ["a number as text", {is: "at_least", values: ["50"]}, ["1,200"], true],
    ["a range that reaches it", {is: "at_least", values: [100]}, ["51-250"], true],
    ["a range below it", {is: "at_least", values: [300]}, ["51-250"], false],
    ["thousands", {is: "at_least", values: [900]}, ["1K-5K"], true],
    ["an open range", {is: "at_least", values: [1_000_000]}, ["100K+"], true],
    ["at most", {is: "at_most", values: [250]}, ["251-1K"], false],
    ["at most, a range that begins below", {is: "at_most", values: [300]}, ["251-1K"], true],
    ["money", {is: "at_least", values: [1_000_000]}, ["$1M"], true],
    ["nothing known passes", {is: "at_least", values: [50]}, [], true],
    ["nothing known blocks", {is: "at_least", values: [50], when_missing: "block"}, [], false],
    ["an empty text is nothing", {is: "one_of", values: ["DE"], when_missing: "block"}, [""], false],
    ["no number is unknown", {is: "at_least", values: [50], when_missing: "block"}, ["many"], false],
    ["set", {is: "set"}, ["x"], true],
    ["not set, whatever missing means", {is: "set", when_missing: "pass"}, [], false],
    ["false is a value", {is: "set"}, [false], true],
    ["yes or no", {is: "one_of", values: ["true"]}, [true], true],
] as const)("%s", (_, o, values, expected) => {
    expect(fits(condition(o as Partial<FitCondition>), values)).toBe(expected)
})

test("each condition that is not met is named", () => {
    const conditions = [
        condition({is: "at_least", values: [50]}),
        condition({on: "account", field: "plan", is: "not_one_of", values: ["free"]}),
        condition({field: "country", is: "set"}),
    ]
    const values: Record<string, (string | number)[]> = {employee_range: [10], plan: ["team"], country: []}
    expect(misfits(conditions, ({field}) => values[field] ?? [])).toEqual([0, 2])
    expect(conditions.map(conditionWords)).toEqual([
        "employee_range of the company is at least 50",
        "plan of the account is not free",
        "country of the company is set",
    ])
})
