import {projectMark, readRegistry, saveRegistry} from "@beton/posthog-app/dashboards/provision/registry"
import {dashboardLogLine} from "@beton/posthog-app/dashboards/provision/report"
import {keyPairOf} from "@beton/shared/events/signing"

import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {configOf, formFor} from "../app/support/project"
import {sql} from "../sandbox/posthog-boards"
import {
    actionsOf,
    type BoardWorld,
    boardWorld,
    type Options,
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

/** Another installation in the same project, with a signing key and a storage of its own. */
function rival(): Options {
    const {privateKey} = keyPairOf(Uint8Array.from({length: 32}, (_, i) => i + 9))
    const config = configOf(formFor(world.project, {signing_key: privateKey}, {dashboards: {enabled: true}}))
    return {config, storage: memoryStorage(), historyDays: 40}
}

describe("two installations in one project", () => {
    it("do not rewrite each other's tiles day after day, and the log says what to do", async () => {
        const theirs = rival()
        await world.provision()
        // The second one cannot know of the first: a new signing key looks the same. Then each takes back once.
        for (const o of [theirs, {}, theirs])
            expect(actionsOf(await world.provision(undefined, o))).toMatchObject({one: "update"})
        for (const _day of [1, 2]) {
            const mark = world.wire.sent.length
            const ours = await world.provision()
            expect(actionsOf(ours)).toMatchObject({about: "keep", one: "contested", two: "contested"})
            expect(dashboardLogLine(ours)).toBe(
                'Dashboard "Beton: Test": 1 up to date, 2 written by another installation of Beton, 1 waiting for data. Left alone, because another installation of Beton in this project has written them since: one, two. Give both the same settings and signing key, or set dashboards.enabled to false in one of them; `beton provision` takes them over.',
            )
            expect(actionsOf(await world.provision(undefined, theirs))).toMatchObject({one: "keep"})
            expect(world.writesSince(mark)).toEqual([])
        }
        // The command has no storage: who runs it wants it.
        const taken = await world.provision(undefined, {storage: memoryStorage()})
        expect(actionsOf(taken)).toMatchObject({one: "update", two: "update"})
        expect(actionsOf(await world.provision())).toMatchObject({one: "keep", two: "keep"})
    })

    it("a command with other settings, run once, is made good by the next run", async () => {
        await world.provision()
        const before = shownOf(await world.boards())
        await world.provision(undefined, {...rival(), historyDays: null})
        expect(actionsOf(await world.provision())).toMatchObject({one: "update", two: "update"})
        expect(shownOf(await world.boards())).toEqual(before)
        expect(actionsOf(await world.provision())).toMatchObject({one: "keep", two: "keep"})
    })

    it("a new signing key, and settings that go back, are no other installation", async () => {
        const theirs = rival()
        await world.provision()
        const changed = {...theirs, storage: world.storage}
        expect(actionsOf(await world.provision(undefined, changed))).toMatchObject({one: "update"})
        expect(actionsOf(await world.provision())).toMatchObject({one: "update"})
        // By the command first, then by the run, and back.
        await world.provision(undefined, {...theirs, storage: memoryStorage()})
        expect(actionsOf(await world.provision(undefined, changed))).toMatchObject({one: "keep"})
        expect(actionsOf(await world.provision())).toMatchObject({one: "update"})
    })

    it("an older one leaves a newer one's tiles alone, and is up to date after its own upgrade", async () => {
        const newer = withTile(testDashboard(), "one", testTile("one", {version: 3}))
        const more = {...newer, tiles: [...newer.tiles, testTile("four")]}
        const storage = memoryStorage()
        await world.provision()
        await world.provision(more, {storage, historyDays: 12})
        const mark = world.wire.sent.length
        // Nor does it write its own text on top, which would go to and fro.
        const old = await world.provision()
        expect(actionsOf(old)).toMatchObject({about: "keep", one: "keep", four: "keep"})
        expect(old.entries.find(({tile}) => tile === "four")?.why).not.toContain("any more")
        expect(world.writesSince(mark)).toEqual([])
        const own = await world.provision(more, {historyDays: 12})
        expect(actionsOf(own)).toMatchObject({about: "keep", one: "keep", four: "keep"})
        expect(world.writesSince(mark)).toEqual([])
    })
})

describe("a server that was set up anew under the same address", () => {
    it("a stored id that is somebody else's dashboard by now is left alone", async () => {
        await world.provision()
        const project = projectMark(world.config)
        const known = await readRegistry(world.storage, "test", project)
        if (known === null) throw new Error("Nothing is stored.")
        const fresh = await boardWorld()
        const {admin, id} = fresh.project
        const board = (await admin.simulateUser(id, {act: "add-dashboard", name: "Their own"})) ?? 0
        const insight =
            (await admin.simulateUser(id, {
                act: "add-insight",
                name: "Theirs",
                query: sql("SELECT 1"),
                dashboard: board,
            })) ?? 0
        const stored = {
            ...known,
            project: projectMark(fresh.config),
            dashboard: board,
            made: "2025-01-01T00:00:00Z",
            tiles: {...known.tiles, one: {insight, written: known.tiles.one?.written ?? null}},
        }
        await saveRegistry(fresh.storage, "test", stored, null)
        const theirs = shownOf(await fresh.boards()).dashboards[0]
        expect(actionsOf(await fresh.provision())).toMatchObject({"": "create", one: "create"})
        const {dashboards} = shownOf(await fresh.boards())
        expect(dashboards.map(({name}) => name)).toEqual(["Their own", "Beton: Test"])
        expect(dashboards[0]).toEqual(theirs)
        const mark = fresh.wire.sent.length
        expect(actionsOf(await fresh.provision())).toMatchObject({one: "keep"})
        expect(fresh.writesSince(mark)).toEqual([])
    })

    it("a stored id that is somebody else's insight by now gives way to the one that says it is ours", async () => {
        await world.provision()
        const project = projectMark(world.config)
        const known = await readRegistry(world.storage, "test", project)
        if (known === null) throw new Error("Nothing is stored.")
        const {admin, id} = world.project
        const insight =
            (await admin.simulateUser(id, {act: "add-insight", name: "Theirs", query: sql("SELECT 1")})) ?? 0
        const one = {insight, written: known.tiles.one?.written ?? null}
        await saveRegistry(world.storage, "test", {...known, tiles: {...known.tiles, one}}, null)
        expect(actionsOf(await world.provision())).toMatchObject({one: "keep"})
        const newer = withTile(testDashboard(), "one", testTile("one", {version: 2}))
        expect(actionsOf(await world.provision(newer))).toMatchObject({one: "update"})
        const {insights} = await world.boards()
        expect(insights.find((it) => it.id === insight)).toMatchObject({
            name: "Theirs",
            query: sql("SELECT 1"),
        })
    })
})
