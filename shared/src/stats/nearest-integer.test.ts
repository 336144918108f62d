import {ceilDecimal, floorDecimal} from "./nearest-integer"

test("every hundredth of a hundred is itself, whatever its double product is", () => {
    const inexact = Array.from({length: 101}, (_, k) => k / 100).filter((q) => !Number.isInteger(q * 100))
    expect(inexact.length).toBeGreaterThan(0)
    for (let k = 0; k <= 100; k++) {
        expect(ceilDecimal((k / 100) * 100)).toBe(k)
        expect(floorDecimal((k / 100) * 100)).toBe(k)
    }
})

test("other values round as usual", () => {
    expect(ceilDecimal(7.001)).toBe(8)
    expect(floorDecimal(28.999)).toBe(28)
    expect(ceilDecimal(0)).toBe(0)
})
