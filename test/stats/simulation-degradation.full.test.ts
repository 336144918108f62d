import {degradation} from "../../shared/src/stats/degradation"
import {mulberry32} from "../../shared/src/stats/mulberry32"
import {compatible} from "../support/stats/binomial-limits"

const RUNS = 2000
const MONTHS_OF_BASELINE = 6
const YEAR = 12
const DROP = 0.15

function months(random: () => number, count: number, n: number, rate: number) {
    return Array.from({length: count}, () => {
        let successes = 0
        for (let i = 0; i < n; i++) if (random() < rate) successes++
        return {successes, n}
    })
}

/** The frozen reference period: six months of the same volume. */
function baselineOf(random: () => number, n: number, rate: number) {
    const total = months(random, 1, MONTHS_OF_BASELINE * n, rate)[0]!
    return {successes: total.successes, n: total.n}
}

function simulate(seed: number, n: number, rate: number) {
    const random = mulberry32(seed)
    const hits = {chart: 0, cusum: 0, watch: 0, degrading: 0, chartIn3: 0, cusumIn6: 0, degradingIn6: 0}
    for (let run = 0; run < RUNS; run++) {
        const baseline = baselineOf(random, n, rate)
        const stable = degradation({baseline, periods: months(random, YEAR, n, rate)}).points
        if (stable.some(({chartAlarm}) => chartAlarm)) hits.chart++
        if (stable.some(({cusumAlarm}) => cusumAlarm)) hits.cusum++
        if (stable.some(({state}) => state === "watch" || state === "degrading")) hits.watch++
        if (stable.some(({state}) => state === "degrading")) hits.degrading++
        const horizonOutcomes = YEAR * n
        const dropped = degradation({
            baseline,
            periods: months(random, 6, n, rate - DROP),
            horizonOutcomes,
        }).points
        if (dropped.slice(0, 3).some(({chartAlarm}) => chartAlarm)) hits.chartIn3++
        if (dropped.some(({cusumAlarm}) => cusumAlarm)) hits.cusumIn6++
        if (dropped.some(({state}) => state === "degrading")) hits.degradingIn6++
    }
    return hits
}

// Power of the chart within three months of a 15-point drop: METHODS §7.
describe.each([
    [0.85, 10, 0.27],
    [0.85, 20, 0.49],
    [0.85, 50, 0.87],
    [0.85, 100, 0.99],
    [0.35, 10, 0.16],
    [0.35, 20, 0.35],
    [0.35, 50, 0.77],
    [0.35, 100, 0.98],
])("precision %d, %d outcomes a month", (rate, n, chartPower) => {
    let hits: ReturnType<typeof simulate>
    beforeAll(() => {
        hits = simulate(1000 * rate + n, n, rate)
        const percent = (count: number) => `${((100 * count) / RUNS).toFixed(1)} %`
        console.log(
            `stable ${rate}, n ${n}, one year: chart ${percent(hits.chart)}, CUSUM ${percent(hits.cusum)}, watch or worse ` +
                `${percent(hits.watch)}, degrading ${percent(hits.degrading)}; after a drop of 15 points: chart within 3 ` +
                `months ${percent(hits.chartIn3)}, CUSUM within 6 ${percent(hits.cusumIn6)}, degrading within 6 ` +
                percent(hits.degradingIn6),
        )
    }, 60_000)

    test("a stable rate raises no more false alarms a year than stated", () => {
        const {falseAlarms} = degradation({
            baseline: {successes: 3 * n, n: 6 * n},
            periods: months(() => 0.5, YEAR, n, 1),
        })
        expect(falseAlarms!.chartOverPeriods).toBeLessThan(0.114)
        for (const [count, stated] of [
            [hits.chart, falseAlarms!.chartOverPeriods],
            [hits.cusum, falseAlarms!.cusum],
        ] as const) {
            expect(count / RUNS <= stated || compatible(count, RUNS, stated)).toBe(true)
        }
        expect(hits.degrading).toBeLessThanOrEqual(Math.min(hits.chart, hits.cusum))
    })

    test("the chart has the power that was published for it", () => {
        // To two printed digits.
        expect(
            [-0.005, 0, 0.005].some((rounding) => compatible(hits.chartIn3, RUNS, chartPower + rounding)),
        ).toBe(true)
    })

    test("the CUSUM finds a lasting drop more often than a stable rate is suspected", () => {
        expect(hits.cusumIn6).toBeGreaterThan(3 * hits.cusum)
    })
})

test.each([
    [0.85, 0.072],
    [0.35, 0.054],
])(
    "with a known rate of %d the CUSUM takes about h/%d outcomes to see a drop of 15 points",
    (rate, drift) => {
        const random = mulberry32(5)
        const baseline = {successes: 100_000 * rate, n: 100_000}
        const runs = 400
        let outcomes = 0
        let threshold = 0
        for (let run = 0; run < runs; run++) {
            const periods = months(random, 250, 4, rate - DROP)
            const {points, design} = degradation({baseline, periods, horizonOutcomes: 1200})
            const alarm = points.findIndex(({cusumAlarm}) => cusumAlarm)
            expect(alarm).toBeGreaterThanOrEqual(0)
            outcomes += (4 * (alarm + 1)) / runs
            threshold = design!.h
        }
        expect(threshold).toBe(7.4)
        expect(outcomes / (threshold / drift)).toBeGreaterThan(0.85)
        expect(outcomes / (threshold / drift)).toBeLessThan(1.15)
    },
)
