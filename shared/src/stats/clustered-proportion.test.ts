import {clusteredShareInterval, shareSumSquares} from "./clustered-proportion"
import {mulberry32} from "./mulberry32"
import {wilson} from "./proportion"

test("one row per account is Wilson's interval, nearly", () => {
    const share = {k: 12, n: 200, clusters: 200, sumSquares: 12 * (1 - 0.06) ** 2 + 188 * 0.06 ** 2}
    const interval = clusteredShareInterval(share)!
    expect(interval.deff).toBeCloseTo(200 / 199, 10)
    expect(interval.lo).toBeCloseTo(wilson(12, 200, 0.95)!.lo, 3)
})

test("m copies of every row have the interval of one", () => {
    const share = {k: 60, n: 1000, clusters: 200, sumSquares: 25 * (12 * 0.94 ** 2 + 188 * 0.06 ** 2)}
    const interval = clusteredShareInterval(share)!
    expect(interval.deff).toBeCloseTo(5 * (200 / 199), 10)
    expect(interval.hi).toBeCloseTo(wilson((12 * 199) / 200, 199, 0.95)!.hi, 10)
})

test("sums over accounts give the sum of squares", () => {
    const random = mulberry32(1)
    const accounts = Array.from({length: 50}, () => {
        const n = 1 + Math.floor(random() * 9)
        return {n, k: Math.floor(random() * (n + 1))}
    })
    const total = (value: (account: {k: number; n: number}) => number) =>
        accounts.reduce((sum, account) => sum + value(account), 0)
    const p = total(({k}) => k) / total(({n}) => n)
    const sums = {kk: total(({k}) => k * k), kn: total(({k, n}) => k * n), nn: total(({n}) => n * n)}
    expect(shareSumSquares(p, sums)).toBeCloseTo(
        total(({k, n}) => (k - p * n) ** 2),
        9,
    )
})

test("all or none: the accounts take the place of the rows; too little: null", () => {
    expect(clusteredShareInterval({k: 0, n: 100, clusters: 20, sumSquares: 0})).toEqual({
        ...wilson(0, 20, 0.95),
        deff: 5,
    })
    expect(clusteredShareInterval({k: 0, n: 0, clusters: 0, sumSquares: 0})).toBeNull()
    expect(clusteredShareInterval({k: 3, n: 10, clusters: 1, sumSquares: 0})).toBeNull()
})
