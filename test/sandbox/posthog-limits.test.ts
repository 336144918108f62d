import {createFixture} from "./posthog-fixture"

/** Heavy enough for any limit, yet ClickHouse may stop it between blocks. */
const SLOW =
    "SELECT sum(length(toString(a.number + b.number))) FROM numbers(100000) AS a CROSS JOIN numbers(100000) AS b"

test("a query over its time limit answers 504 in time", async () => {
    const project = await createFixture()
    await project.admin.setLimits(project.id, {maxSeconds: 0.4})
    const started = Date.now()
    const {status, body} = await project.query(SLOW)
    expect([status, body.type, body.code]).toEqual([504, "server_error", "error"])
    expect(body.detail).toMatch(/^Query has hit the max execution time before completing\./)
    expect(Date.now() - started).toBeLessThan(5000)
})

test("memory over the limit is 504 too", async () => {
    const project = await createFixture()
    await project.admin.setLimits(project.id, {maxMemoryBytes: 20_000_000})
    const {status, body} = await project.query(
        "SELECT length(groupArray(toString(number))) FROM numbers(30000000)",
    )
    expect([status, body.type]).toEqual([504, "server_error"])
    expect(body.detail).toMatch(/memory/)
})

test("a query that failed half-way leaves nothing in the next answer", async () => {
    const project = await createFixture()
    await project.admin.setLimits(project.id, {maxSeconds: 0.2})
    for (let round = 0; round < 3; round++) {
        expect((await project.query(SLOW)).status).toBe(504)
        expect(await project.rows("SELECT {round}", {round})).toEqual([[round]])
    }
})

test("three queries run at once; the fourth waits, then gets a 429 without Retry-After", async () => {
    const project = await createFixture()
    await project.admin.setLimits(project.id, {maxSeconds: 1.5, waitMs: 200})
    const slow = [1, 2, 3].map(() => project.query(SLOW))
    await new Promise((resolve) => setTimeout(resolve, 300))
    const refused = await project.query("SELECT 1")
    expect(refused).toMatchObject({status: 429, body: {type: "throttled_error", code: "throttled"}})
    expect(refused.body.detail).toMatch(/^Exceeded maximum concurrency limit/)
    expect(refused.headers.get("retry-after")).toBeNull()
    await project.admin.setLimits(project.id, {waitMs: 10_000})
    expect((await project.query("SELECT 1")).status).toBe(200)
    expect((await Promise.all(slow)).map(({status}) => status)).toEqual([504, 504, 504])
})

test("the concurrency limit of one project does not hold up another", async () => {
    const [busy, free] = [await createFixture(), await createFixture()]
    await busy.admin.setLimits(busy.id, {maxSeconds: 1, concurrent: 1})
    const slow = busy.query(SLOW)
    const started = Date.now()
    expect((await free.query("SELECT 1")).status).toBe(200)
    expect(Date.now() - started).toBeLessThan(900)
    await slow
})

test("requests to /query: 429 with the seconds until a place is free, per key", async () => {
    const project = await createFixture()
    await project.admin.setLimits(project.id, {perMinute: 3})
    for (let count = 0; count < 3; count++) expect((await project.query("SELECT 1")).status).toBe(200)
    const refused = await project.query("SELECT 1")
    const seconds = Number(refused.headers.get("retry-after"))
    expect(seconds).toBeGreaterThanOrEqual(55)
    expect(seconds).toBeLessThanOrEqual(60)
    expect(refused).toMatchObject({
        status: 429,
        body: {
            type: "throttled_error",
            code: "throttled",
            detail: `Request was throttled. Expected available in ${seconds} seconds.`,
            attr: null,
        },
    })
    // Other endpoints have their own throttle, other keys their own bucket.
    expect((await project.request("GET", `/api/projects/${project.id}/`)).status).toBe(200)
    const other = await project.admin.createPersonalKey({scopes: ["query:read"]})
    const body = {query: {kind: "HogQLQuery", query: "SELECT 1"}}
    expect((await project.request("POST", `/api/projects/${project.id}/query/`, body, other)).status).toBe(
        200,
    )
})

test("the hourly window and the throttle of other endpoints", async () => {
    const project = await createFixture()
    await project.admin.setLimits(project.id, {perHour: 2, privatePerMinute: 1})
    await project.query("SELECT 1")
    await project.query("SELECT 1")
    expect(Number((await project.query("SELECT 1")).headers.get("retry-after"))).toBeGreaterThan(3500)
    const path = `/api/projects/${project.id}/groups_types/`
    expect((await project.request("GET", path)).status).toBe(200)
    expect((await project.request("GET", path)).status).toBe(429)
})
