import path from "node:path"

import {dryRunText} from "@beton/posthog-app/runner/report-text"
import {openStorage} from "@beton/posthog-app/runner/storage/storage"
import {BETON_FIELDS} from "@beton/shared/crm/fields/fields"

import {WAKE} from "../app/support/project"
import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {start, virtualClock} from "./support/in-process"
import {treeOf} from "./support/tree"
import {BUYERS, markOf, type RunnerWorld, runnerWorld, writesSince} from "./support/world"

jest.setTimeout(60_000)

const FIELDS = BETON_FIELDS.map(({slug}) => slug)
/** What the first run creates in a new workspace. */
const MISSING = [
    ...["beton_key", "lead_source"].map((slug) => `deal attribute "${slug}"`),
    ...["beton_account", "pql_disposition", ...FIELDS].flatMap((slug) => [
        `deal attribute "${slug}"`,
        `company attribute "${slug}"`,
    ]),
].sort()
const MODES = ["due", "now", "backfill"] as const
let built: Built
let world: RunnerWorld
let state: string
beforeAll(async () => {
    built = await buildForTests()
})
beforeEach(async () => {
    world = await runnerWorld()
    state = temporaryFolder("dry")
})

const run = (mode: (typeof MODES)[number], dryRun: boolean, now = WAKE) =>
    start(built, {form: world.form, state, clock: virtualClock(now), mode, dryRun})

it("a dry run makes no dashboards either, though the connect check runs; a real start makes them", async () => {
    const settings = {...(JSON.parse(String(world.form.settings)) as object), dashboards: {enabled: true}}
    const form = {...world.form, settings: JSON.stringify(settings)}
    const once = (dryRun: boolean) => start(built, {form, state, clock: virtualClock(WAKE), dryRun})
    const made = async () => (await world.project.admin.boards(world.project.id)).dashboards.length
    expect(await once(true)).toMatchObject({code: 0, outcome: "done"})
    expect(await made()).toBe(0)
    expect(await once(false)).toMatchObject({code: 0})
    expect(await made()).toBe(4)
})

describe.each(MODES)("--dry-run, mode %s", (mode) => {
    it("writes nothing anywhere, before the first run and after it", async () => {
        const before = await run(mode, true)
        expect([before.code, before.outcome]).toEqual([0, "done"])
        expect(await writesSince(world)).toEqual({posthog: 0, attio: 0})
        expect(Object.values(treeOf(state)).filter((entry) => entry !== "folder")).toEqual([])

        await run("due", false)
        const mark = await markOf(world)
        const tree = treeOf(state)
        expect(Object.keys(tree).length).toBeGreaterThan(2)
        const after = await run(mode, true, WAKE + 3_600_000)
        expect([after.code, after.outcome]).toEqual([0, "done"])
        expect(await writesSince(world, mark)).toEqual({posthog: 0, attio: 0})
        expect(treeOf(state)).toEqual(tree)
    })

    it("works while a real run holds the lock, and what that one left unfinished stays as it is", async () => {
        // A run that was stopped half way by its time limit, with its CRM out of order.
        await world.crm.admin.setFaults(
            [{path: "/v2/", effect: {kind: "status", status: 503}}],
            world.crm.workspaceId,
        )
        const half = await start(built, {form: world.form, state, clock: virtualClock(), maxMinutes: 10})
        expect([half.code, half.outcome]).toEqual([1, "unfinished"])
        await world.crm.admin.setFaults([], world.crm.workspaceId)
        const {lock, storage} = await openStorage({
            location: {kind: "files", dir: state},
            project: String(world.project.id),
            lockExpiryMs: 60_000,
        })
        const taken = await lock.acquire()
        if (!taken.ok) throw new Error("The lock is not free.")
        try {
            const mark = await markOf(world)
            const tree = treeOf(state)
            const dry = await run(mode, true)
            expect([dry.code, dry.outcome]).toEqual([0, "done"])
            expect((await run(mode, false)).outcome).toBe("locked")
            expect(await writesSince(world, mark)).toEqual({posthog: 0, attio: 0})
            // The heartbeat of the lock itself goes on.
            const besideLock = (all: Record<string, string>) =>
                Object.entries(all).filter(([name]) => !path.basename(name).startsWith("runner.lock"))
            expect(besideLock(treeOf(state))).toEqual(besideLock(tree))
        } finally {
            await taken.held.release()
            await storage.close()
        }
    })
})

it("says what a run would create, in the CRM's words and for people", async () => {
    const {report} = await run("due", true)
    if (report === null) throw new Error("No report.")
    expect(report).toMatchObject({
        kind: "now",
        dry: true,
        events: BUYERS.length + 1,
        accounts_active: BUYERS.length + 1,
        fired: {billing_intent: BUYERS.length, support_engagement: 1},
        routing: {state: "on", candidates: BUYERS.length, create: BUYERS.length, update: 0, failed: 0},
    })
    expect(report.routing.accounts.map(({account, action}) => [account, action])).toEqual(
        BUYERS.map((account) => [account, "create"]),
    )
    expect([...report.routing.missing].sort()).toEqual(MISSING)
    const text = dryRunText(report)
    expect(text).toContain("4 accounts are active now, and 4 events would be written.")
    expect(text).toContain("Beton would create 3 deals, refresh 0 and annotate 0 of another source.")
    expect(text).toContain('acme (45) would create the deal "Company acme (PQL)".')
    expect(text).toContain(
        `First it would create: deal attribute "beton_key", deal attribute "beton_account", `,
    )
    expect(text).toContain(` and ${MISSING.length - 5} more.`)
})

it("what it says is what a run then does, and afterwards there is nothing left to create", async () => {
    const dry = await run("due", true)
    const real = await run("due", false)
    expect(real.run?.accountsEmitted).toBe(dry.report?.events)
    expect(real.run?.fired).toEqual(dry.report?.fired)
    expect(real.run?.route.created).toBe(dry.report?.routing.create)
    const {report} = await run("now", true, WAKE + 3_600_000)
    expect(report?.events).toBe(0)
    expect(report?.routing).toMatchObject({create: 0, missing: []})
    // The first run was followed by a backtest: the deals get their track record now.
    expect((report?.routing.update ?? 0) + (report?.routing.unchanged ?? 0)).toBe(BUYERS.length)
})

it("with routing off it still says what would be created", async () => {
    const form = {...world.form, routing_confirmed: "off"}
    const {report} = await start(built, {form, state, clock: virtualClock(), dryRun: true})
    expect(report?.routing).toMatchObject({state: "on", create: BUYERS.length})
})
