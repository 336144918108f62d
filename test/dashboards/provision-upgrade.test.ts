import {insightKey} from "@beton/posthog-app/dashboards/provision/key-line"
import {dashboardLogLine} from "@beton/posthog-app/dashboards/provision/report"

import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {
    actionsOf,
    type BoardWorld,
    boardWorld,
    shownOf,
    testDashboard,
    testTile,
    withTile,
} from "./support/world"

jest.setTimeout(60_000)

let world: BoardWorld
beforeEach(async () => {
    world = await boardWorld()
})
const tileOf = async (name: string) => {
    const boards = await world.boards()
    const insight = boards.insights.find((one) => one.name === name && !one.deleted)
    const tile = boards.tiles.find(({insightId, deleted}) => insightId === insight?.id && deleted !== true)
    return {insight, tile}
}

describe("a newer version", () => {
    const newer = () => withTile(testDashboard(), "one", {...testTile("one", {version: 2})})

    it("patches the same insight in place", async () => {
        await world.provision()
        const before = await tileOf("Tile one")
        const done = await world.provision(newer())
        expect(actionsOf(done)).toMatchObject({one: "update", two: "keep"})
        const after = await tileOf("Tile one")
        expect([after.insight?.id, after.tile]).toEqual([before.insight?.id, before.tile])
        expect(JSON.stringify(after.insight?.query)).toContain("-- 2")
        expect(insightKey(after.insight?.description ?? "")?.written.version).toBe(2)
        const mark = world.wire.sent.length
        await world.provision(newer())
        expect(world.writesSince(mark)).toEqual([])
        // An older Beton leaves it alone.
        expect(actionsOf(await world.provision())).toMatchObject({one: "keep"})
    })

    it.each([
        ["refuses", 400, "PostHog refused the request"],
        ["fails at", 500, "PostHog ended in an error of its own"],
    ])("that PostHog %s leaves the old tile working, and is named", async (_how, status, message) => {
        await world.provision()
        const before = shownOf(await world.boards())
        await world.project.admin.setFaults(
            [{path: "/insights/\\d+/$", method: "PATCH", effect: {kind: "status", status}}],
            world.project.id,
        )
        const done = await world.provision(newer())
        expect(done.refused).toEqual([{tile: "one", message: expect.stringContaining(message)}])
        expect(dashboardLogLine(done)).toContain("Not done, and what was there stays: one: PostHog")
        expect(shownOf(await world.boards())).toEqual(before)
        await world.project.admin.setFaults([], world.project.id)
        expect((await world.provision(newer())).refused).toEqual([])
        expect(JSON.stringify((await tileOf("Tile one")).insight?.query)).toContain("-- 2")
    })

    it("a tile that left the definitions stays and is reported; a new one goes below when its place is taken", async () => {
        await world.provision()
        const {tiles} = testDashboard()
        const changed = {...testDashboard(), tiles: [...tiles.slice(1), testTile("four")]}
        const done = await world.provision(changed)
        expect(done.entries.find(({tile}) => tile === "one")).toMatchObject({
            action: "keep",
            why: expect.stringContaining("no such tile"),
        })
        expect(actionsOf(done)).toMatchObject({four: "create"})
        expect((await tileOf("Tile one")).tile).toBeDefined()
        expect((await tileOf("Tile four")).tile?.layouts.sm).toEqual({x: 0, y: 12, w: 6, h: 4})
    })
})

describe("an older server", () => {
    it("ends in the same", async () => {
        await world.provision()
        const other = await boardWorld()
        await other.project.admin.setPlan(other.project.id, {
            older: true,
            tagging: true,
            mergedFilters: false,
        })
        await other.provision()
        const named = (shown: ReturnType<typeof shownOf>) =>
            JSON.stringify(shown).replace(/w_[\w-]+|[\w-]{8}(?= |\\n|")/g, "?")
        expect(named(shownOf(await other.boards()))).toBe(named(shownOf(await world.boards())))
        const mark = other.wire.sent.length
        other.storage = memoryStorage()
        await other.provision()
        expect(other.writesSince(mark)).toEqual([])
    })
})
