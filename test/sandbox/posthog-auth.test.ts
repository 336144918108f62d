import {createFixture, type ProjectFixture} from "./posthog-fixture"

let project: ProjectFixture
beforeAll(async () => {
    project = await createFixture()
})

const get = (path: string, key?: string) => project.request("GET", path, undefined, key)
const error = (status: number, code: string, detail: string) => ({
    status,
    body: {type: "authentication_error", code, detail, attr: null},
})

describe("keys", () => {
    test("no credentials, a wrong key, a project token, a revoked key", async () => {
        const path = `/api/projects/${project.id}/`
        const missing = error(401, "not_authenticated", "Authentication credentials were not provided.")
        const wrong = error(401, "authentication_failed", "Invalid personal API key.")
        expect(await get(path, "")).toMatchObject(missing)
        expect(await get(path, "phx_wrong")).toMatchObject(wrong)
        expect(await get(path, project.apiToken)).toMatchObject(wrong)
        const key = await project.admin.createPersonalKey({scopes: ["*"]})
        expect((await get(path, key)).status).toBe(200)
        await project.admin.revokeKey(key)
        expect(await get(path, key)).toMatchObject(wrong)
    })

    test("the key of a limited project list", async () => {
        const other = await createFixture()
        const key = await project.admin.createPersonalKey({scopes: ["*"], scopedTeams: [other.id]})
        const refused = error(
            403,
            "permission_denied",
            `API key does not have access to the requested project: ID ${project.id}.`,
        )
        expect(await get(`/api/projects/${project.id}/`, key)).toMatchObject(refused)
        expect((await get(`/api/projects/${other.id}/`, key)).status).toBe(200)
        for (const path of ["/api/projects/", "/api/organizations/@current/projects/"]) {
            const list = (await get(path, key)).body as {count: number; results: {id: number}[]}
            expect([list.count, list.results.map(({id}) => id)]).toEqual([1, [other.id]])
        }
    })

    test("introspection shows scopes and hides the key", async () => {
        const key = await project.admin.createPersonalKey({scopes: ["query:read"], scopedTeams: [project.id]})
        const {status, body} = await get("/api/personal_api_keys/@current/", key)
        expect(status).toBe(200)
        expect(body).toMatchObject({
            value: null,
            mask_value: `phx_...${key.slice(-4)}`,
            scopes: ["query:read"],
            scoped_teams: [project.id],
            scoped_organizations: [],
        })
        expect(JSON.stringify(body)).not.toContain(key)
    })
})

describe("scopes (CONTRACT §7)", () => {
    const p = () => `/api/projects/${project.id}`
    const calls: [string, string, () => string, unknown][] = [
        ["query:read", "POST", () => `${p()}/query/`, {query: {kind: "HogQLQuery", query: "SELECT 1"}}],
        ["project:read", "GET", () => `${p()}/`, undefined],
        ["project:read", "GET", () => "/api/projects/", undefined],
        ["user:read", "GET", () => "/api/users/@me/", undefined],
        ["group:read", "GET", () => `${p()}/groups_types/`, undefined],
        ["group:read", "GET", () => `${p()}/groups/?group_type_index=0`, undefined],
        ["event_definition:read", "GET", () => `${p()}/event_definitions/`, undefined],
        ["property_definition:read", "GET", () => `${p()}/property_definitions/`, undefined],
    ]
    test.each(calls)("%s for %s", async (scope, method, path, body) => {
        const status = async (scopes: string[]) => {
            const key = await project.admin.createPersonalKey({scopes})
            return project.request(method, path(), body, key)
        }
        expect(await status(["dashboard:write"])).toMatchObject(
            error(403, "permission_denied", `API key missing required scope '${scope}'`),
        )
        for (const granted of [scope, scope.replace(":read", ":write"), "*"]) {
            expect((await status([granted])).status).toBe(200)
        }
    })

    test("the organisation's list needs both of its scopes", async () => {
        const path = "/api/organizations/@current/projects/"
        const one = await project.admin.createPersonalKey({scopes: ["project:read"]})
        expect((await get(path, one)).status).toBe(403)
        const both = await project.admin.createPersonalKey({scopes: ["project:read", "organization:read"]})
        expect((await get(path, both)).status).toBe(200)
    })
})

describe("what is not there", () => {
    const notFound = (detail: string) => ({
        status: 404,
        body: {type: "invalid_request", code: "not_found", detail, attr: null},
    })
    test("unknown project, unknown endpoint, wrong method", async () => {
        expect(await get("/api/projects/999999/")).toMatchObject(notFound("Not found."))
        expect(await get("/api/projects/abc/groups_types/")).toMatchObject(notFound("Not found."))
        expect(await get(`/api/projects/${project.id}/nothing/`)).toMatchObject(
            notFound("Endpoint not found."),
        )
        expect(await project.request("DELETE", `/api/projects/${project.id}/`)).toMatchObject({
            status: 405,
            body: {
                type: "invalid_request",
                code: "method_not_allowed",
                detail: 'Method "DELETE" not allowed.',
            },
        })
    })
})
