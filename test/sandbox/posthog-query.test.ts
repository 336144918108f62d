import {createFixture, type ProjectFixture} from "./posthog-fixture"

let berlin: ProjectFixture

beforeAll(async () => {
    berlin = await createFixture({timezone: "Europe/Berlin"})
    const batch = Array.from({length: 120}, (_, index) => ({
        event: "counted",
        distinct_id: `u${index % 7}`,
        timestamp: new Date(Date.UTC(2026, 8, 30, 22) + index * 1000).toISOString(),
        properties: {n: index, label: `l${index}`},
    }))
    await berlin.capture("/batch/", {api_key: berlin.apiToken, batch})
})

describe("the shape of an answer", () => {
    test("all documented keys", async () => {
        const {status, body} = await berlin.query(
            "SELECT event, count() AS n FROM events GROUP BY event LIMIT 10",
        )
        expect(status).toBe(200)
        expect(Object.keys(body).sort()).toEqual(
            `cache_key cache_target_age calculation_trigger clickhouse columns error explain hasMore hogql is_cached
            last_refresh limit metadata modifiers next_allowed_client_refresh offset query query_status results timezone
            timings types warnings`.split(/\s+/),
        )
        expect(body).toMatchObject({
            results: [["counted", 120]],
            columns: ["event", "n"],
            types: [
                ["event", "String"],
                ["n", "UInt64"],
            ],
            timezone: "Europe/Berlin",
            is_cached: false,
            last_refresh: "2026-10-05T06:00:00Z",
            query_status: null,
        })
    })

    test("cells: date-times with the project's offset, dates, UUIDs, big and special numbers", async () => {
        const [row] = await berlin.rows(
            `SELECT min(timestamp), toDate(min(timestamp)), toDateTime('2026-01-05T00:00:00.5Z'), any(person_id),
                max(toFloat(properties.n)), 0 / 0, 1 / 0, [1, 2], tuple('a', 1), NULL, true, ''
            FROM events LIMIT 1`,
        )
        expect(row).toEqual([
            "2026-10-01T00:00:00+02:00",
            "2026-10-01",
            "2026-01-05T01:00:00.500000+01:00",
            expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5/),
            119,
            null,
            null,
            [1, 2],
            ["a", 1],
            null,
            expect.anything(),
            "",
        ])
    })

    test("a project in UTC gets Z", async () => {
        const utc = await createFixture()
        expect(await utc.rows("SELECT toDateTime('2026-10-01T00:00:00Z')")).toEqual([
            ["2026-10-01T00:00:00Z"],
        ])
    })

    test("the fixed clock is the query's now()", async () => {
        expect(await berlin.rows("SELECT now()")).toEqual([["2026-10-05T08:00:00+02:00"]])
    })
})

describe("limits on rows", () => {
    test("without LIMIT: 100 rows and hasMore", async () => {
        const {body} = await berlin.query("SELECT properties.n FROM events")
        expect([body.results.length, body.hasMore, body.limit, body.offset]).toEqual([100, true, 100, 0])
        const few = await berlin.query("SELECT count() FROM events")
        expect([few.body.results.length, few.body.hasMore]).toEqual([1, false])
    })

    test("with LIMIT: no paging fields", async () => {
        const {body} = await berlin.query("SELECT properties.n FROM events LIMIT 110")
        expect([body.results.length, body.hasMore, body.limit, body.offset]).toEqual([110, null, null, null])
    })

    test("at most 50,000 rows", async () => {
        expect(await berlin.rows("SELECT number FROM numbers(60000) LIMIT 60000")).toHaveLength(50_000)
    })

    test("OFFSET is refused", async () => {
        const {status, body} = await berlin.query("SELECT event FROM events LIMIT 10 OFFSET 10")
        expect([status, body.type, body.code]).toEqual([400, "validation_error", "invalid_input"])
    })
})

describe("requests", () => {
    const HOGQL = {kind: "HogQLQuery", query: "SELECT 1"}
    const refused: [string, unknown][] = [
        ["not JSON", "{"],
        ["a list", []],
        ["no query", {}],
        ["unknown kind", {query: {kind: "TrendsQueryy"}}],
        ["unknown key in the body", {query: HOGQL, limit: 5}],
        ["unknown key in the node", {query: {...HOGQL, refresh: "blocking"}}],
        ["unknown key in a nested node", {query: {...HOGQL, modifiers: {nope: true}}}],
        ["query that is no text", {query: {...HOGQL, query: 5}}],
        ["unknown refresh", {query: HOGQL, refresh: "now"}],
        ["a name above 128 characters", {query: HOGQL, name: "x".repeat(129)}],
    ]
    test.each(refused)("%s is a parse_error", async (_, body) => {
        const answer = await berlin.request("POST", `/api/projects/${berlin.id}/query/`, body)
        expect(answer).toMatchObject({
            status: 400,
            body: {type: "invalid_request", code: "parse_error", attr: null},
        })
    })

    test("values are bound, the name is logged, environments is the same as projects", async () => {
        const name = "x".repeat(128)
        const {status, body} = await berlin.request<{results: unknown[][]}>(
            "POST",
            `/api/environments/${berlin.id}/query/`,
            {
                query: {
                    ...HOGQL,
                    query: "SELECT {a}, {b}",
                    values: {a: "it's", b: [1, 2]},
                    tags: {productKey: "beton"},
                },
                name,
                client_query_id: "q",
            },
        )
        expect([status, body.results]).toEqual([200, [["it's", [1, 2]]]])
        const log = await berlin.admin.requests({projectId: berlin.id})
        expect(log.at(-1)).toMatchObject({kind: "read", status: 200, name})
    })

    test("errors of ClickHouse carry its name and nothing of the inside", async () => {
        const {status, body} = await berlin.query("SELECT if(event = 'a', 1, 'x') FROM events LIMIT 1")
        expect(status).toBe(400)
        expect(body).toEqual({
            type: "validation_error",
            code: "no_common_type",
            detail: expect.any(String),
            attr: null,
        })
        expect(body.detail).not.toMatch(/team_id|In scope|DB::Exception/)
    })

    test.each([
        "SELEC 1",
        "SELECT nope FROM events",
        "SELECT nope(1)",
        "SELECT 1 FROM nope",
        "SELECT {missing}",
    ])("%s is invalid_input", async (text) => {
        expect(await berlin.query(text)).toMatchObject({
            status: 400,
            body: {type: "validation_error", code: "invalid_input", attr: null},
        })
    })

    test("another project's events are out of reach", async () => {
        const other = await createFixture()
        expect(await other.rows("SELECT count() FROM events")).toEqual([[0]])
    })

    test("DatabaseSchemaQuery lists tables and fields", async () => {
        const {body} = await berlin.request<{tables: Record<string, {fields: Record<string, unknown>}>}>(
            "POST",
            `/api/projects/${berlin.id}/query/`,
            {query: {kind: "DatabaseSchemaQuery"}},
        )
        expect(body.tables.events?.fields).toMatchObject({
            event: {name: "event", hogql_value: "event", type: "string", schema_valid: true},
            properties: {type: "json"},
            timestamp: {type: "datetime"},
        })
    })
})
