import {betonId} from "@beton/shared/events/ids"

import {AS_OF, DAY_MS, onlySignals, verifiedFirings, verifiedRuns, WAKE} from "../app/support/project"
import {insertEvents} from "../app/support/tiny-data"
import {capturedEvents, openWire} from "../app/support/wire"
import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {start, virtualClock} from "./support/in-process"
import {markOf, type RunnerWorld, runnerWorld, writesSince} from "./support/world"

jest.setTimeout(90_000)

const BACKFILL_DAYS = 30
const SETTINGS = {signals: onlySignals({billing_intent: {}}), backfill: {days: BACKFILL_DAYS}}
let built: Built
let world: RunnerWorld
let state: string
beforeAll(async () => {
    built = await buildForTests()
})
beforeEach(async () => {
    world = await runnerWorld({settings: SETTINGS})
    // Besides the last day: an account every three days, from 60 days before on, the last one 32 hours before.
    const ages = [...Array.from({length: 17}, (_, i) => 24 * (60 - 3 * i) + 2), 32]
    await insertEvents(
        world.project,
        ages.map((hoursAgo, i) => ({
            event: "checkout_started",
            account: `old-${i}`,
            person: `p-old-${i}`,
            hoursAgo,
        })),
    )
    state = temporaryFolder("backfill")
})

const run = (
    mode: "due" | "now" | "backfill",
    o: {
        dryRun?: boolean
        now?: number
        form?: Record<string, unknown>
        wire?: ReturnType<typeof openWire>
    } = {},
) =>
    start(built, {
        form: o.form ?? world.form,
        state,
        clock: virtualClock(o.now ?? WAKE),
        mode,
        dryRun: o.dryRun ?? false,
        ...(o.wire === undefined ? {} : {fetch: o.wire.nativeFetch}),
    })
const firings = async () => {
    await world.project.admin.mergeDuplicates(world.project.id)
    return verifiedFirings(world.project)
}
const withSettings = (settings: object) => ({
    ...world.form,
    settings: JSON.stringify({...(JSON.parse(String(world.form.settings)) as object), ...settings}),
})
const dayBefore = (instant: string, days = 1) => new Date(Date.parse(instant) - days * DAY_MS).toISOString()
const inOrder = (asOfs: readonly string[]) => [...new Set(asOfs)].sort()

it("counts first, then writes just that: marked as replayed, at their own time, routed by nobody", async () => {
    const preview = await run("backfill", {dryRun: true})
    expect(await writesSince(world)).toEqual({posthog: 0, attio: 0})
    const wire = openWire()
    const done = await run("backfill", {wire})
    expect([done.code, done.outcome]).toEqual([0, "done"])
    expect(done.report).toMatchObject({kind: "backfill", dry: false, events: preview.report?.events})
    expect(done.report?.events).toBe(8)

    const written = await firings()
    expect(written).toHaveLength(done.report?.events ?? 0)
    for (const {uuid, account, asOf, content, properties} of written) {
        expect(content.replayed).toBe(true)
        expect(content.routed).toBe(false)
        expect(uuid).toBe(betonId(String(world.project.id), account, asOf))
        expect(properties.detected_at).toBe(asOf)
        expect(asOf.endsWith("T06:00:00.000Z")).toBe(true)
    }
    const asOfs = inOrder(written.map(({asOf}) => asOf))
    expect([asOfs[0], asOfs.at(-1)]).toEqual([done.report?.from, done.report?.to])
    expect(Date.parse(asOfs[0] ?? "")).toBeGreaterThanOrEqual(
        Date.parse(AS_OF) - (BACKFILL_DAYS + 1) * DAY_MS,
    )
    // The day that is due is left to a live run.
    expect(asOfs.at(-1)).toBe(dayBefore(AS_OF))
    for (const event of capturedEvents(wire.sent)) expect(event.timestamp).toBe(event.properties.detected_at)
    // PostHog is told that these are old.
    const bodies = wire.sent.filter(({url}) => url.endsWith("/batch/")).map(({body}) => JSON.parse(body))
    // The connect check sends an empty batch.
    for (const body of bodies.filter(({batch}) => batch.length > 0))
        expect(body).toMatchObject({historical_migration: true})

    expect(await verifiedRuns(world.project)).toEqual([])
    expect(await world.crm.writes()).toBe(0)
})

it("a second one writes the same ids again, so nothing is there twice", async () => {
    await run("backfill")
    const first = await firings()
    const again = await run("backfill", {now: WAKE + 3_600_000})
    expect([again.code, again.report?.events]).toEqual([0, first.length])
    const second = await firings()
    expect(second).toEqual(first)
    const [{rows} = {rows: 0}] = (await world.project.admin.sql(
        `SELECT count() AS rows FROM events WHERE team_id = ${world.project.id} AND event = 'beton_signal_fired'`,
    )) as {rows: number}[]
    expect(Number(rows)).toBe(first.length)
})

it("the cap leaves out the oldest days, each of them whole", async () => {
    const all = await run("backfill", {dryRun: true})
    const found = all.report?.found ?? 0
    const form = withSettings({backfill: {days: BACKFILL_DAYS, max_events: 5}})
    const preview = await run("backfill", {dryRun: true, form})
    const done = await run("backfill", {form})
    expect(done.report?.found).toBe(found)
    expect(done.report?.events).toBe(preview.report?.events)
    const written = await firings()
    expect(written).toHaveLength(done.report?.events ?? 0)
    expect(written.length).toBeLessThanOrEqual(5)
    expect(written.length).toBeGreaterThan(0)

    // Against the firings without a cap: the newest days, and of each day all or none.
    const capped = new Map<string, number>()
    for (const {asOf} of written) capped.set(asOf, (capped.get(asOf) ?? 0) + 1)
    await run("backfill", {now: WAKE + 3_600_000})
    const days = new Map<string, number>()
    for (const {asOf} of await firings()) days.set(asOf, (days.get(asOf) ?? 0) + 1)
    const newest = [...days].sort(([a], [b]) => (a < b ? 1 : -1)).slice(0, capped.size)
    expect([...capped].sort()).toEqual(newest.sort())
    const [oldestKept = ""] = [...capped.keys()].sort()
    const next = [...days.keys()].filter((day) => day < oldestKept).sort().at(-1) ?? "" // prettier-ignore
    expect(written.length + (days.get(next) ?? 0)).toBeGreaterThan(5)
})

it("days that a live run wrote stay as they are, and the next live day keeps their cooldown", async () => {
    const form = world.form
    // Beton runs for two days, then the backfill is asked for.
    await run("due", {form})
    const live = await firings()
    expect(live.map(({account}) => account).sort()).toEqual(["acme", "beta", "gamma", "old-17"])
    await world.project.admin.updateProject(world.project.id, {now: dayBefore(AS_OF, -1)})
    await run("due", {form, now: WAKE + DAY_MS})
    const runs = await verifiedRuns(world.project)
    expect(runs.map(({as_of}) => as_of)).toEqual([AS_OF, dayBefore(AS_OF, -1)])

    const done = await run("backfill", {form, now: WAKE + DAY_MS + 3_600_000})
    expect([done.code, done.outcome]).toEqual([0, "done"])
    const after = await firings()
    const replayed = after.filter(({content}) => content.replayed)
    expect(replayed.length).toBe(done.report?.events)
    expect(inOrder(replayed.map(({asOf}) => asOf)).at(-1)).toBe(dayBefore(AS_OF))
    expect(after.filter(({content}) => !content.replayed)).toEqual(live)
    expect(await verifiedRuns(world.project)).toEqual(runs)
})

it("the live day after it does not fire again what it wrote within the cooldown", async () => {
    // Active in the seven days up to AS_OF, and still the day after.
    await insertEvents(world.project, [
        {event: "checkout_started", account: "acme", person: "p-acme", hoursAgo: 24 * 3},
    ])
    await run("backfill")
    const replayed = (await firings()).filter(({asOf}) => Date.parse(asOf) > Date.parse(AS_OF) - 7 * DAY_MS)
    expect(replayed.map(({account}) => account)).toContain("acme")
    await run("due")
    const live = (await firings()).filter(({asOf}) => asOf === AS_OF)
    const recent = new Set(replayed.map(({account}) => account))
    expect(live.filter(({account}) => recent.has(account))).toEqual([])
    expect(live.map(({account}) => account).sort()).toEqual(["beta", "gamma"])
    // In cooldown or not, an account that qualifies is routed on the live day.
    expect((await verifiedRuns(world.project))[0]?.routing).toMatchObject({created: 3})
})

it("where Beton has run long enough there is nothing to fill in, and the daily run is not disturbed", async () => {
    const form = withSettings({backfill: {days: 1}})
    await run("due", {form})
    const later = AS_OF_PLUS(3)
    for (const day of [1, 2, 3]) {
        await world.project.admin.updateProject(world.project.id, {now: AS_OF_PLUS(day)})
        await run("due", {form, now: WAKE + day * DAY_MS})
    }
    const mark = await markOf(world)
    const none = await run("backfill", {form, now: WAKE + 3 * DAY_MS + 3_600_000})
    expect([none.code, none.outcome, none.report?.events, none.report?.problems]).toEqual([
        0,
        "done",
        0,
        ["Beton has run for that long already: nothing to fill in."],
    ])
    expect(await writesSince(world, mark)).toEqual({posthog: 0, attio: 0})
    const idle = await run("due", {form, now: WAKE + 3 * DAY_MS + 7_200_000})
    expect([idle.code, idle.outcome, idle.message]).toEqual([0, "idle", "Nothing is due."])
    expect((await verifiedRuns(world.project)).at(-1)?.as_of).toBe(later)
})

function AS_OF_PLUS(days: number): string {
    return dayBefore(AS_OF, -days)
}

describe("--now", () => {
    it("is a run of the current minute; the same minute twice is the same run", async () => {
        const now = WAKE + 3 * 3_600_000 + 42_000
        await world.project.admin.updateProject(world.project.id, {now: new Date(now).toISOString()})
        const done = await run("now", {now})
        expect([done.code, done.outcome, done.run?.kind]).toEqual([0, "done", "now"])
        const once = await verifiedRuns(world.project)
        expect(once).toMatchObject([{as_of: "2026-10-05T09:05:00.000Z", kind: "now", routing: {created: 3}}])
        const firedOnce = await firings()
        await run("now", {now: now + 10_000})
        const firedTwice = await firings()
        expect(await verifiedRuns(world.project)).toHaveLength(1)
        expect(firedTwice).toEqual(firedOnce)
    })

    it("finishes first what an earlier start left", async () => {
        await world.project.admin.setFaults(
            [{path: "/batch/", effect: {kind: "status", status: 503}}],
            world.project.id,
        )
        const half = await start(built, {form: world.form, state, clock: virtualClock(), maxMinutes: 5})
        expect([half.code, half.outcome]).toEqual([1, "unfinished"])
        await world.project.admin.setFaults([], world.project.id)
        await run("now", {now: WAKE + 3_600_000})
        expect((await verifiedRuns(world.project)).map(({as_of, kind}) => [as_of, kind])).toEqual([
            [AS_OF, "daily"],
            ["2026-10-05T07:05:00.000Z", "now"],
        ])
        // What fired at six is in cooldown an hour later.
        expect(new Set((await firings()).map(({asOf}) => asOf))).toEqual(new Set([AS_OF]))
    })

    it("fires what became active since the day's run, and the next day does not fire it again", async () => {
        await run("due")
        const now = WAKE + 6 * 3_600_000
        await world.project.admin.updateProject(world.project.id, {now: new Date(now).toISOString()})
        await insertEvents(world.project, [
            {event: "checkout_started", account: "late", person: "p-late", hoursAgo: -2},
        ])
        await run("now", {now})
        const [fresh, ...more] = (await firings()).filter(({asOf}) => asOf !== AS_OF)
        expect([fresh?.account, fresh?.asOf, more]).toEqual(["late", "2026-10-05T12:05:00.000Z", []])
        await world.project.admin.updateProject(world.project.id, {now: AS_OF_PLUS(1)})
        await run("due", {now: WAKE + DAY_MS})
        expect((await firings()).filter(({asOf}) => asOf === AS_OF_PLUS(1))).toEqual([])
        expect((await verifiedRuns(world.project)).at(-1)).toMatchObject({
            as_of: AS_OF_PLUS(1),
            kind: "daily",
        })
    })
})
