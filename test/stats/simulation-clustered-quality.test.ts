import {clusteredShareInterval, shareSumSquares} from "../../shared/src/stats/clustered-proportion"
import {wilson} from "../../shared/src/stats/proportion"
import {
    aucComponents,
    aucInterval,
    clusteredAucStandardError,
    rocAucOfLevels,
} from "../../shared/src/stats/roc-auc"
import {scoreLevels} from "../../shared/src/stats/score-levels"
import {compatible} from "../support/stats/binomial-limits"
import {type ScoredRow, simulateScores, trueQuality} from "../support/stats/repeated-scores"

const RUNS = 1000
const ACCOUNTS = 400
const THRESHOLD = 45
const TRUTH = trueQuality(THRESHOLD)

function byAccount(rows: readonly ScoredRow[]): ScoredRow[][] {
    const accounts = new Map<number, ScoredRow[]>()
    for (const row of rows) {
        const own = accounts.get(row.account)
        if (own) own.push(row)
        else accounts.set(row.account, [row])
    }
    return [...accounts.values()]
}

function clusteredAuc(rows: readonly ScoredRow[]) {
    const levels = scoreLevels(
        rows.map(({score}) => score),
        rows.map(({outcome}) => outcome),
    )
    const {auc, components} = aucComponents(levels)!
    const at = new Map(components.map((component) => [component.score, component]))
    const sums = {positives: 0, negatives: 0, clustersWithPositives: 0, clustersWithNegatives: 0, clusters: 0}
    const squares = {sumXX: 0, sumYY: 0, sumXY: 0}
    for (const own of byAccount(rows)) {
        let [x, y, positives] = [0, 0, 0]
        for (const {score, outcome} of own) {
            if (outcome === 1) {
                x += at.get(score)!.v10 - auc
                positives++
            } else y += at.get(score)!.v01 - auc
        }
        sums.positives += positives
        sums.negatives += own.length - positives
        sums.clusters++
        if (positives > 0) sums.clustersWithPositives++
        if (positives < own.length) sums.clustersWithNegatives++
        squares.sumXX += x * x
        squares.sumYY += y * y
        squares.sumXY += x * y
    }
    const se = clusteredAucStandardError({...sums, ...squares})!
    return {independent: rocAucOfLevels(levels), clustered: aucInterval(auc, se, 0.95)}
}

function clusteredPrecision(rows: readonly ScoredRow[]) {
    const flagged = rows.filter(({score}) => score >= THRESHOLD)
    const accounts = byAccount(flagged).map((own) => ({
        k: own.filter(({outcome}) => outcome === 1).length,
        n: own.length,
    }))
    const total = (value: (account: {k: number; n: number}) => number) =>
        accounts.reduce((sum, account) => sum + value(account), 0)
    const [k, n] = [total((account) => account.k), total((account) => account.n)]
    const sumSquares = shareSumSquares(k / n, {
        kk: total((account) => account.k ** 2),
        kn: total((account) => account.k * account.n),
        nn: total((account) => account.n ** 2),
    })
    return {
        independent: wilson(k, n, 0.95)!,
        clustered: clusteredShareInterval({k, n, clusters: accounts.length, sumSquares})!,
    }
}

describe("scores of account-dates whose outcomes hang together within accounts", () => {
    const covers = {auc: 0, aucLogit: 0, aucIndependent: 0, precision: 0, precisionIndependent: 0}

    beforeAll(() => {
        const holds = (lo: number | null, hi: number | null, truth: number) =>
            lo! <= truth && truth <= hi! ? 1 : 0
        for (let seed = 1; seed <= RUNS; seed++) {
            const rows = simulateScores(seed, ACCOUNTS)
            const auc = clusteredAuc(rows)
            covers.auc += holds(auc.clustered.lo, auc.clustered.hi, TRUTH.auc)
            covers.aucLogit += holds(auc.clustered.logitLo, auc.clustered.logitHi, TRUTH.auc)
            covers.aucIndependent += holds(auc.independent.lo, auc.independent.hi, TRUTH.auc)
            const precision = clusteredPrecision(rows)
            covers.precision += holds(precision.clustered.lo, precision.clustered.hi, TRUTH.precision)
            covers.precisionIndependent += holds(
                precision.independent.lo,
                precision.independent.hi,
                TRUTH.precision,
            )
        }
        console.log(`repeated account-dates, ${RUNS} panels: ${JSON.stringify(covers)}`)
    }, 120_000)

    test.each(["auc", "aucLogit", "precision"] as const)("clustered %s interval covers in 95 %", (what) => {
        expect(compatible(covers[what], RUNS, 0.95)).toBe(true)
        expect(covers[what] / RUNS).toBeGreaterThanOrEqual(0.93)
        expect(covers[what] / RUNS).toBeLessThanOrEqual(0.97)
    })

    test.each(["aucIndependent", "precisionIndependent"] as const)("%s covers clearly less", (what) => {
        expect(covers[what] / RUNS).toBeLessThan(0.9)
    })
})
