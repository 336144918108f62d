/** A client that was not written for the stand-in: PostHog's own server library. */
import {PostHog} from "posthog-node"

import {createFixture, type ProjectFixture} from "./posthog-fixture"

let project: ProjectFixture
let client: PostHog
const failures: unknown[] = []

beforeAll(async () => {
    project = await createFixture({groupTypes: [{group_type: "company"}], now: null})
    client = new PostHog(project.apiToken, {host: project.url, flushAt: 100, flushInterval: 600_000})
    client.on("error", (error) => failures.push(error))
})
afterAll(() => client.shutdown())

test("capture, groups and flush: one gzipped batch, read back by HogQL", async () => {
    for (let run = 0; run < 5; run++) {
        client.capture({
            distinctId: `user-${run % 2}`,
            event: "report_run",
            groups: {company: "acme.com"},
            properties: {rows: run * 10, name: "Überblick", $set: {plan: "free"}},
        })
    }
    await client.flush()
    expect(failures).toEqual([])
    const log = await project.admin.requests({projectId: project.id})
    expect(log.filter(({kind}) => kind === "write")).toMatchObject([
        {path: "/batch/", status: 200, events: 5},
    ])
    const rows = await project.rows(
        `SELECT $group_0, properties.name, sum(toFloat(properties.rows)), count(DISTINCT person_id), count(DISTINCT uuid)
        FROM events WHERE event = 'report_run' GROUP BY $group_0, properties.name LIMIT 10`,
    )
    expect(rows).toEqual([["acme.com", "Überblick", 100, 2, 5]])
    expect(await project.rows("SELECT DISTINCT properties.$lib FROM events LIMIT 5")).toEqual([
        ["posthog-node"],
    ])
})

test("groupIdentify writes group properties", async () => {
    client.groupIdentify({groupType: "company", groupKey: "acme.com", properties: {name: "Acme", seats: 9}})
    await client.flush()
    expect(
        await project.rows(
            "SELECT key, properties.name, toFloat(properties.seats) FROM groups WHERE index = 0",
        ),
    ).toEqual([["acme.com", "Acme", 9]])
})

test("identify and alias merge persons", async () => {
    client.capture({distinctId: "device", event: "opened"})
    client.identify({distinctId: "ada", properties: {email: "ada@acme.com"}})
    await client.flush()
    client.alias({distinctId: "ada", alias: "device"})
    await client.flush()
    const rows = await project.rows(
        "SELECT count(DISTINCT person_id) FROM events WHERE distinct_id IN ('device', 'ada') LIMIT 1",
    )
    expect(rows).toEqual([[1]])
    expect(
        await project.rows("SELECT count() FROM persons WHERE properties.email = 'ada@acme.com' LIMIT 1"),
    ).toEqual([[1]])
})

test("events without a person profile", async () => {
    client.capture({distinctId: "nobody", event: "quiet", properties: {$process_person_profile: false}})
    await client.captureImmediate({
        distinctId: "nobody",
        event: "quiet",
        properties: {$process_person_profile: false},
    })
    await client.flush()
    expect(await project.rows("SELECT count() FROM events WHERE event = 'quiet' LIMIT 1")).toEqual([[2]])
    expect(
        await project.rows(
            "SELECT count() FROM persons WHERE id IN (SELECT person_id FROM events WHERE event = 'quiet') LIMIT 1",
        ),
    ).toEqual([[0]])
})

test("the client's own timestamps and uuids are kept", async () => {
    const uuid = "4ceef6c6-38cc-5a7a-a733-5b121d249a27"
    client.capture({distinctId: "u", event: "dated", uuid, timestamp: new Date("2026-10-02T06:00:00Z")})
    await client.flush()
    const [row] = await project.rows("SELECT uuid, timestamp FROM events WHERE event = 'dated' LIMIT 1")
    expect(row?.[0]).toBe(uuid)
    // The library sends its own clock along: the time may be corrected by the duration of the request.
    expect(Math.abs(Date.parse(String(row?.[1])) - Date.parse("2026-10-02T06:00:00Z"))).toBeLessThan(10_000)
})

test("a 503 is retried with the same events", async () => {
    await project.admin.setFaults(
        [{path: "^/batch/", count: 1, effect: {kind: "status", status: 503}}],
        project.id,
    )
    const retrying = new PostHog(project.apiToken, {
        host: project.url,
        fetchRetryCount: 2,
        fetchRetryDelay: 10,
    })
    retrying.capture({distinctId: "u", event: "retried"})
    await retrying.shutdown()
    await project.admin.setFaults([], project.id)
    expect(await project.rows("SELECT count() FROM events WHERE event = 'retried' LIMIT 1")).toEqual([[1]])
})
