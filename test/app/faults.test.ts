import {type AppHost, appHost, type Clock} from "./support/app-host"
import {leaksIn, publicTexts} from "./support/leaks"
import {
    AS_OF,
    clientOf,
    formFor,
    KEYS,
    onlyRun,
    onlySignals,
    type TestProject,
    testProject,
    verifiedFirings,
    verifiedRuns,
    WAKE,
} from "./support/project"
import {checkoutAccounts, insertEvents} from "./support/tiny-data"
import {openWire, queryName, type Sent, type Wire} from "./support/wire"

jest.setTimeout(60_000)

const SIGNALS = onlySignals({team_growth: {}, support_engagement: {}, billing_intent: {}})
let project: TestProject
let wire: Wire
let clock: Clock
const everything: {host: AppHost; wire: Wire; project: TestProject}[] = []
beforeEach(async () => {
    project = await testProject()
    await checkoutAccounts(project, ["acme", "beta"])
    await insertEvents(
        project,
        ["c1", "c2", "c3"].map((conversation_id) => ({
            event: "support_ticket_created",
            account: "acme",
            person: "p-acme",
            properties: {conversation_id},
        })),
    )
    wire = openWire()
    clock = {now: WAKE}
})

const hostOf = (settings: Record<string, unknown> = {}, fields: Record<string, unknown> = {}): AppHost => {
    const host = appHost({
        config: formFor(project, fields, {signals: SIGNALS, ...settings}),
        clock,
        wire,
    })
    everything.push({host, wire, project})
    return host
}
/** Lets a fault hit the n-th request that carries a query of this name. */
const hitQuery = (name: string, effect: object, o: {nth?: number; count?: number} = {}) => {
    const {nth = 1, count = 1} = o
    let seen = 0
    wire.before = async (request: Sent) => {
        if (queryName(request) !== name) return undefined
        seen += 1
        const hit = seen >= nth && seen < nth + count
        await project.admin.setFaults(
            hit
                ? ([{path: "/query/", count: 1, effect}] as Parameters<typeof project.admin.setFaults>[0])
                : [],
            project.id,
        )
        return undefined
    }
}
const signalsOf = async () =>
    Object.fromEntries(
        (await onlyRun(project)).signals.map(({type, state, reason}) => [type, [state, reason]]),
    )
const complete = async () => {
    expect((await verifiedFirings(project)).map(({account}) => account).sort()).toEqual(["acme", "beta"])
    expect(await onlyRun(project)).toMatchObject({partial: false, events_written: 2})
}
const warnings = (host: AppHost) => host.logs.filter(({level}) => level === "warn").map(({text}) => text)

describe("one failing signal", () => {
    it("a query that PostHog refuses: the others go on, the run is partial and names it", async () => {
        hitQuery("support_engagement", {kind: "status", status: 400})
        const host = hostOf()
        await host.day()
        expect(host.errors).toEqual([])
        const run = await onlyRun(project)
        expect(run.partial).toBe(true)
        const [state, reason] = (await signalsOf()).support_engagement ?? []
        expect(state).toBe("failed")
        expect(reason).toMatch(/^PostHog refused the request: /)
        const firings = await verifiedFirings(project)
        expect(firings.map(({account, content}) => [account, content.signal_types, content.partial])).toEqual(
            expect.arrayContaining([
                ["acme", ["billing_intent"], true],
                ["beta", ["billing_intent"], true],
            ]),
        )
    })

    it("a setting that no query can hold fails its own signal only", async () => {
        const host = hostOf({signals: {...SIGNALS, support_engagement: {conversation_property: "id` OR 1"}}})
        await host.day()
        expect(host.errors).toEqual([])
        expect((await signalsOf()).support_engagement).toEqual([
            "failed",
            '"id` OR 1" cannot be used as a property name in a query: use letters, digits, spaces and _ $ . : / @ ! - (at most 200).',
        ])
        expect(await verifiedFirings(project)).toHaveLength(2)
    })

    it("one that stays unavailable is given up at the deadline, not before", async () => {
        hitQuery("support_engagement", {kind: "status", status: 503}, {count: 1000})
        const host = hostOf({deadline_hours: 1})
        await host.day()
        expect(clock.now - WAKE).toBeGreaterThan(3_600_000)
        expect(clock.now - WAKE).toBeLessThan(5_000_000)
        expect((await signalsOf()).support_engagement).toEqual([
            "failed",
            "PostHog is not available at the moment.",
        ])
        expect(await verifiedFirings(project)).toHaveLength(2)
    })
})

describe("passing faults", () => {
    it("429 waits as long as Retry-After says", async () => {
        hitQuery("billing_intent", {kind: "rate-limit", retryAfter: 47})
        const host = hostOf()
        await host.day()
        expect(warnings(host)).toEqual(["detect: PostHog asks to slow down. Trying again in 50 s."])
        // Never sooner than asked; up to 10 % later, so that not everybody comes back at once.
        expect(host.waits).toContain(49_350)
        await complete()
    })

    it("429 without Retry-After and 5xx back off by doubling", async () => {
        hitQuery("billing_intent", {kind: "rate-limit", retryAfter: "none"}, {count: 3})
        const host = hostOf()
        await host.day()
        expect(host.waits.filter((ms) => ms > 0)).toEqual([15_000, 30_000, 60_000])
        await complete()
    })

    it("a Retry-After of zero is no licence to hammer", async () => {
        hitQuery("billing_intent", {kind: "rate-limit", retryAfter: 0}, {count: 3})
        const host = hostOf()
        await host.day()
        expect(host.waits.filter((ms) => ms > 0)).toEqual([1000, 1000, 1000])
        await complete()
    })

    it.each([
        [
            "502 as HTML",
            {kind: "status", status: 502, body: "html"},
            1,
            "PostHog is not available at the moment.",
        ],
        ["a cut connection", {kind: "cut"}, 2, "PostHog could not be reached."],
        ["a lost answer", {kind: "lost-response"}, 2, "PostHog could not be reached."],
    ])("%s of any query is tried again", async (_name, effect, count, sentence) => {
        hitQuery("fired history", effect, {count})
        const host = hostOf()
        await host.day()
        expect(warnings(host)).toEqual([`history: ${sentence} Trying again in 15 s.`])
        await complete()
    })

    it("504 halves the slices of that query, again and again", async () => {
        hitQuery("billing_intent", {kind: "status", status: 504}, {count: 2})
        const host = hostOf()
        await host.day()
        const asked = wire.sent.filter((request) => queryName(request) === "billing_intent")
        const slices = asked.map(
            ({body}) => /"slices":(\d+),"slice":(\d+)/.exec(body)?.slice(1).join(":") ?? "1:0",
        )
        expect(slices).toEqual(["1:0", "2:0", "4:0", "4:1", "4:2", "4:3"])
        expect(warnings(host)).toEqual([])
        await complete()
    })
})

describe("a fault that somebody must mend", () => {
    it("401 midway stops with its sentence; the next heartbeat starts again and finishes", async () => {
        hitQuery("billing_intent", {kind: "revoked-key"})
        const host = hostOf()
        await host.day()
        expect(host.logs.at(-1)).toEqual({
            level: "error",
            text: "Run of 2026-10-05T06:00:00.000Z stopped. Detection: PostHog does not accept the personal API key. Check the key, and that it belongs to this region's address.",
        })
        expect(await verifiedRuns(project)).toEqual([])
        wire.before = async () => undefined
        await project.admin.setFaults([], project.id)
        clock.now += 3_600_000
        await host.day()
        expect(host.errors).toEqual([])
        await complete()
    })

    it("a storage that lost a part stops the run; the next heartbeat starts it anew", async () => {
        const host = hostOf()
        wire.before = async (request) => {
            if (queryName(request) === "fired history") await host.storage.del("active:billing_intent:0:0")
            return undefined
        }
        await host.day()
        expect(host.errors).toEqual([])
        expect(host.logs.at(-1)?.text).toBe(
            'Run of 2026-10-05T06:00:00.000Z stopped. The step "decide" failed: Storage lost part 0 of active billing_intent:0.',
        )
        wire.before = async () => undefined
        clock.now += 3_600_000
        await host.day()
        await complete()
    })

    it("an exhausted event quota is said so, and nothing is counted as written", async () => {
        await project.admin.updateProject(project.id, {quotaLimited: true})
        const host = hostOf()
        await host.day()
        expect(host.logs.at(-1)?.text).toBe(
            "Run of 2026-10-05T06:00:00.000Z stopped. Writing events: PostHog's event quota is used up: events are dropped until the next period.",
        )
        await project.admin.updateProject(project.id, {quotaLimited: false})
        clock.now += 3_600_000
        await host.day()
        await complete()
    })
})

describe("ingestion", () => {
    const batches = () => wire.sent.filter(({url}) => url.endsWith("/batch/"))

    it("503 keeps the outbox; the same bytes are sent later", async () => {
        await project.admin.setFaults(
            [{path: "^/batch/", count: 2, effect: {kind: "status", status: 503}}],
            project.id,
        )
        const host = hostOf()
        await host.day()
        expect(host.errors).toEqual([])
        const [first, second, third, summary] = batches()
        expect([first?.status, second?.status, third?.status, summary?.status]).toEqual([503, 503, 200, 200])
        expect(second?.body === first?.body && third?.body === first?.body).toBe(true)
        expect(warnings(host)).toEqual([
            "emit: PostHog's ingestion is not available at the moment. Trying again in 15 s.",
            "emit: PostHog's ingestion is not available at the moment. Trying again in 30 s.",
        ])
        await complete()
    })

    it("a lost answer means the events are sent twice and counted once", async () => {
        await project.admin.setFaults(
            [{path: "^/batch/", count: 1, effect: {kind: "lost-response"}}],
            project.id,
        )
        await hostOf().day()
        expect(new Set((await verifiedFirings(project)).map(({uuid}) => uuid)).size).toBe(2)
        await project.admin.mergeDuplicates(project.id)
        await complete()
    })

    it("events that show up late do not fire twice the next day: the bridge remembers", async () => {
        await project.admin.updateProject(project.id, {ingestionLagMs: 3_600_000})
        const host = hostOf()
        await host.day()
        expect(await verifiedFirings(project)).toEqual([])
        clock.now = WAKE + 86_400_000
        await project.admin.updateProject(project.id, {
            now: new Date(Date.parse(AS_OF) + 86_400_000).toISOString(),
            ingestionLagMs: 0,
        })
        await host.day()
        const next = (await verifiedRuns(project)).at(-1)
        expect(next).toMatchObject({events_written: 0, held: {cooldown: 3}})
        await project.admin.flushIngestion(project.id)
    })
})

it("a client that meets none of it answers plainly", async () => {
    // The shared client of the tests uses the same code: a sanity check of the bench itself.
    expect((await clientOf(formFor(project)).project()).ok).toBe(true)
})

it("no secret shows up anywhere in all of this", async () => {
    for (const {host, wire: own, project: other} of everything) {
        const texts = await publicTexts({
            storages: [host.storage],
            logs: host.logs,
            errors: host.errors,
            sent: own.sent,
        })
        expect(leaksIn(texts, {"personal key": other.key, "signing key": KEYS.privateKey})).toEqual([])
    }
})
