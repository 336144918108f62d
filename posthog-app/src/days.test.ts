import * as fc from "fast-check"

import {dueAsOf, isInstant, minuteOf, nextAsOf} from "./days"

const at = (text: string): number => Date.parse(text)

describe("dueAsOf", () => {
    it.each([
        ["2026-10-05T06:00:00.000Z", 6, "2026-10-05T06:00:00.000Z"],
        ["2026-10-05T05:59:59.999Z", 6, "2026-10-04T06:00:00.000Z"],
        ["2026-10-05T06:00:00.001Z", 6, "2026-10-05T06:00:00.000Z"],
        ["2026-10-05T23:59:59.999Z", 6, "2026-10-05T06:00:00.000Z"],
        ["2026-10-05T00:00:00.000Z", 0, "2026-10-05T00:00:00.000Z"],
        ["2026-10-04T23:59:59.999Z", 0, "2026-10-04T00:00:00.000Z"],
        ["2026-10-05T22:59:59.000Z", 23, "2026-10-04T23:00:00.000Z"],
        ["2026-10-05T23:00:00.000Z", 23, "2026-10-05T23:00:00.000Z"],
        // Daylight saving ends in Berlin and begins in New York: days stay 24 hours.
        ["2026-10-25T06:30:00.000Z", 6, "2026-10-25T06:00:00.000Z"],
        ["2028-02-29T06:00:00.000Z", 6, "2028-02-29T06:00:00.000Z"],
    ])("at %s with target hour %i it is %s", (now, hour, due) => expect(dueAsOf(at(now), hour)).toBe(due))
})

describe("nextAsOf", () => {
    const due = "2026-10-05T06:00:00.000Z"
    it.each([
        ["nothing known: the due day alone", null, 3, due],
        ["done", due, 3, null],
        ["a run on demand later the same day", "2026-10-05T15:23:00.000Z", 3, null],
        ["yesterday done", "2026-10-04T06:00:00.000Z", 3, due],
        ["yesterday done, no catching up", "2026-10-04T06:00:00.000Z", 0, due],
        ["a run on demand before today's hour", "2026-10-05T05:00:00.000Z", 3, due],
        ["one day missed", "2026-10-03T06:00:00.000Z", 3, "2026-10-04T06:00:00.000Z"],
        ["one day missed, no catching up", "2026-10-03T06:00:00.000Z", 0, due],
        ["three days missed", "2026-10-01T06:00:00.000Z", 3, "2026-10-02T06:00:00.000Z"],
        ["ten days missed, three wanted", "2026-09-24T06:00:00.000Z", 3, "2026-10-02T06:00:00.000Z"],
        ["ten days missed, one wanted", "2026-09-24T06:00:00.000Z", 1, "2026-10-04T06:00:00.000Z"],
        ["the hour was moved from 5 to 6", "2026-10-04T05:00:00.000Z", 3, "2026-10-04T06:00:00.000Z"],
        ["the hour was moved from 7 to 6", "2026-10-04T07:00:00.000Z", 3, due],
        ["a done day in the future of a clock that was wrong", "2026-10-09T06:00:00.000Z", 3, null],
    ])("%s", (_name, lastDone, catchUp, expected) => expect(nextAsOf(lastDone, due, catchUp)).toBe(expected))

    it("day after day it ends at the due day, never goes back, and takes at most the wanted number", () => {
        fc.assert(
            fc.property(fc.integer({min: -40, max: 3000}), fc.nat(30), (hoursBefore, catchUp) => {
                let done: string | null = new Date(at(due) - hoursBefore * 3_600_000).toISOString()
                const days: string[] = []
                for (;;) {
                    const next: string | null = nextAsOf(done, due, catchUp)
                    if (next === null) break
                    expect(done === null || next > done).toBe(true)
                    days.push(next)
                    done = next
                }
                expect(days.length).toBeLessThanOrEqual(catchUp + 1)
                if (hoursBefore > 0) expect(days.at(-1)).toBe(due)
            }),
            {seed: 4},
        )
    })
})

it("a run on demand is about the current minute", () => {
    expect(minuteOf(at("2026-10-05T15:23:59.999Z"))).toBe("2026-10-05T15:23:00.000Z")
})

it("an instant is one in our own form only", () => {
    const texts = ["2026-10-05T06:00:00.000Z", "1", "x 0", "2026-10-05", "2026-10-05T06:00:00Z", ""]
    expect(texts.filter(isInstant)).toEqual(["2026-10-05T06:00:00.000Z"])
})
