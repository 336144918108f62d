import {createFixture, type ProjectFixture} from "./posthog-fixture"

interface List<T> {
    count: number
    next: string | null
    previous: string | null
    results: T[]
}

let project: ProjectFixture
beforeAll(async () => {
    project = await createFixture({
        name: "Shop",
        timezone: "Europe/Berlin",
        weekStartDay: 1,
        groupTypes: [{group_type: "company", created_at: "2025-02-01T12:00:00Z"}, {group_type: "workspace"}],
    })
})

const get = async <T>(path: string) => project.request<T>("GET", `/api/projects/${project.id}${path}`)

test("project and user facts", async () => {
    expect((await get("/")).body).toMatchObject({
        id: project.id,
        name: "Shop",
        api_token: project.apiToken,
        timezone: "Europe/Berlin",
        week_start_day: 1,
        has_group_types: true,
        group_types: [
            {group_type: "company", group_type_index: 0, created_at: "2025-02-01T12:00:00Z"},
            {group_type: "workspace", group_type_index: 1},
        ],
        default_modifiers: {personsOnEventsMode: "person_id_override_properties_on_events"},
    })
    const {body} = await project.request<{team: {id: number}}>("GET", "/api/users/@me/")
    // The owner's current project, not the one of the key.
    const current = await project.request<{id: number}>("GET", "/api/projects/@current/")
    expect(body.team.id).toBe(current.body.id)
})

test("group types are a bare list", async () => {
    const {body} = await get<{group_type: string}[]>("/groups_types/")
    expect(body.map(({group_type}) => group_type)).toEqual(["company", "workspace"])
})

describe("groups", () => {
    beforeAll(async () => {
        const rows = Array.from({length: 130}, (_, index) => ({
            team_id: project.id,
            group_type_index: 0,
            group_key: `c${String(index).padStart(3, "0")}.com`,
            created_at: "2025-03-01 08:00:00",
            group_properties: JSON.stringify({name: index === 7 ? "Acme" : `N${index}`}),
            _timestamp: "2025-03-01 08:00:00",
        }))
        const newer = {
            ...rows[7],
            group_properties: '{"name":"Acme","seats":9}',
            _timestamp: "2025-04-01 08:00:00",
        }
        await project.admin.insert("groups", [...rows, newer].map((row) => JSON.stringify(row)).join("\n"))
    })

    test("pages of 100 by cursor", async () => {
        const first = await get<List<{group_key: string}>>("/groups/?group_type_index=0")
        expect(first.body.results).toHaveLength(100)
        expect(first.body.previous).toBeNull()
        const path = (first.body.next ?? "").slice(project.url.length)
        const second = await project.request<List<{group_key: string}>>("GET", path)
        expect(second.body.results.map(({group_key}) => group_key).slice(0, 2)).toEqual([
            "c100.com",
            "c101.com",
        ])
        expect([second.body.results.length, second.body.next]).toEqual([30, null])
    })

    test("search looks at key and name", async () => {
        for (const search of ["acme", "C007"]) {
            const {body} = await get<List<unknown>>(`/groups/?group_type_index=0&search=${search}`)
            expect(body.results).toEqual([
                {
                    group_type_index: 0,
                    group_key: "c007.com",
                    group_properties: {name: "Acme", seats: 9},
                    created_at: "2025-03-01T08:00:00Z",
                },
            ])
        }
    })

    test("find one, or 404; the index is required", async () => {
        const found = await get(
            "/groups/find/?group_type_index=0&group_key=c007.com&skip_create_notebook=true",
        )
        expect(found.body).toMatchObject({
            group_key: "c007.com",
            group_properties: {seats: 9},
            notebook: null,
        })
        expect((await get("/groups/find/?group_type_index=1&group_key=c007.com")).status).toBe(404)
        expect(await get("/groups/")).toMatchObject({
            status: 400,
            body: {type: "validation_error", attr: "group_type_index"},
        })
    })
})

describe("definitions", () => {
    beforeAll(() =>
        project.admin.registerDefinitions(project.id, {
            events: [
                {name: "pricing_page_viewed", last_seen_at: "2026-10-01T21:00:00Z"},
                {name: "report_run"},
            ],
            properties: [
                {type: "event", name: "rows", property_type: "Numeric"},
                {type: "event", name: "list", property_type: null},
                {type: "person", name: "plan", property_type: "String"},
                {type: "group", group_type_index: 0, name: "seats", property_type: "Numeric"},
                {type: "group", group_type_index: 1, name: "seats", property_type: "String"},
            ],
        }),
    )

    test("events: search and pages with links", async () => {
        const found = await get<List<unknown>>("/event_definitions/?search=pricing")
        expect(found.body).toMatchObject({
            count: 1,
            results: [{name: "pricing_page_viewed", last_seen_at: "2026-10-01T21:00:00Z", hidden: false}],
        })
        const first = await get<List<{name: string}>>("/event_definitions/?limit=1")
        expect([first.body.count, first.body.results.length, first.body.previous]).toEqual([2, 1, null])
        const second = await project.request<List<{name: string}>>(
            "GET",
            (first.body.next ?? "").slice(project.url.length),
        )
        expect(second.body.results.map(({name}) => name)).toEqual(["report_run"])
        expect(second.body.next).toBeNull()
    })

    test("properties by type; a group type needs its index", async () => {
        const names = async (query: string) =>
            (
                await get<List<{name: string; property_type: string; is_numerical: boolean}>>(
                    `/property_definitions/${query}`,
                )
            ).body
        expect((await names("")).results.map(({name}) => name)).toEqual(["list", "rows"])
        expect((await names("?type=person")).results).toMatchObject([{name: "plan", property_type: "String"}])
        expect(
            (await names("?type=group&group_type_index=0&search=seat&exclude_hidden=true")).results,
        ).toMatchObject([{name: "seats", property_type: "Numeric", is_numerical: true}])
        expect((await names("?properties=rows,plan")).results).toMatchObject([{name: "rows"}])
        for (const bad of ["?type=group", "?type=nope", "?type=event&group_type_index=0"]) {
            expect((await get(`/property_definitions/${bad}`)).status).toBe(400)
        }
    })
})
