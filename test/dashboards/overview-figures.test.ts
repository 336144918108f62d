import {signalOverview} from "@beton/posthog-app/dashboards/signal-overview"
import {writerOf} from "@beton/posthog-app/writer"
import type {CaptureEvent} from "@beton/shared/events/capture-event"
import {type RunCompletedContent, runCompletedEvent} from "@beton/shared/events/run-completed"
import {signalFiredEvent, type SignalFiredInput, type Writer} from "@beton/shared/events/signal-fired"
import {keyPairOf} from "@beton/shared/events/signing"

import {appHost} from "../app/support/app-host"
import {AS_OF, clientOf, configOf, DAY_MS, WAKE} from "../app/support/project"
import {type StoryWorld, storyWorld} from "../app/support/story-world"
import {openWire} from "../app/support/wire"
import {called, groupNames} from "./support/account-names"
import {underOwnIds} from "./support/forged"
import {madeEntry} from "./support/made-deals"
import {
    everyWeek,
    groupBy,
    onceBy,
    type RawEvent,
    rawEvents,
    weekOf,
    withInstants,
} from "./support/raw-events"
import {SIGNAL_NAMES as NAMES} from "./support/signal-names"
import {contextFor, rowsOf, type TileRow} from "./support/tiles"

jest.setTimeout(240_000)

const NOW = Date.parse(AS_OF) + DAY_MS
const TYPES = Object.keys(NAMES)

let world: StoryWorld
let raw: RawEvent[]
let names: Map<string, string>
const form = () => world.form
const writer = () => writerOf(configOf(form()))

/** Firings of the months before, of a few accounts, some of them replayed, some sent to the CRM. */
function madeFirings(by = writer()) {
    return Array.from({length: 60}, (_, i) => {
        const account = `co_${String((i % 40) + 1).padStart(4, "0")}`
        // Nothing for two weeks, which trends have to show.
        const day = 1 + ((i * 7) % 58)
        const asOf = new Date(Date.parse(AS_OF) - (day > 20 ? day + 14 : day) * DAY_MS - i * 1000).toISOString()
        const types = TYPES.filter((_type, n) => (i + n) % 4 === 0)
        const input: SignalFiredInput = {
            run_id: `run ${i}`,
            score: (i * 13) % 101,
            partial: false,
            signal_types: types,
            new_signal_types: types.slice(0, 1 + (i % 2)),
            definition_version: {},
            evidence: {},
            why_now: `It's "reason" ${i}: used 1,200 of 1,000.`,
            routed: i % 3 === 0,
            route_reason: "",
            replayed: i % 5 === 1,
        }
        return signalFiredEvent(account, asOf, input, {type: "group", groupType: "company", groupTypeIndex: 0}, by)
    })
} // prettier-ignore

/** The summary of a run so many days ago. */
function madeRun(days: number, more: Partial<RunCompletedContent>, by: Writer): CaptureEvent {
    const asOf = new Date(Date.parse(AS_OF) - days * DAY_MS).toISOString()
    const content: RunCompletedContent = {
        ...{schema_version: 1, run_id: `made ${days}`, as_of: asOf, started_at: asOf, finished_at: asOf, partial: false},
        ...{accounts_active: 3, accounts_emitted: 2, events_written: 2, held: {}, distrusted_events: {}, signals: []},
        routing: {state: "on", reason: "", would_route: 1, created: 1, updated: 0, skipped: {suppressed: 3, "no company": 2}, failed: 4},
        ...{coverage: {events: 1, persons: 1}, queries: 20, problems: [], kind: "daily"},
        ...more,
    }
    return runCompletedEvent(content, by)
} // prettier-ignore

/** Runs of former days: one with two problems, one on demand, and one whose storage was lost, so that it was done again. */
function madeRuns(by = writer()): CaptureEvent[] {
    const run = (days: number, more: Partial<RunCompletedContent>) => madeRun(days, more, by)
    const later = new Date(Date.parse(AS_OF) - 3 * DAY_MS + 7_000).toISOString()
    return [
        run(1, {problems: [`Usage spike: It's "slow".`, "Attio did not answer."]}),
        run(2, {kind: "now"}),
        run(3, {finished_at: later, events_written: 9, problems: ["Done again."]}),
        // Both carry one id, of which the storage keeps one at some moment; here both have to stay.
        ...underOwnIds([run(3, {})]),
    ]
}

/** Deals that a queue may take for those of an account in it: one that is gone, one that went to another account, an older one. */
function madeHistories(by = writer()) {
    const hot = latest(0).filter(({properties}) => Number(properties.signal_score) > 70)
    const [first, second, third] = hot
        .map(({account}) => account)
        .filter((account) => dealOf(account).deal === "none yet")
    if (first === undefined || second === undefined || third === undefined)
        throw new Error("The queue is too short.")
    const at = (days: number) => new Date(Date.parse(AS_OF) - days * DAY_MS).toISOString()
    const deal = (id: string, days: number, account: string, revision: number, more: object = {}) =>
        madeEntry(
            id,
            at(days),
            {
                account_key: account,
                deal_url: `https://crm.example/${id}`,
                created_at: at(days),
                revision,
                ...more,
            },
            by,
        ).event
    return [
        deal("gone", 9, first, 1),
        madeEntry(
            "gone",
            at(1),
            {account_key: first, created_at: at(9), revision: 2, deal_status: "deleted", deleted: true},
            by,
        ).event,
        deal("moved", 8, second, 1),
        deal("moved", 8, third, 2, {deal_status: "won"}),
        deal("older", 30, third, 3, {deal_status: "lost"}),
    ]
}

async function capture(events: readonly CaptureEvent[]): Promise<void> {
    const sent = await clientOf(form()).capture(world.project.apiToken, [...events])
    if (!sent.ok) throw new Error(sent.failure.message)
}

beforeAll(async () => {
    world = await storyWorld("micro", {outcomes: {from: "attio"}})
    const host = appHost({config: form(), clock: {now: WAKE}, wire: openWire()})
    await host.day()
    expect([host.errors, host.jobs]).toEqual([[], []])
    await capture(madeFirings())
    // What is sent again may stand there twice.
    await capture(madeFirings().slice(0, 20))
    for (const run of madeRuns()) await capture([run])
    await world.project.admin.updateProject(world.project.id, {now: new Date(NOW).toISOString()})
    raw = await rawEvents(world.project)
    await capture(madeHistories())
    raw = await rawEvents(world.project)
    names = await groupNames(world.project, 0)
    expect(names.size).toBeGreaterThan(5)
})

const text = (value: unknown) => (typeof value === "string" ? value : "")
const list = (value: unknown) => (Array.isArray(value) ? (value as string[]) : [])
const own = (event: string) =>
    raw.filter((one) => one.event === event && one.properties.beton_writer === writer().writer)
const firings = (from = 0) =>
    onceBy(own("beton_signal_fired"), ({properties}) => text(properties.beton_id)).filter(
        ({at}) => at >= from,
    )
const newest = <T extends {at: number}>(some: readonly T[]) => [...some].sort((a, b) => b.at - a.at)[0] as T
const latest = (from: number) =>
    [...groupBy(firings(from), ({properties}) => text(properties.account_key)).entries()].map(
        ([account, some]) => ({...newest(some), account}),
    )
const fresh = (from: number) =>
    firings(from).flatMap((one) =>
        list(one.properties.new_signal_types).map((type) => ({...one, type: NAMES[type] ?? type})),
    )
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The newest deal that an account has, as the newest revision of each deal says. */
function dealOf(account: string): {deal: string; deal_link: string} {
    const byRevision = own("beton_deal_updated").sort(
        (a, b) => Number(a.properties.revision) - Number(b.properties.revision),
    )
    const entries = onceBy(byRevision, ({properties}) => text(properties.beton_id)).filter(
        ({properties}) => properties.is_current === true,
    )
    const current = onceBy(
        byRevision.filter((one) => entries.includes(one)),
        ({properties}) => text(properties.deal_id),
    ).filter(({properties}) => properties.account_key === account && properties.deal_status !== "deleted")
    const [last] = current.sort((a, b) =>
        byText(text(b.properties.created_at), text(a.properties.created_at)),
    )
    return {
        deal: last === undefined ? "none yet" : text(last.properties.deal_status),
        deal_link: last === undefined ? "" : text(last.properties.deal_url),
    }
}

const figures: Record<string, (from: number) => TileRow[]> = {
    "signals-fired": (from) => [{signals_fired: fresh(from).length}],
    "accounts-fired": (from) => [{accounts: latest(from).length}],
    "signals-by-type": (from) =>
        [...groupBy(fresh(from), ({type}) => type).entries()]
            .map(([signal, some]) => ({
                signal,
                fired: some.length,
                accounts: new Set(some.map(({properties}) => properties.account_key)).size,
            }))
            .sort((a, b) => b.fired - a.fired || byText(a.signal, b.signal)),
    "signal-trend": (from) => {
        const all = fresh(from).map(({type, at}) => ({type, week: weekOf(at)}))
        const types = [...new Set(all.map(({type}) => type))].sort(byText)
        return everyWeek(all.map(({week}) => week)).flatMap((week) =>
            types.map((signal) => ({week, signal, fired: all.filter((one) => one.type === signal && one.week === week).length})),
        )
    },
    "score-distribution": (from) =>
        [0, 10, 20, 30, 40, 50, 60, 70, 80, 90].map((low) => ({
            score: low === 90 ? "90-100" : `${low}-${low + 9}`,
            accounts: latest(from).filter(({properties}) => {
                const score = Number(properties.signal_score)
                return score >= low && (low === 90 || score < low + 10)
            }).length,
        })),
    routed: (from) => {
        const live = firings(from).filter(({properties}) => properties.replayed !== true)
        return everyWeek(live.map(({at}) => weekOf(at))).map((week) => {
            const some = live.filter(({at}) => weekOf(at) === week)
            const sent = some.filter(({properties}) => properties.routed === true).length
            return {week, to_crm: sent, not_sent: some.length - sent}
        })
    },
    "hot-queue": (from) =>
        latest(from)
            .filter(({properties}) => Number(properties.signal_score) > 70)
            .sort((a, b) => b.at - a.at || Number(b.properties.signal_score) - Number(a.properties.signal_score) || byText(a.account, b.account))
            .map(({account, at, properties}) => ({
                fired_at: at,
                account,
                score: properties.signal_score,
                signals: list(properties.signal_types).map((type) => NAMES[type] ?? type).join(", "),
                why_now: properties.why_now,
                ...dealOf(account),
                account_link: `${world.project.url}/project/${world.project.id}/groups/0/${account}`,
                replayed: properties.replayed === true ? "replayed" : "",
            })),
    "hours-since-run": () => {
        const finished = own("beton_run_completed").map(({properties}) => Date.parse(text(properties.finished_at)))
        return [{hours: Math.round((NOW - Math.max(...finished)) / 360_000) / 10}]
    },
    runs: () =>
        onceBy(
            own("beton_run_completed").sort((a, b) => byText(text(a.properties.finished_at), text(b.properties.finished_at))),
            ({properties}) => text(properties.run_id),
        ).sort((a, b) => b.at - a.at).map(({at, properties}) => {
            const routing = properties.routing as RunCompletedContent["routing"]
            const problems = properties.problems as string[]
            return {
                as_of: at,
                finished: Math.floor(Date.parse(text(properties.finished_at)) / 1000) * 1000,
                kind: properties.kind === "now" ? "on demand" : "daily",
                accounts: properties.accounts_active,
                written: properties.events_written,
                for_crm: routing.would_route,
                deals_made: routing.created,
                updated: routing.updated,
                left_out: Object.values(routing.skipped).reduce((sum, n) => sum + n, 0),
                not_written: routing.failed,
                problems: problems.length,
                what_failed: problems.join(" "),
            }
        }),
} // prettier-ignore

it("every tile has a figure to be compared with", () => {
    expect(Object.keys(figures).sort()).toEqual(signalOverview.tiles.map(({id}) => id).sort())
})

describe.each([
    ["all time", 0],
    ["the last 30 days", NOW - 30 * DAY_MS],
])("%s", (_, from) => {
    it.each(Object.keys(figures))("%s says what the events say", async (id) => {
        const range = from === 0 ? {} : {filters: {dateRange: {date_from: new Date(from).toISOString()}}}
        const found = await rowsOf(world.project, signalOverview, id, contextFor(form()), range)
        const expected = called(id, figures[id]?.(from) ?? [], names)
        expect(expected.length).toBeGreaterThan(0)
        expect(withInstants(found, ["fired_at", "as_of", "finished"])).toEqual(expected)
    })
})

it("the hot queue holds every case: with a deal and without, replayed and not", async () => {
    const rows = await rowsOf(world.project, signalOverview, "hot-queue", contextFor(form()))
    const has = (test: (row: TileRow) => boolean) => [rows.some(test), rows.every(test)]
    expect(has(({deal_link: link}) => link !== "")).toEqual([true, false])
    expect(has(({replayed}) => replayed === "replayed")).toEqual([true, false])
    // No deal that is gone, or that went to another account.
    const deals = rows.map(({deal}) => deal)
    expect(deals).toContain("won")
    expect(deals).not.toContain("deleted")
    const links = rows.map(({deal_link: link}) => link)
    expect(links.filter((link) => link === "https://crm.example/moved")).toHaveLength(1)
})

it("the trends hold weeks without anything, and runs what failed in them", async () => {
    const of = (id: string) => rowsOf(world.project, signalOverview, id, contextFor(form()))
    const weeks = groupBy(await of("signal-trend"), ({week}) => text(week))
    const total = (rows: readonly TileRow[]) => rows.reduce((sum, {fired}) => sum + Number(fired), 0)
    expect([...weeks.values()].some((rows) => total(rows) === 0)).toBe(true)
    expect((await of("routed")).some((row) => row.to_crm === 0 && row.not_sent === 0)).toBe(true)
    const runs = await of("runs")
    expect(runs.map(({kind}) => kind)).toEqual(["daily", "daily", "on demand", "daily"])
    expect(runs[1]).toMatchObject({
        problems: 2,
        what_failed: `Usage spike: It's "slow". Attio did not answer.`,
    })
    expect(runs[3]).toMatchObject({written: 9, left_out: 5, not_written: 4, what_failed: "Done again."})
})

it.each<[string, (forger: Writer) => CaptureEvent[]]>([
    ["firings", (forger) => madeFirings(forger)],
    ["runs", (forger) => [...madeRuns(forger), madeRun(-0.9, {problems: ["Forged."]}, forger)]],
    ["deals", (forger) => madeHistories(forger)],
])("%s that somebody else wrote change nothing", async (_what, forge) => {
    const context = contextFor(form())
    const read = async () =>
        Promise.all(signalOverview.tiles.map(({id}) => rowsOf(world.project, signalOverview, id, context)))
    const before = await read()
    const forged = forge({...writer(), writer: "w_forged", keys: keyPairOf(new Uint8Array(32).fill(9))})
    expect(forged.length).toBeGreaterThan(0)
    const sent = underOwnIds(forged)
    await capture(sent)
    const found = new Set((await rawEvents(world.project)).map(({uuid}) => uuid))
    expect(sent.filter(({uuid}) => !found.has(text(uuid)))).toEqual([])
    expect(await read()).toEqual(before)
})
