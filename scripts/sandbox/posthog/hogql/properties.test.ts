import {TestDatabase, testProject} from "./test-database"

const PERSON = "00000000-0000-0000-0000-0000000000a1"
const PROPERTIES = {
    text: "pro",
    quoted: 'say "hi"',
    number: 5,
    float: 1.5,
    yes: true,
    nothing: null,
    empty: "",
    list: ["x", 2],
    object: {a: {b: "deep"}},
    "two words": "w",
    "dotted.name": "d",
    $dollar: "s",
    numeric_text: "12",
    when: "2026-03-01 10:00:00",
    $group_0: "acme",
    $session_id: "s-1",
    team_id: "mine",
}

let db: TestDatabase

beforeAll(() => {
    db = new TestDatabase()
    const event = {
        team_id: 1,
        event: "e",
        timestamp: "2026-10-01 10:00:00",
        distinct_id: "d",
        person_id: PERSON,
    }
    db.insert("events", [
        {
            ...event,
            uuid: "00000000-0000-0000-0000-000000000001",
            properties: JSON.stringify(PROPERTIES),
            person_properties: '{"plan":"old","seats":"3"}',
        },
    ])
    db.insert("person", [
        {team_id: 1, id: PERSON, created_at: "2026-01-01", properties: '{"plan":"new"}', version: 1},
    ])
    db.insert("groups", [
        {
            team_id: 1,
            group_type_index: 0,
            group_key: "acme",
            created_at: "2026-01-01",
            group_properties: '{"seats":7,"active":true}',
            _timestamp: "2026-02-01",
        },
    ])
})
afterAll(() => db.close())

async function value(expression: string, project = testProject(), table = "events"): Promise<unknown> {
    const rows = await db.hogql(`SELECT ${expression} FROM ${table} LIMIT 1`, project)
    return rows[0]?.[0]
}

describe("property access (CONTRACT §1)", () => {
    it.each([
        ["properties.text", "pro"],
        ["properties.quoted", 'say \\"hi\\"'],
        ["properties.number", "5"],
        ["properties.float", "1.5"],
        ["properties.yes", "true"],
        ["properties.nothing", null],
        ["properties.missing", null],
        ["properties.empty", ""],
        ["properties.list", '["x",2]'],
        ["properties.list.1", "x"],
        ["properties.list[2]", "2"],
        ["properties.list.3", null],
        ["properties.object", '{"a":{"b":"deep"}}'],
        ["properties.object.a.b", "deep"],
        ["properties.object['a']['b']", "deep"],
        ["properties['two words']", "w"],
        ["properties.`two words`", "w"],
        ["properties['dotted.name']", "d"],
        ["properties.$dollar", "s"],
        ["properties.$group_0", "acme"],
        ["properties.$session_id", "s-1"],
        ["properties.team_id", "mine"],
        ["toTypeName(properties.number)", "Nullable(String)"],
        ["person.properties.plan", "old"],
        ["group_0.properties.seats", "7"],
        ["organization.properties.seats", "7"],
        ["organization.key", "acme"],
        ["JSONExtractString(properties, 'text')", "pro"],
    ])("%s", async (expression, expected) => expect(await value(expression)).toBe(expected))

    it("counts array elements from 1", async () => {
        await expect(value("properties.list[0]")).rejects.toThrow("counted from 1")
    })

    it("stays possible through a subquery, without casts", async () => {
        const project = testProject({propertyTypes: {event: {number: "Numeric"}, person: {}, group: {}}})
        expect(await value("properties.number", project, "(SELECT properties FROM events)")).toBe("5")
    })

    it("reads current person properties in joined mode", async () => {
        const project = testProject({personsOnEventsMode: "person_id_override_properties_joined"})
        expect(await value("person.properties.plan", project)).toBe("new")
        expect(await value("properties.plan", project, "persons")).toBe("new")
    })
})

describe("casts from property definitions (CONTRACT §1)", () => {
    const typed = testProject({
        timezone: "Europe/Berlin",
        propertyTypes: {
            event: {
                number: "Numeric",
                numeric_text: "Numeric",
                text: "Numeric",
                yes: "Boolean",
                quoted: "Boolean",
                when: "DateTime",
                empty: "String",
                float: "Duration",
            },
            person: {seats: "Numeric"},
            group: {0: {seats: "Numeric", active: "Boolean"}},
        },
    })

    it.each([
        ["properties.number", 5],
        ["properties.numeric_text", 12],
        ["properties.text", null],
        ["properties.yes", true],
        ["properties.yes = true", 1],
        ["properties.quoted", null],
        ["toString(properties.when)", "2026-03-01 10:00:00.000000"],
        ["toUnixTimestamp(properties.when)", Date.UTC(2026, 2, 1, 9) / 1000],
        ["properties.empty", ""],
        ["properties.float", "1.5"],
        ["properties.number >= 5", 1],
        ["person.properties.seats + 1", 4],
        ["group_0.properties.seats + 1", 8],
        ["organization.properties.active = true", 1],
        ["toFloatOrZero(properties.text)", 0],
        ["toIntOrZero(properties.numeric_text)", 12],
        ["toFloatOrDefault(properties.text, 9)", 9],
        ["toFloat(properties.number)", 5],
        ["toString(properties.yes) IN ('true', '1')", 1],
    ])("%s", async (expression, expected) => expect(await value(expression, typed)).toBe(expected))

    it("does not cast on the bare groups table", async () => {
        expect(await value("properties.seats", typed, "groups")).toBe("7")
    })

    it("makes an untyped property compared with a number an error of ClickHouse", async () => {
        await expect(value("properties.number >= 5")).rejects.toThrow("NO_COMMON_TYPE")
    })

    it("portable forms work untyped", async () => {
        expect(await value("toFloat(properties.number) >= 5")).toBe(1)
        expect(await value("toString(properties.yes) IN ('true', '1')")).toBe(1)
        expect(await value("toString(toDateTime(toString(properties.when)))")).toBe(
            "2026-03-01 10:00:00.000000",
        )
    })
})
