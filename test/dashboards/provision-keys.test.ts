import type {TileDefinition} from "@beton/posthog-app/dashboards/definition"

import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import type {UserAct} from "../../scripts/sandbox/posthog/dashboards/simulate"
import {sql} from "../sandbox/posthog-boards"
import {type BoardIds, boardIds} from "./support/ids"
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
let ids: BoardIds
beforeEach(async () => {
    world = await boardWorld()
    await world.provision()
    ids = await boardIds(world)
})

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

/** A description with its last line, which is the key line, doubled. */
const doubled = (description = ""): string => `${description}\n\n${description.split("\n").at(-1) ?? ""}`
const described = async (id: number) => (await world.boards()).insights.find((one) => one.id === id)
const remove = async (): Promise<void> => {
    await user({act: "edit-dashboard", dashboard: ids.dashboard, change: {description: ""}})
    world.storage = memoryStorage()
}

describe("key lines that people touched", () => {
    it("a doubled line is no edit of the text, and the next version leaves one", async () => {
        await user({
            act: "edit-insight",
            insight: ids.one,
            change: {description: doubled((await described(ids.one))?.description)},
        })
        const mark = world.wire.sent.length
        const kept = await world.provision()
        expect(kept.entries.find(({tile}) => tile === "one")?.why).toBe("Up to date.")
        expect(world.writesSince(mark)).toEqual([])
        await world.provision(newer({about: () => "New words."}))
        expect((await described(ids.one))?.description).toMatch(
            /^New words\.\n\nManaged by Beton[^\n]* v2 [^\n]*$/,
        )
    })

    it("a doubled line of the dashboard is one again with the next tile", async () => {
        const before = (await world.boards()).dashboards[0]?.description ?? ""
        await user({act: "edit-dashboard", dashboard: ids.dashboard, change: {description: doubled(before)}})
        await world.provision({...testDashboard(), tiles: [...testDashboard().tiles, testTile("four")]})
        expect((await world.boards()).dashboards[0]?.description).toBe(
            before.replace("about one", "about four one"),
        )
    })

    it("the line of another tile, copied with its text, is not taken for this one's", async () => {
        await world.provision(newer({version: 5}))
        const description = (await described(ids.one))?.description
        await user({act: "edit-insight", insight: ids.two, change: {description: description ?? ""}})
        const done = await world.provision(newer({version: 5}))
        expect(done.entries.find(({tile}) => tile === "two")).toMatchObject({
            action: "update",
            why: "Only its key line is written anew. Edited in PostHog and kept: description.",
        })
        expect((await described(ids.two))?.description).toMatch(/^About one\.\n\nManaged .*\/test\/two v1 /)
        expect(actionsOf(await world.provision(newer({version: 5})))).toMatchObject({
            one: "keep",
            two: "keep",
        })
    })
})

describe("key lines that people removed, with the storage lost", () => {
    it("an insight is left alone, and not made a second time when all is asked for", async () => {
        await user({act: "edit-insight", insight: ids.one, change: {description: "Our words"}})
        world.storage = memoryStorage()
        const before = await shown()
        const mark = world.wire.sent.length
        for (const restore of [false, true]) {
            const done = await world.provision(newer(), {restore})
            expect(done.entries.find(({tile}) => tile === "one")).toMatchObject({
                action: "keep",
                why: expect.stringContaining("Its key line was removed"),
            })
        }
        expect(world.writesSince(mark)).toEqual([])
        expect(await shown()).toEqual(before)
    })

    it("a dashboard is known by its name and our insights, and not made a second time", async () => {
        await user({act: "delete-tile", tile: ids.tileOne})
        await remove()
        const mark = world.wire.sent.length
        const done = await world.provision()
        expect(actionsOf(done)).toMatchObject({"": "keep", one: "removed-by-user", two: "keep"})
        expect(world.writesSince(mark)).toEqual([])
        await world.provision(undefined, {restore: true})
        const {dashboards} = await shown()
        expect(dashboards.map(({tiles}) => tiles.length)).toEqual([4])
        world.storage = memoryStorage()
        const settled = world.wire.sent.length
        expect(actionsOf(await world.provision())).toMatchObject({"": "keep", one: "keep"})
        expect(world.writesSince(settled)).toEqual([])
    })

    it("somebody's own dashboard of that name, and one of another name with our insights, are not taken", async () => {
        await user({act: "add-dashboard", name: "Beton: Test"})
        const other = (await user({act: "add-dashboard", name: "Theirs"})) ?? 0
        await user({act: "place-insight", insight: ids.two, dashboard: other})
        await user({act: "delete-dashboard", dashboard: ids.dashboard})
        world.storage = memoryStorage()
        const before = await shown()
        expect(actionsOf(await world.provision())).toMatchObject({"": "removed-by-user"})
        expect(await shown()).toEqual(before)
    })
})
