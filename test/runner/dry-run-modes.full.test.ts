import path from "node:path"

import {openStorage} from "@beton/posthog-app/runner/storage/storage"

import {WAKE} from "../app/support/project"
import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {start, virtualClock} from "./support/in-process"
import {treeOf} from "./support/tree"
import {markOf, type RunnerWorld, runnerWorld, writesSince} from "./support/world"

jest.setTimeout(60_000)

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
