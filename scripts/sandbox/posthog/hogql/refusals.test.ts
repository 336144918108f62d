import {compileHogQL, HogQLError} from "./compile"
import {testProject} from "./test-database"

async function refusal(text: string, options = {}): Promise<HogQLError> {
    try {
        await compileHogQL(text, {}, testProject(), options)
    } catch (error) {
        if (error instanceof HogQLError) return error
        throw error
    }
    throw new Error(`Not refused: ${text}`)
}

describe("what the real API refuses (hogql-functions.json, CONTRACT §13)", () => {
    it.each([
        ["SELECT foo(1)", "Unsupported function call 'foo(...)'"],
        ["SELECT s3('x')", "Unsupported function call 's3(...)'"],
        ["SELECT dictGet('a', 'b', 1)", "Unsupported function call 'dictGet(...)'"],
        ["SELECT sleep(1)", "Unsupported function call 'sleep(...)'"],
        ["SELECT generateUUIDv4()", "Unsupported function call 'generateUUIDv4(...)'"],
        ["SELECT COUNTIF(1)", "Unsupported function call 'COUNTIF(...)'"],
        ["SELECT UNIQ(1)", "Unsupported function call 'UNIQ(...)'"],
        ["SELECT TODATE('x')", "Unsupported function call 'TODATE(...)'"],
        ["SELECT _toInt64(1)", "Unsupported function call '_toInt64(...)'"],
        ["SELECT __proto__(1)", "Unsupported function call '__proto__(...)'"],
        ["SELECT ntile(4) OVER (ORDER BY 1)", "Unsupported function call 'ntile(...)'"],
        ["SELECT sequenceMatch('(?1)')(now(), 1)", "Unsupported function call"],
        ["SELECT substring('abc', 1)", "Function 'substring' expects 3 arguments, found 2"],
        ["SELECT least(1, 2, 3)", "Function 'least' expects 2 arguments, found 3"],
        ["SELECT toDecimal('1')", "Function 'toDecimal' expects 2 arguments, found 1"],
        ["SELECT today(1)", "Function 'today' expects 0 arguments, found 1"],
        ["SELECT groupArray(10)(event) FROM events", "expects 0 parameters, found 1"],
        ["SELECT quantiles(0.5, 0.9)(1)", "expects 0 parameters, found 2"],
        ["SELECT quantile(1)", "expects 1 parameters, found 0"],
        ["SELECT windowFunnel(10)(timestamp, 1) FROM events", "expects 0 parameters, found 1"],
        ["SELECT topK(event) FROM events", "expects 1 parameters, found 0"],
        ["SELECT arrayReduce('groupArray', [1])", "arrayReduce"],
        ["SELECT percentile_cont(0.5)()", "WITHIN GROUP"],
        ["SELECT * FROM nope", 'Unknown table "nope".'],
        ["SELECT * FROM stripe.customer", 'Unknown table "stripe.customer".'],
        ["SELECT * FROM person", 'Unknown table "person".'],
        ["SELECT * FROM system.tables", 'Unknown table "system.tables".'],
        ["SELECT * FROM system.one", 'Unknown table "system.one".'],
        ["SELECT * FROM url('http://x', CSV, 'a String')", 'Unknown table function "url".'],
        ["SELECT * FROM file('x')", 'Unknown table function "file".'],
        ["SELECT * FROM numbers()", "numbers"],
        ["SELECT nope FROM events", "Unable to resolve field: nope"],
        ["SELECT e.nope FROM events e", "Unable to resolve field: e.nope"],
        ["SELECT events.event FROM events e", "Unable to resolve field: events.event"],
        ["SELECT person_properties FROM events", "Unable to resolve field: person_properties"],
        ["SELECT inserted_at FROM events", "Unable to resolve field: inserted_at"],
        ["SELECT _timestamp FROM groups", "Unable to resolve field: _timestamp"],
        ["SELECT person.nope FROM events", "Unable to resolve field: person.nope"],
        ["SELECT team_id FROM events", "team_id"],
        ["SELECT e.team_id FROM events e", "team_id"],
        ["SELECT event FROM events WHERE team_id = 2", "team_id"],
        ["SELECT 1 AS team_id", "team_id"],
        ["SELECT 1 AS `true`", "reserved"],
        ["SELECT 1 AS a, 2 AS a", "Cannot redefine an alias with the name: a"],
        ["SELECT event FROM events a, events b", "Ambiguous query. Found multiple sources for field: event"],
        ["SELECT 1 FROM events JOIN events ON 1", "Already have joined a table"],
        ["SELECT event.x FROM events", "Can not access property"],
        [
            "SELECT e.event FROM events e WHERE e.uuid IN (SELECT uuid FROM events WHERE event = e.event)",
            "e.event",
        ],
        ["SELECT event FROM events FINAL", "FINAL"],
        ["SELECT event FROM events WHERE person_id IN COHORT 12", "cohort"],
        ["SELECT {missing}", "{missing}"],
        ["SELECT {variables.x}", "{variables.x}"],
        ["SELECT * FROM {table}", "{table}"],
        ["SELECT 1 LIMIT NULL", "LIMIT"],
        ["SELECT <b>x</b>", "HogQLXTag"],
        ["WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a) SELECT * FROM a", "RECURSIVE"],
    ])("%s", async (text, message) => {
        const error = await refusal(text)
        expect(error.message).toContain(message)
        expect([error.status, error.code]).toEqual([400, "invalid_input"])
    })

    it.each([
        "SELEC 1",
        "",
        ";",
        "SELECT 1; SELECT 2",
        "INSERT INTO events VALUES (1)",
        "DROP TABLE events",
        "DELETE FROM events",
        "ALTER TABLE events DELETE WHERE 1",
        "CREATE TABLE a (b Int8) ENGINE = Memory",
        "SELECT 1 SETTINGS max_threads = 1",
        "SELECT 1 FORMAT JSON",
        "SELECT * EXCEPT (event) FROM events",
        "SELECT * REPLACE (1 AS event) FROM events",
        "SELECT 1 && 2",
        "SELECT DATE '2026-01-01'",
        "SELECT TIMESTAMP '2026-01-01 00:00:00'",
        "SELECT EXTRACT(DAY FROM now())",
        "SELECT 1 FROM events, LATERAL (SELECT 1)",
        "SELECT 5 MOD 2",
        "SELECT 5 DIV 2",
        "SELECT 1 LIMIT 10 PERCENT",
    ])("grammar: %s", async (text) => {
        expect((await refusal(text)).status).toBe(400)
    })

    it.each([
        "SELECT 1 LIMIT 5 OFFSET 5",
        "SELECT 1 LIMIT 5, 5",
        "SELECT 1 OFFSET 5",
        "SELECT event FROM events LIMIT 1 OFFSET 1 BY event",
        "SELECT * FROM (SELECT event FROM events LIMIT 1 OFFSET 1)",
        "WITH a AS (SELECT event FROM events LIMIT 1 OFFSET 1) SELECT event FROM a",
        "SELECT event FROM events WHERE event IN (SELECT event FROM events LIMIT 1 OFFSET 1)",
        "SELECT 1 UNION ALL SELECT 2 LIMIT 1 OFFSET 1",
    ])("OFFSET with a personal key: %s", async (text) => {
        expect((await refusal(text, {personalKey: true})).message).toMatch(
            /^OFFSET is not allowed .*keyset pagination/,
        )
    })

    it("allows OFFSET without a personal key", async () => {
        const {sql} = await compileHogQL("SELECT 1 LIMIT 5 OFFSET 5", {}, testProject())
        expect(sql).toContain("LIMIT 5 OFFSET 5")
    })
})
