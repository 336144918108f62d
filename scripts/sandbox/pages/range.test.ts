import {endOfLastDay, wholeDays} from "./range"

/** 2026-10-05 08:00 in Berlin, two hours ahead of UTC; an hour ahead from 25 October on. */
const NOW = Date.parse("2026-10-05T06:00:00Z")
const days = (date_from: string | null, date_to: string | null = null) =>
    wholeDays({date_from, date_to}, NOW, "Europe/Berlin")

test.each([
    ["-7d", null, "2026-09-27T22:00:00.000Z", "2026-10-05T22:00:00.000Z"],
    ["mStart", null, "2026-09-30T22:00:00.000Z", "2026-10-05T22:00:00.000Z"],
    ["2026-08-05", "2026-08-07", "2026-08-04T22:00:00.000Z", "2026-08-07T22:00:00.000Z"],
    ["2026-08-05", "2026-08-05", "2026-08-04T22:00:00.000Z", "2026-08-05T22:00:00.000Z"],
    // A day of 25 hours.
    ["2026-10-25", "2026-10-25", "2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"],
    ["all", null, null, "2026-10-05T22:00:00.000Z"],
])("from %p to %p are whole days", (from, to, start, end) =>
    expect(days(from, to)).toEqual({from: start, to: end}),
)

test.each([
    ["2026-08-31", "2026-09-01T00:00:00"],
    ["2026-12-31", "2027-01-01T00:00:00"],
    ["2028-02-28", "2028-02-29T00:00:00"],
    ["-1d", "-1d"],
    ["2026-08-31T12:00:00", "2026-08-31T12:00:00"],
    [null, null],
])("the end of %p is %p", (date_to, end) =>
    expect(endOfLastDay({date_from: "-90d", date_to})).toEqual({date_from: "-90d", date_to: end}),
)
