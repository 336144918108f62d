import type {FaultEffect} from "../../scripts/sandbox/http/faults"
import {createFixture, type ProjectFixture} from "./posthog-fixture"

let project: ProjectFixture
beforeEach(async () => {
    project = await createFixture()
})

const on = (effect: FaultEffect, more: {path?: string; nth?: number; count?: number; method?: string} = {}) =>
    project.admin.setFaults([{effect, ...more}], project.id)
const ask = () => project.query("SELECT 1")
const event = () => project.capture("/e/", {api_key: project.apiToken, event: "a", distinct_id: "u"})
const events = async () => (await project.rows("SELECT count() FROM events LIMIT 1"))[0]?.[0]

test("429 with seconds, with an HTTP date, without Retry-After", async () => {
    await on({kind: "rate-limit", retryAfter: 7})
    expect((await ask()).headers.get("retry-after")).toBe("7")
    await on({kind: "rate-limit", retryAfter: "http-date", seconds: 30})
    const dated = await ask()
    const wait = Date.parse(dated.headers.get("retry-after") ?? "") - Date.now()
    expect(dated.status).toBe(429)
    expect(wait).toBeGreaterThan(25_000)
    expect(wait).toBeLessThanOrEqual(30_000)
    await on({kind: "rate-limit", retryAfter: "none"})
    const bare = await ask()
    expect([bare.status, bare.body.code, bare.headers.get("retry-after")]).toEqual([429, "throttled", null])
})

test("5xx as JSON and as HTML", async () => {
    await on({kind: "status", status: 503})
    expect(await ask()).toMatchObject({status: 503, body: {type: "server_error"}})
    await on({kind: "status", status: 402})
    expect(await ask()).toMatchObject({status: 402, body: {type: "server_error", code: "payment_required"}})
    await on({kind: "status", status: 502, body: "html"})
    const page = await ask()
    expect([page.status, page.headers.get("content-type")]).toEqual([502, "text/html"])
    expect(page.body).toMatch(/^<html>/)
})

test("a cut connection stores nothing, a lost response stores everything", async () => {
    await on({kind: "cut"}, {path: "^/e/"})
    await expect(event()).rejects.toThrow()
    expect(await events()).toBe(0)
    await on({kind: "lost-response"}, {path: "^/e/"})
    await expect(event()).rejects.toThrow()
    expect(await events()).toBe(1)
    const log = await project.admin.requests({projectId: project.id})
    expect(log.filter(({path}) => path === "/e/").map(({status}) => status)).toEqual([0, 0])
})

test("latency and a revoked key", async () => {
    await on({kind: "latency", ms: 300})
    const started = Date.now()
    expect((await ask()).status).toBe(200)
    expect(Date.now() - started).toBeGreaterThanOrEqual(295)
    await on({kind: "revoked-key"}, {path: "/query/"})
    expect(await ask()).toMatchObject({status: 401, body: {code: "authentication_failed"}})
    expect((await project.request("GET", `/api/projects/${project.id}/`)).status).toBe(200)
})

test("nth and count pick requests; method and path narrow them; other projects are not hit", async () => {
    await on({kind: "status", status: 500}, {path: "/query/$", method: "POST", nth: 2, count: 2})
    await project.request("GET", `/api/projects/${project.id}/`)
    const other = await createFixture()
    expect((await other.query("SELECT 1")).status).toBe(200)
    const statuses = []
    for (let count = 0; count < 4; count++) statuses.push((await ask()).status)
    expect(statuses).toEqual([200, 500, 500, 200])
    await project.admin.setFaults([], project.id)
    expect((await ask()).status).toBe(200)
})

test("the log tells reads from writes", async () => {
    await ask()
    await event()
    await project.request("GET", `/api/projects/${project.id}/groups_types/`)
    await project.request("POST", `/api/projects/${project.id}/dashboards/`, {})
    const log = await project.admin.requests({projectId: project.id})
    expect(
        log.map(({method, path, kind, status}) => `${method} ${path.split("/").at(-2)} ${kind} ${status}`),
    ).toEqual([
        "POST query read 200",
        "POST e write 200",
        "GET groups_types read 200",
        "POST dashboards write 201",
    ])
    const last = log.at(-1)?.seq ?? 0
    expect(await project.admin.requests({projectId: project.id, since: last})).toEqual([])
})

describe("control routes", () => {
    test("a web page cannot use them", async () => {
        const plain = await fetch(`${project.url}/_sandbox/sql`, {method: "POST", body: '["SELECT 1"]'})
        expect(plain.status).toBe(403)
    })

    test("errors come back with their text", async () => {
        await expect(project.admin.updateProject(1, {})).rejects.toThrow(
            "There is no project 1 in this stand-in.",
        )
        await expect(project.admin.insert("nope", "{}")).rejects.toThrow('"nope" is not one of')
        await expect(project.admin.insert("events", '{"tipo": 1}')).rejects.toThrow(/tipo/)
        await expect(project.admin.sql("SELECT nope")).rejects.toThrow(/nope/)
    })

    test("rows in and out", async () => {
        const row = {
            team_id: project.id,
            uuid: "4ceef6c6-38cc-5a7a-a733-5b121d249a27",
            event: "x",
            properties: "{}",
        }
        const rest = {timestamp: "2026-10-01T00:00:00.5Z", distinct_id: "d", person_id: row.uuid}
        await project.admin.insert("events", Buffer.from(JSON.stringify({...row, ...rest})))
        expect(
            await project.admin.sql(
                `SELECT event, toString(timestamp) AS at FROM events WHERE team_id = ${project.id}`,
            ),
        ).toEqual([{event: "x", at: "2026-10-01 00:00:00.500000"}])
    })
})
