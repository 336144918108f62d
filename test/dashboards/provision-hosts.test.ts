import {dashboardLogLine} from "@beton/posthog-app/dashboards/provision/report"
import type {HostRequest, HostResponse} from "@beton/posthog-app/host"

import type {FaultEffect} from "../../scripts/sandbox/http/faults"
import {runUnits} from "./support/units"
import {type BoardWorld, boardWorld, shownOf, testDashboard, testTile, withTile} from "./support/world"

jest.setTimeout(60_000)

let world: BoardWorld
beforeEach(async () => {
    world = await boardWorld()
})
const fault = (effect: FaultEffect, path: string, method: string, count?: number) =>
    world.project.admin.setFaults(
        [{path, method, effect, ...(count === undefined ? {} : {count})}],
        world.project.id,
    )
const calm = () => world.project.admin.setFaults([], world.project.id)
const other = () => testDashboard({id: "other", title: "Beton: Other"})
const names = async () => shownOf(await world.boards()).dashboards.map(({name}) => name)

describe("a PostHog that answers slowly", () => {
    it.each([1_000, 3_100, 4_400])(
        "%d ms a call: every unit gets somewhere, and all is made",
        async (callMs) => {
            const quiet = await boardWorld()
            await quiet.provision(undefined, {historyDays: 12})
            const {ends, longestMs, logs, progress} = await runUnits(world, [testDashboard()], {callMs})
            expect(ends.at(-1)).toBe("done")
            expect(ends.length).toBeLessThan(12)
            expect(longestMs).toBeLessThan(18_000)
            const told = (boards: ReturnType<typeof shownOf>) =>
                boards.dashboards.map(({tiles}) => tiles.map(({name, layouts}) => [name, layouts]))
            expect(told(shownOf(await world.boards()))).toEqual(told(shownOf(await quiet.boards())))
            expect(progress.unfinished).toBeUndefined()
            // Each line counts what is done by then, and nothing as made twice.
            const made = logs.flatMap((line) => /(\d+) made/.exec(line)?.[1] ?? []).map(Number)
            expect(made.reduce((sum, count) => sum + count, 0)).toBe(3)
            expect(logs.slice(0, -1).every((line) => line.endsWith("It goes on from there."))).toBe(true)
        },
    )
})

describe("a gateway that does not wait", () => {
    it("at a look it is a passing fault, told without a query that nobody asked", async () => {
        await world.provision()
        await fault({kind: "status", status: 504, body: "html"}, "/dashboards/\\d+/$", "GET", 1)
        expect(await world.attempt()).toMatchObject({
            ok: false,
            failure: {kind: "unavailable", message: "PostHog took too long to answer (dashboard)."},
        })
    })

    it.each<[string, FaultEffect]>([
        ["an HTML page", {kind: "status", status: 504, body: "html"}],
        ["an error of PostHog's own", {kind: "status", status: 500}],
    ])("at one call, with %s, the tile is made all the same", async (_what, effect) => {
        await fault(effect, "/insights/$", "POST", 1)
        const done = await world.provision()
        expect(done).toMatchObject({refused: [], undone: []})
        expect(shownOf(await world.boards()).insights).toEqual(["Tile one", "Tile two"])
    })

    it.each(["POST", "PATCH"])("a %s that arrived although it says so is not sent twice", async (method) => {
        const [definition, path] =
            method === "POST"
                ? [testDashboard(), /\/insights\/$/]
                : [withTile(testDashboard(), "one", testTile("one", {version: 2})), /\/insights\/\d+\/$/]
        if (method === "PATCH") await world.provision()
        let left = 1
        const fetch = async (url: string, request: HostRequest): Promise<HostResponse> => {
            const answer = await world.wire.fetch(url, request)
            if (request.method !== method || !path.test(url) || left-- <= 0) return answer
            return {status: 504, headers: {get: () => null}, text: async () => "<html></html>"}
        }
        expect(await world.attempt(definition, {fetch})).toMatchObject({ok: true, value: {refused: []}})
        expect(shownOf(await world.boards()).insights).toEqual(["Tile one", "Tile two"])
        const mark = world.wire.sent.length
        await world.provision(definition)
        expect(world.writesSince(mark)).toEqual([])
    })
})

describe("an answer that is cut off", () => {
    it.each([
        ["new dashboard", "POST", /\/dashboards\/$/],
        ["new insight", "POST", /\/insights\/$/],
        ["changed dashboard", "PATCH", /\/dashboards\/\d+\/$/],
    ])("of a %s: the next go finds what was done", async (what, method, path) => {
        const fetch = async (url: string, request: HostRequest): Promise<HostResponse> => {
            const answer = await world.wire.fetch(url, request)
            if (request.method !== method || !path.test(url)) return answer
            const text = await answer.text()
            return {...answer, text: async () => text.slice(0, text.length / 2)}
        }
        expect(await world.attempt(undefined, {fetch})).toMatchObject({
            ok: false,
            failure: {
                kind: "unavailable",
                message: expect.stringContaining(`PostHog's answer (${what}) was cut off`),
            },
        })
        await world.provision()
        const {dashboards, insights} = shownOf(await world.boards())
        expect([dashboards.map(({tiles}) => tiles.length), insights]).toEqual([[4], ["Tile one", "Tile two"]])
    })
})

describe("one dashboard at which PostHog fails", () => {
    it("comes last, keeps none of the others from being made, and is waited for", async () => {
        await world.provision()
        const [first] = (await world.boards()).dashboards
        await fault({kind: "status", status: 500}, `/dashboards/${first?.id}/$`, "GET")
        const cut = await runUnits(world, [testDashboard(), other()], {max: 5})
        expect(cut.ends).toContain("PostHog ended in an error of its own (dashboard).")
        expect(await names()).toEqual(["Beton: Test", "Beton: Other"])
        await calm()
        const done = await runUnits(world, [testDashboard(), other()])
        expect(done.ends.at(-1)).toBe("done")
        expect(Object.keys(done.progress.there).sort()).toEqual(["other", "test"])
    })

    it("one that PostHog refuses is a line, not the end", async () => {
        await world.project.admin.setFaults(
            [{path: "/dashboards/$", method: "POST", effect: {kind: "status", status: 400}, count: 1}],
            world.project.id,
        )
        const done = await runUnits(world, [testDashboard(), other()])
        expect([done.ends.at(-1), done.progress.unfinished]).toEqual(["done", true])
        expect(await names()).toEqual(["Beton: Other"])
        expect(done.logs[0]).toMatch(
            /^Dashboard "Beton: Test": nothing done\. Not done, and what was there stays: PostHog refused the request: .*\. The next run tries again\.$/,
        )
    })
})

describe("what the log counts", () => {
    it("a refused tile is not among those that were made", async () => {
        const fetch = async (url: string, request: HostRequest): Promise<HostResponse> =>
            String(request.body).includes('"Tile one"')
                ? {status: 400, headers: {get: () => null}, text: async () => '{"detail":"Too long."}'}
                : world.wire.fetch(url, request)
        const done = await world.provision(undefined, {fetch})
        expect(done.undone).toEqual(["one"])
        expect(dashboardLogLine(done)).toBe(
            'Dashboard "Beton: Test": 2 made, 1 waiting for data. Not done, and what was there stays: one: PostHog refused the request: Too long. The next run tries again.',
        )
    })

    it("the same reason is told once for all its tiles", async () => {
        await world.provision()
        await fault({kind: "status", status: 400}, "/insights/\\d+/$", "PATCH")
        const newer = ["one", "two"].reduce((all, id) => withTile(all, id, {version: 2}), testDashboard())
        const done = await world.provision(newer)
        expect(dashboardLogLine(done)).toMatch(
            /^Dashboard "Beton: Test": 1 up to date, 1 waiting for data\. .* stays: one, two: PostHog refused the request: [^:]* The next run tries again\.$/,
        )
    })
})
