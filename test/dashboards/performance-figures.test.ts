import {performance} from "@beton/posthog-app/dashboards/performance"
import {writerOf} from "@beton/posthog-app/writer"
import type {CaptureEvent} from "@beton/shared/events/capture-event"

import {STORY_CONFIG, STORY_MEMBERS} from "../../scripts/sandbox/story"
import {STORY_GROUP_TYPE} from "../../scripts/sandbox/story/definitions"
import {storyAccounts} from "../../scripts/sandbox/story/generate"
import {loadCrm} from "../../scripts/sandbox/story/load-crm"
import {DEFAULT_SEED} from "../../scripts/sandbox/story/parameters"
import {truthOf} from "../../scripts/sandbox/story/truth"
import {openCrm} from "../app/support/crm"
import {AS_OF, clientOf, configOf, formFor, type TestProject, testProject} from "../app/support/project"
import {storySettings} from "../app/support/story-world"
import {syncBench} from "../outcomes/support/bench"
import {dealsOf, type Entry, performanceFigures, routedPrecision} from "./support/deal-figures"
import {underOwnIds} from "./support/forged"
import {awkwardHistories, madeDeals, type MadeEntry, madeEntry} from "./support/made-deals"
import {withInstants} from "./support/raw-events"
import {allRows, contextFor, expectRows, rowsOf, type TileRow} from "./support/tiles"

jest.setTimeout(240_000)

const ASKED = {
    now: Date.parse(AS_OF),
    horizonDays: 30,
    pql: "pql",
    quota: 500_000,
    cost: 24_000,
    currency: "USD",
}
const VALUE = {quota_per_quarter: ASKED.quota, cost_per_year: ASKED.cost, currency: ASKED.currency}
const INSTANTS = ["newest_change"]
const IDS = performance.tiles.map(({id}) => id)

let project: TestProject
let form: Record<string, unknown>
let settings: Record<string, unknown>
let entries: Entry[]
let rows: Record<string, TileRow[]>
const formWith = (value: object): Record<string, unknown> => ({
    ...form,
    settings: JSON.stringify({...settings, value}),
})
const writer = () => writerOf(configOf(form))
const capture = async (events: readonly CaptureEvent[]): Promise<void> => {
    const sent = await clientOf(form).capture(project.apiToken, [...events])
    if (!sent.ok) throw new Error(sent.failure.message)
}
const send = async (made: readonly MadeEntry[]): Promise<void> => {
    await capture(made.map(({event}) => event))
    entries.push(...made)
}
const figures = () => performanceFigures(entries, ASKED)

beforeAll(async () => {
    project = await testProject({groupTypes: [STORY_GROUP_TYPE]})
    const crm = await openCrm({members: STORY_MEMBERS})
    const {companies, deals} = truthOf(storyAccounts({size: "full"}), "full", DEFAULT_SEED)
    await loadCrm(crm.admin, crm.workspaceId, {companies: [...companies], deals: [...deals]})
    settings = {...storySettings(crm), outcomes: {lead_sources: {sales: ["Outbound"]}}}
    const account = `group:${STORY_CONFIG.account.group_type}`
    form = formFor(project, {account, attio_token: crm.token}, settings)
    form = formWith(VALUE)
    const bench = syncBench(form, project)
    expect(await bench.sync()).toMatchObject({ok: true})
    entries = [...bench.events()]
    expect(entries.length).toBeGreaterThan(deals.length)
    const made = [...madeDeals(writer()), ...awkwardHistories(writer())]
    await send(made)
    // What is sent again as it was may stand there twice.
    await capture(made.slice(0, 40).map(({event}) => event))
    rows = await allRows(project, performance, contextFor(form))
})

it("every tile has a figure to be compared with", () => {
    expect(Object.keys(figures()).sort()).toEqual([...IDS].sort())
})

it.each(IDS)("%s says what the sent events say", (id) => {
    const expected = figures()[id] ?? []
    expect(expected.length).toBeGreaterThan(id === "known-deals" ? 0 : 1)
    expectRows(withInstants(rows[id] ?? [], INSTANTS), expected)
})

it("a horizon of a year leaves deals to judge", async () => {
    const asked = {...ASKED, horizonDays: 365}
    const context = contextFor({
        ...form,
        settings: JSON.stringify({...settings, value: VALUE, backtest: {enabled: false, horizon_days: 365}}),
    })
    const expected = routedPrecision(dealsOf(entries, ASKED.now), asked)
    expect(expected.map(({matured, won_in_time}) => [matured, won_in_time])).toEqual([
        [2, 1],
        [1, 1],
    ])
    expectRows(await rowsOf(project, performance, "routed-precision", context), expected)
})

it("the figures hold every case: rates and too few, several currencies, untouched deals, every owner", () => {
    const of = (id: string, column: string): unknown[] => (rows[id] ?? []).map((row) => row[column])
    expect(of("win-rate", "note")).toEqual(expect.arrayContaining(["", "too few yet"]))
    expect(of("win-rate", "source")).toEqual(
        expect.arrayContaining(["pql", "inbound", "sales", "partner", "partner's"]),
    )
    expect(of("win-rate", "imported").some((n) => Number(n) > 0)).toBe(true)
    expect(rows["win-rate-trend"]).toContainEqual(
        expect.objectContaining({month: "2026-01 (n 0 / 0)", pql_win_rate: null, other_win_rate: null}),
    )
    expect(of("lead-to-won", "imported").some((n) => Number(n) > 0)).toBe(true)
    expect(of("sales-cycle", "left_out").some((n) => Number(n) > 0)).toBe(true)
    expect(of("sales-cycle", "median_days").some((days) => Number(days) > 0)).toBe(true)
    expect(of("pipeline", "deal_currency")).toEqual(expect.arrayContaining(["USD", "EUR", "no value"]))
    expect(of("pipeline", "untouched").some((n) => Number(n) > 0)).toBe(true)
    expect(of("pipeline-coverage", "coverage")).toEqual([expect.any(Number), null])
    expect(of("pipeline-per-cost", "per_cost_low").some((limit) => Number(limit) > 0)).toBe(true)
    expect(of("value-ledger", "line")).toEqual(
        expect.arrayContaining(["Sourced", "Influenced", "Incremental"]),
    )
    expect(of("follow-up", "deal_owner")).toEqual([
        "All",
        expect.any(String),
        expect.any(String),
        expect.any(String),
    ])
    expect(of("feedback", "feedback")).toEqual(expect.arrayContaining(["No feedback", "Bad timing"]))
    expect(of("routed-precision", "precision")).toEqual([expect.any(Number), expect.any(Number)])
})

it("events of another writer change nothing", async () => {
    const forger = {...writer(), writer: "w_forged"}
    const forged = [...madeDeals(forger), ...awkwardHistories(forger)].map(({timestamp, content}) =>
        madeEntry(
            content.deal_id,
            timestamp,
            {
                ...content,
                revision: content.revision + 1000,
                deal_value: 1e9,
                deal_status: "won",
                deal_outcome: "won",
                won_at: timestamp,
            },
            forger,
        ),
    )
    await capture(underOwnIds(forged.map(({event}) => event)))
    expect(await allRows(project, performance, contextFor(form))).toEqual(rows)
})

it("a deal that is sent again with a higher revision counts once, with its newest values", async () => {
    const [first] = madeDeals(writer()).filter(
        ({content}) =>
            content.deal_status === "open" &&
            content.first_touch_at !== null &&
            content.deal_value !== null &&
            content.currency === "USD",
    )
    if (first === undefined) throw new Error("No such deal.")
    const {content, timestamp} = first
    const before = figures()
    await send([
        madeEntry(
            content.deal_id,
            timestamp,
            {
                ...content,
                revision: content.revision + 60_000,
                deal_value: (content.deal_value ?? 0) + 777,
                lead_source: "referral",
            },
            writer(),
        ),
    ])
    const after = figures()
    expect(after.pipeline).not.toEqual(before.pipeline)
    for (const id of IDS)
        expectRows(
            withInstants(await rowsOf(project, performance, id, contextFor(form)), INSTANTS),
            after[id] ?? [],
        )
})

describe("money", () => {
    const notes = async (id: string, value: object): Promise<unknown[]> =>
        (await rowsOf(project, performance, id, contextFor(formWith(value)))).map(({note}) => note)

    it("says what to enter until it is entered, and divides by nothing else", async () => {
        const quota = "Enter the quota of a quarter (value.quota_per_quarter) in the settings."
        const cost = "Enter what routing costs you a year (value.cost_per_year) in the settings."
        expect(await notes("pipeline-coverage", {})).toEqual([quota, quota])
        expect(new Set(await notes("pipeline-per-cost", {}))).toEqual(new Set([cost]))
        const [row] = await rowsOf(project, performance, "pipeline-coverage", contextFor(formWith({})))
        expect(row).toMatchObject({coverage: null, pipeline: expect.any(Number) as number})
        const tile = performance.tiles.find(({id}) => id === "pipeline-coverage")
        expect(tile?.about(contextFor(formWith({})))).toContain("Enter the quota")
    })

    it("asks for the currency where deals have several", async () => {
        for (const note of await notes("pipeline-coverage", {quota_per_quarter: 1000}))
            expect(note).toContain("several currencies")
    })

    it("takes the only currency of the deals where none is named", async () => {
        const own = await testProject()
        const ownForm = formFor(own, {}, {value: {quota_per_quarter: 400, cost_per_year: 50}})
        const made = [100, 300].map(
            (value, i) =>
                madeEntry(
                    `d${i}`,
                    "2026-10-01T00:00:00.000Z",
                    {
                        deal_value: value,
                        currency: "CHF",
                        created_at: "2026-10-01T00:00:00.000Z",
                        first_touch_at: "2026-10-01T01:00:00.000Z",
                    },
                    writerOf(configOf(ownForm)),
                ).event,
        )
        expect(await clientOf(ownForm).capture(own.apiToken, made)).toMatchObject({ok: true})
        const found = async (id: string) => rowsOf(own, performance, id, contextFor(ownForm))
        expect(await found("pipeline-coverage")).toEqual([
            {deal_currency: "CHF", deals: 2, pipeline: 400, coverage: 1, note: ""},
        ])
        expect(await found("pipeline-per-cost")).toMatchObject([{per_cost: 8, note: ""}])
    })
})

it("an empty project breaks no tile", async () => {
    const none = await testProject()
    const found = await allRows(none, performance, contextFor(formFor(none)))
    for (const id of IDS) expect([id, found[id]?.length]).toEqual([id, id === "value-ledger" ? 1 : 0])
    expect(found["value-ledger"]).toMatchObject([{line: "Incremental", pipeline: null, revenue: null}])
})
