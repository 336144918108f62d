import type {HostRequest, HostResponse} from "@beton/posthog-app/host"

import {memoryStorage} from "../../../scripts/sandbox/plugin-host/storage"
import {type BoardWorld, boardWorld, shownOf, testDashboard, testTile, withTile} from "./world"

export type Fetch = (url: string, request: HostRequest) => Promise<HostResponse>

/** Cuts the n-th call off: before it leaves, or after it has arrived, with the answer lost. Nothing is sent after it. */
function cutAt(world: BoardWorld, n: number, point: "before" | "after"): Fetch {
    let calls = 0
    return async (url, request) => {
        calls += 1
        if (calls > n) throw new Error("The process is dead.")
        if (calls < n) return world.wire.fetch(url, request)
        if (point === "after") await world.wire.fetch(url, request)
        throw Object.assign(new Error("socket hang up"), {code: "ECONNRESET"})
    }
}

type Story = readonly [string, (world: BoardWorld) => Promise<void>, Parameters<BoardWorld["provision"]>]

/** Name, what happens before, and what is asked for then. */
export const STORIES: readonly [Story, Story, Story] = [
    ["the first time", async () => undefined, [testDashboard(), {historyDays: 12}]],
    [
        "an upgrade while a source arrives",
        async (world) => void (await world.provision(testDashboard(), {historyDays: 12})),
        [
            withTile(testDashboard(), "one", testTile("one", {version: 2})),
            {present: ["deals"], historyDays: 20},
        ],
    ],
    [
        "bringing back a dashboard without a tile",
        async (world) => {
            await world.provision()
            const {dashboards, tiles} = await world.boards()
            const {id} = world.project
            await world.project.admin.simulateUser(id, {act: "delete-tile", tile: tiles[0]?.id ?? 0})
            await world.project.admin.simulateUser(id, {
                act: "delete-dashboard",
                dashboard: dashboards[0]?.id ?? 0,
            })
        },
        [testDashboard(), {restore: true}],
    ],
]

/** What is shown, without what differs from project to project. */
export const plain = (shown: ReturnType<typeof shownOf>): string =>
    JSON.stringify(shown)
        .replace(/w_[\w-]{22}/g, "w")
        .replace(/(v\d+ [\w-]{8} [\w-]{8}) [\w-]{8}/g, "$1 h")

/** Where a process dies, and whether its storage dies with it. */
export const POINTS = [
    ["before it leaves, storage kept", "before", false],
    ["before it leaves, storage lost", "before", true],
    ["after it arrived, storage kept", "after", false],
    ["after it arrived, storage lost", "after", true],
] as const

/** Kills a story at every call, each time in a new world; it must end as when undisturbed, and then send nothing. */
export async function expectSameAfterKills(
    [, prepare, [definition, o]]: Story,
    [, point, lost]: (typeof POINTS)[number],
): Promise<void> {
    const quiet = await boardWorld()
    await prepare(quiet)
    const mark = quiet.wire.sent.length
    await quiet.provision(definition, o)
    const calls = quiet.wire.sent.length - mark
    const wanted = plain(shownOf(await quiet.boards()))
    expect(calls).toBeGreaterThan(4)
    for (const n of Array.from({length: calls}, (_, i) => i + 1)) {
        const world = await boardWorld()
        await prepare(world)
        const cut = await world.attempt(definition, {...o, fetch: cutAt(world, n, point)})
        expect(cut.ok ? "went through" : cut.failure.kind).toBe("unavailable")
        if (lost) world.storage = memoryStorage()
        await world.provision(definition, o)
        expect([n, plain(shownOf(await world.boards()))]).toEqual([n, wanted])
        const settled = world.wire.sent.length
        await world.provision(definition, o)
        expect([n, world.writesSince(settled)]).toEqual([n, []])
    }
}
