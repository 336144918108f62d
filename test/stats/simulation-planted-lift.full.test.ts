import {clusteredRiskRatio} from "../../shared/src/stats/clustered-risk-ratio"
import {landmarkRows} from "../../shared/src/stats/landmark-backtest"
import {compatible} from "../support/stats/binomial-limits"
import {LANDMARK} from "../support/stats/landmark-definition"
import {plantedWithRatio, simulatePlanted, trueRiskRatio} from "../support/stats/planted-panel"

const TRUE_LIFT = 2.5
const RUNS = 1000

const PANEL = plantedWithRatio(
    TRUE_LIFT,
    {
        accounts: 2000,
        days: 360,
        signupDays: 270,
        activity: 0.7,
        firing: 0.01,
        churn: 0.01,
        conversion: 0.001,
        multiplier: 1,
        effectDays: 14,
    },
    LANDMARK,
)

describe(`panels whose true landmark lift is ${TRUE_LIFT}`, () => {
    const truth = trueRiskRatio(PANEL, LANDMARK)
    const pooled = {a: 0, n1: 0, c: 0, n0: 0}
    const clusterErrors: number[] = []
    let crudeCovers = 0
    let stratifiedCovers = 0

    beforeAll(() => {
        for (let seed = 1; seed <= RUNS; seed++) {
            const result = clusteredRiskRatio(landmarkRows(simulatePlanted(seed, PANEL), LANDMARK))
            pooled.a += result.a
            pooled.n1 += result.n1
            pooled.c += result.c
            pooled.n0 += result.n0
            clusterErrors.push(result.interval!.seLog)
            if (result.interval!.lo <= truth.crude && truth.crude <= result.interval!.hi) crudeCovers++
            if (result.mhInterval!.lo <= truth.mh && truth.mh <= result.mhInterval!.hi) stratifiedCovers++
        }
    }, 240_000)

    test("without an effect the calculated ratio is 1: exactly without churn, within 2 % with it", () => {
        const none = {...PANEL, multiplier: 1}
        expect(trueRiskRatio({...none, churn: 0}, LANDMARK).crude).toBeCloseTo(1, 12)
        // A firing is activity: among accounts that look alive, those that fired have churned a little less often.
        const {crude} = trueRiskRatio(none, LANDMARK)
        expect(crude).toBeGreaterThan(1)
        expect(crude).toBeLessThan(1.02)
    })

    test("the effect is diluted: who is unexposed may fire tomorrow, so the daily multiplier exceeds the lift", () => {
        expect(truth.crude).toBeCloseTo(TRUE_LIFT, 10)
        expect(PANEL.multiplier).toBeGreaterThan(1.2 * TRUE_LIFT)
    })

    test("the calculated truth is that of all simulated panels together", () => {
        const ratio = pooled.a / pooled.n1 / (pooled.c / pooled.n0)
        const se = Math.sqrt(clusterErrors.reduce((sum, error) => sum + error ** 2, 0)) / RUNS
        console.log(
            `planted ${TRUE_LIFT}: pooled lift of ${RUNS} panels ${ratio.toFixed(3)}, standard error ${se.toFixed(4)}`,
        )
        expect(Math.abs(Math.log(ratio / truth.crude))).toBeLessThan(3.3 * se)
        expect(se).toBeLessThan(0.01)
    })

    test("the clustered interval contains the truth in at least 93 % of panels", () => {
        console.log(
            `planted ${TRUE_LIFT}, ${RUNS} panels: coverage ${crudeCovers / RUNS}, by date ${stratifiedCovers / RUNS}`,
        )
        for (const covers of [crudeCovers, stratifiedCovers]) {
            expect(covers / RUNS).toBeGreaterThanOrEqual(0.93)
            expect(compatible(covers, RUNS, 0.95)).toBe(true)
        }
    })
})
