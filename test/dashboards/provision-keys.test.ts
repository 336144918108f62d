import type {TileDefinition} from "@beton/posthog-app/dashboards/definition"

import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import type {UserAct} from "../../scripts/sandbox/posthog/dashboards/simulate"
import {sql} from "../sandbox/posthog-boards"
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
let ids: {dashboard: number; one: number; two: number; tileOne: number; about: number; waiting: number}
beforeEach(async () => {
    world = await boardWorld()
    await world.provision()
    ids = await found()
})

async function found(): Promise<typeof ids> {
    const {dashboards, insights, tiles, texts} = await world.boards()
    const insight = (name: string) => insights.find((one) => one.name === name)?.id ?? 0
    const card = (text: string) =>
        tiles.find(({textId}) => textId === texts.find(({body}) => body?.includes(text))?.id)?.id ?? 0
    const one = insight("Tile one")
    return {
        dashboard: dashboards[0]?.id ?? 0,
        one,
        two: insight("Tile two"),
        tileOne: tiles.find(({insightId}) => insightId === one)?.id ?? 0,
        about: card("About these"),
        waiting: card("Connect what three"),
    }
}

const user = (act: UserAct) => world.project.admin.simulateUser(world.project.id, act)
const shown = async () => shownOf(await world.boards())
const queryOf = async (id: number) =>
    (await world.boards()).insights.find((one) => one.id === id)?.query as Record<string, unknown>
const newer = (change: Partial<TileDefinition> = {}) =>
    withTile(testDashboard(), "one", testTile("one", {version: 2, ...change}))
describe("with the storage at hand", () => {
    it("an insight and a dashboard without their key lines are still known", async () => {
        await user({act: "edit-insight", insight: ids.one, change: {description: "Our words"}})
        await user({act: "edit-dashboard", dashboard: ids.dashboard, change: {description: "Ours too"}})
        const mark = world.wire.sent.length
        expect(actionsOf(await world.provision())).toMatchObject({one: "keep"})
        expect(world.writesSince(mark)).toEqual([])
        expect(actionsOf(await world.provision(newer()))).toMatchObject({one: "update"})
        const {description} = (await world.boards()).insights.find(({id}) => id === ids.one) ?? {
            description: "",
        }
        expect(description).toMatch(/^Our words\n\nManaged by Beton\. Key: beton\/test\/one v2 /)
    })

    it("an edited text of a waiting tile stays beside the insight that comes", async () => {
        await user({
            act: "edit-text",
            tile: ids.waiting,
            body: `Ask Ada.\n\nBeton: beton/test/three 00000000`,
        })
        expect(actionsOf(await world.provision())).toMatchObject({three: "waiting"})
        await world.provision(undefined, {present: ["deals"]})
        const tiles = (await shown()).dashboards[0]?.tiles ?? []
        expect(tiles.map(({name, text}) => name ?? text?.split("\n")[0])).toEqual(
            expect.arrayContaining(["Tile three", "Ask Ada."]),
        )
    })

    it("an insight without its key line is not made again when the storage is lost", async () => {
        await user({act: "edit-insight", insight: ids.one, change: {description: "Our words"}})
        world.storage = memoryStorage()
        const before = await shown()
        const mark = world.wire.sent.length
        expect(actionsOf(await world.provision(newer()))).toMatchObject({one: "removed-by-user"})
        expect(world.writesSince(mark)).toEqual([])
        expect(await shown()).toEqual(before)
    })

    it("among more dashboards than a page of the list holds ours are found", async () => {
        for (const i of Array.from({length: 120}, (_, n) => n)) {
            await user({act: "add-dashboard", name: `A ${i}`})
            if (i % 2 === 0)
                await user({act: "add-insight", name: `beton/test/ ${i}`, query: sql("SELECT 1")})
        }
        world.storage = memoryStorage()
        const mark = world.wire.sent.length
        expect(actionsOf(await world.provision())).toMatchObject({"": "keep", one: "keep", two: "keep"})
        expect(world.writesSince(mark)).toEqual([])
        const lists = world.wire.sent.slice(mark).filter(({url}) => url.includes("/dashboards/?"))
        expect(lists).toHaveLength(2)
    })

    it("a copy that somebody made of the dashboard or of a tile is theirs", async () => {
        const {dashboards, insights} = await world.boards()
        const copy = (await user({act: "add-dashboard", name: "Copy"})) ?? 0
        const description = dashboards[0]?.description ?? ""
        await user({act: "edit-dashboard", dashboard: copy, change: {description}})
        const one = insights.find(({id}) => id === ids.one)
        const double =
            (await user({
                act: "add-insight",
                name: "Tile one",
                query: one?.query,
                dashboard: ids.dashboard,
            })) ?? 0
        await user({act: "edit-insight", insight: double, change: {description: one?.description ?? ""}})
        world.storage = memoryStorage()
        const before = await shown()
        const mark = world.wire.sent.length
        await world.provision()
        expect(world.writesSince(mark)).toEqual([])
        expect(await shown()).toEqual(before)
        await world.provision(newer())
        expect(JSON.stringify(await queryOf(ids.one))).toContain("-- 2")
        expect(JSON.stringify(await queryOf(double))).toContain("-- 1")
    })
})
