import {cardKey, dashboardKey, insightKey} from "@beton/posthog-app/dashboards/provision/key-line"

import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {actionsOf, type BoardWorld, boardWorld, shownOf} from "./support/world"

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

describe("the first time", () => {
    it("makes the dashboard with its tiles in place, a text on top and one for what waits", async () => {
        const done = await world.provision(undefined, {historyDays: 12})
        expect(actionsOf(done)).toEqual({
            "": "create",
            about: "create",
            one: "create",
            two: "create",
            three: "waiting",
        })
        const boards = await world.boards()
        const [dashboard] = boards.dashboards
        expect(boards.dashboards).toHaveLength(1)
        expect(dashboard).toMatchObject({name: "Beton: Test", filters: {date_from: "-30d"}})
        expect(dashboardKey(dashboard?.description ?? "")).toEqual({
            dashboard: "test",
            placed: ["about", "one", "three", "two"],
            others: [],
        })
        expect(done.url).toBe(`${world.project.url}/project/${world.project.id}/dashboard/${dashboard?.id}`)
        expect(boards.files.filter(({type}) => type === "dashboard").map(({path}) => path)).toEqual([
            "Beton Signals/Beton: Test",
        ])
        const {tiles} = shownOf(boards).dashboards[0] ?? {tiles: []}
        const sm = (name: string | null, text?: string) =>
            tiles.find((tile) => (name === null ? tile.text?.includes(text ?? "") : tile.name === name))
                ?.layouts
        expect(sm(null, "About these numbers")).toEqual({
            sm: {x: 0, y: 0, w: 12, h: 3},
            xs: {x: 0, y: 0, w: 1, h: 3},
        })
        expect(sm("Tile one")).toEqual({sm: {x: 0, y: 3, w: 6, h: 4}, xs: {x: 0, y: 3, w: 1, h: 4}})
        expect(sm("Tile two")).toEqual({sm: {x: 6, y: 3, w: 6, h: 4}, xs: {x: 0, y: 7, w: 1, h: 4}})
        expect(sm(null, "Connect what three needs")).toEqual({
            sm: {x: 0, y: 7, w: 12, h: 5},
            xs: {x: 0, y: 11, w: 1, h: 5},
        })
        const about = tiles.find(({text}) => text?.includes("About these"))?.text ?? ""
        expect(about).toContain("fewer than 14 days of data so far")
        expect(about).toContain("Tile three")
        expect(cardKey(about)).toEqual({dashboard: "test", card: "about", edited: false})
        expect(insightKey(boards.insights[0]?.description ?? "")).toMatchObject({
            tile: "one",
            written: {version: 1},
        })
    })

    it("stores little, and nothing that names the project", async () => {
        await world.provision()
        const rows = (await world.storage.entries?.()) ?? []
        expect(rows.map(([key]) => key)).toEqual(["dashboards:test"])
        expect(JSON.stringify(rows).length).toBeLessThan(1000)
        expect(JSON.stringify(rows)).not.toContain(world.project.url)
    })

    it("a dry run makes nothing and stores nothing", async () => {
        const done = await world.provision(undefined, {dryRun: true})
        expect(actionsOf(done)).toMatchObject({"": "create", one: "create", three: "waiting"})
        expect(world.writesSince(0)).toEqual([])
        expect(await world.storage.entries?.()).toEqual([])
    })
})

describe("the second time", () => {
    it.each([
        ["with the storage", false],
        ["with the storage lost", true],
    ])("%s nothing is sent", async (_name, lost) => {
        await world.provision()
        const before = shownOf(await world.boards())
        if (lost) world.storage = memoryStorage()
        const mark = world.wire.sent.length
        const done = await world.provision()
        expect(world.writesSince(mark)).toEqual([])
        expect(done.writes).toBe(0)
        expect(actionsOf(done)).toEqual({
            "": "keep",
            about: "keep",
            one: "keep",
            two: "keep",
            three: "waiting",
        })
        expect(shownOf(await world.boards())).toEqual(before)
    })

    it("takes two calls when the storage knows the ids", async () => {
        await world.provision()
        const mark = world.wire.sent.length
        await world.provision()
        expect(world.wire.sent.slice(mark)).toHaveLength(2)
    })

    it("ids of another project mean nothing", async () => {
        await world.provision()
        const other = await boardWorld()
        other.storage = world.storage
        expect(actionsOf(await other.provision())).toMatchObject({"": "create", one: "create"})
    })
})

describe("a source that arrives", () => {
    it("the insight takes the place that the text was given, and the text goes", async () => {
        await world.provision()
        const boards = await world.boards()
        const card = boards.texts.find(({body}) => body?.includes("Connect what three"))
        const cardTile = boards.tiles.find(({textId}) => textId === card?.id)
        const layouts = {sm: {x: 3, y: 20, w: 9, h: 6}}
        await world.project.admin.simulateUser(world.project.id, {
            act: "edit-tile",
            tile: cardTile?.id ?? 0,
            change: {layouts, color: "blue"},
        })
        const done = await world.provision(undefined, {present: ["deals"]})
        expect(actionsOf(done)).toMatchObject({three: "create", about: "update"})
        const {tile} = await tileOf("Tile three")
        expect(tile).toMatchObject({layouts, color: "blue"})
        expect(shownOf(await world.boards()).dashboards[0]?.tiles).toHaveLength(4)
        const mark = world.wire.sent.length
        // It vanishes again: the insight stays.
        const again = await world.provision()
        expect(actionsOf(again)).toMatchObject({three: "keep"})
        expect(world.writesSince(mark).map(({method}) => method)).toEqual(["PATCH"])
        expect((await tileOf("Tile three")).tile).toMatchObject({layouts})
    })
})
