import {SIGNALS} from "../signals/index"
import {MAX_STEPS, MAX_SUBJECTS, type Subject, subjectsOf} from "./subjects"

function subject(id: string, settings: unknown = {}): Subject {
    return subjectsOf([{id, settings}])[0]!
}

const custom = (id: string, more = {}): {id: string; settings: unknown} => ({
    id: `custom_${id}`,
    settings: {id, title: id, events: ["call_booked"], ...more},
})

describe("subjectsOf", () => {
    it.each(SIGNALS.map(({id}) => id))("%s as it comes was fixed in advance, with its own points", (id) => {
        expect(subject(id)).toMatchObject({id, fixedInAdvance: true, hasDefaultBase: true})
        expect(subject(id).steps.length).toBeGreaterThan(0)
        expect(subject(id).steps.length).toBeLessThanOrEqual(MAX_STEPS)
    })

    it.each([
        ["usage_spike", {growth: 2}],
        ["usage_spike", {rule: "literal"}],
        ["pricing_intent", {min_visits: 3}],
        ["pricing_intent", {window_days: 14}],
        ["limit_approaching", {share: 0.9}],
        ["trial_expiring", {within_days: 10}],
    ])("%s with a changed number or rule was not: %j", (id, changed) => {
        expect(subject(id, changed).fixedInAdvance).toBe(false)
        expect(subject(id, changed).hasDefaultBase).toBe(true)
    })

    it.each([
        ["pricing_intent", {path_patterns: ["/prices"]}],
        ["billing_intent", {events: ["paid_plan_opened"]}],
        ["support_engagement", {events: ["ticket"], conversation_property: "ticket_id"}],
        ["feature_adoption", {feature_events: ["sso_enabled"]}],
        ["pricing_intent", {cooldown_days: 3, cadence: "weekly", always_route: true}],
    ])("%s with the customer's own names, or other firing rules, still was: %j", (id, changed) => {
        expect(subject(id, changed).fixedInAdvance).toBe(true)
    })

    it("knows that other points change the score but not what is found", () => {
        expect(subject("pricing_intent", {base: 10})).toMatchObject({base: 10, fixedInAdvance: true, hasDefaultBase: false}) // prettier-ignore
    })

    it("takes custom signals, never as fixed in advance", () => {
        const [found] = subjectsOf([custom("calls", {base: 12.5, at_least: 4})])
        expect(found).toMatchObject({id: "custom_calls", base: 12.5, fixedInAdvance: false, hasDefaultBase: false}) // prettier-ignore
        expect(found!.steps.map(({setting}) => setting)).toEqual([5, 6, 7, 9, 12, 17])
    })

    it("routes always where it says so: billing by default", () => {
        expect(subject("billing_intent").alwaysRoute).toBe(true)
        expect(subject("billing_intent", {always_route: false}).alwaysRoute).toBe(false)
        expect(subject("pricing_intent").alwaysRoute).toBe(false)
    })

    it("keeps the order given, up to the most that fit", () => {
        const choices = Array.from({length: MAX_SUBJECTS}, (_, i) => custom(`signal_${i}`))
        expect(subjectsOf(choices).map(({id}) => id)).toEqual(choices.map(({id}) => id))
        expect(() => subjectsOf([...choices, custom("one_more")])).toThrow("at most 17 signals, not 18")
    })

    it("refuses none, one twice, one that is unknown, and settings that do not fit", () => {
        expect(() => subjectsOf([])).toThrow("at least one signal")
        expect(() => subjectsOf([custom("calls"), custom("calls")])).toThrow('"custom_calls" is listed twice')
        expect(() => subjectsOf([{...custom("calls"), id: "custom_other"}])).toThrow(
            'no signal "custom_other"',
        )
        expect(() => subjectsOf([{id: "churn_risk", settings: {}}])).toThrow()
        expect(() => subjectsOf([{id: "pricing_intent", settings: {min_visits: -1}}])).toThrow("min_visits")
    })
})
