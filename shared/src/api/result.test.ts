import fc from "fast-check"

import {fail, isTransient, jsonOf, retryAfterMs} from "./result"

const NOW = Date.parse("2026-10-05T06:00:00Z")
const http = (ms: number): string => new Date(ms).toUTCString()

describe("retryAfterMs", () => {
    it.each<[string | null, string | null, number | null]>([
        [null, null, null],
        ["", null, null],
        ["   ", null, null],
        ["0", null, 0],
        ["5", null, 5000],
        [" 5 ", null, 5000],
        ["1.5", null, 1500],
        ["-3", null, 0],
        ["100000", null, 3_600_000],
        ["soon", null, null],
        ["Infinity", null, null],
        ["NaN", null, null],
        [http(NOW + 30_000), null, 30_000],
        [http(NOW - 30_000), null, 0],
        [http(NOW + 86_400_000), null, 3_600_000],
        // Our clock is a day off: the server's own date decides.
        [http(NOW + 86_400_000 + 20_000), http(NOW + 86_400_000), 20_000],
        [http(NOW - 86_400_000 + 20_000), http(NOW - 86_400_000), 20_000],
        [http(NOW + 30_000), "garbage", 30_000],
        ["7", http(NOW + 86_400_000), 7000],
    ])("Retry-After %j with Date %j is %j ms", (retryAfter, date, expected) => {
        expect(retryAfterMs({retryAfter, date}, NOW)).toBe(expected)
    })

    it("is null or from 0 to an hour, whatever a server sends", () => {
        fc.assert(
            fc.property(
                fc.option(fc.oneof(fc.string(), fc.double().map(String), fc.date().map(String)), {nil: null}),
                fc.option(fc.oneof(fc.string(), fc.date().map(String)), {nil: null}),
                (retryAfter, date) => {
                    const wait = retryAfterMs({retryAfter, date}, NOW)
                    expect(wait === null || (wait >= 0 && wait <= 3_600_000)).toBe(true)
                },
            ),
            {seed: 5, numRuns: 500},
        )
    })
})

it("jsonOf gives undefined for anything that is not JSON", () => {
    expect([jsonOf("{}"), jsonOf("null"), jsonOf("<html>"), jsonOf('{"a":'), jsonOf("")]).toEqual([
        {},
        null,
        undefined,
        undefined,
        undefined,
    ])
})

it("only throttled and unavailable pass by themselves", () => {
    const kinds = [
        "unauthorized",
        "missing_scope",
        "not_found",
        "refused",
        "conflict",
        "throttled",
        "unavailable",
        "too_slow",
        "quota",
        "unreadable",
    ] as const
    const passing = kinds.filter((kind) => {
        const result = fail(kind, "")
        return !result.ok && isTransient(result.failure)
    })
    expect(passing).toEqual(["throttled", "unavailable"])
})
