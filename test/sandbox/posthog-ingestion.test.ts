import {createFixture, type ProjectFixture} from "./posthog-fixture"

type Event = Record<string, unknown> & {event: string; distinct_id: string}

const send = (project: ProjectFixture, ...batch: Event[]) =>
    project.capture("/batch/", {api_key: project.apiToken, batch})
const raw = (project: ProjectFixture, columns: string, table = "events", order = columns) =>
    project.admin.sql(`SELECT ${columns} FROM ${table} WHERE team_id = ${project.id} ORDER BY ${order}`)

describe("$process_person_profile: false", () => {
    test("no person, no $set, no $group_N from $groups; an explicit $group_N stays", async () => {
        const project = await createFixture({groupTypes: [{group_type: "company"}]})
        const groups = {$groups: {company: "acme.com"}}
        const off = {$process_person_profile: false}
        await send(
            project,
            {event: "with", distinct_id: "u1", properties: {...groups}},
            {event: "without", distinct_id: "u2", properties: {...groups, ...off, $set: {a: 1}}},
            {event: "explicit", distinct_id: "u2", properties: {...groups, ...off, $group_0: "acme.com"}},
        )
        expect(await raw(project, "event, person_mode, `$group_0`", "events", "event")).toEqual([
            {event: "explicit", person_mode: "propertyless", $group_0: "acme.com"},
            {event: "with", person_mode: "full", $group_0: "acme.com"},
            {event: "without", person_mode: "propertyless", $group_0: ""},
        ])
        expect(await project.rows("SELECT count() FROM persons")).toEqual([[1]])
        const [row] = await raw(project, "properties, event = 'without' AS w", "events", "w DESC")
        expect((row as {properties: string}).properties).not.toContain("$set")
    })

    test("such events join the person whom their distinct id gets later", async () => {
        const project = await createFixture()
        await send(project, {
            event: "quiet",
            distinct_id: "anon",
            properties: {$process_person_profile: false},
        })
        await send(project, {
            event: "$identify",
            distinct_id: "user",
            properties: {$anon_distinct_id: "anon"},
        })
        expect(await project.rows("SELECT count(DISTINCT person_id) FROM events")).toEqual([[1]])
    })

    test.each(["$identify", "$create_alias", "$groupidentify"])("%s is dropped whole", async (event) => {
        const project = await createFixture({groupTypes: [{group_type: "company"}]})
        const properties = {
            $process_person_profile: false,
            $group_type: "company",
            $group_key: "a",
            alias: "b",
        }
        await send(project, {event, distinct_id: "u", properties})
        expect(await raw(project, "event")).toEqual([])
        expect(await raw(project, "group_key", "groups")).toEqual([])
    })
})

describe("groups", () => {
    test("new types take a place each, at most five", async () => {
        const project = await createFixture({groupTypes: [{group_type: "company"}]})
        const $groups = Object.fromEntries(
            ["company", "t1", "t2", "t3", "t4", "t5"].map((type) => [type, `${type} key`]),
        )
        await send(project, {event: "a", distinct_id: "u", properties: {$groups}})
        const columns = [0, 1, 2, 3, 4].map((index) => `\`$group_${index}\``).join(", ")
        const [row] = await raw(project, columns)
        expect(Object.values(row as object)).toEqual(["company key", "t1 key", "t2 key", "t3 key", "t4 key"])
        const {body} = await project.request("GET", `/api/projects/${project.id}/groups_types/`)
        expect(body).toHaveLength(5)
        expect((body as unknown[])[1]).toMatchObject({group_type: "t1", created_at: "2026-10-05T06:00:00Z"})
    })

    test("$groupidentify merges keys under a clock that stands still", async () => {
        const project = await createFixture({groupTypes: [{group_type: "company"}]})
        const identify = (set: object): Event => ({
            event: "$groupidentify",
            distinct_id: "u",
            properties: {$group_type: "company", $group_key: "acme.com", $group_set: set},
        })
        await send(project, identify({plan: "free", seats: 3}))
        await send(project, identify({plan: "paid"}), identify({score: 72}))
        const found = await project.request(
            "GET",
            `/api/projects/${project.id}/groups/find/?group_type_index=0&group_key=acme.com`,
        )
        expect(found.body).toMatchObject({group_properties: {plan: "paid", seats: 3, score: 72}})
        expect(await project.rows("SELECT key, properties.plan FROM groups WHERE index = 0")).toEqual([
            ["acme.com", "paid"],
        ])
    })
})

describe("visibility", () => {
    test("with a lag, events are accepted first and visible later", async () => {
        const project = await createFixture({ingestionLagMs: 600_000})
        expect((await send(project, {event: "a", distinct_id: "u"})).status).toBe(200)
        expect(await project.rows("SELECT count() FROM events")).toEqual([[0]])
        await project.admin.flushIngestion(project.id)
        expect(await project.rows("SELECT count() FROM events")).toEqual([[1]])
    })

    test("a short lag passes by itself", async () => {
        const project = await createFixture({ingestionLagMs: 50})
        await send(project, {event: "a", distinct_id: "u"})
        for (let tries = 0; tries < 100; tries++) {
            if ((await project.rows("SELECT count() FROM events"))[0]?.[0] === 1) return
            await new Promise((resolve) => setTimeout(resolve, 20))
        }
        throw new Error("The event never became visible.")
    })

    test("requests at the same time lose nothing", async () => {
        const project = await createFixture()
        const ids = Array.from({length: 20}, (_, index) => `u${index % 4}`)
        await Promise.all(
            ids.map((distinct_id) =>
                send(project, {event: "a", distinct_id, properties: {$set: {[distinct_id]: 1}}}),
            ),
        )
        expect(await project.rows("SELECT count(), count(DISTINCT person_id) FROM events")).toEqual([[20, 4]])
        expect(await project.rows("SELECT count() FROM persons")).toEqual([[4]])
    })
})
