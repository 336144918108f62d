import {checkClock} from "./clock"
import {newRun} from "./steps/run-state"

const MINUTE = 60_000
const AS_OF = "2026-10-05T06:00:00.000Z"
const run = newRun({
    kind: "daily",
    dry: false,
    runId: "r",
    asOf: AS_OF,
    due: AS_OF,
    instants: 1,
    now: Date.parse(AS_OF),
    seq: 1,
    before: null,
})
/** Our clock says so many minutes after the day's end, PostHog's is so many minutes off. */
const at = (minutesAfter: number, skewMinutes: number | null) =>
    checkClock(
        run,
        Date.parse(AS_OF) + minutesAfter * MINUTE,
        skewMinutes === null ? null : skewMinutes * MINUTE,
    )

it("does nothing when the clocks agree, or PostHog does not tell", () => {
    expect(at(5, 0)).toEqual({kind: "next", state: run})
    expect(at(5, -2)).toEqual({kind: "next", state: run})
    expect(at(5, null)).toEqual({kind: "next", state: run})
})

it("notes a difference that changes nothing", () => {
    expect(at(5, 45)).toMatchObject({
        state: {problems: ["This machine's clock is 45 minutes behind PostHog's."]},
    })
    expect(at(600, -45)).toMatchObject({
        state: {problems: ["This machine's clock is 45 minutes ahead of PostHog's."]},
    })
    expect(at(5, 60 * 24 * 3)).toMatchObject({
        state: {problems: ["This machine's clock is 3 days behind PostHog's."]},
    })
})

it("waits until the day has ended where the events arrive", () => {
    expect(at(5, -30)).toMatchObject({
        kind: "later",
        failure: {
            retryAfterMs: 25 * MINUTE,
            message:
                "This machine's clock is 30 minutes ahead of PostHog's. The day that is due has not ended there.",
        },
    })
})

it("stops when somebody has to set the clock", () => {
    expect(at(5, -300)).toMatchObject({
        kind: "stop",
        message:
            "This machine's clock is 5 hours ahead of PostHog's. Set it: the day that is due has not ended there.",
    })
})
