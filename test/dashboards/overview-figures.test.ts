import {signalOverview} from "@beton/posthog-app/dashboards/signal-overview"
import {writerOf} from "@beton/posthog-app/writer"
import {signalFiredEvent, type SignalFiredInput} from "@beton/shared/events/signal-fired"
import {keyPairOf} from "@beton/shared/events/signing"

import {appHost} from "../app/support/app-host"
import {AS_OF, clientOf, configOf, DAY_MS, WAKE} from "../app/support/project"
import {type StoryWorld, storyWorld} from "../app/support/story-world"
import {openWire} from "../app/support/wire"
import {groupBy, onceBy, type RawEvent, rawEvents, weekOf, withInstants} from "./support/raw-events"
import {SIGNAL_NAMES as NAMES} from "./support/signal-names"
import {contextFor, rowsOf, type TileRow} from "./support/tiles"

jest.setTimeout(240_000)

const NOW = Date.parse(AS_OF) + DAY_MS
const TYPES = Object.keys(NAMES)

let world: StoryWorld
let raw: RawEvent[]
const form = () => world.form
const writer = () => writerOf(configOf(form()))

/** Firings of the months before, of a few accounts, some of them replayed, some sent to the CRM. */
function madeFirings(by = writer()) {
    return Array.from({length: 60}, (_, i) => {
        const account = `co_${String((i % 40) + 1).padStart(4, "0")}`
        const asOf = new Date(Date.parse(AS_OF) - (1 + (i * 7) % 58) * DAY_MS - i * 1000).toISOString()
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

async function capture(events: ReturnType<typeof madeFirings>): Promise<void> {
    const sent = await clientOf(form()).capture(world.project.apiToken, events)
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
    await world.project.admin.updateProject(world.project.id, {now: new Date(NOW).toISOString()})
    raw = await rawEvents(world.project)
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

/** The newest deal of an account as its newest revision says. */
function dealOf(account: string): {deal: string; deal_link: string} {
    const current = onceBy(
        own("beton_deal_updated").sort(
            (a, b) => Number(a.properties.revision) - Number(b.properties.revision),
        ),
        ({properties}) => text(properties.beton_id),
    ).filter(({properties}) => properties.is_current === true && properties.account_key === account)
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
    "signal-trend": (from) =>
        [...groupBy(fresh(from), ({type, at}) => `${weekOf(at)} ${type}`).entries()]
            .sort(([a], [b]) => byText(a, b))
            .map(([key, some]) => ({week: key.slice(0, 10), signal: key.slice(11), fired: some.length})),
    "score-distribution": (from) =>
        [0, 10, 20, 30, 40, 50, 60, 70, 80, 90].map((low) => ({
            score: low === 90 ? "90-100" : `${low}-${low + 9}`,
            accounts: latest(from).filter(({properties}) => {
                const score = Number(properties.signal_score)
                return score >= low && (low === 90 || score < low + 10)
            }).length,
        })),
    routed: (from) =>
        [...groupBy(firings(from).filter(({properties}) => properties.replayed !== true), ({at}) => weekOf(at)).entries()]
            .sort(([a], [b]) => byText(a, b))
            .map(([week, some]) => {
                const sent = some.filter(({properties}) => properties.routed === true).length
                return {week, to_crm: sent, not_sent: some.length - sent}
            }),
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
        onceBy(own("beton_run_completed"), ({properties}) => text(properties.run_id)).map(({at, properties}) => {
            const routing = properties.routing as {created: number; updated: number}
            const problems = properties.problems as string[]
            return {
                as_of: at,
                finished: Math.floor(Date.parse(text(properties.finished_at)) / 1000) * 1000,
                kind: "daily",
                accounts: properties.accounts_active,
                written: properties.events_written,
                deals_made: routing.created,
                updated: routing.updated,
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
        const expected = figures[id]?.(from) ?? []
        expect(expected.length).toBeGreaterThan(0)
        expect(withInstants(found, ["fired_at", "as_of", "finished"])).toEqual(expected)
    })
})

it("the hot queue holds every case: with a deal and without, replayed and not", async () => {
    const rows = await rowsOf(world.project, signalOverview, "hot-queue", contextFor(form()))
    const has = (test: (row: TileRow) => boolean) => [rows.some(test), rows.every(test)]
    expect(has(({deal_link: link}) => link !== "")).toEqual([true, false])
    expect(has(({replayed}) => replayed === "replayed")).toEqual([true, false])
})

it("what somebody else wrote changes nothing", async () => {
    const context = contextFor(form())
    const read = async () =>
        Promise.all(signalOverview.tiles.map(({id}) => rowsOf(world.project, signalOverview, id, context)))
    const before = await read()
    const forged = madeFirings({...writer(), writer: "w_forged", keys: keyPairOf(new Uint8Array(32).fill(9))})
    await capture(forged)
    expect(await read()).toEqual(before)
})
