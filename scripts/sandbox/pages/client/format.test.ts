import {formatCell, formatColumn, formatInstant, formatNumber, isDays, linkOf} from "./format"

describe("cells", () => {
    test.each([
        [null, ""],
        [undefined, ""],
        [0, "0"],
        [-1234567.891, "-1,234,567.89"],
        [true, "yes"],
        [false, "no"],
        ["2026-10-01T00:30:59.123456+02:00", "2026-10-01 00:30"],
        ["2026-10-01T00:30:00Z", "2026-10-01 00:30"],
        ["2026-10-01", "2026-10-01"],
        ["2026-10-01T00:30 or so", "2026-10-01T00:30 or so"],
        [["a", null, 1500], "a, , 1,500"],
        [{a: 1}, '{"a":1}'],
    ])("%p is read as %p", (value, text) => expect(formatCell(value)).toBe(text))

    test("numbers as their column says", () => {
        expect(formatNumber(2, {decimalPlaces: 1, suffix: " %"})).toBe("2.0 %")
        expect(formatNumber(1999.5, {prefix: "$", decimalPlaces: 0})).toBe("$2,000")
        expect(formatNumber(0.125)).toBe("0.13")
        expect(formatNumber(7, {prefix: null, suffix: null, decimalPlaces: null})).toBe("7")
    })
})

describe("columns", () => {
    const days = ["2026-10-01T00:00:00+02:00", null, "2026-10-25T00:00:00+02:00"]
    test("days have no time, but only where all of them are days", () => {
        expect(formatColumn(days)).toEqual(["2026-10-01", "", "2026-10-25"])
        expect(formatColumn([...days, "2026-10-26T00:00:01+01:00"])[0]).toBe("2026-10-01 00:00")
        expect([isDays(days), isDays([]), isDays([null]), isDays(["2026-10-01"])]).toEqual([
            true,
            false,
            false,
            false,
        ])
    })

    test("an instant is shown in the zone that it is written in", () =>
        expect(formatInstant("2026-10-05T08:00:00+02:00")).toBe("2026-10-05 08:00"))
})

test.each([
    ["https://example.com/a?b=c", true],
    ["http://example.com", true],
    ["javascript:alert(1)", false],
    ["https://example.com and more", false],
    [" https://example.com", false],
    [5, false],
])("%p is a link: %p", (value, is) => expect(linkOf(value) !== null).toBe(is))
