import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {expectSameAfterKills, type Fetch, plain, POINTS, STORIES} from "./support/kill"
import {type BoardWorld, boardWorld, shownOf} from "./support/world"

jest.setTimeout(240_000)

/** All combinations are in provision-faults.full.test.ts. */
it("killed at every call of the first time, after it arrived, with the storage lost", () =>
    expectSameAfterKills(STORIES[0], POINTS[3]))
it("killed at every call of an upgrade, after it arrived", () => expectSameAfterKills(STORIES[1], POINTS[2]))

describe("two at once", () => {
    it.each([
        ["with a storage each", false],
        ["with one storage", true],
    ])("%s end in one set", async (_name, shared) => {
        const quiet = await boardWorld()
        await quiet.provision()
        const world = await boardWorld()
        // Every call waits for one of the other, as far as there is one: both look before either writes.
        const lockstep = turns(world, 2)
        const storages = [world.storage, shared ? world.storage : memoryStorage()]
        await Promise.all(
            storages.map(async (storage, i) => {
                const done = await world.attempt(undefined, {storage, fetch: lockstep.fetch(i)})
                lockstep.leave(i)
                return done
            }),
        )
        await world.provision(undefined, {storage: storages[0] ?? memoryStorage()})
        await world.provision(undefined, {storage: storages[1] ?? memoryStorage()})
        // Who comes first on a narrow screen may differ, nothing else.
        const wide = (shown: ReturnType<typeof shownOf>) => plain(shown).replace(/,"xs":\{[^}]*\}/g, "")
        expect(wide(shownOf(await world.boards()))).toBe(wide(shownOf(await quiet.boards())))
        // It was a race indeed: both made a dashboard.
        expect((await world.boards()).dashboards.length).toBeGreaterThan(1)
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
