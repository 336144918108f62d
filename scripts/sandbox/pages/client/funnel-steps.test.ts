import {funnelNote, funnelRows, shareOf, stepsOf} from "./funnel-steps"

const funnel = (...counts: number[]) => ({
    unit: "company",
    window: "7 days",
    steps: counts.map((count, i) => ({name: `step ${"abc"[i]}`, count})),
})

test("each step has its base and who dropped off before it", () => {
    expect(funnelRows(funnel(1500, 300, 60)).rows).toEqual([
        ["1. step a", 1500, null, null, null],
        ["2. step b", 300, "300 of 1,500 (20 %)", "300 of 1,500 (20 %)", 1200],
        ["3. step c", 60, "60 of 300 (20 %)", "60 of 1,500 (4 %)", 240],
    ])
})

test("there is no rate of nobody", () => {
    expect(shareOf(0, 0)).toBe("0 of 0")
    expect(stepsOf(funnel(0, 0)).map(({dropped}) => dropped)).toEqual([null, 0])
    expect(funnelRows(funnel(2, 0, 0)).rows[2]).toEqual(["3. step c", 0, "0 of 0", "0 of 2 (0 %)", 0])
})

test("two steps of one name stay two", () => {
    const same = {...funnel(2, 1), steps: [{name: "x", count: 2}, {name: "x", count: 1}]}
    expect(stepsOf(same).map(({name}) => name)).toEqual(["1. x", "2. x"])
    expect(funnelNote(same)).toBe("Each company counts once. It took the steps in this order, all within 7 days of its first one.")
}) // prettier-ignore
