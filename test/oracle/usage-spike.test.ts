import {before, event, factsOf, series} from "./micro-case"
import {usageZ} from "./signals/usage-spike"

const SIGNAL = "usage_spike"
// 20 events now, 10 the week before, one 14 days and a moment before T: old enough, too young for the test.
const YOUNG = [...series(20, before(3)), ...series(10, before(10)), event("used", before(14, -1))]

describe("usage_spike", () => {
    it("is active for a young account on growth alone, with its three counts", () => {
        expect(factsOf(SIGNAL, YOUNG)).toEqual({events: 20, events_before: 10, events_28d_before: 11})
    })

    it("needs the minimum of events", () => {
        expect(factsOf(SIGNAL, YOUNG.slice(1))).toBeNull()
        expect(factsOf(SIGNAL, YOUNG.slice(1), {settings: {min_events: 19}})).not.toBeNull()
    })

    it("needs more than the growth factor, not just the factor", () => {
        const more = series(3, before(9))
        const exact = [...series(1, before(2)), ...YOUNG, ...more, event("used", before(8))]
        // 21 > 1.5 × 14 is false.
        expect(factsOf(SIGNAL, exact)).toBeNull()
        expect(factsOf(SIGNAL, exact.slice(0, -1))).toMatchObject({events: 21, events_before: 13})
    })

    it("needs activity in the 7 days before, whatever the rule", () => {
        const idle = [...series(20, before(3)), ...series(10, before(20))]
        expect(factsOf(SIGNAL, idle)).toBeNull()
        expect(factsOf(SIGNAL, idle, {settings: {rule: "literal"}})).toBeNull()
    })

    it("asks for activity before T − 14 d: an event exactly there is too young", () => {
        const edge = [...YOUNG.slice(0, -1), event("used", before(14))]
        expect(factsOf(SIGNAL, edge)).toBeNull()
        expect(factsOf(SIGNAL, [...edge, event("used", before(14, -0.000001))])).not.toBeNull()
        expect(factsOf(SIGNAL, edge, {settings: {rule: "literal"}})).toMatchObject({
            events: 20,
            events_before: 11,
        })
    })

    it("looks back no more than 180 days for an age", () => {
        const edge = YOUNG.slice(0, -1)
        expect(factsOf(SIGNAL, [...edge, event("used", before(180))])).not.toBeNull()
        expect(factsOf(SIGNAL, [...edge, event("used", before(180, -0.000001))])).toBeNull()
    })

    it("puts T − 7 d into the last week and T into the future, to the microsecond", () => {
        const base = [...YOUNG, ...series(2, before(3, -7200))]
        const facts = (timestamp: string) => factsOf(SIGNAL, [...base, event("used", timestamp)])
        expect(facts(before(0, -0.000001))).toMatchObject({events: 23, events_before: 10})
        expect(facts(before(0))).toMatchObject({events: 22, events_before: 10})
        expect(facts(before(7))).toMatchObject({events: 23, events_before: 10})
        expect(facts(before(7, -0.000001))).toMatchObject({events: 22, events_before: 11})
        expect(facts(before(14))).toMatchObject({events_before: 11, events_28d_before: 12})
        expect(facts(before(14, -1))).toMatchObject({events_before: 10, events_28d_before: 12})
        expect(facts(before(35))).toMatchObject({events_28d_before: 12})
        // Now old enough for the test, which 22 against 11 in four weeks passes.
        expect(facts(before(35, -1))).toMatchObject({events_28d_before: 11})
    })

    it("tests against chance only once there is activity before T − 35 d", () => {
        const steady = [...series(30, before(3)), ...series(18, before(10)), ...series(90, before(20))]
        expect(usageZ(30, 108, 3)).toBeLessThan(2.33)
        expect(factsOf(SIGNAL, [...steady, event("used", before(35))])).not.toBeNull()
        expect(factsOf(SIGNAL, [...steady, event("used", before(35, -0.000001))])).toBeNull()
        const lenient = {settings: {z: usageZ(30, 108, 3)}}
        expect(factsOf(SIGNAL, [...steady, event("used", before(35, -0.000001))], lenient)).not.toBeNull()
    })

    it("ignores bookkeeping and Beton's own events", () => {
        const names = [
            "$identify",
            "$groupidentify",
            "$set",
            "$create_alias",
            "$merge_dangerously",
            "beton_signal_fired",
        ]
        const noise = names.flatMap((name) => [event(name, before(8)), event(name, before(1))])
        expect(factsOf(SIGNAL, [...YOUNG, ...noise])).toEqual({
            events: 20,
            events_before: 10,
            events_28d_before: 11,
        })
    })
})

describe("usageZ", () => {
    it("is 0 at the same daily rate and signed otherwise", () => {
        expect(usageZ(25, 100, 3)).toBeCloseTo(0, 10)
        expect(usageZ(10, 100, 3)).toBeLessThan(0)
        expect(usageZ(0, 100, 3)).toBeLessThan(0)
    })

    it("matches a value worked out by hand", () => {
        // 40 against 40 in four weeks: e1 = 16, e0 = 64; 2(40 ln 2.5 + 40 ln 0.625)/3 = 26.667 · ln 1.5625 = 11.901.
        expect(usageZ(40, 40, 3)).toBeCloseTo(3.4498, 3)
        // Nothing before: 2 · 30 ln 5 / 3.
        expect(usageZ(30, 0, 3)).toBeCloseTo(Math.sqrt(20 * Math.log(5)), 10)
    })
})
