import fc from "fast-check"

import {type ActiveRow, compareText, decideAccounts, type FiringHistory, newTypes} from "./detection"
import {compositeScore} from "./score"
import {type AnySignal, signalById, SIGNALS} from "./signals/index"

const AS_OF = Date.parse("2026-10-05T06:00:00Z")
const DAY = 86_400_000
const signal = (id: string): AnySignal => {
    const found = signalById(id)
    if (found === undefined) throw new Error(id)
    return found
}
const settings = (changes: Record<string, object> = {}): Record<string, unknown> =>
    Object.fromEntries(SIGNALS.map(({id, params}) => [id, params.parse(changes[id] ?? {})]))
const row = (id: string, account: string): ActiveRow =>
    ({...(signal(id).examples[0]?.row as object), account, day: 1}) as ActiveRow
const active = (rows: Record<string, string[]>) =>
    new Map(
        Object.entries(rows).map(([id, accounts]) => [
            signal(id),
            accounts.map((account) => row(id, account)),
        ]),
    )
const history = (entries: Record<string, Record<string, number[]>>): FiringHistory =>
    new Map(Object.entries(entries).map(([account, types]) => [account, new Map(Object.entries(types))]))
const NONE: FiringHistory = new Map()

describe("decideAccounts", () => {
    it("puts the signals of an account together, strongest first, accounts in key order", () => {
        const rows = active({team_growth: ["b", "B", "a"], billing_intent: ["a"], pricing_intent: ["a", "b"]})
        const decided = decideAccounts(rows, settings(), NONE, AS_OF)
        expect(decided.map(({account, score}) => [account, score])).toEqual([
            ["B", 30],
            ["a", 95],
            ["b", 65],
        ])
        const [, a] = decided
        expect(a?.signals.map(({type}) => type)).toEqual(["billing_intent", "pricing_intent", "team_growth"])
        expect(a?.whyNow).toBe(a?.signals.map(({sentence}) => sentence).join(" "))
        expect(a?.signals.map(({alwaysRoute}) => alwaysRoute)).toEqual([true, false, false])
    })

    it("a held signal keeps counting in the score; only firing is limited", () => {
        const rows = active({billing_intent: ["a"], pricing_intent: ["a"]})
        const past = history({a: {billing_intent: [AS_OF - 2 * DAY]}})
        const [decided] = decideAccounts(rows, settings(), past, AS_OF)
        expect(decided?.score).toBe(80)
        expect(decided?.signals.map(({type, held}) => [type, held])).toEqual([
            ["billing_intent", "cooldown"],
            ["pricing_intent", null],
        ])
        expect(decided && newTypes(decided)).toEqual(["pricing_intent"])
    })

    it.each([
        ["daily, 7 days ago to the second", "pricing_intent", 7 * DAY, null],
        ["daily, a second less", "pricing_intent", 7 * DAY - 1000, "cooldown"],
        ["weekly, last week", "team_growth", 7 * DAY, null],
        ["at the same instant", "pricing_intent", 0, "already_fired"],
        ["in the future", "pricing_intent", -DAY, null],
    ])("%s", (_name, id, ago, held) => {
        const past = history({a: {[id]: [AS_OF - ago]}})
        const [decided] = decideAccounts(active({[id]: ["a"]}), settings(), past, AS_OF)
        expect(decided?.signals[0]?.held).toBe(held)
    })

    it("weekly types keep to the ISO week even without a cooldown", () => {
        const rows = active({team_growth: ["a"]})
        const policy = settings({team_growth: {cooldown_days: 0}})
        const wednesday = AS_OF + 2 * DAY
        const held = (firedAt: number) =>
            decideAccounts(rows, policy, history({a: {team_growth: [firedAt]}}), wednesday)[0]?.signals[0]
                ?.held
        expect(held(AS_OF)).toBe("same_iso_week")
        expect(held(AS_OF - DAY)).toBeNull()
    })

    it("the history of one account or type says nothing about another", () => {
        const past = history({b: {pricing_intent: [AS_OF - DAY]}, a: {billing_intent: [AS_OF - DAY]}})
        const [decided] = decideAccounts(active({pricing_intent: ["a"]}), settings(), past, AS_OF)
        expect(decided?.signals[0]?.held).toBeNull()
    })

    it("settings decide points, thresholds in the evidence and routing", () => {
        const changes = {pricing_intent: {base: 12, always_route: true, min_visits: 3}}
        const [decided] = decideAccounts(active({pricing_intent: ["a"]}), settings(changes), NONE, AS_OF)
        expect(decided).toMatchObject({
            score: 17,
            signals: [{base: 12, alwaysRoute: true, evidence: {threshold: 3}}],
        })
    })

    it("nothing active, nobody decided", () => {
        expect(decideAccounts(new Map(), settings(), NONE, AS_OF)).toEqual([])
        expect(decideAccounts(active({pricing_intent: []}), settings(), NONE, AS_OF)).toEqual([])
    })

    it("for any mix: one entry per account, the score of A3, and the order of signals does not matter", () => {
        const ids = SIGNALS.map(({id}) => id)
        const pairs = fc.uniqueArray(
            fc.tuple(fc.constantFrom(...ids), fc.constantFrom("a", "b", "ä", "Z", "10", "9")),
            {
                selector: (pair) => pair.join(" "),
            },
        )
        fc.assert(
            fc.property(pairs, (chosen) => {
                const rowsOf = (order: readonly string[]) =>
                    active(
                        Object.fromEntries(
                            order.map((id) => [
                                id,
                                chosen.filter(([type]) => type === id).map(([, account]) => account),
                            ]),
                        ),
                    )
                const decided = decideAccounts(rowsOf(ids), settings(), NONE, AS_OF)
                expect(decideAccounts(rowsOf([...ids].reverse()), settings(), NONE, AS_OF)).toEqual(decided)
                const accounts = decided.map(({account}) => account)
                expect(accounts).toEqual([...new Set(chosen.map(([, account]) => account))].sort(compareText))
                for (const one of decided) expect(one.score).toBe(compositeScore(one.signals).score)
            }),
            {seed: 7, numRuns: 100},
        )
    })
})

it("compareText orders by code units, as ClickHouse orders ASCII", () => {
    expect(["b", "a", "B", "10", "9", ""].sort(compareText)).toEqual(["", "10", "9", "B", "a", "b"])
})
