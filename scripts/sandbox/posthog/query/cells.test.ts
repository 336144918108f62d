import {cellConverter, convertRows} from "./cells"
import {parseType} from "./type-parser"
import {formatInZone} from "./zone"

describe("formatInZone", () => {
    test.each([
        ["2026-09-30T22:00:00Z", "Europe/Berlin", "2026-10-01T00:00:00+02:00"],
        ["2026-09-30T22:00:00.000000Z", "UTC", "2026-09-30T22:00:00Z"],
        ["2026-09-30T22:00:00.5Z", "UTC", "2026-09-30T22:00:00.500000Z"],
        ["2026-09-30T22:00:00.123456Z", "America/St_Johns", "2026-09-30T19:30:00.123456-02:30"],
        ["2026-09-30T22:00:00Z", "Asia/Kathmandu", "2026-10-01T03:45:00+05:45"],
        ["2026-01-01T00:00:00Z", "Europe/London", "2026-01-01T00:00:00Z"],
        // The hour that exists twice: 02:30 summer time, then 02:30 winter time.
        ["2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-25T02:30:00+02:00"],
        ["2026-10-25T01:30:00Z", "Europe/Berlin", "2026-10-25T02:30:00+01:00"],
        ["1969-12-31T23:59:59.000Z", "America/New_York", "1969-12-31T18:59:59-05:00"],
    ])("%s in %s", (utc, zone, expected) => {
        expect(formatInZone(utc, zone)).toBe(expected)
    })
})

test("parseType keeps quotes and nesting together", () => {
    expect(parseType("Map(String, Tuple(a DateTime('UTC'), b Enum8('x,y' = 1, '(' = 2)))")).toEqual({
        name: "Map",
        args: ["String", "Tuple(a DateTime('UTC'), b Enum8('x,y' = 1, '(' = 2))"],
    })
})

describe("cellConverter", () => {
    test.each([
        "UInt64",
        "Nullable(String)",
        "Array(Tuple(String, UUID))",
        "Date",
        "Nullable(Date32)",
        "Map(String, Float64)",
    ])("%s stays as it is", (type) => {
        expect(cellConverter(type)).toBeNull()
    })

    const utc = "2026-01-01T00:00:00Z"
    const tokyo = "2026-01-01T09:00:00+09:00"
    test.each([
        ["Nullable(DateTime64(6, 'Asia/Tokyo'))", utc, tokyo],
        ["Nullable(DateTime64(6, 'Asia/Tokyo'))", null, null],
        ["Array(DateTime('Asia/Tokyo'))", [utc, utc], [tokyo, tokyo]],
        ["Tuple(String, DateTime('Asia/Tokyo'))", ["a", utc], ["a", tokyo]],
        ["Tuple(n Int8, at DateTime('Asia/Tokyo'))", {n: 1, at: utc}, {n: 1, at: tokyo}],
        ["Map(String, Array(DateTime('Asia/Tokyo')))", {k: [utc]}, {k: [tokyo]}],
        ["DateTime", utc, utc],
    ])("%s", (type, cell, expected) => {
        const rows = [[1, cell]]
        convertRows(rows, ["UInt8", type])
        expect(rows).toEqual([[1, expected]])
    })
})
