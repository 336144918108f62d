import {calibrationLine} from "./calibration-line"
import {mulberry32} from "./mulberry32"
import {expit, logit} from "./newton"

test("recovers a known distortion", () => {
    const random = mulberry32(1)
    const p = Array.from({length: 40_000}, () => 0.02 + 0.6 * random())
    const y = p.map((value) => (random() < expit(-0.4 + 0.7 * logit(value)) ? 1 : 0))
    const {intercept, slope} = calibrationLine(p, y)
    expect(intercept).toBeCloseTo(-0.4, 1)
    expect(slope).toBeCloseTo(0.7, 1)
})

test("grouped data have the closed-form line", () => {
    const p = [...new Array<number>(10).fill(0.2), ...new Array<number>(10).fill(0.6)]
    const y = p.map((value, i) => (i % 10 < (value === 0.2 ? 3 : 5) ? 1 : 0))
    const {intercept, slope} = calibrationLine(p, y)
    const expected = (logit(0.5) - logit(0.3)) / (logit(0.6) - logit(0.2))
    expect(slope).toBeCloseTo(expected, 9)
    expect(intercept).toBeCloseTo(logit(0.5) - expected * logit(0.6), 9)
})

test("the intercept in the large makes the mean right", () => {
    const p = [0.1, 0.4, 0.2, 0.9, 0.05]
    const {interceptInTheLarge} = calibrationLine(p, [1, 0, 1, 1, 0])
    expect(p.reduce((sum, value) => sum + expit(logit(value) + interceptInTheLarge!), 0)).toBeCloseTo(3, 9)
})

test.each([
    ["no rows", [], []],
    ["one class", [0.1, 0.2], [0, 0]],
])("%s: all null", (_, p, y) => {
    expect(calibrationLine(p, y)).toEqual({interceptInTheLarge: null, intercept: null, slope: null})
})

test.each([
    ["constant", [0.3, 0.3, 0.3], [1, 0, 0]],
    ["separated", [0.1, 0.2, 0.3, 0.4], [0, 0, 1, 1]],
    ["separated but for a tie", [0.1, 0.2, 0.2, 0.4], [0, 0, 1, 1]],
    ["separated the wrong way round", [0.1, 0.2, 0.3, 0.4], [1, 1, 0, 0]],
])("%s: no slope, but an intercept in the large", (_, p, y) => {
    const line = calibrationLine(p, y)
    expect(line).toMatchObject({intercept: null, slope: null})
    expect(line.interceptInTheLarge).not.toBeNull()
})

test("probabilities of 0 and 1 are kept finite, symmetrically", () => {
    const up = calibrationLine([0, 0, 1, 1, 0.5], [0, 1, 0, 1, 1])
    const down = calibrationLine([1, 1, 0, 0, 0.5], [1, 0, 1, 0, 0])
    expect(up.interceptInTheLarge).toBeCloseTo(-down.interceptInTheLarge!, 8)
    expect(up.slope).toBeCloseTo(down.slope!, 8)
})
