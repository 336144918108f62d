import {confusion} from "./confusion"

const EMPTY = {value: null, lo: null, hi: null}

test("no rows at all: everything is null", () => {
    expect(confusion({tp: 0, fp: 0, fn: 0, tn: 0})).toEqual({
        precision: EMPTY,
        recall: EMPTY,
        f1: EMPTY,
        specificity: null,
        accuracy: null,
        balancedAccuracy: null,
        prevalence: null,
        lift: null,
        mcc: null,
    })
})

test("nothing flagged: precision unknown, recall and F1 zero", () => {
    const result = confusion({tp: 0, fp: 0, fn: 5, tn: 95})
    expect(result).toMatchObject({
        precision: EMPTY,
        lift: null,
        mcc: null,
        accuracy: 0.95,
        balancedAccuracy: 0.5,
    })
    expect(result.recall).toMatchObject({value: 0, lo: 0})
    expect(result.f1).toMatchObject({value: 0, lo: 0})
})

test("never flagging is 96.6 % accurate at a base rate of 3.4 %", () => {
    expect(confusion({tp: 0, fp: 0, fn: 34, tn: 966}).accuracy).toBe(0.966)
})

test("F1 and its interval are those of F* = TP/(TP+FP+FN)", () => {
    const {f1, precision, recall} = confusion({tp: 28, fp: 117, fn: 40, tn: 1200}, 0.9)
    expect(f1.value).toBeCloseTo(2 / (1 / precision.value! + 1 / recall.value!), 12)
    // Wilson limits solve |F* - p| = z sqrt(p(1-p)/n).
    const z = 1.6448536269514722
    for (const limit of [f1.lo!, f1.hi!]) {
        const p = limit / (2 - limit)
        expect(Math.abs(28 / 185 - p)).toBeCloseTo(z * Math.sqrt((p * (1 - p)) / 185), 10)
    }
})

test("Matthews correlation equals the correlation of the two indicators, also for large counts", () => {
    const counts = {tp: 340_000_000, fp: 66_000_000, fn: 20_000_000, tn: 9_880_000_000}
    const n = 10_306_000_000
    const flagged = (counts.tp + counts.fp) / n
    const converted = (counts.tp + counts.fn) / n
    const covariance = counts.tp / n - flagged * converted
    const expected = covariance / Math.sqrt(flagged * (1 - flagged) * converted * (1 - converted))
    expect(confusion(counts).mcc).toBeCloseTo(expected, 10)
})

test("counts divided by a design effect keep the estimates and widen the intervals", () => {
    const full = confusion({tp: 30, fp: 60, fn: 20, tn: 900})
    const third = confusion({tp: 10, fp: 20, fn: 20 / 3, tn: 300})
    expect(third.precision.value).toBeCloseTo(full.precision.value!, 12)
    expect(third.precision.hi! - third.precision.lo!).toBeGreaterThan(full.precision.hi! - full.precision.lo!)
})
