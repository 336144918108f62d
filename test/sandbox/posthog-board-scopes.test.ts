import {type BoardFixture, createBoards} from "./posthog-boards"

let boards: BoardFixture
beforeEach(async () => {
    boards = await createBoards()
})

describe("scopes (CONTRACT §7)", () => {
    const calls: [string, string, string, unknown][] = [
        ["dashboard:read", "GET", "/dashboards/", undefined],
        ["dashboard:read", "GET", "/dashboards/D/", undefined],
        ["dashboard:write", "POST", "/dashboards/", {}],
        ["dashboard:write", "PATCH", "/dashboards/D/", {}],
        ["dashboard:write", "POST", "/dashboards/D/create_text_tile/", {body: "x"}],
        ["query:read", "GET", "/dashboards/D/run_insights/", undefined],
        ["insight:read", "GET", "/insights/", undefined],
        ["insight:read", "GET", "/insights/I/", undefined],
        ["insight:write", "POST", "/insights/", {}],
        ["insight:write", "PATCH", "/insights/I/", {}],
        ["file_system:read", "GET", "/file_system/", undefined],
        ["file_system:write", "POST", "/file_system/", {path: "A", type: "folder"}],
    ]
    test.each(calls)("%s for %s %s", async (scope, method, path, body) => {
        const [dashboard, insight] = [await boards.dashboard(), await boards.insight("SELECT 1")]
        const at = path.replace("D/", `${dashboard.id}/`).replace("I/", `${insight.id}/`)
        const ask = async (scopes: string[]) =>
            boards.call(method, at, body, await boards.project.admin.createPersonalKey({scopes}))
        const reading = scope.replace(":write", ":read")
        for (const scopes of [["project:write"], ...(reading === scope ? [] : [[reading]])]) {
            expect(await ask(scopes)).toMatchObject({
                status: 403,
                body: {
                    type: "authentication_error",
                    code: "permission_denied",
                    detail: `API key missing required scope '${scope}'`,
                },
            })
        }
        expect((await ask([scope])).status).toBeLessThan(300)
    })

    test("actions without a scope refuse every personal key", async () => {
        const {id} = await boards.dashboard()
        const paths: [string, string][] = [
            ["POST", "/dashboards/create_from_template_json/"],
            ["POST", "/dashboards/create_unlisted_dashboard/"],
            ["GET", `/dashboards/${id}/stream_tiles/`],
        ]
        for (const [method, path] of paths) {
            expect(await boards.call(method, path)).toMatchObject({
                status: 403,
                body: {detail: "This action does not support personal API key access"},
            })
        }
    })
})

test("/insights has its own throttle; dashboards count as other endpoints", async () => {
    const read = () => boards.call("GET", "/insights/a/")
    await boards.project.admin.setLimits(boards.project.id, {insightPerMinute: 2})
    expect([(await read()).status, (await read()).status]).toEqual([404, 404])
    const refused = await read()
    expect(refused).toMatchObject({status: 429, body: {type: "throttled_error", code: "throttled"}})
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50)
    expect((await boards.call("GET", "/dashboards/")).status).toBe(200)
})
