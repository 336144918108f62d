import {compileHogQL} from "./compile"
import {TestDatabase, testProject} from "./test-database"

const uuid = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, "0")}`
let db: TestDatabase

beforeAll(() => {
    db = new TestDatabase()
    const event = {team_id: 1, event: "e", person_properties: '{"plan":"then"}', person_id: uuid(101)}
    const session = (url: string) => JSON.stringify({$session_id: "s1", $current_url: url, $group_0: "acme"})
    db.insert("events", [
        {
            ...event,
            uuid: uuid(1),
            event: "$pageview",
            timestamp: "2026-10-01 10:00:00",
            distinct_id: "d1",
            properties: session("https://x.com/a?q=1"),
        },
        {
            ...event,
            uuid: uuid(2),
            event: "$pageview",
            timestamp: "2026-10-01 10:01:00",
            distinct_id: "d1",
            properties: session("https://x.com/b"),
        },
        {
            ...event,
            uuid: uuid(3),
            timestamp: "2025-12-31 23:59:59",
            distinct_id: "d2",
            person_id: uuid(102),
            properties: '{"$group_0":"acme","$group_3":"raw"}',
        },
        {
            ...event,
            team_id: 2,
            uuid: uuid(9),
            event: "secret",
            timestamp: "2026-10-01 10:00:00",
            distinct_id: "d1",
            properties: "{}",
        },
    ])
    const person = {team_id: 1, created_at: "2026-01-01"}
    db.insert("person", [
        {...person, id: uuid(101), properties: '{"plan":"old"}', version: 1},
        {...person, id: uuid(101), properties: '{"plan":"pro"}', version: 2},
        {...person, id: uuid(102), properties: '{"plan":"free"}', version: 1},
        {...person, id: uuid(103), properties: "{}", version: 5, is_deleted: 1},
        {...person, team_id: 2, id: uuid(201), properties: "{}", version: 1},
    ])
    db.insert("person_distinct_id2", [
        {team_id: 1, distinct_id: "d1", person_id: uuid(101), version: 1},
        {team_id: 1, distinct_id: "d2", person_id: uuid(102), version: 1},
        {team_id: 1, distinct_id: "d2", person_id: uuid(101), version: 2},
        {team_id: 1, distinct_id: "gone", person_id: uuid(101), version: 2, is_deleted: 1},
    ])
    db.insert("person_distinct_id_overrides", [
        {team_id: 1, distinct_id: "d2", person_id: uuid(101), version: 2},
    ])
    const group = {team_id: 1, group_type_index: 0, group_key: "acme", created_at: "2026-01-01"}
    db.insert("groups", [
        {...group, group_properties: '{"plan":"a"}', _timestamp: "2026-01-01"},
        {...group, group_properties: '{"plan":"b"}', _timestamp: "2026-02-01"},
        {...group, group_type_index: 1, group_properties: '{"plan":"other"}', _timestamp: "2026-02-01"},
        {...group, team_id: 2, group_key: "foreign", group_properties: "{}", _timestamp: "2026-02-01"},
    ])
})
afterAll(() => db.close())

describe("tables of one project", () => {
    it.each<[string, unknown[][]]>([
        ["SELECT count() FROM events", [[3]]],
        ["SELECT countIf(event = 'secret') FROM events", [[0]]],
        ["SELECT count() FROM events a JOIN events b ON a.distinct_id = b.distinct_id", [[5]]],
        ["SELECT count() FROM numbers(1) n RIGHT JOIN events e ON 1 = 1", [[3]]],
        ["SELECT id, properties.plan FROM persons ORDER BY id", [[uuid(101), "pro"], [uuid(102), "free"]]], // prettier-ignore
        ["SELECT count() FROM raw_persons WHERE is_deleted = 0", [[3]]],
        ["SELECT distinct_id, person_id FROM person_distinct_ids ORDER BY distinct_id", [["d1", uuid(101)], ["d2", uuid(101)]]], // prettier-ignore
        ["SELECT properties.plan FROM groups WHERE index = 0", [["b"]]],
        ["SELECT index, key, properties.plan FROM groups ORDER BY index", [[0, "acme", "b"], [1, "acme", "other"]]], // prettier-ignore
        ["SELECT count() FROM raw_groups WHERE index = 0", [[2]]],
        ["SELECT count() FROM cohort_people", [[0]]],
        ["SELECT count() FROM system.cohorts", [[0]]],
        ["SELECT count() FROM query_log", [[0]]],
        [
            "SELECT session_id, $session_duration, $pageview_count, $entry_pathname, $exit_current_url, $is_bounce FROM sessions",
            [["s1", 60, 2, "/a", "https://x.com/b", false]],
        ],
        ["SELECT session.$session_duration FROM events WHERE $session_id != '' LIMIT 1", [[60]]],
        [
            "SELECT p.properties.plan, count() FROM persons p JOIN events e ON e.person_id = p.id GROUP BY 1",
            [["pro", 3]],
        ],
        [
            "SELECT count() FROM events e LEFT JOIN groups g ON g.key = e.$group_0 AND g.index = 0 WHERE g.properties.plan = 'b'",
            [[2]],
        ],
        ["SELECT pdi.person.properties.plan, count() FROM events GROUP BY 1", [["pro", 3]]],
        [
            "SELECT person.id, person.properties.plan, count() FROM events GROUP BY 1, 2",
            [[uuid(101), "then", 3]],
        ],
    ])("%s", async (text, expected) => expect(await db.hogql(text)).toEqual(expected))
})

describe("person_id", () => {
    const query = "SELECT person_id, count() FROM events GROUP BY person_id ORDER BY person_id"

    it("follows merges", async () => expect(await db.hogql(query)).toEqual([[uuid(101), 3]]))

    it("is the stored id when the project has no merges", async () => {
        const project = testProject({hasPersonOverrides: false})
        expect(await db.hogql(query, project)).toEqual([[uuid(101), 2], [uuid(102), 1]]) // prettier-ignore
        expect((await compileHogQL(query, {}, project)).sql).not.toContain("overrides")
    })

    it("follows merges with join_use_nulls too", async () => {
        const project = testProject({joinUseNulls: true})
        expect(await db.hogql(query, project)).toEqual([[uuid(101), 3]])
        const left =
            "SELECT g.key FROM (SELECT 'x' AS k) a LEFT JOIN groups g ON g.key = a.k WHERE g.key IS NULL"
        expect(await db.hogql(left, project)).toEqual([[null]])
        expect(await db.hogql(left)).toEqual([])
    })
})

describe("$group_N", () => {
    it("is '' before the group type existed, but the property is not", async () => {
        const rows = await db.hogql("SELECT $group_0, properties.$group_0 FROM events WHERE event = 'e'")
        expect(rows).toEqual([["", "acme"]])
    })

    it("reads the column as it is without a group type", async () => {
        expect(await db.hogql("SELECT $group_3, $group_4 FROM events WHERE event = 'e'")).toEqual([
            ["raw", ""],
        ])
    })

    it("does not join groups through a guarded key", async () => {
        const rows = await db.hogql(
            "SELECT organization.properties.plan, count() FROM events GROUP BY 1 ORDER BY 2",
        )
        expect(rows).toEqual([[null, 1], ["b", 2]]) // prettier-ignore
    })
})

describe("tables that depend on the project", () => {
    const project = testProject({
        systemTables: {
            data_warehouse_tables: [
                {id: "1", name: "it's", columns: '{"id":{}}', deleted: false},
                {id: "2", name: "gone", columns: "{}", deleted: true},
            ],
            data_warehouse_sources: [
                {id: "9", source_type: "Stripe", prefix: null, status: "Completed", deleted: false},
            ],
        },
        warehouseTables: [
            {
                name: "stripe.customer",
                aliases: ["stripe_customer"],
                physicalTable: "person_distinct_id2",
                columns: {distinct_id: "String", version: "Integer"},
            },
        ],
    })

    it.each<[string, unknown[][]]>([
        ["SELECT name, columns FROM system.data_warehouse_tables WHERE NOT deleted", [["it's", '{"id":{}}']]],
        [
            "SELECT source_type, prefix, status FROM system.data_warehouse_sources WHERE NOT deleted",
            [["Stripe", null, "Completed"]],
        ],
        ["SELECT max(c.version) FROM stripe.customer AS c", [[2]]],
        ["SELECT max(stripe.customer.version) FROM stripe.customer", [[2]]],
        ["SELECT count() FROM stripe_customer", [[4]]],
    ])("%s", async (text, expected) => expect(await db.hogql(text, project)).toEqual(expected))
})

describe("pruning", () => {
    const berlin = testProject({timezone: "Europe/Berlin", nowMs: Date.parse("2026-10-05T06:00:00Z")})
    it.each([
        "SELECT $group_0, intDiv(toUnixTimestamp(timestamp) - 100, 86400) AS d, count() FROM events WHERE timestamp >= toDateTime('2026-09-01T00:00:00Z') AND timestamp < toDateTime('2026-11-01T00:00:00Z') AND event NOT IN ('x') GROUP BY 1, d",
        "SELECT count() FROM events WHERE timestamp BETWEEN '2026-09-01' AND now()",
        "SELECT count() FROM events WHERE timestamp >= now() - INTERVAL 7 DAY",
        "SELECT count() FROM events WHERE timestamp >= toStartOfMonth(now()) - INTERVAL 1 MONTH",
        "SELECT count() FROM persons p JOIN events e ON e.person_id = p.id WHERE e.timestamp >= toDateTime('2026-09-01')",
    ])("reads only the days asked for: %s", async (text) => {
        const plan = await db.plan(text, berlin)
        expect(plan).toMatch(/toDate\(timestamp\) in \[/)
        expect(plan).toMatch(/team_id in \[1, 1\]/)
    })

    it("does not parse JSON for columns that exist", async () => {
        const text = "SELECT $group_0, $session_id, properties.$group_0, properties.$session_id FROM events"
        expect((await compileHogQL(text, {}, testProject())).sql).not.toContain("JSONExtract")
    })
})
