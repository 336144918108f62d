/** Answers of the stand-in have every field of the recorded examples, with the same kind of value. */
import {createFixture, type ProjectFixture} from "./posthog-fixture"
import {differences, example, exampleRequest, present} from "./recorded-examples"

;(present ? describe : describe.skip)("recorded examples", () => {
    let project: ProjectFixture
    beforeAll(async () => {
        project = await createFixture({groupTypes: [{group_type: "company"}]})
        await project.admin.updateProject(project.id, {
            systemTables: {
                data_warehouse_tables: [{id: "1", name: "stripe_customer", columns: "{}", deleted: false}],
            },
            testAccountFilters: [
                {key: "email", type: "person", value: "@example.com", operator: "not_icontains"},
            ],
        })
        const group = {
            $group_type: "company",
            $group_key: "acme.com",
            $group_set: {name: "Acme", plan: "free", seats: 9},
        }
        const batch = [
            {event: "pricing_page_viewed", distinct_id: "u"},
            {event: "$groupidentify", distinct_id: "u", properties: group},
        ]
        await project.capture("/batch/", {api_key: project.apiToken, batch})
    })

    test.each([
        ["personal-api-key-current", "/api/personal_api_keys/@current/"],
        ["project-current", "/api/projects/:id/"],
        ["users-me", "/api/users/@me/"],
        ["organizations-projects", "/api/organizations/@current/projects/?limit=100"],
        ["groups-types-list", "/api/projects/:id/groups_types/"],
        [
            "groups-find",
            "/api/projects/:id/groups/find/?group_type_index=0&group_key=acme.com&skip_create_notebook=true",
        ],
        ["groups-list", "/api/projects/:id/groups/?group_type_index=0&search=acme"],
        ["event-definitions-list", "/api/projects/:id/event_definitions/?limit=100&offset=0&search=pricing"],
        [
            "property-definitions-list",
            "/api/projects/:id/property_definitions/?type=group&group_type_index=0&search=seat",
        ],
    ])("%s", async (name, url) => {
        const {status, body} = await project.request("GET", url.replace(":id", String(project.id)))
        expect(status).toBe(200)
        expect(differences(example(name), body)).toEqual([])
    })

    test.each(["query-hogql-sync", "query-warehouse-discovery"])("%s, with its own request", async (name) => {
        const {status, body} = await project.request(
            "POST",
            `/api/projects/${project.id}/query/`,
            exampleRequest(name).body,
        )
        expect(status).toBe(200)
        expect(differences(example(name), body)).toEqual([])
    })

    test("query-async-start, -poll and -cancel", async () => {
        const start = await project.query("SELECT toDate('2026-01-01') AS day, 17 AS n LIMIT 1", {
            refresh: "force_async",
            client_query_id: "example",
        })
        expect(differences(example("query-async-start"), start.body)).toEqual([])
        const url = `/api/projects/${project.id}/query/example/`
        let poll = await project.request("GET", url)
        while (poll.status === 202) poll = await project.request("GET", url)
        expect(differences(example("query-async-poll"), poll.body)).toEqual([])
        expect(
            differences(example("query-async-cancel"), (await project.request("DELETE", url)).body),
        ).toEqual([])
    })

    test("the captured examples are accepted", async () => {
        for (const name of ["capture-batch", "capture-single", "capture-groupidentify"]) {
            const request = exampleRequest(name)
            const answer = await project.capture(request.path, {
                ...request.body,
                api_key: project.apiToken,
            })
            expect([answer.status, answer.body]).toEqual([200, example(name)])
        }
        expect(
            await project.rows(
                "SELECT $group_0, count(DISTINCT uuid) FROM events WHERE event = 'beton_signal_fired' GROUP BY $group_0 LIMIT 5",
            ),
        ).toEqual([["acme.com", 1]])
    })
})
