import type {HostRequest, HostResponse} from "@beton/posthog-app/host"

import type {FaultEffect} from "../../scripts/sandbox/http/faults"
import {DASHBOARD_SCOPES, POSTHOG_SCOPES} from "../app/support/project"
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
beforeEach(async () => {
    world = await boardWorld()
})
const keyWith = (scopes: string[]) => world.project.admin.createPersonalKey({scopes})
const fault = (effect: FaultEffect, more: {method?: string; path?: string; count?: number} = {}) =>
    world.project.admin.setFaults([{...more, effect}], world.project.id)
const calm = () => world.project.admin.setFaults([], world.project.id)

describe("what is wrong is said with its fix (C6)", () => {
    it.each(DASHBOARD_SCOPES)("a key without %s", async (scope) => {
        const key = await keyWith([...POSTHOG_SCOPES, ...DASHBOARD_SCOPES].filter((one) => one !== scope))
        const done = await world.attempt(undefined, {key})
        const message = `The personal API key lacks the scope ${scope}. Add it to the key in PostHog.`
        expect(done).toMatchObject({ok: false, failure: {kind: "missing_scope", code: scope, message}})
    })

    it("a key that PostHog does not know", async () => {
        const done = await world.attempt(undefined, {key: "phx_unknown"})
        expect(done).toMatchObject({ok: false, failure: {kind: "unauthorized"}})
    })

    it("another project", async () => {
        const other = await boardWorld()
        const key = await other.project.admin.createPersonalKey({
            scopes: [...POSTHOG_SCOPES, ...DASHBOARD_SCOPES],
            scopedTeams: [other.project.id],
        })
        const done = await world.attempt(undefined, {key})
        expect(done.ok ? "" : done.failure.message).toBe(
            "The personal API key has no access to this project. Check the project id and the key's projects.",
        )
    })

    it("a plan that is used up", async () => {
        await fault({kind: "status", status: 402}, {method: "POST"})
        const done = await world.attempt()
        expect(done.ok ? "" : done.failure.message).toBe(
            "The PostHog plan's limit is reached until the next period.",
        )
    })

    it("a firewall that takes SQL for an attack is not taken for a key without access", async () => {
        const fetch = async (url: string, request: HostRequest): Promise<HostResponse> =>
            String(request.body).includes("SELECT")
                ? {status: 403, headers: {get: () => null}, text: async () => "<html>Forbidden</html>"}
                : world.wire.fetch(url, request)
        const done = await world.provision(undefined, {fetch})
        const message =
            "Something on the way to PostHog, such as a firewall, refused the request (new insight). Let Beton's calls of PostHog's API pass there."
        expect(done.refused).toEqual(["one", "two"].map((tile) => ({tile, message})))
        // What needs no SQL is there.
        const {dashboards} = shownOf(await world.boards())
        expect(dashboards.map(({tiles}) => tiles.map(({text}) => text?.split("\n")[0]))).toEqual([
            [expect.stringContaining("About these numbers"), "**Tile three**"],
        ])
        expect(actionsOf(await world.provision())).toMatchObject({one: "create", two: "create"})
    })

    it("a dashboard that only its owner may edit", async () => {
        await world.provision()
        await world.project.admin.setPlan(world.project.id, {dashboardPermissions: true})
        const restricted =
            (await world.project.admin.simulateUser(world.project.id, {
                act: "add-dashboard",
                name: "Beton: Test",
                restricted: true,
            })) ?? 0
        const {dashboards} = await world.boards()
        await world.project.admin.simulateUser(world.project.id, {
            act: "edit-dashboard",
            dashboard: restricted,
            change: {description: dashboards[0]?.description ?? ""},
        })
        await world.project.admin.simulateUser(world.project.id, {
            act: "delete-dashboard",
            dashboard: dashboards[0]?.id ?? 0,
        })
        const before = shownOf(await world.boards())
        const done = await world.provision(undefined, {restore: true})
        expect(done.refused[0]?.message).toBe(
            "The dashboard is restricted: its owner has to let the owner of the key edit it.",
        )
        expect(shownOf(await world.boards())).toEqual(before)
    })
})

describe("a key that is revoked half-way", () => {
    it("leaves what was done, and the next go with a new key does the rest", async () => {
        const quiet = await boardWorld()
        await quiet.provision()
        const key = await keyWith([...POSTHOG_SCOPES, ...DASHBOARD_SCOPES])
        let calls = 0
        const fetch = async (url: string, request: HostRequest): Promise<HostResponse> => {
            calls += 1
            if (calls === 6) await world.project.admin.revokeKey(key)
            return world.wire.fetch(url, request)
        }
        const cut = await world.attempt(undefined, {key, fetch})
        expect(cut).toMatchObject({ok: false, failure: {kind: "unauthorized"}})
        expect((await world.boards()).dashboards).toHaveLength(1)
        await world.provision()
        const names = (shown: ReturnType<typeof shownOf>) =>
            shown.dashboards.map(({tiles}) => tiles.map(({name, layouts}) => [name, layouts]))
        expect(names(shownOf(await world.boards()))).toEqual(names(shownOf(await quiet.boards())))
    })
})

describe("limits", () => {
    it("a 429 is a failure that says how long to wait; afterwards it goes on", async () => {
        await fault({kind: "rate-limit", retryAfter: 9}, {path: "/insights/$", method: "POST", count: 1})
        const cut = await world.attempt()
        expect(cut).toMatchObject({ok: false, failure: {kind: "throttled", retryAfterMs: 9000}})
        await calm()
        expect(actionsOf(await world.provision())).toMatchObject({"": "keep", one: "create", two: "create"})
        expect(shownOf(await world.boards()).insights).toEqual(["Tile one", "Tile two"])
    })

    it("one tile that is refused keeps none of the others from being made", async () => {
        await fault({kind: "status", status: 400}, {path: "/insights/$", method: "POST", count: 1})
        const done = await world.provision()
        expect(done.refused).toEqual([
            {tile: "one", message: expect.stringContaining("PostHog refused the request")},
        ])
        expect(shownOf(await world.boards()).insights).toEqual(["Tile two"])
        await calm()
        expect(actionsOf(await world.provision())).toMatchObject({one: "create", two: "keep"})
        const upgraded = withTile(testDashboard(), "two", testTile("two", {version: 2}))
        expect(actionsOf(await world.provision(upgraded))).toMatchObject({one: "keep", two: "update"})
    })

    it("one error inside PostHog is tried again at once", async () => {
        await fault({kind: "status", status: 500}, {path: "/insights/$", method: "POST", count: 1})
        const done = await world.provision()
        expect(done.refused).toEqual([])
        expect(shownOf(await world.boards()).insights).toEqual(["Tile one", "Tile two"])
    })

    it("a tile that always ends in an error keeps none of the others from being made", async () => {
        const fetch = async (url: string, request: HostRequest): Promise<HostResponse> =>
            String(request.body).includes('"Tile one"')
                ? {status: 500, headers: {get: () => null}, text: async () => "Server Error"}
                : world.wire.fetch(url, request)
        const done = await world.attempt(undefined, {fetch})
        expect(done).toMatchObject({ok: true, value: {more: false}})
        expect(done.ok ? done.value.refused : []).toEqual([
            {tile: "one", message: "PostHog ended in an error of its own (new insight)."},
        ])
        expect(shownOf(await world.boards()).insights).toEqual(["Tile two"])
        expect(actionsOf(await world.provision())).toMatchObject({one: "create", two: "keep"})
    })

    it("errors at every call end it, to be tried again later", async () => {
        await fault({kind: "status", status: 500}, {path: "/insights/$", method: "POST"})
        expect(await world.attempt()).toMatchObject({ok: false, failure: {kind: "unavailable"}})
        await calm()
        expect(actionsOf(await world.provision())).toMatchObject({one: "create", two: "create"})
    })

    it("answers that are not PostHog's end it without harm", async () => {
        await world.provision()
        const before = shownOf(await world.boards())
        const fetch = async (): Promise<HostResponse> => ({
            status: 200,
            headers: {get: () => null},
            text: async () => '{"results": "none", "tiles": 3}',
        })
        expect(await world.attempt(undefined, {fetch})).toMatchObject({
            ok: false,
            failure: {kind: "unreadable"},
        })
        expect(shownOf(await world.boards())).toEqual(before)
    })
})
