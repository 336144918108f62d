import {compileHogQL} from "./compile"
import {TestDatabase, testProject} from "./test-database"

let db: TestDatabase

beforeAll(() => {
    db = new TestDatabase()
    const event = {
        team_id: 1,
        event: "e",
        distinct_id: "d",
        person_id: "00000000-0000-0000-0000-0000000000a1",
    }
    db.insert("events", [
        {
            ...event,
            uuid: "00000000-0000-0000-0000-000000000001",
            timestamp: "2026-10-01 10:00:00",
            properties: '{"a":"x"}',
        },
        {
            ...event,
            uuid: "00000000-0000-0000-0000-000000000002",
            timestamp: "2026-10-02 10:00:00",
            properties: "{}",
        },
    ])
})
afterAll(() => db.close())

describe("comparisons with a NULL side (CONTRACT §1)", () => {
    // First the row where properties.a is 'x', then the one where it is NULL.
    it.each([
        ["properties.a = 'x'", 1, 0],
        ["properties.a != 'x'", 0, 1],
        ["properties.a < 'y'", 1, 0],
        ["properties.a >= 'x'", 1, 0],
        ["properties.a LIKE 'x%'", 1, 0],
        ["properties.a ILIKE 'X%'", 1, 0],
        ["properties.a NOT LIKE 'x%'", 0, 1],
        ["properties.a NOT ILIKE 'X%'", 0, 1],
        ["properties.a IN ('x', 'y')", 1, 0],
        ["properties.a IN ('x', NULL)", 1, 1],
        ["properties.a NOT IN ('x', 'y')", 0, 1],
        ["properties.a NOT IN ['x']", 0, 1],
        ["properties.a = NULL", 0, 1],
        ["properties.a != NULL", 1, 0],
        ["properties.a IS NULL", 0, 1],
        ["properties.a IS NOT NULL", 1, 0],
        ["properties.a = properties.b", 0, 1],
        ["properties.a != properties.b", 1, 0],
        ["properties.a =~ 'x'", 1, 0],
        ["properties.a !~ 'x'", 0, 1],
        ["not(properties.a = 'x')", 0, 1],
        ["equals(properties.a, 'x')", 1, 0],
        ["notEquals(properties.a, 'x')", 0, 1],
        ["properties.a BETWEEN 'a' AND 'z'", 1, 0],
        ["properties.a IS DISTINCT FROM 'x'", 0, 1],
        ["properties.a IS NOT DISTINCT FROM NULL", 0, 1],
        ["properties.a < NULL", 0, 0],
    ])("%s", async (expression, present, absent) => {
        const rows = await db.hogql(`SELECT ${expression} FROM events ORDER BY timestamp`)
        expect(rows).toEqual([[present], [absent]])
        const filtered = await db.hogql(`SELECT count() FROM events WHERE ${expression}`)
        expect(filtered).toEqual([[present + absent]])
    })

    it("concat turns NULL into ''", async () => {
        const rows = await db.hogql(
            "SELECT concat('<', properties.a, 1, NULL, '>') FROM events ORDER BY timestamp",
        )
        expect(rows).toEqual([["<x1>"], ["<1>"]])
    })

    it("aggregates skip NULL and countIf is safe", async () => {
        const rows = await db.hogql(
            "SELECT count(properties.a), countIf(properties.a = 'x'), count() FROM events",
        )
        expect(rows).toEqual([[1, 1, 2]])
    })

    it("wraps inside expressions but not where it cannot matter", async () => {
        const {sql} = await compileHogQL(
            "SELECT properties.a = 'x' FROM events WHERE properties.a = 'x'",
            undefined,
            testProject(),
        )
        expect(sql.split(" FROM ")[0]).toContain("ifNull(equals(")
        expect(sql.split(" FROM ")[1]).not.toContain("ifNull(equals(")
    })
})
