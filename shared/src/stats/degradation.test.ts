import {bernoulliCusum, cusumThreshold} from "./bernoulli-cusum"
import {betaBinomialChart} from "./beta-binomial-chart"
import {degradation} from "./degradation"
import {pageHinkley} from "./page-hinkley"

const periods = (n: number, ...successes: number[]) => successes.map((k) => ({successes: k, n}))
const BASELINE = {successes: 102, n: 120}

describe("CUSUM", () => {
    it("adds up outcome by outcome as it does by period when it never touches 0", () => {
        const settings = {p0: 0.85, p1: 0.7, h: 3}
        const outcomes = [0, 0, 0, 1, 0, 1, 0, 0]
        const single = bernoulliCusum(
            outcomes.map((y) => ({successes: y, n: 1})),
            settings,
        )
        expect(single.path[7]).toBeCloseTo(bernoulliCusum([{successes: 2, n: 8}], settings).path[0]!, 12)
        expect(single.alarmIndex).toBe(single.path.findIndex((value) => value >= 3))
    })

    it("refuses a rise, certain rates and impossible counts", () => {
        for (const [p0, p1] of [
            [0.5, 0.5],
            [0.5, 0.6],
            [1, 0.5],
            [0.5, 0],
        ] as const)
            expect(() => bernoulliCusum([], {p0, p1, h: 3})).toThrow("0 < p1 < p0 < 1")
        expect(() => bernoulliCusum([{successes: 2, n: 1}], {p0: 0.5, p1: 0.3, h: 3})).toThrow(
            "No proportion",
        )
    })

    it("has the simulated thresholds, rising in between and beyond", () => {
        const known = [120, 240, 600, 1200].map((horizon) => cusumThreshold(horizon, false))
        expect(known).toEqual([4.4, 5.2, 6.2, 6.9].map((h) => ({h: expect.closeTo(h, 12), simulated: true})))
        expect(cusumThreshold(380, false).h).toBeGreaterThan(5.2)
        expect(cusumThreshold(380, false).h).toBeLessThan(6.2)
        expect(cusumThreshold(10, false)).toEqual({h: 4.4, simulated: false})
        expect(cusumThreshold(2400, false)).toEqual({h: expect.closeTo(6.9 + Math.LN2, 12), simulated: false})
        expect(cusumThreshold(600, true)).toEqual({h: 7.4, simulated: true})
        expect(cusumThreshold(2400, true)).toEqual({h: expect.closeTo(7.4 + Math.LN2, 12), simulated: false})
        expect(() => cusumThreshold(0, true)).toThrow("above 0")
    })
})

describe("Page-Hinkley", () => {
    it("sees a fall, not a rise, and does not alarm at the threshold itself", () => {
        const settings = {delta: 0.005, lambda: 0.2}
        expect(pageHinkley([0.9, 0.8, 0.7, 0.6, 0.5], settings).alarmIndex).toBe(3)
        expect(pageHinkley([0.2, 0.4, 0.6, 0.8], settings)).toEqual({path: [0, 0, 0, 0], alarmIndex: null})
        // The statistic is 0.05 in decimal numbers and a little more in doubles.
        expect(pageHinkley([0.9, 0.8], {delta: 0, lambda: 0.05}).alarmIndex).toBeNull()
        expect(pageHinkley([], settings)).toEqual({path: [], alarmIndex: null})
    })
})

describe("beta-binomial chart", () => {
    it("adds up to 1 over all outcomes, whatever the baseline", () => {
        for (const [K, N] of [
            [0, 0],
            [0, 60],
            [60, 60],
            [102, 120],
            [85_000, 100_000],
        ] as const) {
            let sum = 0
            for (let k = 0; k <= 20; k++) {
                const {pmf, lowerTail, lowerMidP} = betaBinomialChart(K, N, k, 20)!
                sum += pmf.p
                expect(lowerTail.p).toBeCloseTo(sum, 12)
                expect(lowerMidP.p).toBeCloseTo(sum - pmf.p / 2, 12)
            }
            expect(sum).toBeCloseTo(1, 12)
        }
    })

    it("says nothing about an empty period and refuses impossible counts", () => {
        expect(betaBinomialChart(40, 60, 0, 0)!.lowerMidP.p).toBeCloseTo(0.5, 14)
        expect(betaBinomialChart(61, 60, 0, 1)).toBeNull()
        expect(betaBinomialChart(6, 60, 2, 1)).toBeNull()
        expect(betaBinomialChart(6, 60, 0.5, 1)).toBeNull()
    })
})

describe("degradation", () => {
    it("is healthy while the rate holds", () => {
        const result = degradation({baseline: BASELINE, periods: periods(20, 17, 16, 18, 17)})
        expect(result).toMatchObject({state: "healthy", reason: null})
        expect(result.design!.p0).toBeCloseTo(102.5 / 121, 12)
        expect(result.falseAlarms).toEqual({
            chartPerPeriod: 0.01,
            chartOverPeriods: expect.closeTo(1 - 0.99 ** 4, 12),
            cusum: 0.05,
            cusumOutcomes: 240,
            cusumSimulated: true,
        })
    })

    it("watches when one chart alarms and calls it degrading when both do", () => {
        // A slide that no single period shows, then one that does.
        const slide = periods(20, 15, 14, 14, 14, 14, 14, 14, 14)
        expect(degradation({baseline: BASELINE, periods: slide}).points.at(-1)).toMatchObject({
            chartAlarm: false,
            cusumAlarm: true,
            state: "watch",
        })
        expect(degradation({baseline: BASELINE, periods: [...slide, ...periods(20, 10)]}).state).toBe(
            "degrading",
        )
        // One bad period alone.
        expect(
            degradation({baseline: BASELINE, periods: periods(20, 17, 17, 18, 11)}).points.at(-1),
        ).toMatchObject({
            chartAlarm: true,
            cusumAlarm: false,
            state: "watch",
        })
    })

    it("recovers when the rate does", () => {
        const recovered = periods(20, 10, 10, 10, 20, 20, 20, 20, 20, 20)
        const {points, state} = degradation({baseline: BASELINE, periods: recovered})
        expect(points[2]!.state).toBe("degrading")
        expect(state).toBe("healthy")
    })

    it.each([
        [{successes: 59, n: 59}, periods(20, 17, 17, 17), "baseline_too_small"],
        [BASELINE, periods(20, 2, 2), "too_few_periods"],
        [BASELINE, periods(3, 0, 0, 0), "too_few_recent_outcomes"],
        [BASELINE, [], "too_few_periods"],
    ])("has too little data: %j, %j -> %s", (baseline, later, reason) =>
        expect(degradation({baseline, periods: later})).toMatchObject({state: "insufficient_data", reason}),
    )

    it("asks for more when more signals are watched, and takes perfect and hopeless baselines", () => {
        const input = {baseline: BASELINE, periods: periods(20, 17, 17, 18, 11)}
        const many = degradation({...input, watchedSignals: 50})
        expect(many.state).toBe("healthy")
        expect(many.design!.h).toBeGreaterThan(degradation(input).design!.h)
        for (const successes of [0, 60]) {
            const {design, state} = degradation({baseline: {successes, n: 60}, periods: periods(20, 0, 0, 0)})
            expect(design!.p1).toBeLessThan(design!.p0)
            expect(state).toBe(successes === 0 ? "healthy" : "degrading")
        }
        expect(() => degradation({...input, watchedSignals: 0})).toThrow("At least one signal")
    })
})
