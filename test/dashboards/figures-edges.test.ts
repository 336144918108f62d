import {accountHealth} from "@beton/posthog-app/dashboards/account-health"
import {backtesting} from "@beton/posthog-app/dashboards/backtesting"
import {performance} from "@beton/posthog-app/dashboards/performance"
import {writerOf} from "@beton/posthog-app/writer"
import type {BacktestCompletedContent} from "@beton/shared/events/backtest-completed"

import {appHost} from "../app/support/app-host"
import {backtestForm, backtestProject, backtestWire, sentBacktests} from "../app/support/backtest-world"
import {AS_OF, clientOf, configOf, formFor, type TestProject, testProject, WAKE} from "../app/support/project"
import {insertEvents, type TinyEvent} from "../app/support/tiny-data"
import {backtestingFigures} from "./support/backtest-figures"
import {madeEntry} from "./support/made-deals"
import {allRows, contextFor, expectRows, rowsOf, type TileRow} from "./support/tiles"

jest.setTimeout(240_000)

const DAY_HOURS = 24
const used = (account: string, days: number): TinyEvent => ({
    event: "report_created",
    account,
    hoursAgo: days * DAY_HOURS,
})

describe("use", () => {
    const found = async (events: readonly TinyEvent[], id: string): Promise<TileRow[]> => {
        const project = await testProject({weekStartDay: 1})
        await insertEvents(project, events)
        return rowsOf(project, accountHealth, id, contextFor(formFor(project)))
    }

    it("weeks in which nobody came are zeros of the trend, to the last whole week", async () => {
        const rows = await found([used("a", 61), used("b", 60), used("a", 30)], "usage-trend")
        const seen = Object.fromEntries(rows.map(({week, accounts, people}) => [week, [accounts, people]]))
        expect(seen).toEqual({
            "2026-08-03": [2, 1],
            "2026-08-10": [0, 0],
            "2026-08-17": [0, 0],
            "2026-08-24": [0, 0],
            "2026-08-31": [1, 1],
            "2026-09-07": [0, 0],
            "2026-09-14": [0, 0],
            "2026-09-21": [0, 0],
            "2026-09-28": [0, 0],
        })
    })

    it("that began this week has no whole week yet", async () => {
        expect(await found([used("a", 0.1)], "usage-trend")).toEqual([])
    })

    it("of one account breaks no tile, and no share is of nothing", async () => {
        const project = await testProject()
        await insertEvents(project, [used("only", 2)])
        const rows = await allRows(project, accountHealth, contextFor(formFor(project)))
        expect(rows).toMatchObject({
            "active-accounts": [{accounts: 1}],
            "active-people": [{people: 1}],
            features: [{feature: "report_created", accounts: 1, active_accounts: 1, share: 100}],
            "growth-leaders": [],
            "at-risk": [],
        })
    })

    it("of none says that there is none", async () => {
        const project = await testProject()
        const rows = await allRows(project, accountHealth, contextFor(formFor(project)))
        expect(rows.coverage).toEqual([
            {what: "Events", seen: 0, with_account: 0, share: null},
            {what: "People", seen: 0, with_account: 0, share: null},
        ])
        expect(rows).toMatchObject({"active-accounts": [{accounts: 0}], "usage-trend": [], features: []})
    })

    it("periods of 28 days are equally long where clocks were changed in one of them", async () => {
        const project = await testProject({timezone: "Europe/Berlin", now: "2026-11-05T10:00:00.000Z"})
        const at = (days: number): number =>
            (Date.parse(AS_OF) - Date.parse("2026-11-05T10:00:00.000Z")) / 3_600_000 + days * DAY_HOURS
        // Half an hour older than 28 times 24 hours: before, though the calendar calls it the 28th day.
        const edge = Array.from({length: 20}, () => ({...used("edge", 0), hoursAgo: at(28) + 0.5}))
        const recent = Array.from({length: 30}, () => ({...used("edge", 0), hoursAgo: at(3)}))
        await insertEvents(project, [...edge, ...recent])
        const rows = await rowsOf(project, accountHealth, "growth-leaders", contextFor(formFor(project)))
        expect(rows).toMatchObject([{account: "edge", recent: 30, before: 20, change: 50}])
    })

    it("the key of a group's report is the group's, with quotes and as a number", async () => {
        const soon = new Date(Date.parse(AS_OF) + 2 * 86_400_000).toISOString()
        const report = (key: unknown): TinyEvent => ({
            event: "$groupidentify",
            properties: {$group_type: "company", $group_key: key, $group_set: {trial_ends_at: soon}},
        })
        const rows = await found([report(`Joe "JJ" \\ Co\n`), report(42)], "trials")
        expect(rows.map(({account}) => account)).toEqual(["42", `Joe "JJ" \\ Co\n`])
    })
})

describe("deals", () => {
    let project: TestProject
    let form: Record<string, unknown>
    const CREATED = "2026-10-01T00:00:00.000Z"
    const rows = (id: string): Promise<TileRow[]> => rowsOf(project, performance, id, contextFor(form))
    const send = async (deals: Readonly<Record<string, object>>): Promise<void> => {
        const writer = writerOf(configOf(form))
        const made = Object.entries(deals).map(([id, more]) =>
            madeEntry(id, CREATED, {created_at: CREATED, first_touch_at: CREATED, ...more}, writer),
        )
        const sent = await clientOf(form).capture(
            project.apiToken,
            made.map(({event}) => event),
        )
        if (!sent.ok) throw new Error(sent.failure.message)
    }
    beforeEach(async () => {
        project = await testProject()
        form = formFor(project, {}, {value: {quota_per_quarter: 400, cost_per_year: 50, currency: "USD"}})
    })

    it("a value of which the CRM names no currency has a row that says so, and is not compared", async () => {
        await send({a: {deal_value: 5, currency: ""}, b: {deal_value: 100, currency: "USD"}, c: {}})
        const names = async (id: string) => (await rows(id)).map(({deal_currency: currency}) => currency)
        expect(await names("pipeline")).toEqual(["USD", "no currency", "no value"])
        expect(await names("value-ledger")).toEqual(["USD", "no currency", "no value", ""])
        const note = "Not compared: your amount is in USD."
        for (const id of ["pipeline-coverage", "pipeline-per-cost"])
            expect(await rows(id)).toMatchObject([
                {deal_currency: "USD", pipeline: 100, note: ""},
                {deal_currency: "no currency", pipeline: 5, note},
            ])
    })

    it("that a deal is gone is the newest change, though it is in no figure", async () => {
        const at = (iso: string) => ({revision: Date.parse(iso)})
        await send({
            kept: {...at("2026-10-02T00:00:00.000Z"), deal_status: "won", won_at: CREATED},
            gone: {...at("2026-10-04T00:00:00.000Z"), deal_status: "deleted", deleted: true},
        })
        expect(await rows("known-deals")).toMatchObject([
            {newest_change: "2026-10-04T00:00:00Z", deals: 1, open: 0, won: 1, lost: 0, imported: 0},
        ])
    })
})

describe("a backtest", () => {
    const judged = async (outcome: string, more: readonly TinyEvent[]) => {
        const project = await backtestProject()
        await insertEvents(project, more)
        const form = {...backtestForm(project), outcome_event: outcome}
        const wire = backtestWire()
        const host = appHost({config: form, clock: {now: WAKE}, wire})
        await host.day()
        expect(host.errors).toEqual([])
        const [content] = sentBacktests(wire.sent, project).map(({content: one}) => one)
        if (content === undefined) throw new Error("No backtest was sent.")
        return {content, rows: await allRows(project, backtesting, contextFor(form))}
    }
    const expectFigures = (content: BacktestCompletedContent, rows: Record<string, TileRow[]>): void => {
        for (const [id, expected] of Object.entries(backtestingFigures([content])))
            expectRows(rows[id] ?? [], expected)
    }

    it("in which nobody had the outcome shows no range that is one point, and no rate of nothing", async () => {
        const {content, rows} = await judged("never_happened", [])
        expect(content.converted_accounts).toBe(0)
        expectFigures(content, rows)
        const [first] = rows["conversion-at-risk"] ?? []
        expect(first).toMatchObject({without_signal: 0, without_low: null, without_high: null})
        expect(first?.followed_without).toBeGreaterThan(10)
        expect(rows["signal-verdicts"]).toContainEqual(
            expect.objectContaining({precision: 0, recall: null, lift: null, verdict: "Too little data"}),
        )
    })

    it("counts who had the outcome after its last complete day, as its text says", async () => {
        const days = Array.from({length: 75}, (_, i) => 240 - 3 * i)
        const late = ["l1", "l2", "l3"].flatMap((account) => [
            ...days.map((day) => ({...used(account, day), person: account})),
            {...used(account, 10), event: "subscription_started", person: account},
        ])
        const {content, rows} = await judged("subscription_started", late)
        expectFigures(content, rows)
        const complete = Date.parse(content.period.outcomes_complete_to ?? "")
        expect(Date.parse(AS_OF) - 10 * 86_400_000).toBeGreaterThan(complete)
        // The history of the others has eight, all of them long before.
        expect(rows.scope).toMatchObject([{reached: 8 + 3}])
        const scope = backtesting.tiles.find(({id}) => id === "scope")
        const about = scope?.about(contextFor(formFor(await testProject()))) ?? ""
        expect(about).toContain("Outcomes are complete for checks up to that day")
        expect(about).not.toMatch(/account .* after .* not counted/)
    })
})
