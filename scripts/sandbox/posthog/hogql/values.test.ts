import {compileHogQL} from "./compile"
import {TestDatabase, testProject} from "./test-database"

let db: TestDatabase

beforeAll(() => {
    db = new TestDatabase()
})
afterAll(() => db.close())

const HOSTILE = [
    "'",
    "''",
    "\\",
    "\\'",
    "\\\\'",
    "'; DROP TABLE events; --",
    "') OR 1=1 --",
    "{now}",
    "`x`",
    "a\0b",
    "line\nbreak\r\ttab",
    "\b\f\v\x07",
    "% _ * ? $1 \\1 $& $' $`",
    "ünïcödé 😀 \u2028",
    "/* */ # --",
    "",
]

describe("values are bound as constants", () => {
    it.each(HOSTILE.map((text) => [JSON.stringify(text), text]))(
        "string %s comes back as it was",
        async (_, text) => {
            const rows = await db.hogql(
                "SELECT {x}, [{x}], {x} IN {list}, concat({x}, 'end')",
                testProject(),
                {
                    x: text,
                    list: [text, "other"],
                },
            )
            expect(rows).toEqual([[text, [text], 1, `${text}end`]])
        },
    )

    it.each<[string, unknown, unknown]>([
        ["integer", 5, 5],
        ["negative", -5, -5],
        ["float", 1.25, 1.25],
        ["large", 1e21, 1e21],
        ["true", true, true],
        ["false", false, false],
        ["null", null, null],
        ["array", ["a", "b"], ["a", "b"]],
        ["nested array", [[1, 2], [3]], [[1, 2], [3]]], // prettier-ignore
        ["empty array", [], []],
    ])("%s", async (_, value, expected) => {
        expect(await db.hogql("SELECT {v}", testProject(), {v: value})).toEqual([[expected]])
    })

    it("works with an empty list", async () => {
        const rows = await db.hogql("SELECT 'a' IN {none}, 'a' NOT IN {none}", testProject(), {none: []})
        expect(rows).toEqual([[0, 1]])
    })

    it("binds a LIMIT", async () => {
        const {explicitLimit} = await compileHogQL("SELECT 1 LIMIT {n}", {n: 7}, testProject())
        expect(explicitLimit).toBe(7)
    })

    it.each([
        ["SELECT {x}", {}],
        ["SELECT {x}", undefined],
        ["SELECT {toString}", {}],
        ["SELECT {constructor}", {}],
        ["SELECT {x}", {x: {node: "Field", chain: ["event"]}}],
        ["SELECT {x}", {x: [{}]}],
        ["SELECT {x.y}", {x: "text"}],
        ["SELECT event FROM {x}", {x: "events"}],
        ["SELECT e.{x} FROM events e", {x: "event"}],
    ])("refuses %s with %p", async (text, values) => {
        await expect(compileHogQL(text, values, testProject())).rejects.toMatchObject({status: 400})
    })

    it("makes unset filters true", async () => {
        const sql = "SELECT count() FROM numbers(3) WHERE {filters} AND number >= {filters.dateRange.from}"
        expect(await db.hogql(sql)).toEqual([[3]])
    })

    it("finds variables", async () => {
        expect(await db.hogql("SELECT {variables.plan}", testProject(), {variables: {plan: "pro"}})).toEqual([
            ["pro"],
        ])
    })
})

describe("LIMIT (CONTRACT §4)", () => {
    it.each([
        ["SELECT number FROM numbers(1000)", null, 101, true],
        ["SELECT number FROM numbers(1000) LIMIT 5", 5, 5, true],
        ["SELECT number FROM numbers(1000) LIMIT 100000", 100_000, 50_000, true],
        ["SELECT 1 UNION ALL SELECT 2", null, 200, false],
        ["SELECT 1 UNION ALL SELECT 2 LIMIT 5", null, 105, false],
        ["SELECT * FROM (SELECT 1 UNION ALL SELECT 2) LIMIT 9", 9, 9, true],
        ["(SELECT 1 UNION ALL SELECT 2) LIMIT 9", 9, 9, true],
    ])("%s", async (text, explicitLimit, appliedLimit, paginated) => {
        const compiled = await compileHogQL(text, {}, testProject())
        expect(compiled).toMatchObject({explicitLimit, appliedLimit, paginated, hogql: text})
        expect((await db.sql(compiled.sql)).length).toBeLessThanOrEqual(appliedLimit)
    })

    it("gives each member of a union the default", async () => {
        const member = "SELECT number FROM numbers(1000)"
        expect(await db.hogql(`${member} UNION ALL ${member}`)).toHaveLength(200)
        expect(await db.hogql(`SELECT count() FROM (${member} UNION ALL ${member})`)).toEqual([[2000]])
    })

    it("names columns as PostHog does", async () => {
        const text =
            "SELECT event, e.event, properties.$browser, count(), 1 + 2, 'x' AS y, e.* EXCLUDE (properties) FROM events e"
        const {columns} = await compileHogQL(text, {}, testProject())
        expect(columns.slice(0, 8)).toEqual([
            "event",
            "event",
            "$browser",
            "count()",
            "plus(1, 2)",
            "y",
            "uuid",
            "event",
        ])
        expect(columns).not.toContain("$session_id_uuid")
        expect(columns).toContain("$group_4")
    })
})
