import {contractValueError, isContractValue, withContractValueError} from "./contract-value"
import {mulberry32} from "./stats/mulberry32"

describe("contract value", () => {
    it.each([
        [null, false],
        [{mean: 0}, false],
        [{mean: -5}, false],
        [{mean: NaN}, false],
        [{mean: Infinity}, false],
        [{mean: 27_000}, true],
    ])("%j is one: %s", (acv, is) => expect(isContractValue(acv)).toBe(is))

    it("has no error without deals, with one, or with deals of no value", () => {
        expect(contractValueError({mean: 5})).toBeNull()
        expect(contractValueError({mean: 5, deal_values: [5]})).toBeNull()
        expect(contractValueError({mean: 5, deal_values: [0, 0, 0]})).toBeNull()
        expect(contractValueError({mean: 5, deal_values: [5, 5, 5]})).toBe(0)
        // Mean 2, standard deviation √2, standard error 1.
        expect(contractValueError({mean: 5, deal_values: [1, 3]})).toBeCloseTo(1.959964 / 2, 6)
    })

    it("is what a bootstrap of the deals gives", () => {
        const random = mulberry32(11)
        const values = Array.from({length: 60}, () => 10_000 * Math.exp(random() * 2))
        const logs = Array.from({length: 4000}, () => {
            const draw = values.map(() => values[Math.floor(random() * values.length)] ?? 0)
            return Math.log(draw.reduce((sum, value) => sum + value, 0) / values.length)
        })
        const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length
        const sd = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length)
        const error = contractValueError({mean: 1, deal_values: values}) ?? 0
        expect(error / (1.96 * sd)).toBeGreaterThan(0.95)
        expect(error / (1.96 * sd)).toBeLessThan(1.05)
    })

    it("widens each side by itself, as squares on the log scale", () => {
        const range = {point: 100, lo: 50, hi: 150}
        expect(withContractValueError(range, null)).toEqual(range)
        expect(withContractValueError(range, 0).lo).toBeCloseTo(50, 9)
        const {lo, hi} = withContractValueError(range, 0.3)
        expect(Math.log(100 / lo)).toBeCloseTo(Math.hypot(Math.log(2), 0.3), 12)
        expect(Math.log(hi / 100)).toBeCloseTo(Math.hypot(Math.log(1.5), 0.3), 12)
        expect(() => withContractValueError({point: 1, lo: 0, hi: 2}, 0.1)).toThrow(RangeError)
    })
})
