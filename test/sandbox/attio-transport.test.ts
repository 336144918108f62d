/** Tokens, scopes, workspaces, limits, faults and the request log. */
import {connectAttio} from "../../scripts/sandbox/attio/admin-client"
import {type AnsweredRecord, type Bench, caller, startBench} from "../../scripts/sandbox/attio/testing"

let bench: Bench
let limitClock = Date.parse("2026-10-05T06:00:00.250Z")
beforeAll(async () => {
    bench = await startBench({limitClock: () => limitClock})
})
afterAll(() => bench.close())

const company = (name: string) => ({data: {values: {name: [{value: name}]}}})
const COMPANIES = "/v2/objects/companies/records"
const outcome = ({status, body}: {status: number; body: {type?: unknown; code?: string}}) => [
    status,
    body.type,
    body.code,
]

describe("tokens and scopes", () => {
    test("missing, unknown and revoked tokens are 401, and inactive for /v2/self", async () => {
        const revoked = await bench.admin.createToken(bench.workspaceId, {scopes: []})
        await bench.admin.revokeToken(revoked)
        for (const token of [null, "nonsense", revoked]) {
            const call = caller(bench.url, token)
            expect(outcome(await call("GET", "/v2/objects"))).toEqual([401, "auth_error", "unauthorized"])
            const {status, body} = await call("GET", "/v2/self")
            expect([status, body]).toEqual([200, {active: false}])
        }
    })

    test("/v2/self names workspace and scopes", async () => {
        const scopes = ["record_permission:read", "object_configuration:read"]
        const call = caller(bench.url, await bench.admin.createToken(bench.workspaceId, {scopes}))
        const {body} = await call("GET", "/v2/self")
        expect(body).toMatchObject({
            active: true,
            scope: scopes.join(" "),
            workspace_id: bench.workspaceId,
            workspace_slug: "sandbox",
        })
    })

    const cases: [method: string, path: string, body: unknown, lacking: string][] = [
        ["GET", "/v2/objects", undefined, "object_configuration:read"],
        ["POST", `${COMPANIES}/query`, {}, "record_permission:read"],
        ["POST", COMPANIES, company("x"), "record_permission:read-write"],
        ["GET", "/v2/workspace_members", undefined, "user_management:read"],
        ["GET", "/v2/lists", undefined, "list_configuration:read"],
        ["GET", "/v2/notes", undefined, "note:read"],
        ["GET", "/v2/tasks", undefined, "task:read"],
        ["POST", "/v2/objects/companies/attributes", {}, "object_configuration:read-write"],
    ]
    test.each(cases)(
        "%s %s without scopes is 403 and names what is missing",
        async (method, path, body, lacking) => {
            const call = caller(bench.url, await bench.admin.createToken(bench.workspaceId, {scopes: []}))
            const answer = await call(method, path, body)
            expect([answer.status, answer.body.type]).toEqual([403, "auth_error"])
            expect(answer.body.message).toContain(`"${lacking}"`)
        },
    )

    test("reading does not include writing", async () => {
        const scopes = ["record_permission:read", "object_configuration:read"]
        const call = caller(bench.url, await bench.admin.createToken(bench.workspaceId, {scopes}))
        expect((await call("POST", `${COMPANIES}/query`, {})).status).toBe(200)
        expect((await call("POST", COMPANIES, company("x"))).status).toBe(403)
    })
})

describe("bodies", () => {
    test("JSON and its content type are required", async () => {
        const wrong = {raw: "{}", headers: {"content-type": "text/plain"}}
        expect(outcome(await bench.call("POST", `${COMPANIES}/query`, undefined, wrong))).toEqual([
            400,
            "invalid_request_error",
            "validation_type",
        ])
        const broken = await bench.call("POST", COMPANIES, undefined, {raw: "{"})
        expect(outcome(broken)).toEqual([400, "invalid_request_error", "validation_type"])
    })

    test("a malformed body answers where it is wrong", async () => {
        const {body} = await bench.call("POST", COMPANIES, {data: {value: {}}})
        expect(body).toEqual({
            status_code: 400,
            type: "invalid_request_error",
            code: "validation_type",
            message: "Body payload validation error.",
            validation_errors: [
                {code: "required", path: ["data"], message: "must have required property 'values'"},
            ],
        })
    })

    test("endpoints that are not there are 404, a malformed id is 400", async () => {
        expect(outcome(await bench.call("GET", "/v2/nothing"))).toEqual([
            404,
            "invalid_request_error",
            "not_found",
        ])
        expect((await bench.call("GET", `${COMPANIES}/acme`)).body.code).toBe("validation_type")
        expect((await bench.call("GET", "/v2/objects/%E0%A4%A/attributes")).status).toBe(404)
    })
})

test("workspaces do not see each other", async () => {
    const {workspaceId} = await bench.admin.createWorkspace({name: "Other", slug: "other"})
    const scopes = ["record_permission:read-write", "object_configuration:read"]
    const other = caller(bench.url, await bench.admin.createToken(workspaceId, {scopes}))
    const created = await bench.create("companies", {domains: ["isolated.com"]})
    const path = `${COMPANIES}/${created.id.record_id}`
    expect((await other("GET", path)).status).toBe(404)
    expect((await other("POST", `${COMPANIES}/query`, {})).body.data).toEqual([])
    // Uniqueness holds per workspace.
    expect(
        (await other("POST", COMPANIES, {data: {values: {domains: [{domain: "isolated.com"}]}}})).status,
    ).toBe(200)
})

test("suspended members are listed", async () => {
    const {admin} = bench
    const member = (name: string, access_level: "admin" | "member" | "suspended") => {
        return {first_name: name, last_name: "X", email_address: `${name}@example.com`, access_level}
    }
    const members = [member("a", "suspended"), member("b", "member")]
    const {workspaceId, memberIds} = await admin.createWorkspace({members})
    const call = caller(bench.url, await admin.createToken(workspaceId, {scopes: ["user_management:read"]}))
    const levels = async () =>
        ((await call("GET", "/v2/workspace_members")).body.data as {access_level: string}[]).map(
            (one) => one.access_level,
        )
    expect(await levels()).toEqual(["suspended", "member"])
    await admin.setMemberAccess(workspaceId, memberIds[1] ?? "", "suspended")
    expect(await levels()).toEqual(["suspended", "suspended"])
    expect((await call("GET", `/v2/workspace_members/${memberIds[0]}`)).body.data).toMatchObject({
        first_name: "a",
    })
    expect((await call("GET", "/v2/workspace_members/00000000-0000-4000-a000-000000000000")).status).toBe(404)
})

describe("limits", () => {
    test("100 reads and 25 writes a second by default; queries are reads; the date in Retry-After is enough", async () => {
        const {workspaceId} = await bench.admin.createWorkspace()
        const scopes = ["record_permission:read-write", "object_configuration:read"]
        const call = caller(bench.url, await bench.admin.createToken(workspaceId, {scopes}))
        const burst = (count: number, method: string, path: string, body: unknown) =>
            Promise.all(Array.from({length: count}, () => call(method, path, body)))
        const count = (answers: {status: number}[], status: number) =>
            answers.filter((one) => one.status === status).length

        const writes = await burst(27, "POST", COMPANIES, company("x"))
        expect([count(writes, 200), count(writes, 429)]).toEqual([25, 2])
        const reads = await burst(101, "POST", `${COMPANIES}/query`, {limit: 1})
        expect([count(reads, 200), count(reads, 429)]).toEqual([100, 1])

        const refused = writes.find((one) => one.status === 429)
        expect(refused?.body).toMatchObject({
            status_code: 429,
            type: "rate_limit_error",
            code: "rate_limit_exceeded",
        })
        const header = refused?.headers.get("retry-after") ?? ""
        expect(header).toBe("Mon, 05 Oct 2026 06:00:01 GMT")
        // Another workspace is not affected.
        expect((await bench.call("POST", COMPANIES, company("x"))).status).toBe(200)
        limitClock = Date.parse(header)
        expect((await call("POST", COMPANIES, company("x"))).status).toBe(200)
    })

    test("limits can be set", async () => {
        const {workspaceId} = await bench.admin.createWorkspace()
        await bench.admin.setLimits(workspaceId, {readsPerSecond: 1})
        const call = caller(bench.url, await bench.admin.createToken(workspaceId, {scopes: []}))
        expect([(await call("GET", "/v2/self")).status, (await call("GET", "/v2/self")).status]).toEqual([
            200, 429,
        ])
    })
})

describe("faults", () => {
    const {setFaults} = {
        setFaults: (...faults: Parameters<Bench["admin"]["setFaults"]>[0]) => bench.admin.setFaults(faults),
    }
    afterEach(() => setFaults())
    const read = () => bench.call("GET", "/v2/workspace_members")
    const count = async () => (await bench.admin.records(bench.workspaceId, "companies")).length

    test.each([
        ["http-date", /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/],
        [7, /^7$/],
        ["none", null],
    ] as const)("429 with Retry-After %s", async (retryAfter, pattern) => {
        await setFaults({path: "members", effect: {kind: "rate-limit", retryAfter}})
        const answer = await read()
        expect(outcome(answer)).toEqual([429, "rate_limit_error", "rate_limit_exceeded"])
        const header = answer.headers.get("retry-after")
        if (pattern) expect(header).toMatch(pattern)
        else expect(header).toBeNull()
    })

    test("nth and count choose the requests, path and method too", async () => {
        await setFaults({
            path: "^/v2/workspace",
            method: "GET",
            nth: 2,
            count: 2,
            effect: {kind: "status", status: 503},
        })
        const statuses = []
        for (let index = 0; index < 4; index++) statuses.push((await read()).status)
        expect(statuses).toEqual([200, 503, 503, 200])
        expect((await bench.call("GET", "/v2/objects")).status).toBe(200)
    })

    test("an HTML page instead of JSON", async () => {
        await setFaults({effect: {kind: "status", status: 502, body: "html"}})
        const response = await fetch(`${bench.url}/v2/self`)
        expect([response.status, response.headers.get("content-type")]).toEqual([502, "text/html"])
        expect(await response.text()).toContain("<html>")
    })

    test("latency delays the answer", async () => {
        await setFaults({effect: {kind: "latency", ms: 60}})
        const started = performance.now()
        expect((await read()).status).toBe(200)
        expect(performance.now() - started).toBeGreaterThan(50)
    })

    test("a cut connection leaves no trace, a lost response leaves its write", async () => {
        const before = await count()
        await setFaults({method: "POST", effect: {kind: "cut"}})
        await expect(bench.call("POST", COMPANIES, company("cut"))).rejects.toThrow()
        expect(await count()).toBe(before)
        await setFaults({method: "POST", effect: {kind: "lost-response"}})
        await expect(bench.call("POST", COMPANIES, company("lost"))).rejects.toThrow()
        expect(await count()).toBe(before + 1)
        const log = await bench.admin.requests({workspaceId: bench.workspaceId})
        expect(log.slice(-2).map(({status, kind}) => [status, kind])).toEqual([
            [0, "write"],
            [0, "write"],
        ])
    })

    test("a key revoked in the middle", async () => {
        await setFaults({nth: 2, effect: {kind: "revoked-key"}})
        expect((await read()).status).toBe(200)
        expect(outcome(await read())).toEqual([401, "auth_error", "unauthorized"])
        expect((await bench.call("GET", "/v2/self")).body).toEqual({active: false})
    })

    test("faults of one workspace leave the others alone", async () => {
        const {workspaceId} = await bench.admin.createWorkspace()
        await bench.admin.setFaults([{effect: {kind: "status", status: 500}}], workspaceId)
        const call = caller(bench.url, await bench.admin.createToken(workspaceId, {scopes: []}))
        expect([(await call("GET", "/v2/self")).status, (await read()).status]).toEqual([500, 200])
    })
})

test("the request log tells reads from writes and strict from tolerated bodies", async () => {
    const since = (await bench.admin.requests()).at(-1)?.seq ?? 0
    await bench.call("POST", `${COMPANIES}/query`, {limit: 1})
    await bench.call("POST", COMPANIES, company("log"))
    await bench.call("POST", COMPANIES, {data: {values: {name: "bare"}}})
    await bench.call("GET", `${COMPANIES}?limit=1`)
    const log = await bench.admin.requests({workspaceId: bench.workspaceId, since})
    expect(
        log.map(({method, path, status, kind, conforms}) => [method, path, status, kind, conforms]),
    ).toEqual([
        ["POST", `${COMPANIES}/query`, 200, "read", true],
        ["POST", COMPANIES, 200, "write", true],
        ["POST", COMPANIES, 200, "write", false],
        ["GET", `${COMPANIES}?limit=1`, 404, "read", true],
    ])
    expect(log[1]?.body).toEqual(company("log"))
})

test("the admin calls work over HTTP from another process", async () => {
    const admin = connectAttio(bench.url)
    const {workspaceId} = await admin.createWorkspace({now: "2026-10-05T06:00:00Z"})
    await admin.createAttribute(workspaceId, "companies", {
        title: "Key",
        api_slug: "key",
        type: "text",
        is_unique: true,
    })
    const [id] = await admin.seedRecords(workspaceId, "companies", [{values: {key: "a"}}])
    const [record] = (await admin.records(workspaceId, "companies")) as AnsweredRecord[]
    expect([record?.id.record_id, record?.created_at]).toEqual([id, "2026-10-05T06:00:00.000000001Z"])
    await expect(admin.seedRecords(workspaceId, "companies", [{values: {key: "a"}}])).rejects.toThrow(
        /conflicts/,
    )
    await expect(admin.records(workspaceId, "nothings")).rejects.toThrow(/no object "nothings"/)
    await admin.setNow(workspaceId, "2026-10-06T06:00:00Z")
    await admin.seedRecords(workspaceId, "companies", [{values: {}}])
    expect((await admin.records(workspaceId, "companies")).at(-1)).toMatchObject({
        created_at: "2026-10-06T06:00:00.000000000Z",
    })
    expect(await admin.defects()).toEqual([])
    const plain = await fetch(`${bench.url}/_sandbox/defects`, {method: "POST", body: "[]"})
    expect(plain.status).toBe(400)
})
