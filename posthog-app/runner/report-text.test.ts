import type {RunReport} from "../src/steps/dry-report"
import {newRun, type RunState} from "../src/steps/run-state"
import {dryRunText, runText} from "./report-text"

const run = (change: Partial<RunState> = {}): RunState => ({
    ...newRun({
        kind: "daily",
        dry: false,
        runId: "r",
        asOf: "2026-10-05T06:00:00.000Z",
        due: "2026-10-05T06:00:00.000Z",
        instants: 1,
        now: 0,
        seq: 1,
        before: null,
    }),
    phase: "done",
    ...change,
})
const signal = {state: "ok", reason: "", parts: [], active: 0} as const

describe("runText", () => {
    it("tells a run in a few lines, with what is off left out", () => {
        const state = run()
        const text = runText({
            ...state,
            accountsEmitted: 1_234,
            calls: {...state.calls, posthog_query: 1},
            signals: {
                usage_spike: {...signal, active: 12},
                team_growth: {...signal, state: "failed", reason: "PostHog refused it."},
                billing_intent: {...signal, state: "waiting_for_data", reason: "No such event."},
                trial_expiring: {...signal, state: "off"},
            },
            fired: {usage_spike: 3},
            route: {
                ...state.route,
                state: "on",
                created: 1,
                updated: 2,
                annotated: 3,
                unchanged: 4,
                skipped: {"no company in the CRM has this domain": 5},
            },
            problems: ["The clock is odd."],
        })
        expect(text.split("\n")).toEqual([
            "Run of 2026-10-05T06:00:00.000Z: 1,234 accounts written, 1 query.",
            "  usage_spike: 12 accounts active, 3 new",
            "  team_growth: failed. PostHog refused it.",
            "  billing_intent: waiting for data. No such event.",
            "1 deal created, 2 refreshed, 3 of another source annotated, 4 up to date.",
            "  5 skipped: no company in the CRM has this domain",
            "Note: The clock is odd.",
        ])
    })

    it("says why nothing went to the CRM", () => {
        const state = run()
        const route = {...state.route, state: "dry_run", reason: "Routing is off."} as const
        expect(runText({...state, route})).toContain("Nothing went to the CRM: Routing is off.")
    })

    it("a run whose backtest is still at work has ended", () => {
        expect(runText(run({phase: "backtest"}))).toBe(runText(run()))
    })

    it("tells of scores that fell and of lost deals that were opened again", () => {
        const state = run()
        const text = runText({
            ...state,
            route: {...state.route, state: "on", reopened: 1},
            crm: {...state.crm, refreshed: 3, untouched: 2},
        })
        expect(text).toContain("1 lost deal opened again. 3 records of accounts that fell below the threshold updated. 2 deals fell quiet and nobody has touched them.") // prettier-ignore
    })

    it("is silent about what did not end", () => {
        expect([runText(null), runText(run({phase: "emit"})), runText(run({dry: true}))]).toEqual([
            "",
            "",
            "",
        ])
    })
})

describe("dryRunText", () => {
    const routing: RunReport["routing"] = {
        state: "on", reason: "", candidates: 0, create: 0, update: 0, annotate: 0, unchanged: 0,
        skipped: {}, failed: 0, fit: [], thresholds: [{threshold: 60, accounts: 14}, {threshold: 70, accounts: 3}],
        advice: ["Set routing.capacity_per_month."], missing: [], accounts: [],
    } // prettier-ignore
    const report = (change: Partial<RunReport> = {}): RunReport => ({
        kind: "now", dry: true, run_id: "r", as_of: "2026-10-05T06:00:00.000Z", events: 1, found: 1,
        from: "2026-09-01T06:00:00.000Z", to: "2026-10-04T06:00:00.000Z", fired: {}, accounts_active: 1,
        signals: [], routing, queries: 9, problems: [], ...change,
    }) // prettier-ignore

    it("names the first accounts and counts the others", () => {
        const accounts = Array.from({length: 12}, (_, i) => ({
            account: `a${i}`,
            score: 90 - i,
            action: "create" as const,
            sentence: "would create the deal.",
        }))
        const text = dryRunText(
            report({
                routing: {...routing, candidates: 12, create: 12, missing: ['deal attribute "x"'], accounts},
            }),
        )
        expect(text).toContain("1 account is active now, and 1 event would be written.")
        expect(text).toContain("Beton would create 12 deals, refresh 0")
        expect(text).toContain('First it would create: deal attribute "x".')
        expect(text).toContain("  a9 (81) would create the deal.\n  and 2 more")
        expect(text).not.toContain("a10")
    })

    it("tells what the fit gate removes, how many reach a threshold, and what to set", () => {
        const fit = [{condition: "employee_range of the company is at least 50", accounts: 1}]
        const text = dryRunText(report({routing: {...routing, fit}}))
        expect(text).toContain(
            'Fit gate: 1 account removed by "employee_range of the company is at least 50"',
        )
        expect(text).toContain("Today 14 reach 60, 3 reach 70.")
        expect(text).toContain("Set routing.capacity_per_month.")
    })

    it("says why nothing would go to the CRM", () => {
        expect(
            dryRunText(report({routing: {...routing, state: "off", reason: "No Attio token is set."}})),
        ).toContain("Nothing would go to the CRM: No Attio token is set.")
    })

    it("a backfill: the count, its days, the cap, and what it costs", () => {
        const capped = dryRunText(report({kind: "backfill", events: 20_000, found: 21_000}))
        expect(capped).toContain("20,000 firings from 2026-09-01 to 2026-10-04 would be written as events")
        expect(capped).toContain("The oldest 1,000 of 21,000 are left out (backfill.max_events).")
        expect(capped).toContain(
            "Finding them took 9 queries. Each firing counts as one event of your PostHog plan",
        )
        const none = dryRunText(report({kind: "backfill", events: 0, found: 0, dry: false}))
        expect(none).toContain("0 firings were written as events, marked as replayed.")
    })
})
