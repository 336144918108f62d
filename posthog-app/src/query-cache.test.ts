import {queryCache} from "./query-cache"

it("gives an answer back for as long as it may be reused, by the clock that is passed in", () => {
    let now = 1_000_000
    const cache = queryCache(() => now)
    cache.set("fired", [{n: 1}], 60_000, 10)
    expect(cache.get("fired")).toEqual([{n: 1}])
    now += 59_999
    expect(cache.get("fired")).toEqual([{n: 1}])
    now += 2
    expect(cache.get("fired")).toBeUndefined()
    expect(cache.get("other")).toBeUndefined()
})

it("keeps a few megabytes at most, and nothing that is too large", () => {
    const cache = queryCache(() => 0)
    cache.set("huge", [], 60_000, 10_000_000)
    expect(cache.get("huge")).toBeUndefined()
    for (let n = 0; n < 20; n++) cache.set(`q${n}`, [], 60_000, 400_000)
    const kept = Array.from({length: 20}, (_, n) => cache.get(`q${n}`)).filter((rows) => rows !== undefined)
    expect(kept.length).toBeGreaterThan(5)
    expect(kept.length).toBeLessThan(11)
    expect(cache.get("q19")).toEqual([])
})
