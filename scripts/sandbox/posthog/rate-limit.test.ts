import {RateLimiter} from "./rate-limit"

const MINUTE = [{limit: 2, seconds: 60}]

test("a full window refuses until its oldest request has left it, and does not count refusals", () => {
    const limiter = new RateLimiter()
    expect(limiter.take("a", MINUTE, 0)).toBeNull()
    expect(limiter.take("a", MINUTE, 20_000)).toBeNull()
    expect(limiter.take("a", MINUTE, 25_500)).toBe(35)
    expect(limiter.take("a", MINUTE, 59_999)).toBe(1)
    expect(limiter.take("b", MINUTE, 59_999)).toBeNull()
    expect(limiter.take("a", MINUTE, 60_000)).toBeNull()
    expect(limiter.take("a", MINUTE, 60_001)).toBe(20)
})

test("with two windows the longer wait counts", () => {
    const limiter = new RateLimiter()
    const windows = [...MINUTE, {limit: 3, seconds: 3600}]
    for (const at of [0, 1000, 70_000]) expect(limiter.take("a", windows, at)).toBeNull()
    expect(limiter.take("a", windows, 200_000)).toBe(3400)
})
