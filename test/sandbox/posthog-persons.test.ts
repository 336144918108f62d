import {createFixture, type ProjectFixture} from "./posthog-fixture"

type Event = Record<string, unknown> & {event: string; distinct_id: string}

const send = (project: ProjectFixture, ...batch: Event[]) =>
    project.capture("/batch/", {api_key: project.apiToken, batch})
const raw = (project: ProjectFixture, columns: string, table = "events", order = columns) =>
    project.admin.sql(`SELECT ${columns} FROM ${table} WHERE team_id = ${project.id} ORDER BY ${order}`)
const people = (project: ProjectFixture) =>
    project.rows("SELECT event, count(DISTINCT person_id) FROM events GROUP BY event ORDER BY event")

describe("persons", () => {
    test("events carry the properties that the person had then", async () => {
        const project = await createFixture()
        await send(
            project,
            {event: "a", distinct_id: "u", properties: {$set: {plan: "free"}, $set_once: {source: "ads"}}},
            {event: "b", distinct_id: "u", properties: {$set: {plan: "paid"}, $set_once: {source: "mail"}}},
        )
        await send(project, {event: "c", distinct_id: "u", properties: {$unset: ["source"]}})
        expect(await raw(project, "event, person_properties, person_mode", "events", "event")).toEqual([
            {event: "a", person_properties: '{"source":"ads","plan":"free"}', person_mode: "full"},
            {event: "b", person_properties: '{"source":"ads","plan":"paid"}', person_mode: "full"},
            {event: "c", person_properties: '{"plan":"paid"}', person_mode: "full"},
        ])
        expect(await project.rows("SELECT person.properties.plan FROM events ORDER BY event")).toEqual([
            ["free"],
            ["paid"],
            ["paid"],
        ])
        expect(await project.rows("SELECT properties.plan FROM persons")).toEqual([["paid"]])
    })

    test("the same distinct id has another person in another project", async () => {
        const ids = await Promise.all(
            [1, 2].map(async () => {
                const project = await createFixture()
                await send(project, {event: "a", distinct_id: "same"})
                return project.rows("SELECT person_id FROM events")
            }),
        )
        expect(ids[0]).not.toEqual(ids[1])
    })

    test("$identify merges: old events belong to the merged person", async () => {
        const project = await createFixture()
        await send(project, {event: "visit", distinct_id: "anon", properties: {$set: {a: 1, b: 1}}})
        await send(project, {event: "login", distinct_id: "user", properties: {$set: {b: 2}}})
        expect(await project.rows("SELECT count(DISTINCT person_id) FROM events")).toEqual([[2]])
        await send(project, {
            event: "$identify",
            distinct_id: "user",
            properties: {$anon_distinct_id: "anon", $set: {c: 3}},
        })
        expect(await project.rows("SELECT count(DISTINCT person_id) FROM events")).toEqual([[1]])
        const [person] = await project.rows("SELECT properties.a, properties.b, properties.c FROM persons")
        expect(person).toEqual([1, 2, 3])
        // Later events of either distinct id belong to it as well.
        await send(project, {event: "later", distinct_id: "anon"})
        expect(await project.rows("SELECT count(DISTINCT person_id) FROM events")).toEqual([[1]])
    })

    test("$identify of a new user joins the anonymous person", async () => {
        const project = await createFixture()
        await send(project, {event: "visit", distinct_id: "anon"})
        await send(project, {
            event: "$identify",
            distinct_id: "user",
            properties: {$anon_distinct_id: "anon"},
        })
        expect(await project.rows("SELECT count(DISTINCT person_id), count() FROM events")).toEqual([[1, 2]])
        expect(await project.rows("SELECT count() FROM persons")).toEqual([[1]])
    })

    test("$create_alias merges; an identified person is not swallowed", async () => {
        const project = await createFixture()
        await send(
            project,
            {event: "a", distinct_id: "one"},
            {event: "a", distinct_id: "two"},
            {event: "$create_alias", distinct_id: "one", properties: {alias: "two"}},
        )
        expect(await people(project)).toEqual([
            ["$create_alias", 1],
            ["a", 1],
        ])
        await send(
            project,
            {event: "b", distinct_id: "three"},
            {event: "$identify", distinct_id: "four", properties: {}},
            {event: "b", distinct_id: "four"},
            {event: "$create_alias", distinct_id: "three", properties: {alias: "four"}},
        )
        expect(await people(project)).toContainEqual(["b", 2])
        await send(project, {event: "$merge_dangerously", distinct_id: "three", properties: {alias: "four"}})
        expect(await people(project)).toContainEqual(["b", 1])
    })

    test("ids that everybody shares are never merged", async () => {
        const project = await createFixture()
        await send(project, {event: "a", distinct_id: "real"}, {event: "a", distinct_id: "null"})
        await send(project, {
            event: "$identify",
            distinct_id: "real",
            properties: {$anon_distinct_id: "null"},
        })
        expect(await people(project)).toContainEqual(["a", 2])
    })

    test("persons that a loader has written are found", async () => {
        const project = await createFixture()
        const id = "0b1f7d0a-6f3e-5c57-9a3e-2f1c8b7f4d11"
        const person = {
            team_id: project.id,
            id,
            created_at: "2026-01-01",
            properties: '{"plan":"x"}',
            is_identified: 1,
        }
        await project.admin.insert("person", JSON.stringify(person))
        const mapping = {team_id: project.id, distinct_id: "loaded", person_id: id}
        await project.admin.insert("person_distinct_id2", JSON.stringify(mapping))
        await send(project, {event: "a", distinct_id: "loaded"})
        expect(await project.rows("SELECT person_id, person.properties.plan FROM events")).toEqual([
            [id, "x"],
        ])
    })
})
