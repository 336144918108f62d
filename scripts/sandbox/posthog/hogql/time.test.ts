import {compileHogQL} from "./compile"
import {TestDatabase, testProject} from "./test-database"

let db: TestDatabase

const BERLIN = testProject({timezone: "Europe/Berlin", weekStartDay: 1})
const NEW_YORK = testProject({timezone: "America/New_York"})
// The last hours before and the first after both changes, in UTC.
const TIMES = [
    "2026-03-28 23:30:00", // Berlin: 00:30 on the day of the change to summer time
    "2026-03-29 00:59:59", // 01:59:59, one second before the clocks go from 2 to 3
    "2026-03-29 01:00:00", // 03:00
    "2026-03-29 22:00:00", // 00:00 of the next day; the day had 23 hours
    "2026-11-01 03:59:59", // New York: 23:59:59 of the day before the change to winter time
    "2026-11-01 05:30:00", // 01:30, first time
    "2026-11-01 06:30:00", // 01:30, second time
    "2026-11-02 04:59:59", // 23:59:59; the day had 25 hours
]

beforeAll(() => {
    db = new TestDatabase()
    db.insert(
        "events",
        TIMES.map((timestamp, index) => ({
            team_id: 1,
            uuid: `00000000-0000-0000-0000-00000000000${index + 1}`,
            event: "e",
            properties: "{}",
            timestamp,
            distinct_id: "d",
            person_id: "00000000-0000-0000-0000-0000000000a1",
        })),
    )
})
afterAll(() => db.close())

async function one(expression: string, project = BERLIN, values?: Record<string, unknown>): Promise<unknown> {
    const rows = await db.hogql(`SELECT ${expression}`, project, values)
    return rows[0]?.[0]
}

describe("days across a change of clocks", () => {
    it("cuts Berlin days at local midnight", async () => {
        const rows = await db.hogql(
            "SELECT toDate(timestamp) AS day, count() FROM events WHERE timestamp < '2026-06-01' GROUP BY day ORDER BY day",
            BERLIN,
        )
        expect(rows).toEqual([
            ["2026-03-29", 3],
            ["2026-03-30", 1],
        ])
    })

    it("cuts New York days at local midnight", async () => {
        const rows = await db.hogql(
            "SELECT toStartOfDay(timestamp) AS day, count() FROM events WHERE timestamp > '2026-06-01' GROUP BY day ORDER BY day",
            NEW_YORK,
        )
        expect(rows).toEqual([
            ["2026-10-31 00:00:00", 1],
            ["2026-11-01 00:00:00", 3],
        ])
    })

    it.each([
        ["timestamp >= '2026-03-29' AND timestamp < '2026-03-30'", BERLIN, 3],
        ["timestamp >= '2026-03-29 03:00:00' AND timestamp < '2026-03-30 00:00:00'", BERLIN, 1],
        ["timestamp >= toDateTime('2026-03-29') AND timestamp < toDateTime('2026-03-30')", BERLIN, 3],
        ["timestamp >= toDate('2026-03-29') AND timestamp < toDate('2026-03-30')", BERLIN, 3],
        [
            "timestamp BETWEEN toDateTime('2026-03-28T23:30:00Z') AND toDateTime('2026-03-29T01:00:00Z')",
            BERLIN,
            3,
        ],
        ["toDate(timestamp) = '2026-11-01'", NEW_YORK, 3],
        ["timestamp >= '2026-11-01' AND timestamp < '2026-11-02'", NEW_YORK, 3],
        ["timestamp >= toStartOfMonth(toDateTime('2026-11-15')) AND timestamp < '2027-01-01'", NEW_YORK, 3],
        ["toHour(timestamp) = 1 AND timestamp > '2026-06-01'", NEW_YORK, 2],
    ])("WHERE %s", async (where, project, expected) => {
        expect(await db.hogql(`SELECT count() FROM events WHERE ${where}`, project)).toEqual([[expected]])
    })

    it("prints local times", async () => {
        const rows = await db.hogql(
            "SELECT formatDateTime(timestamp, '%F %T'), toString(timestamp) FROM events ORDER BY timestamp LIMIT 1",
            BERLIN,
        )
        expect(rows).toEqual([["2026-03-29 00:30:00", "2026-03-29 00:30:00.000000"]])
    })
})

describe("toDateTime of constants", () => {
    it.each([
        ["toUnixTimestamp(toDateTime('2026-03-29'))", Date.UTC(2026, 2, 28, 23) / 1000],
        ["toUnixTimestamp(toDateTime('2026-03-29 12:00:00'))", Date.UTC(2026, 2, 29, 10) / 1000],
        ["toString(toDateTime('2026-03-29 12:00:00.25'))", "2026-03-29 12:00:00.250000"],
        ["toUnixTimestamp(toDateTime('2026-03-29T12:00:00Z'))", Date.UTC(2026, 2, 29, 12) / 1000],
        ["toUnixTimestamp(toDateTime('2026-03-29T12:00:00+05:00'))", Date.UTC(2026, 2, 29, 7) / 1000],
        ["toDateTime('nonsense', 'UTC')", null],
        ["toDateTime(concat('non', 'sense'))", null],
        ["toUnixTimestamp(toDateTime(1790000000))", 1790000000],
    ])("%s", async (expression, expected) => expect(await one(expression)).toBe(expected))

    it("throws for a bad constant, bound ones too", async () => {
        await expect(one("toDateTime('nonsense')")).rejects.toThrow(/CANNOT_PARSE/)
        await expect(one("toDateTime({t})", BERLIN, {t: "nonsense"})).rejects.toThrow(/CANNOT_PARSE/)
    })

    it("treats a bound ISO string as an instant", async () => {
        const sql =
            "SELECT count() FROM events WHERE timestamp >= toDateTime({from}) AND timestamp < toDateTime({to})"
        const values = {from: "2026-03-29T01:00:00Z", to: "2026-03-29T22:00:00.001Z"}
        expect(await db.hogql(sql, NEW_YORK, values)).toEqual([[2]])
    })
})

describe("clock and weeks", () => {
    const fixed = {...BERLIN, nowMs: Date.parse("2026-10-04T22:30:00.000Z")}

    it("prints a fixed now as a constant in the project's zone", async () => {
        expect(await one("toString(now())", fixed)).toBe("2026-10-05 00:30:00.000000")
        expect(await one("now() - INTERVAL 1 DAY = toDateTime('2026-10-04 00:30:00')", fixed)).toBe(1)
        expect(await one("today()", fixed)).toBe("2026-10-04")
        expect(await one("yesterday()", fixed)).toBe("2026-10-03")
        expect(await one("toDate(now())", fixed)).toBe("2026-10-05")
    })

    it("uses ClickHouse's clock otherwise", async () => {
        const {sql} = await compileHogQL("SELECT now(), now('UTC')", undefined, BERLIN)
        expect(sql).toContain("SELECT now64(6, 'Europe/Berlin'), now64(6, 'UTC')")
    })

    it("starts weeks on the project's day", async () => {
        const call = "toStartOfWeek(toDateTime('2026-10-04'))"
        expect(await one(call, BERLIN)).toBe("2026-09-28")
        expect(await one(call, NEW_YORK)).toBe("2026-10-04")
        expect(await one("toStartOfWeek(toDateTime('2026-10-04'), 1)", NEW_YORK)).toBe("2026-09-28")
    })

    it.each([
        ["toString(toDateTime('2026-03-28 12:00:00') + INTERVAL 1 DAY)", "2026-03-29 12:00:00"],
        ["dateDiff('day', toDateTime('2026-03-28 12:00:00'), toDateTime('2026-03-29 11:00:00'))", 1],
        ["toString(dateAdd('hour', 2, toDateTime('2026-03-29 01:30:00')))", "2026-03-29 04:30:00"],
        ["toString(date_add(toDateTime('2026-01-31'), INTERVAL 1 MONTH))", "2026-02-28 00:00:00"],
        ["toString(toTimeZone(toDateTime('2026-03-29T12:00:00Z'), 'UTC'))", "2026-03-29 12:00:00.000000"],
        ["toStartOfMonth(toDateTime('2026-04-15')) - INTERVAL 1 DAY", "2026-03-31"],
        ["date_part('hour', toDateTime('2026-03-29 03:00:00'))", 3],
    ])("%s", async (expression, expected) => expect(await one(expression)).toBe(expected))
})
