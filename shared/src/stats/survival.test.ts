import {kaplanMeier, restrictedMean} from "./kaplan-meier"
import {logRank} from "./logrank"
import {crossingOfHalf} from "./median-crossing"
import {mulberry32} from "./mulberry32"
import {mergeTimes, type SurvivalCount, type SurvivalRow, survivalTable} from "./survival-table"

const rows = (times: readonly number[], events: readonly number[]): SurvivalRow[] =>
    times.map((time, index) => ({time, event: events[index] === 1}))

/** Deals with exponential times to close, cut off at an arbitrary age. */
function simulated(seed: number, n: number, mean: number): SurvivalRow[] {
    const random = mulberry32(seed)
    return Array.from({length: n}, () => {
        const [closes, seen] = [Math.ceil(-mean * Math.log(1 - random())), Math.ceil(120 * random())]
        return {time: Math.min(closes, seen), event: closes <= seen}
    })
}

describe("Kaplan-Meier", () => {
    it("is one minus the empirical distribution when every deal has closed", () => {
        const {points, median, n, events} = kaplanMeier(
            survivalTable(rows([3, 1, 2, 2, 9], [1, 1, 1, 1, 1])),
            0.95,
        )
        expect(points.map(({survival}) => survival)).toEqual([
            0.8,
            expect.closeTo(0.4, 14),
            expect.closeTo(0.2, 14),
            0,
        ])
        expect(points[3]!.stdErr).toBeNull()
        expect({median, n, events}).toEqual({median: 2, n: 5, events: 5})
    })

    it("takes counts per time as it takes rows, in any order and split in any way", () => {
        const table = survivalTable(simulated(5, 400, 60))
        const split: SurvivalCount[] = table.flatMap(({time, events, censored}) => [
            {time, events: 0, censored},
            {time, events, censored: 0},
        ])
        expect(kaplanMeier(split.reverse(), 0.95)).toEqual(kaplanMeier(table, 0.95))
        const thousandfold = table.map(({time, events, censored}) => ({
            time,
            events: 1000 * events,
            censored: 1000 * censored,
        }))
        const [one, many] = [kaplanMeier(table, 0.95), kaplanMeier(thousandfold, 0.95)]
        expect(many.median).toBe(one.median)
        one.points.forEach(({survival, stdErr}, i) => {
            expect(many.points[i]!.survival).toBeCloseTo(survival, 12)
            if (stdErr !== null) expect(many.points[i]!.stdErr!).toBeCloseTo(stdErr / Math.sqrt(1000), 10)
        })
    })

    it("says that the median is not reached instead of inventing one", () => {
        const {median, medianLogLog, points} = kaplanMeier(survivalTable(rows([5, 9, 12], [0, 0, 0])), 0.95)
        expect({median, medianLogLog}).toEqual({median: null, medianLogLog: {lo: null, hi: null}})
        expect(points.every(({survival, stdErr}) => survival === 1 && stdErr === 0)).toBe(true)
        expect(kaplanMeier([], 0.95)).toMatchObject({n: 0, events: 0, points: [], median: null})
    })

    it("refuses negative times and counts", () => {
        expect(() => survivalTable(rows([-1], [1]))).toThrow("No survival count")
        expect(() => mergeTimes([{time: 1, events: NaN, censored: 0}])).toThrow("No survival count")
    })
})

describe("restricted mean", () => {
    it("is the mean of the times cut off at the horizon when every deal has closed", () => {
        const times = [3, 1, 2, 2, 9, 30]
        const table = survivalTable(rows(times, [1, 1, 1, 1, 1, 1]))
        for (const tau of [0, 2, 2.5, 9, 100]) {
            const cut = times.map((time) => Math.min(time, tau))
            const mean = cut.reduce((sum, time) => sum + time, 0) / 6
            const variance = cut.reduce((sum, time) => sum + (time - mean) ** 2, 0) / 6 / 6
            const {mean: got, se} = restrictedMean(table, tau)!
            expect(got).toBeCloseTo(mean, 12)
            expect(se).toBeCloseTo(Math.sqrt(variance), 12)
        }
    })

    it("is null without deals or horizon", () => {
        expect(restrictedMean([], 5)).toBeNull()
        expect(restrictedMean([{time: 1, events: 1, censored: 0}], NaN)).toBeNull()
    })
})

describe("median of a step function", () => {
    it.each([
        [
            [
                [1, 0.8],
                [4, 0.4],
            ],
            4,
        ],
        [
            [
                [1, 0.8],
                [4, 0.5],
                [7, 0.5],
                [9, 0.3],
            ],
            6.5,
        ],
        [
            [
                [1, 0.8],
                [4, 0.5 + 1e-12],
                [9, 0.3],
            ],
            6.5,
        ],
        [
            [
                [1, 0.8],
                [4, 0.5],
                [7, 0.5],
            ],
            4,
        ],
        [
            [
                [1, null],
                [4, 0.2],
                [7, null],
            ],
            4,
        ],
        [
            [
                [1, 0.8],
                [4, 0.51],
            ],
            null,
        ],
        [[], null],
    ] as [[number, number | null][], number | null][])("%j -> %j", (steps, expected) =>
        expect(crossingOfHalf(steps)).toBe(expected),
    )
})

describe("log-rank test", () => {
    const [fast, slow] = [survivalTable(simulated(1, 300, 30)), survivalTable(simulated(2, 300, 60))]

    it("sees a real difference, whichever group comes first", () => {
        const [there, back] = [logRank(fast, slow), logRank(slow, fast)]
        expect(there.p).toBeLessThan(1e-6)
        expect(back.chi2).toBeCloseTo(there.chi2!, 9)
        expect(there.observed1).toBeGreaterThan(there.expected1)
        expect(there.observed1 + back.observed1).toBeCloseTo(there.expected1 + back.expected1, 9)
    })

    it("sees none between a group and itself, and rejects about 5 % of equal groups", () => {
        expect(logRank(fast, fast)).toMatchObject({chi2: expect.closeTo(0, 12), p: expect.closeTo(1, 6)})
        const rejected = Array.from({length: 400}, (_, i) =>
            logRank(survivalTable(simulated(1000 + i, 60, 50)), survivalTable(simulated(5000 + i, 90, 50))),
        ).filter(({p}) => p! < 0.05).length
        // Binomial(400, 0.05): 20 expected, 99.9 % limits 7 and 36.
        expect(rejected).toBeGreaterThanOrEqual(7)
        expect(rejected).toBeLessThanOrEqual(36)
    })

    it("has no statistic without events or without a second group", () => {
        const open = survivalTable(rows([1, 2], [0, 0]))
        expect(logRank(open, open)).toEqual({observed1: 0, expected1: 0, chi2: null, p: null, log10P: null})
        expect(logRank([], fast).chi2).toBeNull()
    })
})
