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

describe("a tile that left the product while it waited", () => {
    it("its text is named, because nobody else takes it away", async () => {
        await world.provision()
        const definition = {...testDashboard(), tiles: testDashboard().tiles.slice(0, 2)}
        const done = await world.provision(definition)
        expect(done.entries.find(({tile}) => tile === "three")).toMatchObject({
            action: "keep",
            why: expect.stringContaining("delete it in PostHog"),
        })
        const again = await world.provision()
        expect(actionsOf(again)).toMatchObject({three: "waiting"})
    })
})

describe("an upgrade over several versions", () => {
    it.each([
        ["with the storage", false],
        ["with the storage lost half-way", true],
    ])("%s, by way of no version between", async (_what, lost) => {
        await world.provision()
        const before = await tileOf("Tile one")
        const newest = ["one", "two"].reduce(
            (all, id) => withTile(all, id, {version: 4, about: () => "Fourth."}),
            withTile(testDashboard(), "one", testTile("one", {version: 4})),
        )
        let patches = 0
        const cut = await world.attempt(newest, {
            fetch: async (url, request) => {
                if (request.method === "PATCH" && ++patches > 1) throw new Error("The process is dead.")
                return world.wire.fetch(url, request)
            },
        })
        expect(cut.ok).toBe(false)
        if (lost) world.storage = memoryStorage()
        const done = await world.provision(newest)
        expect(actionsOf(done)).toMatchObject({one: "keep", two: "update"})
        const after = await tileOf("Tile one")
        expect([after.insight?.id, after.tile]).toEqual([before.insight?.id, before.tile])
        expect(insightKey(after.insight?.description ?? "")?.written.version).toBe(4)
        const mark = world.wire.sent.length
        await world.provision(newest)
        expect(world.writesSince(mark)).toEqual([])
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
