import {decimalComplement, parseDecimal, probabilityOf, referenceLog10} from "./decimal"

describe("decimal values", () => {
    it.each([
        [0.999999999999, 1e-12],
        [0.975, 0.025],
        [1e-20, 1],
        [0, 1],
        [1, 0],
        [0.1, 0.9],
        [5e-324, 1],
        [0.3333333333333333, 0.6666666666666667],
    ])("1 - %p is %p", (x, complement) => expect(decimalComplement(x)).toBe(complement))

    it("writes what underflows as a decimal string and everything else as a number", () => {
        expect(probabilityOf(0.25, Math.log10(0.25))).toBe(0.25)
        expect(probabilityOf(0, -434.5)).toBe("3.16227766017e-435")
        expect(probabilityOf(0, -Infinity)).toBe(0)
        expect(probabilityOf(NaN, NaN)).toBeNaN()
        const text = probabilityOf(0, -9985.562787) as string
        expect(parseDecimal(text)!.log10).toBeCloseTo(-9985.562787, 9)
    })

    it("reads decimals of any size and nothing else", () => {
        expect(parseDecimal("-2.5e-400")).toEqual({sign: -1, log10: expect.closeTo(-399.602059991, 8)})
        expect(parseDecimal("0.0")).toEqual({sign: 0, log10: -Infinity})
        for (const text of ["", "ok", "1e", "0x10", "Infinity", "1 "]) expect(parseDecimal(text)).toBeNull()
    })

    it("cannot tell a probability within 1e-50 of 1 from 1", () => {
        expect(referenceLog10(-2.5e-300)).toBe(0)
        expect(referenceLog10(-2.5e-16)).toBe(-2.5e-16)
        expect(referenceLog10(null)).toBeNull()
    })
})
