import {request} from "node:http"

import {servePage} from "../../scripts/demo/page"
import type {DemoReport} from "../../scripts/demo/report"
import {openPagesWorld, type PagesWorld} from "./pages-support"

jest.setTimeout(60_000)

/** The answer to a request that names another host or comes from another site. */
function asked(origin: string, path: string, headers: Record<string, string>, method = "GET") {
    return new Promise<{status: number; body: string}>((resolve, reject) => {
        const {hostname, port} = new URL(origin)
        request({hostname, port, path, method, headers}, (response) => {
            let body = ""
            response.on("data", (part: Buffer) => (body += part.toString()))
            response.on("end", () => resolve({status: response.statusCode ?? 0, body}))
        })
            .on("error", reject)
            .end()
    })
}

describe("who may ask the pages' server", () => {
    let world: PagesWorld
    beforeAll(async () => {
        world = await openPagesWorld([])
    })
    afterAll(() => world?.pages.close())

    const port = () => new URL(world.origin).port

    test.each(["/", "/dashboards", "/api/dashboards", "/assets/page.js"])(
        "%s is not for a name that was bent to this machine",
        async (path) => {
            for (const host of ["evil.example", `evil.example:${port()}`, `localhost.evil.example:${port()}`, "127.0.0.1.evil.example"])
                expect([host, (await asked(world.origin, path, {host})).status]).toEqual([host, 421])
            for (const host of [`127.0.0.1:${port()}`, `localhost:${port()}`])
                expect((await asked(world.origin, path, {host})).status).toBe(200)
        },
    ) // prettier-ignore

    test("data is not for other sites, and nothing can be changed", async () => {
        for (const site of ["cross-site", "same-site"])
            expect((await asked(world.origin, "/api/dashboards", {"sec-fetch-site": site})).status).toBe(403)
        expect((await asked(world.origin, "/api/dashboards", {"sec-fetch-site": "same-origin"})).status).toBe(
            200,
        )
        for (const method of ["POST", "PUT", "DELETE"])
            expect((await asked(world.origin, "/api/dashboards", {}, method)).status).toBe(405)
        expect((await asked(world.origin, "/api/other", {})).status).toBe(404)
    })
})

describe("the demo's result page", () => {
    const report = {
        ...{asOf: "2026-10-05T06:00:00.000Z", events: 1, accounts: 2, firedByType: [], proof: null, top: []},
        summary: {
            ...{signals: [], problems: [], queries: 1},
            routing: {state: "on", created: 1, updated: 0, skipped: {}},
        },
        ...{deals: {created: 1, open: 1}, writes: {posthog: 0, attio: 0}, seconds: {}},
    } as unknown as DemoReport
    let world: PagesWorld
    beforeAll(async () => {
        world = await openPagesWorld([])
    })
    afterAll(() => world?.pages.close())
    const served = (dashboards: string) => servePage(report, "Story", 0, {companies: new Map(), dashboards})

    test("links each dashboard, and is not for a name that was bent to this machine", async () => {
        const one = await world.boards.dashboard({name: "First & <b>best</b>"})
        const two = await world.boards.dashboard({name: "Second"})
        const {url, server} = await served(world.pages.url)
        const html = await (await fetch(url)).text()
        for (const [{id}, title] of [[one, "First &#38; &#60;b&#62;best&#60;/b&#62;"], [two, "Second"]] as const)
            expect(html).toContain(`<a href="${world.origin}/dashboards/${id}">${title}</a>`)
        expect(html).toContain(`<a href="${world.pages.url}">all dashboards</a>`)
        for (const path of ["/", "/report.json"]) {
            expect((await asked(url, path, {host: "evil.example"})).status).toBe(421)
            expect((await asked(url, path, {})).status).toBe(200)
        }
        await server.close()
    }) // prettier-ignore

    test("without an answer the list is linked alone: its own page says why", async () => {
        const {url, server} = await served("http://127.0.0.1:9/dashboards")
        const html = await (await fetch(url)).text()
        expect(html).toContain('<a href="http://127.0.0.1:9/dashboards">all dashboards</a>')
        await server.close()
    })
})
