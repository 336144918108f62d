import {accountReader} from "./account"
import {buildOracle} from "./index"
import {before, COMPANY, DEFAULTS, event, rowsOf, series, T} from "./micro-case"

describe("accounts", () => {
    it("reads the group of the configured index; an empty key is no account", () => {
        const read = accountReader({type: "group", groupType: "company", groupTypeIndex: 1})
        expect(read(event("used", before(1), {properties: {$group_1: "b"}}))).toBe("b")
        expect(read(event("used", before(1), {properties: {$group_1: 42}}))).toBe("42")
        expect(read(event("used", before(1), {properties: {$group_1: ""}}))).toBe("")
        expect(read(event("used", before(1)))).toBe("")
    })

    it("reads a person property", () => {
        const read = accountReader({type: "person_property", property: "email"})
        expect(read(event("used", before(1), {email: " x "}))).toBe("x")
        expect(read(event("used", before(1)))).toBe("")
    })

    it.each([
        ["Ann@Sub.Acme.TEST", "sub.acme.test"],
        ['"a@b"@acme.test', "acme.test"],
        ["ann@GMail.com", ""],
        ["ann@partner.test", ""],
        [" ann@acme.test ", "acme.test"],
        ["ann", ""],
        ["@acme.test", ""],
        ["ann@", ""],
    ])("makes of %s the account %p", (email, account) => {
        const read = accountReader({
            type: "email_domain",
            emailProperty: "email",
            excludedDomains: ["Partner.test"],
        })
        expect(read(event("used", before(1), {email}))).toBe(account)
    })
})

describe("buildOracle", () => {
    const step = event("checkout_started", before(1))

    it("skips signals that are off or left out and refuses unknown ones", () => {
        const run = (settings: Record<string, Record<string, unknown>>) =>
            buildOracle([step], {account: COMPANY, settings}).activeAt(T)
        expect(run({billing_intent: {...DEFAULTS.billing_intent, enabled: false}})).toEqual([])
        expect(run({})).toEqual([])
        expect(() => run({billing: {}})).toThrow('There is no signal "billing".')
        expect(() => run({billing_intent: {enabled: true}})).toThrow(
            "billing_intent.events must be a list of texts",
        )
    })

    it("writes rows by signal and account, for any instant", () => {
        const events = [
            event("checkout_started", before(1), {account: "zeta"}),
            step,
            ...series(1, before(60)),
        ]
        const oracle = buildOracle(events, {account: COMPANY, settings: DEFAULTS})
        expect(oracle.activeAt(T)).toEqual([
            {account: "acme", asOf: "2026-06-15T06:00:00.000Z", signal: "billing_intent", facts: {events: 1}},
            {account: "zeta", asOf: "2026-06-15T06:00:00.000Z", signal: "billing_intent", facts: {events: 1}},
        ])
        expect(oracle.activeAt(new Date(T.getTime() - 86_400_000))).toEqual([])
        expect(oracle.activeAt(new Date(T.getTime() + 6 * 86_400_000 + 1))).toEqual([])
    })

    it("does not depend on the order of the events", () => {
        const events = [
            ...series(30, before(3)),
            ...series(10, before(10)),
            ...["a", "b", "c"].map((name) => event(name, before(2), {person: name})),
            event("login", before(100)),
            step,
        ]
        const rows = (list: typeof events) =>
            buildOracle(list, {account: COMPANY, settings: DEFAULTS}).activeAt(T)
        expect(rows(events).map((row) => row.signal)).toEqual([
            "billing_intent",
            "feature_adoption",
            "team_growth",
            "usage_spike",
        ])
        expect(rows([...events].reverse())).toEqual(rows(events))
    })

    it("counts 24-hour days across a change to summer time and across midnight", () => {
        // Europe moved its clocks on 29 March 2026, between the two ends of the window.
        const asOf = new Date("2026-03-30T06:00:00Z")
        const at = (timestamp: string) =>
            rowsOf("billing_intent", [event("checkout_started", timestamp)], {asOf})
        expect(at("2026-03-23T06:00:00Z")).toHaveLength(1)
        expect(at("2026-03-23T05:59:59.999999Z")).toHaveLength(0)
        expect(at("2026-03-23T07:00:00.000+01:00")).toHaveLength(1)
        expect(at("2026-03-23T06:00:00")).toHaveLength(1)
        expect(at("2026-03-30T07:59:59.999999+02:00")).toHaveLength(1)
        expect(at("2026-03-30T08:00:00+02:00")).toHaveLength(0)
    })

    it("names an event whose timestamp it cannot read", () => {
        expect(() => rowsOf("billing_intent", [{...step, timestamp: "yesterday"}])).toThrow(
            `Event ${step.uuid} has no readable timestamp: "yesterday".`,
        )
    })
})
