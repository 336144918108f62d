import {accountHealth} from "@beton/posthog-app/dashboards/account-health"
import {writerOf} from "@beton/posthog-app/writer"
import {type RunCompletedContent, runCompletedEvent} from "@beton/shared/events/run-completed"
import {signalFiredEvent, type Writer} from "@beton/shared/events/signal-fired"
import {keyPairOf} from "@beton/shared/events/signing"

import {STORY_CONFIG} from "../../scripts/sandbox/story/config"
import {appHost} from "../app/support/app-host"
import {AS_OF, clientOf, configOf, DAY_MS, WAKE} from "../app/support/project"
import {type StoryWorld, storyWorld} from "../app/support/story-world"
import {insertEvents} from "../app/support/tiny-data"
import {openWire} from "../app/support/wire"
import {called, groupNames} from "./support/account-names"
import {underOwnIds} from "./support/forged"
import {type Asked, healthFigures} from "./support/health-figures"
import {rawEvents, withInstants} from "./support/raw-events"
import {SIGNAL_NAMES} from "./support/signal-names"
import {allRows, contextFor, expectRows, rowsOf, type TileRow} from "./support/tiles"

jest.setTimeout(240_000)

const NOW = Date.parse(AS_OF) + DAY_MS
const IDS = accountHealth.tiles.map(({id}) => id)
const INSTANTS = ["last_seen", "last_step", "last_message", "ends", "as_of"]

let world: StoryWorld
let figures: Record<string, TileRow[]>
let rows: Record<string, TileRow[]>
let names: Map<string, string>
const writer = () => writerOf(configOf(world.form))
const asked = (): Asked => ({
    now: NOW,
    writer: writer().writer,
    billingEvents: STORY_CONFIG.signals.billing_intent.events,
    supportEvents: STORY_CONFIG.signals.support_engagement.events,
    names: SIGNAL_NAMES,
})
const read = () => allRows(world.project, accountHealth, contextFor(world.form))

/** What the story has little of: accounts that stop or begin, support without a conversation, plans at their edges. */
async function insertCases(): Promise<void> {
    const used = (account: string, from: number, step: number, n: number) =>
        Array.from({length: n}, (_, i) => ({event: "report_created", account, person: `${account} ${i % 3}`, hoursAgo: from + i * step}))
    const set = (account: string, hoursAgo: number, properties: object, type = "company") => ({
        event: "$groupidentify",
        hoursAgo,
        properties: {$group_type: type, $group_key: account, $group_set: properties},
    })
    const inDays = (days: number) => new Date(NOW + days * DAY_MS).toISOString()
    await insertEvents(world.project, [
        ...used("stopped", 800, 10, 45),
        ...used("begun", 1, 9, 40),
        // The story is younger than twelve weeks.
        ...used("early", 57 * 24, 84, 14),
        // Too few to say anything, though all of them are new.
        ...used("small", 1, 9, 29),
        {event: "$pageview", account: "only views", person: "viewer", hoursAgo: 30},
        {event: "report_created", person: "nobody's", hoursAgo: 30},
        {event: "$identify", account: "bookkept", person: "bookkept", hoursAgo: 30},
        {event: "beton_unknown", account: "bookkept", person: "bookkept", hoursAgo: 30},
        ...[1, 2, 3].map((n) => ({event: "intercom_message_sent", account: "asks", person: `a${n}`, hoursAgo: n})),
        ...[4, 5].map((n) => ({event: "intercom_message_sent", account: "asks", hoursAgo: n, properties: {conversation_id: 77}})),
        ...[6, 7].map((n) => ({event: "checkout_started", account: "pays", person: `p${n}`, hoursAgo: n})),
        {event: "checkout_started", account: "paid long ago", hoursAgo: 31 * 24},
        // People whose steps name no account: known by another event, of two accounts, of one long ago, and not known.
        ...["known", "moved", "long gone", "nobody"].flatMap((person) => [
            {event: "checkout_started", person, hoursAgo: 8},
            {event: "intercom_message_sent", person, hoursAgo: 9, properties: {conversation_id: person}},
        ]),
        {event: "report_created", account: "joined", person: "known", hoursAgo: 5},
        {event: "report_created", account: "left", person: "moved", hoursAgo: 60},
        {event: "report_created", account: "joined later", person: "moved", hoursAgo: 50},
        {event: "report_created", account: "long ago", person: "long gone", hoursAgo: 190 * 24},
        set("trial soon", 50, {trial_ends_at: inDays(40)}),
        set("trial soon", 40, {trial_ends_at: inDays(3)}),
        set("trial soon", 30, {plan: "trial"}),
        set("trial in seconds", 50, {trial_ends_at: Math.floor(NOW / 1000) + 5 * 86_400}),
        set("trial over", 50, {trial_ends_at: inDays(-1)}),
        set("trial later", 50, {trial_ends_at: inDays(15)}),
        set("trial taken back", 50, {trial_ends_at: inDays(5)}),
        set("trial taken back", 40, {trial_ends_at: null}),
        set("a project", 50, {trial_ends_at: inDays(2)}, "project"),
        set("full", 50, {api_calls_used: 1000, api_calls_limit: 1000}),
        set("nearly", 60, {api_calls_limit: 1000}),
        set("nearly", 50, {api_calls_used: 801}),
        set("at the edge", 50, {api_calls_used: 800, api_calls_limit: 1000}),
        set("no limit", 50, {api_calls_used: 800, api_calls_limit: 0}),
    ])
} // prettier-ignore

const RUN: RunCompletedContent = {
    ...{schema_version: 1, run_id: "made", as_of: "", started_at: AS_OF, finished_at: AS_OF, partial: true},
    ...{accounts_active: 3, accounts_emitted: 1, events_written: 1, held: {}, distrusted_events: {}},
    signals: [
        {type: "usage_spike", state: "ok", reason: "", active: 3, fired: 1},
        {type: "team_growth", state: "off", reason: "Switched off in the settings.", active: 0, fired: 0},
        {
            type: "trial_expiring",
            state: "waiting_for_data",
            reason: `No "trial" was sent.`,
            active: 0,
            fired: 0,
        },
        {type: "custom_asked_twice", state: "failed", reason: "It's slow.", active: 0, fired: 0},
    ],
    routing: {
        ...{state: "off", reason: "", would_route: 0, created: 0, updated: 0, skipped: {}, failed: 0},
    },
    ...{coverage: {events: 1, persons: 1}, queries: 1, problems: []},
}
const runAt = (hours: number, by: Writer) =>
    runCompletedEvent({...RUN, as_of: new Date(Date.parse(AS_OF) + hours * 3_600_000).toISOString(), run_id: `made ${hours}`}, by) // prettier-ignore

async function capture(events: Parameters<ReturnType<typeof clientOf>["capture"]>[1]): Promise<void> {
    const sent = await clientOf(world.form).capture(world.project.apiToken, events)
    if (!sent.ok) throw new Error(sent.failure.message)
}

beforeAll(async () => {
    world = await storyWorld("micro")
    const host = appHost({config: world.form, clock: {now: WAKE}, wire: openWire()})
    await host.day()
    expect(host.errors).toEqual([])
    await insertCases()
    await world.project.admin.updateProject(world.project.id, {now: new Date(NOW).toISOString()})
    figures = healthFigures(await rawEvents(world.project), asked())
    rows = await read()
    names = await groupNames(world.project, 0)
})

it("every tile has a figure to be compared with", () => {
    expect(Object.keys(figures).sort()).toEqual([...IDS].sort())
})

it.each(IDS)("%s says what the events say", (id) => {
    const expected = figures[id] ?? []
    expect(expected.length).toBeGreaterThan(0)
    expectRows(withInstants(rows[id] ?? [], INSTANTS), called(id, expected, names))
})

it("the figures hold every case", () => {
    const accounts = (id: string) => (rows[id] ?? []).map(({account}) => account)
    expect(rows["usage-trend"]).toHaveLength(12)
    expect(accounts("at-risk")).toContain("stopped")
    expect(rows["growth-leaders"]).toContainEqual(expect.objectContaining({account: "begun", before: 0, change: null}))
    expect(accounts("growth-leaders")).not.toContain("small")
    expect(rows.support).toContainEqual(expect.objectContaining({account: "asks", conversations: 4, messages: 5}))
    expect(accounts("checkouts")).toContain("pays")
    expect(accounts("checkouts")).not.toContain("paid long ago")
    expect(accounts("trials")).toEqual(expect.arrayContaining(["trial soon", "trial in seconds"]))
    for (const other of ["trial over", "trial later", "trial taken back", "a project"])
        expect(accounts("trials")).not.toContain(other)
    expect(accounts("plan-limits")).toEqual(expect.arrayContaining(["full", "nearly"]))
    for (const other of ["at the edge", "no limit"]) expect(accounts("plan-limits")).not.toContain(other)
    expect(rows.features?.every(({feature}) => !String(feature).startsWith("$"))).toBe(true)
}) // prettier-ignore

describe("where the signals join events by person", () => {
    const join = (signal: object) => ({...signal, join_persons: true})
    const {signals} = STORY_CONFIG
    const joined = () => {
        const settings = {
            ...(JSON.parse(String(world.form.settings)) as object),
            signals: {
                ...signals,
                billing_intent: join(signals.billing_intent),
                support_engagement: join(signals.support_engagement),
            },
        }
        return contextFor({...world.form, settings: JSON.stringify(settings)})
    }

    it.each(["checkouts", "support"])("%s does too", async (id) => {
        const found = await rowsOf(world.project, accountHealth, id, joined())
        const all = await rawEvents(world.project)
        const expected = healthFigures(all, {...asked(), joins: true})[id] ?? []
        expectRows(withInstants(found, INSTANTS), called(id, expected, names))
        const accounts = found.map(({account}) => account)
        expect(accounts).toEqual(expect.arrayContaining(["joined", "joined later"]))
        for (const other of ["left", "long ago", ""]) expect(accounts).not.toContain(other)
        expect((rows[id] ?? []).map(({account}) => account)).not.toContain("joined")
    })
})

it.each(IDS)("%s has its own period: a dashboard's date filter changes nothing", async (id) => {
    const range = {filters: {dateRange: {date_from: new Date(NOW - 3 * DAY_MS).toISOString()}}}
    expect(await rowsOf(world.project, accountHealth, id, contextFor(world.form), range)).toEqual(rows[id])
})

it("what somebody else wrote changes nothing", async () => {
    const forger = {...writer(), writer: "w_forged", keys: keyPairOf(new Uint8Array(32).fill(9))}
    const firing = {
        ...{run_id: "forged", score: 100, partial: false, signal_types: ["usage_spike"], new_signal_types: ["usage_spike"]},
        ...{definition_version: {}, evidence: {}, why_now: "Now.", routed: true, route_reason: "", replayed: false},
    } // prettier-ignore
    const source = {type: "group", groupType: "company", groupTypeIndex: 0} as const
    await capture(
        underOwnIds([signalFiredEvent("co_0001", AS_OF, firing, source, forger), runAt(12, forger)]),
    )
    expect(await read()).toEqual(rows)
})

it("the newest run says the state of each signal, once though it was sent twice", async () => {
    await capture([runAt(6, writer()), runAt(-30, writer())])
    await capture([runAt(6, writer())])
    const after = healthFigures(await rawEvents(world.project), asked())
    const found = await rowsOf(world.project, accountHealth, "data-sources", contextFor(world.form))
    expect(found.map(({signal, state}) => [signal, state])).toEqual([
        ["Asked twice", "Failed"],
        ["Team growth", "Switched off"],
        ["Trial expiring", "Waiting for data"],
        ["Usage spike", "Ready"],
    ])
    expectRows(withInstants(found, INSTANTS), after["data-sources"] ?? [])
})
