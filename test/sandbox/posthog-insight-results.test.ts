import {type BoardFixture, createBoards, type DashboardBody, type InsightBody, sql} from "./posthog-boards"
import type {QueryBody} from "./posthog-fixture"

const COUNT = "SELECT count() AS n FROM events WHERE {filters} LIMIT 10"

let boards: BoardFixture
beforeEach(async () => {
    boards = await createBoards()
})

const read = async (id: number, query = "") =>
    (await boards.call<InsightBody>("GET", `/insights/${id}/${query}`)).body
const now = (instant: string) => boards.project.admin.updateProject(boards.project.id, {now: instant})
const event = (timestamp: string) =>
    boards.project.capture("/e/", {
        api_key: boards.project.apiToken,
        event: "seen",
        distinct_id: "u",
        timestamp,
    })
const made = async (query: unknown, dashboards: number[] = []) =>
    (await boards.call<InsightBody>("POST", "/insights/", {query, dashboards})).body.id

describe("refresh", () => {
    test("nothing is computed by default; force_blocking computes, and force_cache shows that", async () => {
        const {id} = await boards.insight(COUNT)
        expect(await read(id)).toMatchObject({
            result: null,
            last_refresh: null,
            is_cached: false,
            timezone: null,
        })
        expect(await read(id, "?refresh=force_blocking")).toMatchObject({
            result: [[0]],
            columns: ["n"],
            types: [["n", "UInt64"]],
            last_refresh: "2026-10-05T06:00:00Z",
            cache_target_age: "2026-10-05T12:00:00Z",
            is_cached: false,
            timezone: "UTC",
            query_status: null,
        })
        await event("2026-10-05T05:00:00Z")
        await now("2026-10-07T06:00:00Z")
        expect(await read(id)).toMatchObject({
            result: [[0]],
            is_cached: true,
            last_refresh: "2026-10-05T06:00:00Z",
        })
    })

    test("blocking takes results of up to six hours, lazy_async of twelve", async () => {
        const {id} = await boards.insight(COUNT)
        await read(id, "?refresh=blocking")
        await event("2026-10-05T05:00:00Z")
        await now("2026-10-05T12:00:00Z")
        expect(await read(id, "?refresh=true")).toMatchObject({result: [[0]], is_cached: true})
        await now("2026-10-05T12:00:01Z")
        expect(await read(id, "?refresh=lazy_async")).toMatchObject({result: [[0]], is_cached: true})
        expect(await read(id, "?refresh=blocking")).toMatchObject({result: [[1]], is_cached: false})
    })

    test("force_async answers with a query that can be polled", async () => {
        const {id} = await boards.insight(COUNT)
        const started = await read(id, "?refresh=force_async")
        expect(started).toMatchObject({result: null, query_status: {complete: false}})
        const path = `/query/${started.query_status?.id}/`
        let poll = await boards.call<QueryBody>("GET", path)
        while (poll.status === 202) poll = await boards.call<QueryBody>("GET", path)
        expect(poll.body.query_status).toMatchObject({complete: true, results: {results: [[0]]}})
        expect(await read(id)).toMatchObject({result: [[0]], is_cached: true})
    })

    test("a changed query has no result until it is computed", async () => {
        const {id} = await boards.insight(COUNT)
        await read(id, "?refresh=force_blocking")
        const changed = {query: sql("SELECT 2")}
        expect((await boards.call("PATCH", `/insights/${id}/`, changed)).body).toMatchObject({result: null})
    })

    test("lists and dashboards compute their insights when asked to", async () => {
        const {id} = await boards.dashboard()
        await boards.insight("SELECT 7 AS n LIMIT 1", [id])
        expect((await boards.read(id)).tiles[0]?.insight?.result).toBeNull()
        const [tile] = (await boards.read(id, "?refresh=force_blocking")).tiles
        expect(tile).toMatchObject({is_cached: false, insight: {result: [[7]]}})
        expect((await boards.read(id)).tiles).toMatchObject([{is_cached: true, insight: {result: [[7]]}}])
    })
})

describe("a query that fails is answered with 200 and a message", () => {
    test.each([
        ["a syntax error", sql("SELEC 1"), /SELEC/],
        ["an unknown column", sql("SELECT nope FROM events"), /nope/],
        ["an unknown kind", {kind: "Nonsense"}, /"Nonsense" is not a known kind/],
        ["no kind", {}, /null is not a known kind/],
        ["an extra key", {...sql("SELECT 1"), extra: 1}, /query.extra: Extra inputs/],
        [
            "{filters} without events",
            sql("SELECT 1 FROM groups WHERE {filters.dateRange}"),
            /Unsupported filters/,
        ],
        [
            "{filters} over a subquery",
            sql("SELECT n FROM (SELECT 1 AS n) WHERE {filters}"),
            /Cannot use 'filters'/,
        ],
        ["an unbound name", sql("SELECT {variables.x}"), /variables\.x/],
    ])("%s", async (_, query, message) => {
        const id = await made(query)
        const answer = await boards.call<InsightBody>("GET", `/insights/${id}/?refresh=force_blocking`)
        expect([answer.status, answer.body.result]).toEqual([200, null])
        expect(answer.body.query_status).toMatchObject({complete: true, error: true})
        expect(answer.body.query_status?.error_message).toMatch(message)
        // Without computing, nobody is told.
        expect((await read(id)).query_status).toBeNull()
    })

    test("too slow", async () => {
        await boards.project.admin.setLimits(boards.project.id, {insightMaxSeconds: 0.3})
        const cross = "numbers(100000) AS a CROSS JOIN numbers(100000) AS b"
        const id = await made(sql(`SELECT sum(length(toString(a.number + b.number))) FROM ${cross}`))
        expect((await read(id, "?refresh=blocking")).query_status?.error_message).toMatch(
            /max execution time/,
        )
    })

    test("keys of newer servers, on an older one", async () => {
        const newer = {...sql("SELECT 1 LIMIT 1"), chartSettings: {heatmap: {}}}
        const id = await made(newer)
        expect((await read(id, "?refresh=force_blocking")).result).toEqual([[1]])
        await boards.project.admin.setPlan(boards.project.id, {older: true})
        const older = await read(id, "?refresh=force_blocking")
        expect(older).toMatchObject({result: null, query: newer})
        expect(older.query_status?.error_message).toMatch(/Extra inputs are not permitted/)
    })
})

test("the rules of /query do not hold: OFFSET and more than its ten seconds are allowed", async () => {
    await boards.project.admin.setLimits(boards.project.id, {maxSeconds: 0})
    const id = await made(sql("SELECT number FROM numbers(5) LIMIT 1 OFFSET 3"))
    expect((await read(id, "?refresh=force_blocking")).result).toEqual([[3]])
})

test("run_insights gives the results of all tiles, as text or as JSON", async () => {
    const {id} = await boards.dashboard({filters: {date_from: "-30d"}})
    await boards.insight("SELECT 'a' AS name, 2 AS n LIMIT 1", [id])
    await boards.insight("SELECT nope", [id])
    await boards.call("PATCH", `/dashboards/${id}/`, {tiles: [{text: {body: "x"}}]})
    const run = async (query: string) =>
        (
            await boards.call<{results: DashboardBody["tiles"]}>(
                "GET",
                `/dashboards/${id}/run_insights/${query}`,
            )
        ).body
    const results = (body: Awaited<ReturnType<typeof run>>) =>
        body.results.map(({insight}) => insight?.result)
    expect(results(await run("?output_format=json"))).toEqual([null, null])
    const json = await run("?refresh=blocking&output_format=json")
    expect(results(json)).toEqual([{columns: ["name", "n"], results: [["a", 2]]}, null])
    expect(results(await run(""))).toEqual(["name|n\na|2", null])
})
