import {calibration, equalMassBins, equalWidthBin} from "./calibration"
import {mulberry32} from "./mulberry32"

test("a constant correct probability has no error and no skill", () => {
    expect(calibration([0.5, 0.5, 0.5, 0.5], [1, 0, 1, 0])).toEqual({
        brier: 0.25,
        brierSkill: 0,
        logLoss: Math.LN2,
        eceWidth: 0,
        mceWidth: 0,
        eceMass: 0,
        rmsceDebiased: 0,
        spiegelhalterZ: null,
    })
})

test("certain and wrong: finite log loss, error 1", () => {
    const result = calibration([0, 1], [1, 0])
    expect(result).toMatchObject({
        brier: 1,
        brierSkill: -3,
        eceWidth: 1,
        rmsceDebiased: 1,
        spiegelhalterZ: null,
    })
    expect(result.logLoss).toBeCloseTo(-Math.log(1e-15), 10)
})

test("nothing to judge is null", () => {
    expect(Object.values(calibration([], [])).every((value) => value === null)).toBe(true)
    expect(calibration([0.2, 0.3], [0, 0]).brierSkill).toBeNull()
    expect(() => calibration([1.2], [1])).toThrow(RangeError)
    expect(() => calibration([NaN], [1])).toThrow(RangeError)
})

test("a probability belongs to the bin of its decimal value", () => {
    for (let k = 0; k < 100; k++) expect(equalWidthBin(k / 100, 100)).toBe(k)
    expect(equalWidthBin(1, 10)).toBe(9)
    expect(equalWidthBin(0.3, 10)).toBe(3)
})

test("bins of equal mass keep tied predictions together", () => {
    const bins = equalMassBins([0.1, 0.1, 0.1, 0.2, 0.9], [0, 0, 1, 0, 1], 10)
    expect(bins.map(({rows}) => rows)).toEqual([3, 1, 1])
    expect(bins[0]).toMatchObject({sumOutcome: 1, sumProbability: expect.closeTo(0.3, 12)})
})

test("a calibrated score: plain error is biased upwards, the debiased one and Spiegelhalter's z are not", () => {
    const random = mulberry32(17)
    const runs = 400
    let plain = 0
    let debiasedSquares = 0
    let beyond = 0
    for (let run = 0; run < runs; run++) {
        const p = Array.from({length: 200}, () => 0.02 + 0.3 * random())
        const y = p.map((probability) => (random() < probability ? 1 : 0))
        const result = calibration(p, y)
        plain += result.eceMass! / runs
        debiasedSquares += result.rmsceDebiased! ** 2 / runs
        if (Math.abs(result.spiegelhalterZ!) > 1.96) beyond++
    }
    expect(plain).toBeGreaterThan(0.03)
    // Cut at 0, hence not exactly unbiased, but an order below the square of the plain error.
    expect(debiasedSquares).toBeLessThan(plain ** 2 / 3)
    // 5 % of 400 = 20, binomial limits 9..32 at 99.7 %.
    expect(beyond).toBeGreaterThanOrEqual(8)
    expect(beyond).toBeLessThanOrEqual(33)
})
