import {median, medianRatio, sum} from "./cost"

it("takes the value in the middle, or the mean of two", () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([8, 2, 4, 100])).toBe(6)
    expect(() => median([])).toThrow("no median of nothing")
})

it("compares within a round, so that one slow round changes nothing", () => {
    const cost = (ms: number) => ({ms, cpuMs: null})
    const pairs = [
        [cost(30), cost(10)],
        [cost(3000), cost(1000)],
        [cost(28), cost(7)],
    ] as const
    expect(medianRatio(pairs)).toEqual({elapsed: 3, cpu: null})
})

it("knows no processor time of a sum when one part is unknown", () => {
    expect(
        sum([
            {ms: 1, cpuMs: 5},
            {ms: 2, cpuMs: null},
        ]),
    ).toEqual({ms: 3, cpuMs: null})
})
