import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {expectSameAfterKills, type Fetch, plain, POINTS, STORIES} from "./support/kill"
import {type BoardWorld, boardWorld, shownOf} from "./support/world"

jest.setTimeout(240_000)

/** All combinations are in provision-faults.full.test.ts. */
it("killed at every call of the first time, after it arrived, with the storage lost", () =>
    expectSameAfterKills(STORIES[0], POINTS[3]))
it("killed at every call of an upgrade, after it arrived", () => expectSameAfterKills(STORIES[1], POINTS[2]))

const [first, upgrade] = STORIES

describe("two at once", () => {
    it.each([
        ["the first time, with a storage each", first, false],
        ["the first time, with one storage", first, true],
        ["an upgrade while a source arrives, with a storage each", upgrade, false],
        ["an upgrade while a source arrives, with one storage", upgrade, true],
    ] as const)("%s: end in one set", async (_name, [, prepare, [definition, o]], shared) => {
        const quiet = await boardWorld()
        await prepare(quiet)
        await quiet.provision(definition, o)
        const world = await boardWorld()
        await prepare(world)
        const before = await world.boards()
        // Every call waits for one of the other, as far as there is one: both look before either writes.
        const lockstep = turns(world, 2)
        const storages = [world.storage, shared ? world.storage : memoryStorage()]
        await Promise.all(
            storages.map(async (storage, i) => {
                const done = await world.attempt(definition, {...o, storage, fetch: lockstep.fetch(i)})
                lockstep.leave(i)
                return done
            }),
        )
        for (const storage of storages) await world.provision(definition, {...o, storage})
        // Who comes first on a narrow screen may differ, nothing else.
        const wide = (shown: ReturnType<typeof shownOf>) => plain(shown).replace(/,"xs":\{[^}]*\}/g, "")
        expect(wide(shownOf(await world.boards()))).toBe(wide(shownOf(await quiet.boards())))
        const settled = world.wire.sent.length
        for (const storage of storages) await world.provision(definition, {...o, storage})
        expect(world.writesSince(settled)).toEqual([])
        // It was a race indeed: both made the same, a dashboard or an insight.
        const after = await world.boards()
        const made = [
            after.dashboards.length - before.dashboards.length,
            after.insights.length - before.insights.length,
        ]
        expect(Math.max(...made)).toBeGreaterThan(1)
    })
})

/** Lets the n-th calls of all go out together. */
function turns(world: BoardWorld, count: number) {
    const waiting = new Map<number, () => void>()
    const gone = new Set<number>()
    const release = (): void => {
        if (waiting.size < count - gone.size) return
        const all = [...waiting.values()]
        waiting.clear()
        for (const go of all) go()
    }
    return {
        fetch:
            (who: number): Fetch =>
            async (url, request) => {
                await new Promise<void>((resolve) => {
                    waiting.set(who, resolve)
                    release()
                })
                return world.wire.fetch(url, request)
            },
        leave: (who: number): void => {
            gone.add(who)
            release()
        },
    }
}
