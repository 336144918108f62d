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
const STORAGES = [
    ["with the storage", false],
    ["with the storage lost", true],
] as const

describe.each(STORAGES)("edits survive, %s", (_name, lost) => {
    const again = async (...args: Parameters<BoardWorld["provision"]>) => {
        if (lost) world.storage = memoryStorage()
        return world.provision(...args)
    }

    it.each<[string, () => UserAct | Promise<UserAct>]>([
        ["a renamed dashboard", () => ({act: "edit-dashboard", dashboard: ids.dashboard, change: {name: "Ours"}})],
        ["other filters", () => ({act: "edit-dashboard", dashboard: ids.dashboard, change: {filters: {date_from: "-7d", properties: [{key: "plan", value: "team", type: "event"}]}}})],
        ["a pin", () => ({act: "edit-dashboard", dashboard: ids.dashboard, change: {pinned: true}})],
        ["a place", () => ({act: "edit-tile", tile: ids.tileOne, change: {layouts: {sm: {x: 0, y: 40, w: 12, h: 9}}}})],
        ["a colour", () => ({act: "edit-tile", tile: ids.tileOne, change: {color: "purple"}})],
        ["a renamed tile", () => ({act: "edit-insight", insight: ids.one, change: {name: "Renamed"}})],
        ["an insight of their own", () => ({act: "add-insight", name: "Theirs", query: sql("SELECT 1"), dashboard: ids.dashboard})],
        ["a text of their own", () => ({act: "add-text", dashboard: ids.dashboard, body: "Theirs"})],
        ["a button", () => ({act: "add-button", dashboard: ids.dashboard, text: "Open", url: "https://example.com"})],
        ["edited SQL", () => ({act: "edit-insight", insight: ids.one, change: {query: sql("SELECT 2 AS signals_fired")}})],
        ["another kind of insight", () => ({act: "edit-insight", insight: ids.one, change: {query: {kind: "InsightVizNode", source: {kind: "TrendsQuery", series: [{kind: "EventsNode", event: "$pageview"}]}}}})],
        ["their own words in front of the key line", async () => ({act: "edit-insight", insight: ids.one, change: {description: `Ours. ${(await world.boards()).insights.find(({id}) => id === ids.one)?.description}`}})],
        ["an edited text on top", () => ({act: "edit-text", tile: ids.about, body: "Our own words"})],
        ["a tile on another dashboard too", async () => ({act: "place-insight", insight: ids.one, dashboard: (await user({act: "add-dashboard", name: "Theirs"})) ?? 0})],
    ])("%s", async (_what, act) => {
        await user(await act())
        const before = await shown()
        const mark = world.wire.sent.length
        await again()
        expect(await shown()).toEqual(before)
        expect(world.writesSince(mark)).toEqual([])
    }) // prettier-ignore

    it("another chart, also when the SQL has a newer version", async () => {
        const query = {...(await queryOf(ids.one)), display: "ActionsLineGraph", chartSettings: {yAxis: []}}
        await user({act: "edit-insight", insight: ids.one, change: {query}})
        const done = await again(newer())
        expect(actionsOf(done)).toMatchObject({one: "update"})
        const after = await queryOf(ids.one)
        expect(after).toMatchObject({display: "ActionsLineGraph", chartSettings: {yAxis: []}})
        expect(JSON.stringify(after.source)).toContain("-- 2")
    })

    it("keys that a server adds are no edit, and stay", async () => {
        const before = await queryOf(ids.two)
        const source = {...(before.source as object), modifiers: null, filters: {}}
        const settings = {...(before.chartSettings as object), stackBars100: false}
        await user({
            act: "edit-insight",
            insight: ids.two,
            change: {query: {...before, source, chartSettings: settings, version: 3}},
        })
        const mark = world.wire.sent.length
        expect(actionsOf(await again())).toMatchObject({two: "keep"})
        expect(world.writesSince(mark)).toEqual([])
        const wider = withTile(testDashboard(), "two", {
            version: 2,
            display: () => ({as: "line", x: {name: "signal"}, y: [{name: "fired", label: "Signals"}]}),
        })
        expect(actionsOf(await again(wider))).toMatchObject({two: "update"})
        const after = await queryOf(ids.two)
        expect(after).toMatchObject({
            display: "ActionsLineGraph",
            version: 3,
            chartSettings: {stackBars100: false},
        })
        expect(JSON.stringify(after)).toContain("Signals")
    })

    it("edited SQL is a conflict with a newer one, until it is asked to be replaced", async () => {
        await user({
            act: "edit-insight",
            insight: ids.one,
            change: {query: sql("SELECT 2 AS signals_fired"), name: "Ours"},
        })
        const before = await shown()
        const conflict = await again(newer())
        expect(conflict.entries.find(({tile}) => tile === "one")).toMatchObject({
            action: "conflict",
            why: expect.stringContaining("--restore"),
        })
        expect(await shown()).toEqual(before)
        const done = await again(newer(), {restore: true})
        expect(actionsOf(done)).toMatchObject({one: "update"})
        expect(JSON.stringify(await queryOf(ids.one))).toContain("-- 2")
        expect((await world.boards()).insights.find(({id}) => id === ids.one)?.name).toBe("Ours")
        expect(actionsOf(await again(newer()))).toMatchObject({one: "keep"})
    })

    it.each<[string, () => UserAct]>([
        ["a deleted tile", () => ({act: "delete-tile", tile: ids.tileOne})],
        ["a deleted insight", () => ({act: "delete-insight", insight: ids.one})],
    ])("%s stays deleted until it is asked for", async (_what, act) => {
        const before = await shown()
        await user(act())
        const mark = world.wire.sent.length
        expect(actionsOf(await again(newer()))).toMatchObject({one: "removed-by-user"})
        expect(world.writesSince(mark)).toEqual([])
        expect(actionsOf(await again(undefined, {restore: true}))).toMatchObject({one: "create"})
        const after = await shown()
        expect(after.dashboards[0]?.tiles.map(({name, text}) => name ?? text).sort()).toEqual(
            before.dashboards[0]?.tiles.map(({name, text}) => name ?? text).sort(),
        )
        expect(actionsOf(await again())).toMatchObject({one: "keep"})
    }) // prettier-ignore

    it.each<[string, () => number, string]>([
        ["the text on top", () => ids.about, "about"],
        ["the text of a waiting tile", () => ids.waiting, "three"],
    ])("%s stays deleted until it is asked for", async (_what, tile, id) => {
        await user({act: "delete-tile", tile: tile()})
        const mark = world.wire.sent.length
        expect(actionsOf(await again())).toMatchObject({[id]: "removed-by-user"})
        expect(world.writesSince(mark)).toEqual([])
        await again(undefined, {restore: true})
        expect((await shown()).dashboards[0]?.tiles).toHaveLength(4)
    })

    it("a tile that was moved to another dashboard stays there", async () => {
        const other = (await user({act: "add-dashboard", name: "Theirs"})) ?? 0
        await user({act: "move-tile", tile: ids.tileOne, dashboard: other})
        const before = await shown()
        expect(actionsOf(await again(newer()))).toMatchObject({one: "removed-by-user"})
        expect(await shown()).toEqual(before)
    })

    it("a deleted dashboard stays deleted until it is asked for", async () => {
        const before = await shown()
        await user({act: "delete-dashboard", dashboard: ids.dashboard})
        const mark = world.wire.sent.length
        const done = await again()
        expect(new Set(Object.values(actionsOf(done)))).toEqual(new Set(["removed-by-user"]))
        expect([done.url, world.writesSince(mark)]).toEqual([null, []])
        await again(undefined, {restore: true})
        const after = await shown()
        expect(after.dashboards.map(({tiles}) => tiles.map(({name}) => name))).toEqual(
            before.dashboards.map(({tiles}) => tiles.map(({name}) => name)),
        )
        const settled = world.wire.sent.length
        await again(undefined, {restore: true})
        expect(world.writesSince(settled)).toEqual([])
    })
})
