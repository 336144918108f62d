import {isoToMicros, SECOND} from "./time"

describe("isoToMicros", () => {
    it.each([
        ["1970-01-01T00:00:01Z", SECOND],
        ["1970-01-01T00:00:00.000001Z", 1],
        ["1970-01-01T00:00:00.1234567Z", 123_456],
        ["1970-01-01 00:00:00.5", SECOND / 2],
        ["1970-01-02", 86_400 * SECOND],
        ["1970-01-01T02:00:00+02:00", 0],
        ["1969-12-31T19:00:00-0500", 0],
        ["1969-12-31T23:59:59.999999Z", -1],
    ])("reads %s", (text, micros) => {
        expect(isoToMicros(text)).toBe(micros)
    })

    it("keeps neighbouring microseconds of our century apart", () => {
        const whole = isoToMicros("2099-12-31T23:59:59Z") as number
        expect((isoToMicros("2099-12-31T23:59:58.999999Z") as number) - whole).toBe(-1)
    })

    it.each([
        "",
        "soon",
        "2026-02-30",
        "2026-13-01",
        "2026-01-01T25:00:00Z",
        "20260101",
        "2026-01-01T00:00:00 CET",
    ])("refuses %p", (text) => {
        expect(isoToMicros(text)).toBeNull()
    })
})
