import {calibration} from "./calibration"
import {calibrationNullCheck, eceBootstrap} from "./ece-bootstrap"
import {mulberry32} from "./mulberry32"

function rows(seed: number, n: number, distort: (p: number) => number) {
    const random = mulberry32(seed)
    const p = Array.from({length: n}, () => random())
    return {p, y: p.map((value) => (random() < distort(value) ? 1 : 0))}
}

test("the same seed gives the same interval, another seed another", () => {
    const {p, y} = rows(1, 80, (value) => value)
    const settings = {resamples: 200, seed: 5, conf: 0.95}
    expect(eceBootstrap(p, y, settings)).toEqual(eceBootstrap(p, y, settings))
    expect(eceBootstrap(p, y, settings).lo).not.toBe(eceBootstrap(p, y, {...settings, seed: 6}).lo)
})

test("resamples equal the estimate of the rows drawn", () => {
    const {p, y} = rows(2, 30, (value) => value)
    const {ece, lo, hi} = eceBootstrap(p, y, {resamples: 1, seed: 3, conf: 0.9})
    const random = mulberry32(3)
    const drawn = p.map(() => Math.floor(random() * 30))
    const once = calibration(
        drawn.map((row) => p[row]!),
        drawn.map((row) => y[row]!),
    ).eceWidth!
    expect(ece).toBeCloseTo(calibration(p, y).eceWidth!, 12)
    expect(lo).toBeCloseTo(once, 12)
    expect(hi).toBeCloseTo(once, 12)
})

test("no rows: null", () => {
    expect(eceBootstrap([], [], {resamples: 10, seed: 1, conf: 0.95})).toEqual({
        ece: null,
        lo: null,
        hi: null,
    })
    expect(calibrationNullCheck([], [], {resamples: 10, seed: 1})).toBeNull()
})

test("the null check flags a distorted score; calibrated ones about one time in twenty", () => {
    const distorted = rows(3, 500, (value) => value ** 3)
    expect(calibrationNullCheck(distorted.p, distorted.y, {resamples: 200, seed: 1})!.miscalibrated).toBe(
        true,
    )
    let flagged = 0
    for (let seed = 0; seed < 100; seed++) {
        const {p, y} = rows(1000 + seed, 100, (value) => value)
        if (calibrationNullCheck(p, y, {resamples: 100, seed})!.miscalibrated) flagged++
    }
    // 5 % of 100, binomial upper limit at 99.9 %.
    expect(flagged).toBeLessThanOrEqual(13)
})
