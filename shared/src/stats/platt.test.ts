import {mulberry32} from "./mulberry32"
import {platt, plattProbability} from "./platt"

test("solves Platt's score equations with smoothed targets", () => {
    const random = mulberry32(2)
    const scores = Array.from({length: 90}, () => Math.round(random() * 100))
    const outcomes = scores.map((score) => (random() < score / 150 ? 1 : 0))
    const fit = platt(scores, outcomes)
    const positives = outcomes.filter((y) => y === 1).length
    const target = (y: number) => (y === 1 ? (positives + 1) / (positives + 2) : 1 / (90 - positives + 2))
    const residuals = scores.map((score, i) => plattProbability(fit, score)! - target(outcomes[i]!))
    expect(residuals.reduce((sum, r) => sum + r, 0)).toBeCloseTo(0, 9)
    expect(residuals.reduce((sum, r, i) => sum + r * scores[i]!, 0)).toBeCloseTo(0, 7)
    expect(fit.A).toBeLessThan(0)
})

test("two points are met exactly", () => {
    const fit = platt([0, 1], [0, 1])
    expect(plattProbability(fit, 1)).toBeCloseTo(2 / 3, 10)
    expect(plattProbability(fit, 0)).toBeCloseTo(1 / 3, 10)
})

test.each([
    ["separated", Array.from({length: 200}, (_, i) => i), 100],
    ["large scores close together", [1e5, 1e5 + 0.1, 1e5 + 0.2, 1e5 + 0.3], 2],
])("%s scores have a finite fit that ranks the same way", (_, scores, from) => {
    const fit = platt(
        scores,
        scores.map((__, i) => (i >= from ? 1 : 0)),
    )
    expect(fit.status).toBe("ok")
    expect(plattProbability(fit, scores[0]!)).toBeLessThan(0.5)
    expect(plattProbability(fit, scores[scores.length - 1]!)).toBeGreaterThan(0.5)
})

test("edge cases", () => {
    expect(platt([], [])).toEqual({status: "no_rows", A: null, B: null})
    expect(plattProbability(platt([], []), 3)).toBeNull()
    expect(platt([1, 1, 1], [1, 0, 0])).toMatchObject({status: "constant_score", A: 0})
    // All converted: every probability is the smoothed target (3 + 1)/(3 + 2).
    expect(plattProbability(platt([1, 2, 3], [1, 1, 1]), 2)).toBeCloseTo(0.8, 12)
    expect(() => platt([1], [2])).toThrow(RangeError)
})
