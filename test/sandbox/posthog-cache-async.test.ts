import {createFixture, type ProjectFixture, type QueryBody, type Reply} from "./posthog-fixture"

const COUNT = "SELECT count() FROM events"
/** Runs into any time limit, yet ClickHouse may stop it between blocks. */
const SLOW =
    "SELECT sum(length(toString(a.number + b.number))) FROM numbers(100000) AS a CROSS JOIN numbers(100000) AS b"

const seen = (project: ProjectFixture) =>
    project.capture("/e/", {api_key: project.apiToken, event: "seen", distinct_id: "u"})

async function poll(project: ProjectFixture, id: string): Promise<Reply<QueryBody>> {
    for (;;) {
        const answer = await project.request<QueryBody>("GET", `/api/projects/${project.id}/query/${id}/`)
        if (answer.status !== 202) return answer
        await new Promise((resolve) => setTimeout(resolve, 30))
    }
}

describe("cache", () => {
    test("blocking serves results of up to six hours, force_blocking never", async () => {
        const project = await createFixture()
        const count = async (refresh: string) => {
            const {body} = await project.query(COUNT, {refresh})
            return [body.results[0]?.[0], body.is_cached, body.last_refresh]
        }
        expect(await count("blocking")).toEqual([0, false, "2026-10-05T06:00:00Z"])
        await seen(project)
        await project.admin.updateProject(project.id, {now: "2026-10-05T12:00:00Z"})
        expect(await count("blocking")).toEqual([0, true, "2026-10-05T06:00:00Z"])
        expect(await count("force_cache")).toEqual([0, true, "2026-10-05T06:00:00Z"])
        await project.admin.updateProject(project.id, {now: "2026-10-05T12:00:01Z"})
        expect(await count("lazy_async")).toEqual([0, true, "2026-10-05T06:00:00Z"])
        expect(await count("blocking")).toEqual([1, false, "2026-10-05T12:00:01Z"])
        await seen(project)
        expect(await count("blocking")).toEqual([1, true, "2026-10-05T12:00:01Z"])
        expect(await count("force_blocking")).toEqual([2, false, "2026-10-05T12:00:01Z"])
    })

    test("other values, another time zone and another project are other queries", async () => {
        const project = await createFixture()
        const run = (value: number) => project.query("SELECT {v}", {values: {v: value}, refresh: "blocking"})
        await run(1)
        expect((await run(2)).body.results).toEqual([[2]])
        await project.admin.updateProject(project.id, {timezone: "Asia/Tokyo"})
        expect((await run(1)).body.is_cached).toBe(false)
    })
})

describe("asynchronous queries", () => {
    let project: ProjectFixture
    beforeAll(async () => {
        project = await createFixture()
        await project.admin.setLimits(project.id, {maxSeconds: 1})
    })

    test("202, then 200 with rows at query_status.results.results", async () => {
        const start = await project.query(COUNT, {refresh: "force_async", client_query_id: "mine"})
        expect(start).toMatchObject({
            status: 202,
            body: {
                query_status: {
                    id: "mine",
                    team_id: project.id,
                    query_async: true,
                    complete: false,
                    results: null,
                },
            },
        })
        const done = await poll(project, "mine")
        expect(done.status).toBe(200)
        expect(done.body.query_status).toMatchObject({
            complete: true,
            error: false,
            results: {results: [[0]]},
        })
    })

    test("a running query answers 202, and its id is not started twice", async () => {
        const ask = () => project.query(SLOW, {refresh: "force_async", client_query_id: "slow"})
        const first = await ask()
        const running = await project.request("GET", `/api/projects/${project.id}/query/slow/`)
        expect(running).toMatchObject({status: 202, body: {query_status: {complete: false}}})
        const taskOf = (answer: Reply<unknown>) =>
            (answer.body as {query_status: {task_id: string}}).query_status.task_id
        expect(taskOf(await ask())).toBe(taskOf(first))
        const end = await poll(project, "slow")
        expect(end).toMatchObject({status: 400, body: {query_status: {complete: true, error: true}}})
        expect(end.body.query_status?.error_message).toMatch(/max execution time/)
    })

    test("user errors answer 400 with the message", async () => {
        await project.query("SELECT nope FROM events", {refresh: "force_async", client_query_id: "bad"})
        const end = await poll(project, "bad")
        expect([end.status, end.body.query_status?.error_message]).toEqual([
            400,
            expect.stringContaining("nope"),
        ])
    })

    test("async takes a cached result, force_async does not", async () => {
        await project.query("SELECT 5", {refresh: "blocking"})
        expect(await project.query("SELECT 5", {refresh: "async"})).toMatchObject({
            status: 200,
            body: {is_cached: true},
        })
        expect((await project.query("SELECT 5", {refresh: "force_async"})).status).toBe(202)
        expect((await project.query("SELECT 6", {refresh: "async"})).status).toBe(202)
    })

    test("DELETE cancels; unknown ids and other projects' ids are 404", async () => {
        await project.query(SLOW, {refresh: "force_async", client_query_id: "gone"})
        const path = `/api/projects/${project.id}/query/gone/`
        expect(await project.request("DELETE", path)).toMatchObject({
            status: 200,
            body: {message: "Query cancelled"},
        })
        for (const method of ["GET", "DELETE"]) {
            expect(await project.request(method, path)).toMatchObject({
                status: 404,
                body: {code: "not_found"},
            })
        }
        const other = await createFixture()
        await other.query(COUNT, {refresh: "force_async", client_query_id: "theirs"})
        expect((await project.request("GET", `/api/projects/${project.id}/query/theirs/`)).status).toBe(404)
    })
})
