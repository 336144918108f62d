import * as fc from "fast-check"

import {bucketOf} from "../bucket"
import {afterCall, type Circuit, CLOSED, heldBackMs} from "./circuit"
import {RATE_LIMITS} from "./limits"
import type {Failure} from "./result"
import {waitBeforeRetry} from "./retry"
import {type Bucket, takeTokens} from "./token-bucket"

const failure = (retryAfterMs: number | null): Failure => ({
    kind: "throttled",
    message: "",
    code: "",
    retryAfterMs,
})

describe("waiting before a retry", () => {
    it.each([
        [null, 0, 0.5, 15_000],
        [null, 0, 0, 11_250],
        [null, 1, 0.5, 30_000],
        [null, 3, 0.5, 120_000],
        [null, 99, 0.5, 600_000],
        [47_000, 0, 0, 47_000],
        [47_000, 0, 0.5, 49_350],
        [3_600_000, 0, 0.5, 3_602_500],
        [0, 7, 0.5, 1_000],
    ])("Retry-After %s, attempt %s, random %s: %s ms", (retryAfter, attempts, random, expected) => {
        expect(waitBeforeRetry(failure(retryAfter), attempts, random)).toBe(expected)
    })

    it("is never shorter than the server asked, nor longer than 125 % of the cap", () => {
        fc.assert(
            fc.property(
                fc.option(fc.nat(3_600_000)),
                fc.nat(50),
                fc.double({min: 0, max: 0.999999, noNaN: true}),
                (asked, attempts, random) => {
                    const wait = waitBeforeRetry(failure(asked), attempts, random)
                    expect(wait).toBeGreaterThanOrEqual(Math.max(1000, asked ?? 0))
                    expect(wait).toBeLessThanOrEqual((asked ?? 750_000) + 5_001 + (asked === null ? 0 : 1000))
                },
            ),
            {seed: 1},
        )
    })
})

describe("a token bucket", () => {
    /** Calls that pass when one is tried every `stepMs`. */
    const passed = (
        limits: readonly {capacity: number; perSecond: number}[],
        stepMs: number,
        forMs: number,
    ) => {
        const times: number[] = []
        let buckets: readonly (Bucket | undefined)[] = []
        for (let now = 0; now < forMs; now += stepMs) {
            const taken = takeTokens(buckets, limits, now)
            buckets = taken.buckets
            if (taken.waitMs === 0) times.push(now)
        }
        return times
    }
    const mostIn = (times: readonly number[], windowMs: number) =>
        Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length))

    it.each([
        ["posthog_query", 60_000, 240],
        ["posthog_query", 3_600_000, 2400],
        ["posthog_private", 60_000, 480],
        ["attio_read", 1000, 100],
        ["attio_write", 1000, 25],
    ] as const)("%s never passes more in %s ms than the documented %s", (name, windowMs, documented) => {
        const times = passed(RATE_LIMITS[name], Math.min(windowMs / 1000, 400), windowMs * 2.2)
        expect(mostIn(times, windowMs)).toBeLessThan(documented)
        expect(mostIn(times, windowMs)).toBeGreaterThan(documented * 0.7)
    })

    it("says how long to wait, and after that wait the call passes", () => {
        const limits = [
            {capacity: 2, perSecond: 4},
            {capacity: 5, perSecond: 0.5},
        ]
        let buckets: readonly (Bucket | undefined)[] = []
        let now = 1_000_000
        for (let call = 0; call < 40; call++) {
            const taken = takeTokens(buckets, limits, now)
            buckets = taken.buckets
            if (taken.waitMs === 0) continue
            now += taken.waitMs
            const again = takeTokens(buckets, limits, now)
            expect(again.waitMs).toBe(0)
            buckets = again.buckets
        }
    })

    it("a refused call takes nothing, and a clock that jumps back gives nothing", () => {
        const limits = [
            {capacity: 1, perSecond: 1},
            {capacity: 9, perSecond: 1},
        ]
        const first = takeTokens([], limits, 1000)
        const refused = takeTokens(first.buckets, limits, 1000)
        expect(refused).toEqual({
            waitMs: 1000,
            buckets: [
                {tokens: 0, at: 1000},
                {tokens: 8, at: 1000},
            ],
        })
        expect(takeTokens(first.buckets, limits, 0).buckets[0]).toEqual({tokens: 0, at: 0})
    })
})

describe("a circuit", () => {
    const failing = (times: number, now: number, from: Circuit = CLOSED) =>
        Array.from({length: times}).reduce<Circuit>((circuit) => afterCall(circuit, false, now), from)

    it("opens at the fifth failure in a row, twice as long with each further one, and closes with a success", () => {
        expect(heldBackMs(failing(4, 0), 0)).toBe(0)
        expect(heldBackMs(failing(5, 0), 0)).toBe(60_000)
        expect(heldBackMs(failing(5, 0), 60_000)).toBe(0)
        expect(heldBackMs(failing(6, 0), 0)).toBe(120_000)
        expect(heldBackMs(failing(30, 0), 0)).toBe(600_000)
        expect(afterCall(failing(6, 0), true, 0)).toEqual(CLOSED)
    })

    it("a clock that jumped back does not lock it", () => {
        expect(heldBackMs(failing(5, 10_000_000), 0)).toBe(0)
    })
})

it("buckets of accounts are stable, within range, and even", () => {
    expect(bucketOf("acme", 16)).toBe(bucketOf("acme", 16))
    const counts = Array.from({length: 16}, () => 0)
    for (let i = 0; i < 16_000; i++) {
        const bucket = bucketOf(`account-${i}`, 16)
        counts[bucket] = (counts[bucket] ?? 0) + 1
    }
    expect(Math.min(...counts)).toBeGreaterThan(800)
    expect(Math.max(...counts)).toBeLessThan(1200)
    fc.assert(
        fc.property(fc.string({unit: "binary"}), fc.integer({min: 1, max: 256}), (account, count) => {
            expect(bucketOf(account, count)).toBeLessThan(count)
            expect(bucketOf(account, count)).toBeGreaterThanOrEqual(0)
        }),
        {seed: 2},
    )
})
