import {betonId, dealKey} from "@beton/shared/events/ids"

import {storyTruth} from "../../scripts/sandbox/story"
import {appHost, type Clock} from "./support/app-host"
import {type CrmRecord, valueOf} from "./support/crm"
import {leaksIn, publicTexts} from "./support/leaks"
import {
    AS_OF,
    DAY_MS,
    KEYS,
    onlyRun,
    type VerifiedFiring,
    verifiedFirings,
    verifiedRuns,
    WAKE,
} from "./support/project"
import {restored, snapshottingStorage} from "./support/snapshots"
import {type StoryWorld, storyWorld} from "./support/story-world"
import {capturedEvents, openWire} from "./support/wire"

jest.setTimeout(120_000)

const wire = openWire()
const clock: Clock = {now: WAKE}
const {storage, snapshots} = snapshottingStorage()
const all: ReturnType<typeof appHost>[] = []
let world: StoryWorld
let firings: VerifiedFiring[]
let deals: CrmRecord[]
let queriesOfFirstRun = 0

const hostWith = (o: {storage?: typeof storage; at?: number; form?: Record<string, unknown>} = {}) => {
    const host = appHost({
        config: o.form ?? world.form,
        clock: o.at === undefined ? clock : {now: o.at},
        wire,
        ...(o.storage ? {storage: o.storage} : {}),
    })
    all.push(host)
    return host
}
const betonDeals = async () =>
    (await world.crm.deals()).filter((deal) => valueOf(deal, "beton_key") !== undefined)
const isBatch = ({url}: {url: string}) => url.endsWith("/batch/")
const ids = (list: readonly {uuid: string}[]) => [...new Set(list.map(({uuid}) => uuid))].sort()
/** Writes of both sides by their own logs since the marks. */
const marks = async () => ({
    posthog: (await world.project.admin.requests({projectId: world.project.id})).at(-1)?.seq ?? 0,
    attio: await world.crm.mark(),
})
const writesSince = async (from: Awaited<ReturnType<typeof marks>>) => ({
    posthog: (await world.project.admin.requests({projectId: world.project.id, since: from.posthog})).filter(
        ({kind}) => kind === "write",
    ).length,
    attio: await world.crm.writes(from.attio),
})

beforeAll(async () => {
    world = await storyWorld("micro")
    const host = hostWith({storage})
    await host.day()
    expect(host.errors).toEqual([])
    queriesOfFirstRun = wire.sent.filter(({url}) => url.endsWith("/query/")).length
    firings = await verifiedFirings(world.project)
    deals = await betonDeals()
})

describe("the first day", () => {
    it("writes one verified event per active account, with what A7 asks for", async () => {
        expect(firings.length).toBeGreaterThan(3)
        expect(new Set(firings.map(({account}) => account)).size).toBe(firings.length)
        for (const {uuid, account, asOf, group, content, properties} of firings) {
            expect(asOf).toBe(AS_OF)
            expect(uuid).toBe(betonId(String(world.project.id), account, AS_OF))
            expect(group).toBe(account)
            expect(properties).toMatchObject({
                signal_score: content.score,
                signal_types: content.signal_types,
                new_signal_types: content.new_signal_types,
                detected_at: AS_OF,
                run_id: content.run_id,
                evidence: content.evidence,
                routed: content.routed,
                schema_version: 1,
                $process_person_profile: false,
                $groups: {company: account},
            })
            expect(Object.keys(content.evidence).sort()).toEqual([...content.signal_types].sort())
            expect(Object.keys(content.definition_version).sort()).toEqual([...content.signal_types].sort())
            // Nothing had fired before, so all that is active is new.
            expect(content.new_signal_types).toEqual(content.signal_types)
            expect(content.why_now.length).toBeGreaterThan(20)
        }
        expect(new Set(firings.flatMap(({content}) => content.signal_types)).size).toBe(8)
    })

    it("creates no person for its events", async () => {
        const rows = await world.project.admin.sql(
            `SELECT DISTINCT person_mode AS mode FROM events WHERE team_id = ${world.project.id} AND event LIKE 'beton_%'`,
        )
        expect(rows).toEqual([{mode: "propertyless"}])
    })

    it("leaves a signed summary that agrees with what was written", async () => {
        const run = await onlyRun(world.project)
        expect(run).toMatchObject({
            as_of: AS_OF,
            partial: false,
            events_written: firings.length,
            distrusted_events: {},
            problems: [],
            routing: {state: "on", created: deals.length, failed: 0},
        })
        for (const signal of run.signals) {
            const fired = firings.filter(({content}) => content.new_signal_types.includes(signal.type))
            expect([signal.type, signal.state, signal.fired]).toEqual([signal.type, "ok", fired.length])
        }
        expect(run.queries).toBeLessThanOrEqual(180)
        expect(run.queries).toBe(queriesOfFirstRun)
    })

    it("creates complete deals for the accounts above the threshold or with an always-route signal", () => {
        expect(deals.length).toBeGreaterThan(0)
        const members = world.crm.memberIds
        const truth = new Map(storyTruth({size: "micro"}).accounts.map((account) => [account.key, account]))
        for (const deal of deals) {
            const account = String(valueOf(deal, "beton_key")).split(":")[1] ?? ""
            const firing = firings.find((one) => one.account === account)
            if (firing === undefined) throw new Error(`A deal for ${account}, which did not fire.`)
            const {content} = firing
            expect(content.routed).toBe(true)
            expect(content.score >= 60 || content.signal_types.includes("billing_intent")).toBe(true)
            expect(valueOf(deal, "beton_key")).toBe(dealKey(String(world.project.id), account, 1))
            expect(valueOf(deal, "lead_source")).toBe("pql")
            expect(valueOf(deal, "pql_score")).toBe(content.score)
            expect(valueOf(deal, "pql_signals")).toBe(content.signal_types.join(", "))
            expect(valueOf(deal, "pql_signal_count")).toBe(content.signal_types.length)
            expect(String(valueOf(deal, "pql_last_signal_at"))).toMatch(/^2026-10-05T06:00:00/)
            expect(String(valueOf(deal, "pql_why_now"))).toContain(content.why_now)
            expect(valueOf(deal, "pql_top_signal")).toBeTruthy()
            expect(valueOf(deal, "stage")).toBe("Lead")
            expect(members.slice(0, 3)).toContain(valueOf(deal, "owner"))
            expect(valueOf(deal, "associated_company")).toBe(truth.get(account)?.companyRecordId)
            expect(valueOf(deal, "name")).toBe(`${truth.get(account)?.name} (PQL)`)
            expect(deal.values["value"] ?? []).toEqual([])
        }
        const keys = deals.map((deal) => valueOf(deal, "beton_key"))
        expect(new Set(keys).size).toBe(keys.length)
    })

    it("keeps little in storage once the day is done", async () => {
        const keys = ((await storage.entries?.()) ?? []).map(([key]) => key).sort()
        expect(keys).toEqual(["bridge", `bridge:${AS_OF}:0`, "done", "run"])
    })
})

describe("again on the same day", () => {
    it("a second heartbeat writes nothing", async () => {
        const before = await marks()
        const host = hostWith({storage})
        await host.day()
        expect(await writesSince(before)).toEqual({posthog: 0, attio: 0})
        expect(host.errors).toEqual([])
    })

    it("with the storage lost, PostHog's own record of the run says that it is done", async () => {
        const before = await marks()
        const host = hostWith({at: WAKE + 3_600_000})
        await host.day()
        expect(host.errors).toEqual([])
        expect(await writesSince(before)).toEqual({posthog: 0, attio: 0})
        expect(ids(await verifiedFirings(world.project))).toEqual(ids(firings))
        expect(await betonDeals()).toHaveLength(deals.length)
    })
})

describe("a host that dies", () => {
    const phases = ["prepare", "detect", "history", "decide", "emit", "route", "finish"]

    it.each(phases)("in step %s resumes and ends in the same state", async (phase) => {
        const points = snapshots.filter((one) => one.phase === phase)
        const point = points[Math.floor(points.length / 2)]
        if (point === undefined) throw new Error(`No snapshot in step ${phase}.`)
        const before = wire.sent.length
        const host = hostWith({storage: await restored(point.rows), at: WAKE + 16 * 60_000})
        await host.day()
        expect(host.errors).toEqual([])
        const events = capturedEvents(wire.sent.slice(before))
        const known = new Set(capturedEvents(wire.sent.slice(0, before)).map(({uuid}) => uuid))
        expect(events.filter(({uuid}) => !known.has(uuid))).toEqual([])
        expect(ids(await verifiedFirings(world.project))).toEqual(ids(firings))
        expect((await betonDeals()).map((deal) => deal.id.record_id)).toEqual(
            deals.map((deal) => deal.id.record_id),
        )
        expect(host.logs.at(-1)?.text).toMatch(/^Run of 2026-10-05T06:00:00.000Z done/)
    })

    it("after sending, before it could note so, sends the same bytes again", async () => {
        const point = snapshots.find((one) => one.phase === "emit")
        const first = wire.sent.find(isBatch)
        const before = wire.sent.length
        const host = hostWith({storage: await restored(point?.rows ?? []), at: WAKE + 20 * 60_000})
        await host.day()
        const again = wire.sent.slice(before).find(isBatch)
        expect(first?.body).toContain('"event":"beton_signal_fired"')
        expect(again?.body === first?.body).toBe(true)
        await world.project.admin.mergeDuplicates(world.project.id)
        expect(await verifiedFirings(world.project)).toHaveLength(firings.length)
        expect(await verifiedRuns(world.project)).toHaveLength(1)
    })

    it("a fresh run is not picked up while its job may still be at work", async () => {
        const point = snapshots.find((one) => one.phase === "detect")
        const host = hostWith({storage: await restored(point?.rows ?? []), at: WAKE + 14 * 60_000})
        await host.heartbeat()
        expect(host.jobs).toEqual([])
    })
})

describe("the days after", () => {
    const sales = {name: "Renamed by sales", stage: "In Progress"}

    it("the cooldown holds what fired yesterday, and what sales changed stays", async () => {
        const edited = deals[0]
        const member = world.crm.memberIds[1] ?? ""
        await world.crm.admin.editRecord(world.crm.workspaceId, "deals", edited?.id.record_id ?? "", {
            ...sales,
            owner: {referenced_actor_type: "workspace-member", referenced_actor_id: member},
            value: 12_000,
        })
        const asOf = new Date(Date.parse(AS_OF) + DAY_MS).toISOString()
        await world.project.admin.updateProject(world.project.id, {now: asOf})
        const before = await marks()
        const sentBefore = wire.sent.length
        const host = hostWith({storage, at: WAKE + DAY_MS})
        await host.day()
        expect(host.errors).toEqual([])

        const next = (await verifiedFirings(world.project)).filter((firing) => firing.asOf === asOf)
        const firstDay = new Map(firings.map((firing) => [firing.account, firing.content.new_signal_types]))
        for (const {account, content} of next) {
            const again = content.new_signal_types.filter((type) => firstDay.get(account)?.includes(type))
            expect([account, again]).toEqual([account, []])
        }
        const run = (await verifiedRuns(world.project)).find((one) => one.as_of === asOf)
        expect(run?.held.cooldown).toBeGreaterThan(0)

        const now = await betonDeals()
        const changed = now.find((deal) => deal.id.record_id === edited?.id.record_id)
        expect([valueOf(changed, "name"), valueOf(changed, "stage"), valueOf(changed, "owner")]).toEqual([
            sales.name,
            sales.stage,
            member,
        ])
        // A deal is written again only when its signals changed or its score moved by 5 or more.
        const patches = wire.sent.slice(sentBefore).filter(({method}) => method === "PATCH")
        for (const deal of deals) {
            const later = now.find((one) => one.id.record_id === deal.id.record_id)
            const patched = patches.some(({url}) => url.endsWith(deal.id.record_id))
            const moved =
                valueOf(later, "pql_signals") !== valueOf(deal, "pql_signals") ||
                Math.abs(Number(valueOf(later, "pql_score")) - Number(valueOf(deal, "pql_score"))) >= 5
            expect([deal.id.record_id, patched]).toEqual([deal.id.record_id, moved])
        }
        const written = patches.flatMap(({body}) =>
            Object.keys((JSON.parse(body) as {data: {values: object}}).data.values),
        )
        expect(written.filter((slug) => !slug.startsWith("pql_"))).toEqual([])
        const {attio} = await writesSince(before)
        expect(attio).toBe(patches.length + (now.length - deals.length))
    })
})

describe("secrets", () => {
    it("never leave their place", async () => {
        const texts = await publicTexts({
            storages: all.map((host) => host.storage),
            logs: all.flatMap((host) => host.logs),
            errors: all.flatMap((host) => host.errors),
            sent: wire.sent,
        })
        const rows = await world.project.admin.sql(
            `SELECT properties FROM events WHERE team_id = ${world.project.id} AND event LIKE 'beton_%'`,
        )
        const crm = await world.crm.admin.records(world.crm.workspaceId, "deals")
        const places = {...texts, events: JSON.stringify(rows), crm: JSON.stringify(crm)}
        const secrets = {
            "personal key": world.project.key,
            "Attio token": world.crm.token,
            "signing key": KEYS.privateKey,
        }
        expect(leaksIn(places, secrets)).toEqual([])
        // The check itself finds what is there.
        expect(leaksIn(places, {"project token": world.project.apiToken})).toContain(
            "project token in bodies",
        )
        const sentTo = (secret: string) =>
            new Set(
                wire.sent
                    .filter(({headers}) => JSON.stringify(headers).includes(secret))
                    .map(({url}) => new URL(url).origin),
            )
        expect([...sentTo(world.project.key)]).toEqual([world.project.url])
        expect([...sentTo(world.crm.token)]).toEqual([world.crm.url])
        expect(sentTo(KEYS.privateKey).size).toBe(0)
    })
})
