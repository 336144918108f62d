import {TestDatabase, testProject} from "./test-database"

let db: TestDatabase

beforeAll(() => {
    db = new TestDatabase()
    const event = {team_id: 1, properties: '{"n":1}', person_id: "00000000-0000-0000-0000-0000000000a1"}
    db.insert("events", [
        {
            ...event,
            uuid: "00000000-0000-0000-0000-000000000001",
            event: "a",
            timestamp: "2026-10-01",
            distinct_id: "d1",
        },
        {
            ...event,
            uuid: "00000000-0000-0000-0000-000000000002",
            event: "b",
            timestamp: "2026-10-02",
            distinct_id: "d1",
        },
        {
            ...event,
            uuid: "00000000-0000-0000-0000-000000000003",
            event: "b",
            timestamp: "2026-10-03",
            distinct_id: "d2",
        },
        {
            ...event,
            team_id: 2,
            uuid: "00000000-0000-0000-0000-000000000009",
            event: "z",
            timestamp: "2026-10-03",
        },
    ])
})
afterAll(() => db.close())

/** Every accepted form of hogql-functions.json `grammar`, run with its result. */
const ACCEPTED: [string, unknown[][]][] = [
    ["WITH a AS (SELECT event AS x FROM events) SELECT count() FROM a", [[3]]],
    ["WITH a(x) AS (SELECT event FROM events) SELECT max(x) FROM a", [["b"]]],
    ["WITH 'b' AS wanted SELECT count() FROM events WHERE event = wanted", [[2]]],
    ["WITH (SELECT max(event) FROM events) AS m SELECT count() FROM events WHERE event = m", [[2]]],
    ["WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT y FROM b", [[2]]],
    ["WITH a AS (SELECT 1 AS x) SELECT x FROM a UNION ALL SELECT x FROM a", [[1], [1]]],
    [
        "SELECT event, row_number() OVER (PARTITION BY event ORDER BY timestamp) AS r FROM events ORDER BY timestamp",
        [["a", 1], ["b", 1], ["b", 2]], // prettier-ignore
    ],
    [
        "SELECT count() OVER w FROM events WINDOW w AS (ORDER BY timestamp ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
        [[1], [2], [2]],
    ],
    [
        "SELECT event FROM events QUALIFY row_number() OVER (PARTITION BY event ORDER BY timestamp) = 2",
        [["b"]],
    ],
    ["SELECT event FROM events ORDER BY event LIMIT 1 BY event", [["a"], ["b"]]],
    ["SELECT event FROM events ORDER BY event DESC LIMIT 1 WITH TIES", [["b"], ["b"]]],
    ["SELECT event FROM events ORDER BY timestamp LIMIT 1, 1", [["b"]]],
    ["SELECT 1 UNION ALL SELECT 1", [[1], [1]]],
    ["SELECT 1 UNION DISTINCT SELECT 1", [[1]]],
    ["SELECT 1 INTERSECT SELECT 1", [[1]]],
    ["SELECT 1 EXCEPT SELECT 1", []],
    ["SELECT x FROM (SELECT [1, 2] AS a) ARRAY JOIN a AS x ORDER BY x", [[1], [2]]],
    ["SELECT count() FROM (SELECT [] AS a) LEFT ARRAY JOIN a AS x", [[1]]],
    ["SELECT arrayJoin([1, 2]) AS x ORDER BY x", [[1], [2]]],
    ["SELECT arrayMap(x -> x + 1, [1]), arrayMap((x, y) -> x + y, [1], [2])", [[[2], [3]]]],
    ["SELECT count() FROM events a INNER JOIN events b ON a.event = b.event", [[5]]],
    ["SELECT count() FROM events a LEFT JOIN events b ON a.event = b.event AND b.event = 'a'", [[3]]],
    ["SELECT count() FROM events a RIGHT JOIN events b ON a.event = b.event AND a.event = 'a'", [[3]]],
    ["SELECT count() FROM events a FULL OUTER JOIN events b ON a.uuid = b.uuid", [[3]]],
    ["SELECT count() FROM events a CROSS JOIN events b", [[9]]],
    ["SELECT count() FROM events a ANY LEFT JOIN events b ON a.event = b.event", [[3]]],
    ["SELECT count() FROM events a LEFT SEMI JOIN events b ON a.event = b.event", [[3]]],
    ["SELECT count() FROM events a LEFT ANTI JOIN events b ON a.event = b.event", [[0]]],
    [
        "SELECT count() FROM events a ASOF JOIN events b ON a.event = b.event AND a.timestamp > b.timestamp",
        [[1]],
    ],
    ["SELECT distinct_id FROM events a JOIN (SELECT 'd2' AS distinct_id) b USING (distinct_id)", [["d2"]]],
    ["SELECT 'a' || 'b'", [["ab"]]],
    ["SELECT count() FROM events SAMPLE 1", [[3]]],
    ["SELECT count() FROM events PREWHERE event = 'b' WHERE distinct_id = 'd2'", [[1]]],
    ["SELECT event, count() FROM events GROUP BY ALL ORDER BY event", [["a", 1], ["b", 2]]], // prettier-ignore
    ["SELECT count() FROM events GROUP BY ROLLUP(event) ORDER BY count()", [[1], [2], [3]]],
    ["SELECT count() FROM events GROUP BY CUBE(event) ORDER BY count()", [[1], [2], [3]]],
    [
        "SELECT count() FROM events GROUP BY GROUPING SETS ((event), (distinct_id)) ORDER BY 1",
        [[1], [1], [2], [2]],
    ],
    ["SELECT number FROM numbers(3) ORDER BY number DESC NULLS LAST", [[2], [1], [0]]],
    ["SELECT number * 2 AS n FROM numbers(2) ORDER BY n WITH FILL", [[0], [1], [2]]],
    ["SELECT count() FILTER (WHERE event = 'b'), countIf(event = 'b') FROM events", [[2, 2]]],
    ["SELECT CASE WHEN 1 THEN 'x' ELSE 'y' END, CASE 2 WHEN 2 THEN 'z' END", [["x", "z"]]],
    ["SELECT 2 BETWEEN 1 AND 3, 2 NOT BETWEEN 1 AND 3, 1 ? 'a' : 'b', NULL ?? 'c'", [[1, 0, "a", "c"]]],
    ["SELECT 'ab' =~ 'a', 'ab' !~ 'a', 'ab' =~* 'A', 'ab' ILIKE 'A%'", [[1, 0, 1, 1]]],
    ["SELECT CAST('1' AS Int), '1.5'::Float, TRY_CAST('x' AS Int)", [[1, 1.5, null]]],
    [
        "SELECT toDate('2026-01-08') - INTERVAL 7 DAY, toDate('2026-01-08') - INTERVAL '7 day'",
        [["2026-01-01", "2026-01-01"]],
    ],
    ["SELECT [1, 2][1], (1, 'b').2, tuple(3).1", [[1, "b", 3]]],
    ["SELECT (event, distinct_id) = ('a', 'd1') AS x FROM events ORDER BY x DESC LIMIT 1", [[1]]],
    ["SELECT count() FROM events WHERE (event, distinct_id) IN (('a', 'd1'), ('b', 'd2'))", [[2]]],
    ["SELECT count() FROM events WHERE event IN (SELECT event FROM events WHERE event = 'b')", [[2]]],
    ["WITH w AS (SELECT 'b' AS event) SELECT count() FROM events WHERE event IN w", [[2]]],
    ["SELECT f'x{event}y' FROM events WHERE event = 'a'", [["xay"]]],
    ["SELECT 1 -- one\n, 2 /* two */ # three", [[1, 2]]],
    ["SELECT * EXCLUDE (b) FROM (SELECT 1 AS a, 2 AS b)", [[1]]],
    ["SELECT COLUMNS('^a') FROM (SELECT 1 AS a, 2 AS b)", [[1]]],
    ["SELECT 'it''s', 'it\\'s'", [["it's", "it's"]]],
    ["SELECT values FROM (SELECT 1 AS values)", [[1]]],
    ["SELECT 1;", [[1]]],
]

describe("accepted grammar runs", () => {
    it.each(ACCEPTED)("%s", async (text, expected) => {
        expect(await db.hogql(text, testProject())).toEqual(expected)
    })
})

describe("aliases", () => {
    it.each<[string, unknown[][]]>([
        ["SELECT 1 AS a, a + 1 AS b, b * 2", [[1, 2, 4]]],
        [
            "SELECT lower(upper(event)) AS e, count() AS c FROM events WHERE e = 'b' GROUP BY e HAVING c > 1 ORDER BY c",
            [["b", 2]],
        ],
        ["SELECT upper(event) AS event FROM events WHERE event = 'A'", [["A"]]],
        [
            "SELECT toDate(timestamp) AS timestamp, count() FROM events GROUP BY timestamp ORDER BY timestamp LIMIT 1",
            [["2026-10-01", 1]],
        ],
        ["SELECT e.event, count() AS e FROM events AS e WHERE e.event = 'b' GROUP BY e.event", [["b", 2]]],
        [
            "SELECT a.event, b.event FROM events a JOIN events b ON a.uuid = b.uuid WHERE a.event = 'a'",
            [["a", "a"]],
        ],
        ["SELECT x.c FROM (SELECT count() AS c FROM events) AS x", [[3]]],
        ["SELECT `count()` FROM (SELECT count() FROM events)", [[3]]],
        ["SELECT n FROM (SELECT properties.n FROM events) LIMIT 1", [["1"]]],
    ])("%s", async (text, expected) => expect(await db.hogql(text)).toEqual(expected))
})
