import {
    clusteredInterval,
    clusteredRiskRatio,
    type ClusteredRow,
    crudeRiskRatio,
    crudeWeights,
    mantelHaenszelWeights,
} from "./clustered-risk-ratio"
import {mulberry32} from "./mulberry32"

function panel(seed: number, accounts: number, dates: number): ClusteredRow[] {
    const random = mulberry32(seed)
    return Array.from({length: accounts}, (_, cluster) => {
        const rate = 0.05 + 0.4 * random()
        return Array.from({length: dates}, (__, stratum) => ({
            cluster,
            stratum,
            e: random() < 0.3,
            y: random() < rate,
        }))
    }).flat()
}

function tabulate(rows: readonly ClusteredRow[]) {
    return {
        a: rows.filter(({e, y}) => e && y).length,
        n1: rows.filter(({e}) => e).length,
        c: rows.filter(({e, y}) => !e && y).length,
        n0: rows.filter(({e}) => !e).length,
    }
}

/** Σ g² straight from the formulas of METHODS §3.2. */
function crudeSumSquares(rows: readonly ClusteredRow[]): number {
    const {a, n1, c, n0} = tabulate(rows)
    const terms = new Map<string | number, number>()
    for (const {cluster, e, y} of rows) {
        const term = e ? (Number(y) - a / n1) / a : -(Number(y) - c / n0) / c
        terms.set(cluster, (terms.get(cluster) ?? 0) + term)
    }
    return [...terms.values()].reduce((sum, term) => sum + term ** 2, 0)
}

function mantelHaenszelSumSquares(rows: readonly ClusteredRow[]): number {
    const strata = new Map(
        [...new Set(rows.map(({stratum}) => stratum))].map((s) => [
            s,
            tabulate(rows.filter((r) => r.stratum === s)),
        ]),
    )
    let R = 0
    let S = 0
    for (const {a, n1, c, n0} of strata.values()) {
        R += (a * n0) / (n1 + n0)
        S += (c * n1) / (n1 + n0)
    }
    const terms = new Map<string | number, number>()
    for (const {cluster, stratum, e, y} of rows) {
        const {a, n1, c, n0} = strata.get(stratum)!
        const m = (a + c) / ((R / S) * n1 + n0)
        const U = e
            ? ((Number(y) - (R / S) * m) * n0) / (n1 + n0)
            : (-(R / S) * (Number(y) - m) * n1) / (n1 + n0)
        terms.set(cluster, (terms.get(cluster) ?? 0) + U / R)
    }
    return [...terms.values()].reduce((sum, term) => sum + term ** 2, 0)
}

test.each([1, 2, 3])("weights give the linearised variances (seed %d)", (seed) => {
    const rows = panel(seed, 40, 8)
    const result = clusteredRiskRatio(rows)
    expect(result).toMatchObject({...tabulate(rows), rows: 320, clusters: 40})
    expect(result.interval!.seLog).toBeCloseTo(Math.sqrt((40 / 39) * crudeSumSquares(rows)), 12)
    expect(result.mhInterval!.seLog).toBeCloseTo(Math.sqrt((40 / 39) * mantelHaenszelSumSquares(rows)), 12)
})

test("with one row per account the crude error is that of Katz, but for G/(G-1)", () => {
    const rows = panel(4, 400, 1)
    const {a, n1, c, n0, interval} = clusteredRiskRatio(rows)
    const katz = 1 / a - 1 / n1 + 1 / c - 1 / n0
    expect(interval!.seLog ** 2).toBeCloseTo((katz * 400) / 399, 12)
})

test("one stratum makes Mantel-Haenszel the crude ratio", () => {
    const rows = panel(5, 60, 6).map((row) => ({...row, stratum: "all"}))
    const result = clusteredRiskRatio(rows)
    expect(result.mhRr).toBeCloseTo(result.rr!, 12)
    expect(result.mhInterval!.seLog).toBeCloseTo(result.interval!.seLog, 12)
})

test("swapping the groups inverts ratio and limits", () => {
    const rows = panel(6, 50, 5)
    const there = clusteredRiskRatio(rows)
    const back = clusteredRiskRatio(rows.map((row) => ({...row, e: !row.e})))
    expect(back.rr).toBeCloseTo(1 / there.rr!, 12)
    expect(back.interval!.lo).toBeCloseTo(1 / there.interval!.hi, 12)
    expect(back.mhRr).toBeCloseTo(1 / there.mhRr!, 12)
    expect(back.mhInterval!.hi).toBeCloseTo(1 / there.mhInterval!.lo, 12)
})

test("neither names of accounts nor order of rows matter", () => {
    const rows = panel(7, 30, 5)
    const shuffled = [...rows].reverse().map((row) => ({...row, cluster: `account ${row.cluster}`}))
    const [first, second] = [clusteredRiskRatio(rows), clusteredRiskRatio(shuffled)]
    expect(second.interval!.seLog).toBeCloseTo(first.interval!.seLog, 12)
    expect(second.mhInterval!.seLog).toBeCloseTo(first.mhInterval!.seLog, 12)
})

test("terms of all accounts sum to zero", () => {
    const {a, n1, c, n0} = tabulate(panel(8, 50, 4))
    const w = crudeWeights({a, n1, c, n0})!
    expect(w.w11 * a + w.w10 * (n1 - a) + w.w01 * c + w.w00 * (n0 - c)).toBeCloseTo(0, 12)
    const strata = [
        {a: 3, n1: 10, c: 4, n0: 30},
        {a: 0, n1: 0, c: 5, n0: 9},
        {a: 1, n1: 4, c: 6, n0: 20},
    ]
    const {rr, R, S, weights} = mantelHaenszelWeights(strata)
    expect(rr).toBeCloseTo(R / S, 12)
    const sum = strata.reduce((total, s, i) => {
        const v = weights![i]!
        return total + v.w11 * s.a + v.w10 * (s.n1 - s.a) + v.w01 * s.c + v.w00 * (s.n0 - s.c)
    }, 0)
    expect(sum).toBeCloseTo(0, 12)
    expect(weights![1]).toEqual({w11: 0, w10: 0, w01: 0, w00: 0})
})

test.each([
    ["no conversions", {a: 0, n1: 5, c: 0, n0: 9}, null],
    ["only with the signal", {a: 2, n1: 5, c: 0, n0: 9}, Infinity],
    ["only without", {a: 0, n1: 5, c: 3, n0: 9}, 0],
    ["nobody with the signal", {a: 0, n1: 0, c: 3, n0: 9}, null],
])("%s: no weights", (_, counts, rr) => {
    expect(crudeRiskRatio(counts)).toBe(rr)
    expect(crudeWeights(counts)).toBeNull()
    expect(mantelHaenszelWeights([counts])).toMatchObject({rr, weights: null})
})

test("intervals need two accounts and a finite positive ratio", () => {
    expect(clusteredInterval({rr: 2, sumSquares: 0.1, clusters: 1, conf: 0.95})).toBeNull()
    expect(clusteredInterval({rr: Infinity, sumSquares: 0.1, clusters: 9, conf: 0.95})).toBeNull()
    expect(clusteredInterval({rr: 0, sumSquares: 0.1, clusters: 9, conf: 0.95})).toBeNull()
    expect(clusteredInterval({rr: null, sumSquares: 0.1, clusters: 9, conf: 0.95})).toBeNull()
    expect(clusteredRiskRatio([])).toMatchObject({
        rr: null,
        interval: null,
        mhRr: null,
        mhInterval: null,
        clusters: 0,
    })
    const interval = clusteredInterval({rr: 2, sumSquares: 0.08, clusters: 5, conf: 0.95})!
    expect(interval.seLog).toBeCloseTo(Math.sqrt(0.1), 12)
    expect(interval.lo).toBeCloseTo(2 * Math.exp(-1.959963984540054 * Math.sqrt(0.1)), 10)
})
