import {gzipSync} from "node:zlib"

import {createFixture, type ProjectFixture} from "./posthog-fixture"

const UUID = "4ceef6c6-38cc-5a7a-a733-5b121d249a27"
let project: ProjectFixture

beforeAll(async () => {
    project = await createFixture()
})

const event = (more: Record<string, unknown> = {}) => ({event: "viewed", distinct_id: "u1", ...more})
const batch = (events: unknown[], more: Record<string, unknown> = {}) =>
    project.capture("/batch/", {api_key: project.apiToken, batch: events, ...more})

async function stored(
    eventName: string,
): Promise<{uuid: string; at: string; distinct_id: string; properties: string}[]> {
    return (await project.admin.sql(
        `SELECT toString(uuid) AS uuid, toString(timestamp) AS at, distinct_id, properties FROM events
        WHERE team_id = ${project.id} AND event = '${eventName}' ORDER BY uuid`,
    )) as {uuid: string; at: string; distinct_id: string; properties: string}[]
}

describe("accepted requests", () => {
    test.each(["/batch/", "/batch", "/capture/", "/i/v0/e/", "/e/"])("%s answers status 1", async (path) => {
        const name = `routes ${path}`
        const one = {api_key: project.apiToken, ...event({event: name})}
        const body = path.startsWith("/batch")
            ? {api_key: project.apiToken, batch: [event({event: name})]}
            : one
        const answer = await project.capture(path, body)
        expect([answer.status, answer.body]).toEqual([200, {status: 1}])
        expect(await stored(name)).toHaveLength(1)
    })

    test.each([
        ["content-encoding", "/batch/", {"content-encoding": "gzip"}],
        ["query parameter", "/batch/?compression=gzip-js", {}],
        ["first bytes", "/batch/", {}],
    ])("gzip announced by %s", async (how, path, headers) => {
        const name = `gzip ${how}`
        const body = gzipSync(JSON.stringify({api_key: project.apiToken, batch: [event({event: name})]}))
        expect((await project.capture(path, body, headers as Record<string, string>)).status).toBe(200)
        expect(await stored(name)).toHaveLength(1)
    })

    test("an unknown well-formed token is accepted and dropped", async () => {
        const answer = await project.capture("/e/", {api_key: "phc_unknown", ...event({event: "dropped"})})
        expect([answer.status, answer.body]).toEqual([200, {status: 1}])
        expect(await stored("dropped")).toEqual([])
    })

    test("distinct ids are text of at most 200 characters", async () => {
        await batch([
            event({event: "ids", distinct_id: 17}),
            event({event: "ids", distinct_id: "x".repeat(300)}),
        ])
        const ids = (await stored("ids")).map(({distinct_id}) => distinct_id).sort()
        expect(ids).toEqual(["17", "x".repeat(200)])
    })

    test("properties pass through JSON again and gain keys", async () => {
        const raw = `{"api_key": "${project.apiToken}", "event": "again", "distinct_id": "u", "properties": {"n": 72.0, "s": "\\u00e9"}}`
        await project.capture("/e/", raw)
        const [row] = await stored("again")
        expect(row?.properties).toContain('"n":72,"s":"é"')
        expect(JSON.parse(row?.properties ?? "")).toHaveProperty("$ip")
    })

    test("a quota answers 200 and stores nothing", async () => {
        const limited = await createFixture({quotaLimited: true})
        const answer = await limited.capture("/e/", {api_key: limited.apiToken, ...event()})
        expect([answer.status, answer.body]).toEqual([200, {status: 1, quota_limited: ["events"]}])
        expect(await limited.admin.sql(`SELECT 1 FROM events WHERE team_id = ${limited.id}`)).toEqual([])
    })
})

describe("refused requests are plain text and store nothing", () => {
    const bad: [string, unknown, number][] = [
        ["not JSON", "{", 400],
        ["empty batch", [], 400],
        ["invalid uuid", [event({uuid: UUID}), event({uuid: "not-a-uuid"})], 400],
        ["no event", [event(), {distinct_id: "u"}], 400],
        ["empty event", [event({event: ""})], 400],
        ["no distinct_id", [event(), {event: "x"}], 400],
        ["empty distinct_id", [event({distinct_id: ""})], 400],
        ["properties that are a list", [event({properties: []})], 400],
        ["an event above 1 MB", [event({properties: {text: "x".repeat(1_100_000)}})], 400],
        ["two tokens", [event({token: "phc_another"})], 401],
    ]
    test.each(bad)("%s", async (_, events, status) => {
        const quiet = await createFixture()
        const body = typeof events === "string" ? events : {api_key: quiet.apiToken, batch: events}
        const answer = await quiet.capture("/batch/", body)
        expect(answer.status).toBe(status)
        expect(answer.headers.get("content-type")).toMatch(/^text\/plain/)
        expect(await quiet.admin.sql(`SELECT 1 FROM events WHERE team_id = ${quiet.id}`)).toEqual([])
    })

    test.each([
        ["no token", {}],
        ["a personal key as token", {api_key: "phx_secret"}],
        ["an over-long token", {api_key: "p".repeat(65)}],
        ["a token with spaces", {api_key: "phc a"}],
    ])("%s is 401", async (_, token) => {
        expect((await project.capture("/i/v0/e/", {...token, ...event()})).status).toBe(401)
    })

    test("2 MB on single routes, 20 MB on /batch/, also when packed", async () => {
        const filler = Array.from({length: 5}, () => event({properties: {text: "x".repeat(600_000)}}))
        const three = JSON.stringify({api_key: project.apiToken, batch: filler})
        expect((await project.capture("/capture/", three)).status).toBe(413)
        expect((await project.capture("/capture/", gzipSync(three))).status).toBe(413)
        expect((await project.capture("/batch/", three)).status).toBe(200)
        const packed = gzipSync(
            `{"api_key":"${project.apiToken}","batch":[],"x":"${"y".repeat(21_000_000)}"}`,
        )
        expect((await project.capture("/batch/", packed)).status).toBe(413)
    })
})

describe("timestamps", () => {
    const now = "2026-10-05 06:00:00.000000"
    const cases: [string, Record<string, unknown>, string | undefined, string][] = [
        ["absent", {}, undefined, now],
        ["as given", {timestamp: "2026-10-02T06:00:00.123Z"}, undefined, "2026-10-02 06:00:00.123000"],
        ["with an offset", {timestamp: "2026-10-02T06:00:00+02:00"}, undefined, "2026-10-02 04:00:00.000000"],
        [
            "without a zone is UTC",
            {timestamp: "2026-10-02 06:00:00"},
            undefined,
            "2026-10-02 06:00:00.000000",
        ],
        ["invalid", {timestamp: "yesterday"}, undefined, now],
        ["22 hours ahead", {timestamp: "2026-10-06T04:00:00Z"}, undefined, "2026-10-06 04:00:00.000000"],
        ["24 hours ahead", {timestamp: "2026-10-06T06:00:00Z"}, undefined, now],
        [
            "client clock 1 h fast",
            {timestamp: "2026-10-05T06:30:00Z"},
            "2026-10-05T07:00:00Z",
            "2026-10-05 05:30:00.000000",
        ],
        ["invalid sent_at", {timestamp: "2026-10-02T06:00:00Z"}, "soon", "2026-10-02 06:00:00.000000"],
    ]
    test.each(cases)("%s", async (name, timestamp, sentAt, expected) => {
        const eventName = `time ${name}`
        await batch([event({event: eventName, ...timestamp})], sentAt ? {sent_at: sentAt} : {})
        expect((await stored(eventName)).map(({at}) => at)).toEqual([expected])
    })
})
