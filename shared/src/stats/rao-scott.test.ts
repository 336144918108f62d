import {clusteredRiskRatio} from "./clustered-risk-ratio"
import {mulberry32} from "./mulberry32"
import {designEffect, independentSeLogRiskRatio, scaledCounts} from "./rao-scott"

test("copies of independent rows have a design effect of their number", () => {
    const random = mulberry32(1)
    const rows = Array.from({length: 500}, (_, cluster) => ({
        cluster,
        stratum: 0,
        e: random() < 0.4,
        y: random() < 0.2,
    })).flatMap((row) => [row, row, row])
    const result = clusteredRiskRatio(rows)
    const seIid = independentSeLogRiskRatio(result)
    const deff = designEffect({seCluster: result.interval!.seLog, seIid})!
    expect(deff).toBeCloseTo(3 * (500 / 499), 10)
    expect(independentSeLogRiskRatio(scaledCounts(result, deff))).toBeCloseTo(result.interval!.seLog, 12)
})

test("is never below 1, and null where an error is unknown or zero", () => {
    expect(designEffect({seCluster: 0.1, seIid: 0.2})).toBe(1)
    expect(designEffect({seCluster: 0.4, seIid: 0.2})).toBeCloseTo(4, 12)
    expect(designEffect({seCluster: null, seIid: 0.2})).toBeNull()
    expect(designEffect({seCluster: 0.1, seIid: null})).toBeNull()
    expect(designEffect({seCluster: 0, seIid: 0})).toBeNull()
    expect(independentSeLogRiskRatio({a: 0, n1: 3, c: 1, n0: 5})).toBeNull()
    expect(() => scaledCounts({a: 1, n1: 2, c: 1, n0: 2}, 0.5)).toThrow(RangeError)
})

test("scaled counts keep both rates", () => {
    expect(scaledCounts({a: 30, n1: 100, c: 20, n0: 400}, 4)).toEqual({a: 7.5, n1: 25, c: 5, n0: 100})
})
