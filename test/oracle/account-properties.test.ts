import {before, event, factsOf, groupSet, rowsOf, T} from "./micro-case"
import {trialEnd} from "./signals/account-properties"

describe("limit_approaching", () => {
    const SIGNAL = "limit_approaching"

    it("needs strictly more than the share", () => {
        expect(factsOf(SIGNAL, [groupSet(before(9), {usage: 80, usage_limit: 100})])).toBeNull()
        expect(factsOf(SIGNAL, [groupSet(before(9), {usage: "80.5", usage_limit: 100})])).toEqual({
            used: 80.5,
            plan_limit: 100,
        })
    })

    it("takes each property from the last change that holds it, not from the last change", () => {
        const history = [
            groupSet(before(50), {usage: 10, usage_limit: 100}),
            groupSet(before(20), {usage: 90}),
            groupSet(before(10), {name: "Acme"}),
        ]
        expect(factsOf(SIGNAL, history)).toEqual({used: 90, plan_limit: 100})
        expect(factsOf(SIGNAL, [...history].reverse())).toEqual({used: 90, plan_limit: 100})
        expect(factsOf(SIGNAL, [...history, groupSet(before(1), {usage_limit: 200})])).toBeNull()
    })

    it.each([[null], [""]])("forgets a property that was set to %p", (cleared) => {
        const good = groupSet(before(9), {usage: 90, usage_limit: 100})
        expect(factsOf(SIGNAL, [good, groupSet(before(5), {usage_limit: cleared})])).toBeNull()
        expect(factsOf(SIGNAL, [good, groupSet(before(12), {usage_limit: cleared})])).not.toBeNull()
    })

    it("knows what was set before T, for 730 days", () => {
        const limit = groupSet(before(9), {usage_limit: 100})
        const usedAt = (timestamp: string) => factsOf(SIGNAL, [limit, groupSet(timestamp, {usage: 90})])
        expect(usedAt(before(0))).toBeNull()
        expect(usedAt(before(0, -0.000001))).not.toBeNull()
        expect(usedAt(before(730))).not.toBeNull()
        expect(usedAt(before(730, -0.000001))).toBeNull()
    })

    it.each([["a lot"], [""], [true], [{}], ["0x5f"]])(
        "is silent about a usage of %p, even after a good one",
        (usage) => {
            const good = groupSet(before(9), {usage: 90, usage_limit: 100})
            expect(factsOf(SIGNAL, [good])).not.toBeNull()
            expect(factsOf(SIGNAL, [good, groupSet(before(8), {usage})])).toBeNull()
        },
    )

    it.each([[0], [-5], ["none"]])("is silent about a limit of %p", (limit) => {
        expect(factsOf(SIGNAL, [groupSet(before(9), {usage: 90, usage_limit: limit})])).toBeNull()
    })

    it("looks the limit up by plan", () => {
        const settings = {limit_by_plan: {free: 100, pro: 1000}}
        const on = (plan: unknown) => [groupSet(before(9), {usage: 90, usage_limit: 1, plan})]
        expect(factsOf(SIGNAL, on("free"), {settings})).toEqual({used: 90, plan_limit: 100})
        expect(factsOf(SIGNAL, on("pro"), {settings})).toBeNull()
        expect(factsOf(SIGNAL, on("Free"), {settings})).toBeNull()
        expect(factsOf(SIGNAL, on("toString"), {settings})).toBeNull()
    })

    it("takes one ratio instead of two properties", () => {
        const settings = {ratio_property: "fill", limit_by_plan: {free: 100}}
        expect(factsOf(SIGNAL, [groupSet(before(9), {fill: 0.81})], {settings})).toEqual({
            used: 0.81,
            plan_limit: 1,
        })
        expect(factsOf(SIGNAL, [groupSet(before(9), {fill: 0.8})], {settings})).toBeNull()
    })

    it("goes by group type and key, whoever sent the event and with whatever group", () => {
        const set = {usage: 90, usage_limit: 100}
        expect(rowsOf(SIGNAL, [groupSet(before(9), set, "project")])).toEqual([])
        const sentByOther = {...groupSet(before(9), set)}
        sentByOther.properties = {...sentByOther.properties, $group_0: "other"}
        expect(rowsOf(SIGNAL, [sentByOther]).map((row) => row.account)).toEqual(["acme"])
    })

    it("goes by the sender's account where accounts are made from persons", () => {
        const sent = event("$groupidentify", before(9), {
            email: "Ann@Acme.test",
            properties: {$group_type: "any", $group_key: "k", $group_set: {usage: 90, usage_limit: 100}},
        })
        const account = {type: "email_domain", emailProperty: "email", excludedDomains: []} as const
        const rows = rowsOf(SIGNAL, [sent], {account: {...account, excludedDomains: []}})
        expect(rows.map((row) => row.account)).toEqual(["acme.test"])
    })
})

describe("trial_expiring", () => {
    const SIGNAL = "trial_expiring"
    const inSeconds = (seconds: number) => T.getTime() / 1000 + seconds
    const WEEK = 7 * 86_400
    const active = event("used", before(1))
    const endsAt = (end: unknown) => factsOf(SIGNAL, [active, groupSet(before(9), {trial_ends_at: end})])

    it("is active strictly between now and a week from now", () => {
        expect(endsAt(inSeconds(0))).toBeNull()
        expect(endsAt(inSeconds(1))).toEqual({ends_at: inSeconds(1), events: 1})
        expect(endsAt(inSeconds(WEEK - 1))).toEqual({ends_at: inSeconds(WEEK - 1), events: 1})
        expect(endsAt(inSeconds(WEEK))).toBeNull()
    })

    it("reads unix seconds and ISO texts, UTC when they name no zone", () => {
        const end = Date.UTC(2026, 5, 16, 12) / 1000
        for (const text of [
            "2026-06-16T12:00:00Z",
            "2026-06-16 12:00:00",
            "2026-06-16T14:00:00+02:00",
            String(end),
            end,
        ]) {
            expect(endsAt(text)).toEqual({ends_at: end, events: 1})
        }
        expect(endsAt("2026-06-16")).toEqual({ends_at: Date.UTC(2026, 5, 16) / 1000, events: 1})
        for (const text of ["", "tomorrow", true, inSeconds(86_400) * 1000]) expect(endsAt(text)).toBeNull()
    })

    it("needs activity in [T − 7 d, T)", () => {
        const trial = groupSet(before(9), {trial_ends_at: inSeconds(3600)})
        const usedAt = (timestamp: string) => factsOf(SIGNAL, [trial, event("used", timestamp)])
        expect(factsOf(SIGNAL, [trial, event("$identify", before(1))])).toBeNull()
        expect(usedAt(before(7))).not.toBeNull()
        expect(usedAt(before(7, -0.000001))).toBeNull()
        expect(usedAt(before(0, -0.000001))).not.toBeNull()
        expect(usedAt(before(0))).toBeNull()
    })

    it("follows an extended trial, and one that a later change does not mention", () => {
        const ending = groupSet(before(9), {trial_ends_at: inSeconds(3600)})
        expect(factsOf(SIGNAL, [active, ending, groupSet(before(3), {plan: "trial"})])).not.toBeNull()
        const extended = groupSet(before(3), {trial_ends_at: inSeconds(3 * WEEK)})
        expect(factsOf(SIGNAL, [active, ending, extended])).toBeNull()
    })

    it("keeps fractions of a second", () => {
        expect((trialEnd("2026-06-16T12:00:00.25Z") as number) % 1e6).toBe(250_000)
    })
})
