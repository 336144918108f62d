import {delongPaired} from "./delong-paired"
import {mulberry32} from "./mulberry32"
import {rocAuc} from "./roc-auc"

function randomRows(seed: number, n: number) {
    const random = mulberry32(seed)
    const first = Array.from({length: n}, () => Math.round(random() * 20))
    const second = first.map((score) => Math.round(score * 0.5 + random() * 10))
    return {first, second, outcomes: first.map((score) => (random() < score / 30 ? 1 : 0))}
}

test.each([1, 2, 3])("variance is var1 + var2 - 2 cov (seed %d)", (seed) => {
    const {first, second, outcomes} = randomRows(seed, 70)
    const result = delongPaired(first, second, outcomes)
    const beats = (a: number, b: number) => (a > b ? 1 : a === b ? 0.5 : 0)
    const rows = (kind: number) => first.map((_, i) => i).filter((i) => outcomes[i] === kind)
    const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length
    const covariance = (u: number[], v: number[]) =>
        u.reduce((sum, value, i) => sum + (value - mean(u)) * (v[i]! - mean(v)), 0) / (u.length - 1)
    const v10 = (s: number[]) => rows(1).map((i) => mean(rows(0).map((j) => beats(s[i]!, s[j]!))))
    const v01 = (s: number[]) => rows(0).map((j) => mean(rows(1).map((i) => beats(s[i]!, s[j]!))))
    const covariances = covariance(v10(first), v10(second)) / rows(1).length
    const total = covariances + covariance(v01(first), v01(second)) / rows(0).length
    const variance = rocAuc(first, outcomes).se! ** 2 + rocAuc(second, outcomes).se! ** 2 - 2 * total
    expect(result.auc1).toBeCloseTo(rocAuc(first, outcomes).auc!, 12)
    expect(result.auc2).toBeCloseTo(rocAuc(second, outcomes).auc!, 12)
    expect(result.se).toBeCloseTo(Math.sqrt(variance), 12)
})

test("swapping the scores changes the sign only", () => {
    const {first, second, outcomes} = randomRows(4, 60)
    const there = delongPaired(first, second, outcomes)
    const back = delongPaired(second, first, outcomes)
    expect(back.z).toBeCloseTo(-there.z!, 12)
    expect(back.p).toBe(there.p)
})

test("scores that rank alike differ by nothing: p = 1", () => {
    const {first, outcomes} = randomRows(5, 40)
    const doubled = first.map((score) => 2 * score + 1)
    expect(delongPaired(first, doubled, outcomes)).toMatchObject({diff: 0, se: 0, z: null, p: 1})
})

test("undefined cases are null", () => {
    expect(delongPaired([1, 2], [2, 1], [1, 1])).toEqual({
        auc1: null,
        auc2: null,
        diff: null,
        se: null,
        z: null,
        p: null,
    })
    expect(delongPaired([1, 2], [2, 1], [0, 1])).toEqual({
        auc1: 1,
        auc2: 0,
        diff: 1,
        se: null,
        z: null,
        p: null,
    })
    // A perfect and an inverted score: no variance to judge the difference by.
    expect(delongPaired([1, 2, 3, 4], [4, 3, 2, 1], [0, 0, 1, 1])).toMatchObject({
        diff: 1,
        se: 0,
        z: null,
        p: null,
    })
    expect(() => delongPaired([1], [1, 2], [1, 0])).toThrow(RangeError)
})
