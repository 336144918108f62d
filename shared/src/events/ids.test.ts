import {sha1} from "@noble/hashes/legacy.js"
import fc from "fast-check"
import {v5, validate, version} from "uuid"

import {utf8Bytes} from "./codec"
import {backtestEventId, betonId, dealKey, runEventId, runId} from "./ids"

const AS_OF = "2026-10-05T06:00:00.000Z"

/** RFC 4122 §4.3, written out: SHA-1 of namespace and name, version and variant set. */
function v5ByHand(name: string, namespace: string): string {
    const space = (namespace.match(/[0-9a-f]{2}/g) ?? []).map((pair) => parseInt(pair, 16))
    const hash = sha1(Uint8Array.from([...space, ...utf8Bytes(name)])).subarray(0, 16)
    hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
    hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
    const hex = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("")
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")
}

describe("version 5", () => {
    it("is RFC 4122's: the DNS example of its errata", () => {
        const dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
        expect(v5("www.example.com", dns)).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2")
        expect(v5ByHand("www.example.com", dns)).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2")
    })

    it("is what the ids are made of, and they never change: these are in customers' projects", () => {
        const namespace = "5f2c1f0e-7d0b-4a62-9a53-0d8f3c6f1b7a"
        const asOf = encodeURIComponent(AS_OF)
        expect(runId("7", AS_OF)).toBe(v5ByHand(`run/7/${asOf}`, namespace))
        expect(betonId("7", "größe/ä", AS_OF)).toBe(
            v5ByHand(`account/7/gr%C3%B6%C3%9Fe%2F%C3%A4/${asOf}`, namespace),
        )
        expect(runEventId("7", AS_OF)).toBe(v5ByHand(`run-completed/7/${asOf}`, namespace))
        expect(backtestEventId("7", "won", AS_OF)).toBe(
            v5ByHand(`backtest-completed/7/won/${asOf}`, namespace),
        )
    })
})

describe("ids", () => {
    it("are version 5 uuids and differ in each part", () => {
        const ids = [
            runId("7", AS_OF),
            runEventId("7", AS_OF),
            backtestEventId("7", "won", AS_OF),
            backtestEventId("7", "qualified", AS_OF),
            backtestEventId("8", "won", AS_OF),
            betonId("7", "acme", AS_OF),
            betonId("8", "acme", AS_OF),
            betonId("7", "beta", AS_OF),
            betonId("7", "acme", "2026-10-06T06:00:00.000Z"),
        ]
        expect(new Set(ids).size).toBe(ids.length)
        for (const id of ids) expect([validate(id), version(id)]).toEqual([true, 5])
    })

    it("parts cannot run into each other", () => {
        expect(betonId("a", "bc", AS_OF)).not.toBe(betonId("ab", "c", AS_OF))
        expect(betonId("a/b", "c", AS_OF)).not.toBe(betonId("a", "b/c", AS_OF))
        fc.assert(
            fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (p1, a1, p2, a2) => {
                fc.pre(p1 !== p2 || a1 !== a2)
                expect(betonId(p1, a1, AS_OF)).not.toBe(betonId(p2, a2, AS_OF))
            }),
            {seed: 4, numRuns: 200},
        )
    })

    it("the deal key is readable", () => expect(dealKey("7", "acme", 2)).toBe("7:acme:2"))
})
