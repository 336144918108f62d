import {keyPairOf} from "@beton/shared/events/signing"

import {type Config, parseConfig} from "../config/config"
import {fingerprintOf} from "./fingerprint"
import {type BacktestJob, backtestJob} from "./job"
import {customChoices, ladderOf} from "./ladder"

const FORM = {
    posthog_key: "phx_abc",
    posthog_project: "12345",
    signing_key: keyPairOf(new Uint8Array(32).fill(7)).privateKey,
    outcome_event: "subscription_started",
}
const configOf = (settings: object = {}, more: object = {}): Config => {
    const parsed = parseConfig({...FORM, ...more, settings: JSON.stringify(settings)})
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    return parsed.config
}
const OWN = {id: "invited", title: "Invited", events: ["invite_sent"]}

describe("the ladder", () => {
    it("is empty without an outcome", () => {
        expect(ladderOf(configOf({}, {outcome_event: ""}))).toEqual([])
    })

    it("holds the won customer with the default horizon, gap and at-risk rules", () => {
        expect(ladderOf(configOf())).toEqual([
            {
                outcome: {name: "won", event: "subscription_started", where: null},
                rules: {horizonDays: 30, gapDays: 1, minTenureDays: 7, activeWithinDays: 7},
            },
        ])
    })

    it("has the earlier success first, each with its own horizon and condition", () => {
        const where = {property: "plan", values: ["team"]}
        const backtest = {
            won_where: where,
            horizon_days: 90,
            gap_days: 0,
            qualified: {event: "demo_booked", where: {property: "kind", values: ["a", "b"]}},
        }
        expect(ladderOf(configOf({backtest}))).toMatchObject([
            {
                outcome: {name: "qualified", event: "demo_booked", where: {values: ["a", "b"]}},
                rules: {horizonDays: 14, gapDays: 0},
            },
            {outcome: {name: "won", where}, rules: {horizonDays: 90, gapDays: 0}},
        ])
        expect(ladderOf(configOf({backtest}, {outcome_event: ""})).map(({outcome}) => outcome.name)).toEqual([
            "qualified",
        ])
    })

    it("deals count where no conversion event is set, and only those that Beton wrote", () => {
        const of = (outcomes: object, form: object = {outcome_event: "", attio_token: "t"}) =>
            ladderOf(configOf({outcomes}, form))
        const deal = {event: "beton_deal_updated", where: {property: "deal_outcome", values: ["won"]}}
        const [won, ...others] = of({})
        expect(others).toEqual([])
        expect(won).toMatchObject({outcome: {name: "won", ...deal}, rules: {horizonDays: 30}})
        expect(won?.writer).toMatch(/^w_/)
        const both = of({qualified_stages: ["Demo"]})
        expect(
            both.map(({outcome, rules}) => [outcome.name, outcome.where?.values, rules.horizonDays]),
        ).toEqual([
            ["qualified", ["qualified", "won"], 14],
            ["won", ["won"], 30],
        ])
        expect(of({as_conversion: false})).toEqual([])
        expect(of({from: "off"})).toEqual([])
        expect(of({}, {outcome_event: ""})).toEqual([])
        expect(of({from: "warehouse"}, {outcome_event: ""})).toHaveLength(1)
        expect(of({}, {attio_token: "t"})).toMatchObject([{outcome: {event: "subscription_started"}}])
    })

    it("custom signals that are switched off are not judged", () => {
        const off = {...OWN, id: "off", enabled: false}
        expect(customChoices(configOf({custom_signals: [OWN, off]}))).toMatchObject([
            {id: "custom_invited", settings: {id: "invited", at_least: 1, window_days: 7}},
        ])
    })
})

describe("the fingerprint", () => {
    const DAY_MS = 86_400_000
    const ready = {state: "ready", reason: ""} as const
    const jobOf = (day: number, settings: object = {}): BacktestJob => {
        const config = configOf(settings)
        const [rung] = ladderOf(config)
        if (rung === undefined) throw new Error("No outcome.")
        return backtestJob(config, {
            asOf: Date.parse("2026-10-05T06:00:00Z") + day * DAY_MS,
            ...rung,
            days: config.settings.backtest.days,
            minimumLift: config.settings.backtest.minimum_lift,
            account: {type: "group", groupType: "company", groupTypeIndex: 0},
            sources: {billing_intent: ready, pricing_intent: ready},
            custom: customChoices(config),
        })
    }
    const lastMature = ({plan}: BacktestJob): unknown =>
        plan.landmarks.filter(({mature}) => mature).at(-1)?.day

    it("changes exactly with the last landmark whose outcomes are complete", () => {
        const jobs = Array.from({length: 60}, (_, day) => jobOf(day))
        const changes = jobs
            .slice(1)
            .map((job, i) => fingerprintOf(job) !== fingerprintOf(jobs[i] as BacktestJob))
        const matured = jobs.slice(1).map((job, i) => lastMature(job) !== lastMature(jobs[i] as BacktestJob))
        expect(changes).toEqual(matured)
        expect(changes.filter(Boolean).length).toBeGreaterThanOrEqual(7)
        expect(changes.filter(Boolean).length).toBeLessThanOrEqual(10)
    })

    it.each<[string, object]>([
        ["the horizon", {backtest: {horizon_days: 31}}],
        ["the condition", {backtest: {won_where: {property: "plan", values: ["team"]}}}],
        ["the minimum lift", {backtest: {minimum_lift: 2}}],
        ["a signal's threshold", {signals: {pricing_intent: {min_visits: 3}}}],
        ["a custom signal", {custom_signals: [OWN]}],
        ["the gap", {backtest: {gap_days: 2}}],
    ])("changes with %s", (_what, settings) => {
        expect(fingerprintOf(jobOf(0, settings))).not.toBe(fingerprintOf(jobOf(0)))
    })
})
