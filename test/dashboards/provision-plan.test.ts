import type {Provisioned} from "@beton/posthog-app/dashboards/provision/provision"

import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import type {UserAct} from "../../scripts/sandbox/posthog/dashboards/simulate"
import type {Sent} from "../app/support/wire"
import {boardIds} from "./support/ids"
import {type BoardWorld, boardWorld, type Options, testDashboard, testTile, withTile} from "./support/world"

jest.setTimeout(60_000)

let world: BoardWorld
beforeEach(async () => {
    world = await boardWorld()
})
const user = (act: UserAct) => world.project.admin.simulateUser(world.project.id, act)
const newer = () => withTile(testDashboard(), "one", testTile("one", {version: 2}))

/** Tiles that calls made or changed: by the key line of what was sent, or by the id in the path. */
async function touched(sent: readonly Sent[]): Promise<string[]> {
    const {insights} = await world.boards()
    const keyOf = (text = ""): string[] =>
        [...text.matchAll(/(?:Key: )?beton\/test\/([a-z]+) /g)].flatMap(([, tile]) => tile ?? [])
    const all = sent.flatMap(({url, body}) => {
        const id = Number(/\/insights\/(\d+)\/$/.exec(url)?.[1])
        return [...keyOf(body), ...keyOf(insights.find((one) => one.id === id)?.description)]
    })
    return [...new Set(all)].sort()
}

const changes = ({entries}: Provisioned): string[] =>
    entries
        .flatMap(({tile, action}) => (tile !== null && ["create", "update"].includes(action) ? [tile] : []))
        .sort()
const board = ({entries}: Provisioned): string | undefined => entries.find(({tile}) => tile === null)?.action

type Case = readonly [string, () => Promise<Parameters<BoardWorld["provision"]>>]
const full: Options = {present: ["deals"], historyDays: 120}

/** What is prepared, and then asked for. */
const CASES: readonly Case[] = [
    ["the first time", async () => [undefined, full]],
    ["the second time", async () => (await world.provision(undefined, full), [undefined, full])],
    ["a newer version", async () => (await world.provision(undefined, full), [newer(), full])],
    ["a source that arrives", async () => (await world.provision(undefined, {historyDays: 120}), [undefined, full])],
    ["a source that vanishes", async () => (await world.provision(undefined, full), [undefined, {historyDays: 120}])],
    ["a note about the history that goes", async () => (await world.provision(undefined, {...full, historyDays: 7}), [undefined, full])],
    ["another dashboard that came", async () => (await world.provision(undefined, full), [undefined, {...full, others: ["later"]}])],
    ["a deleted tile, not asked for", async () => {
        await world.provision(undefined, full)
        await user({act: "delete-tile", tile: (await boardIds(world)).tileOne})
        return [newer(), full]
    }],
    ["a deleted tile, asked for", async () => {
        await world.provision(undefined, full)
        await user({act: "delete-tile", tile: (await boardIds(world)).tileOne})
        return [undefined, {...full, restore: true}]
    }],
    ["a deleted dashboard, asked for", async () => {
        await world.provision(undefined, full)
        await user({act: "delete-dashboard", dashboard: (await boardIds(world)).dashboard})
        return [undefined, {...full, restore: true}]
    }],
    ["edited SQL under a newer version", async () => {
        await world.provision(undefined, full)
        const query = {kind: "DataVisualizationNode", source: {kind: "HogQLQuery", query: "SELECT 3"}}
        await user({act: "edit-insight", insight: (await boardIds(world)).one, change: {query}})
        return [newer(), full]
    }],
] // prettier-ignore

describe.each([
    ["with the storage", false],
    ["with the storage lost", true],
])("the plan of a dry run says what is then sent, %s", (_what, lost) => {
    it.each(CASES)("%s", async (_name, prepare) => {
        const [definition, o] = await prepare()
        if (lost) world.storage = memoryStorage()
        const mark = world.wire.sent.length
        const plan = await world.provision(definition, {...o, dryRun: true})
        expect([plan.writes, world.writesSince(mark)]).toEqual([0, []])
        const done = await world.provision(definition, o)
        const sent = world.writesSince(mark)
        expect(done.entries).toEqual(plan.entries)
        expect(done.writes).toBe(sent.length)
        expect(done).toMatchObject({undone: [], refused: []})
        // Nothing is sent behind the plan's back, and nothing is announced that does not come.
        expect(sent.length > 0).toBe(changes(plan).length > 0 || board(plan) !== "keep")
        const now = await touched(sent)
        if (board(plan) === "keep") expect(now).toEqual(changes(plan))
        else if (board(plan) === "update") expect(changes(plan)).toEqual([])
        const settled = world.wire.sent.length
        await world.provision(definition, o)
        expect(world.writesSince(settled)).toEqual([])
    })
})
