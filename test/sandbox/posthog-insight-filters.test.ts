import {type BoardFixture, createBoards, type InsightBody, sql} from "./posthog-boards"
import type {QueryBody} from "./posthog-fixture"

const COUNT = "SELECT count() AS n FROM events WHERE {filters} LIMIT 10"

let boards: BoardFixture
beforeEach(async () => {
    boards = await createBoards()
})

const read = async (id: number, query = "") =>
    (await boards.call<InsightBody>("GET", `/insights/${id}/${query}`)).body
const event = (timestamp: string, properties = {}) =>
    boards.project.capture("/e/", {
        api_key: boards.project.apiToken,
        event: "seen",
        distinct_id: "u",
        timestamp,
        properties,
    })
const made = async (query: unknown, dashboards: number[] = []) =>
    (await boards.call<InsightBody>("POST", "/insights/", {query, dashboards})).body.id

describe("from_dashboard", () => {
    const days = "SELECT count() AS n FROM events WHERE timestamp >= {filters.dateRange.from} LIMIT 1"
    const result = async (id: number, dashboard?: number) =>
        (await read(id, `?refresh=force_blocking${dashboard ? `&from_dashboard=${dashboard}` : ""}`)).result

    beforeEach(async () => {
        for (const day of ["2026-08-01", "2026-09-20", "2026-10-04"]) {
            await event(`${day}T10:00:00Z`, {plan: day < "2026-09" ? "free" : "team"})
        }
    })

    test("applies its date range where the text has a placeholder for it", async () => {
        const {id} = await boards.dashboard({filters: {date_from: "-30d"}})
        const all = await made(sql("SELECT count() AS n FROM events LIMIT 1"), [id])
        const [some, bound] = [await made(sql(COUNT), [id]), await made(sql(days), [id])]
        expect([await result(some), await result(some, id)]).toEqual([[[3]], [[2]]])
        expect([await result(bound), await result(bound, id)]).toEqual([[[3]], [[2]]])
        expect([await result(all), await result(all, id)]).toEqual([[[3]], [[3]]])
        await boards.call("PATCH", `/dashboards/${id}/`, {filters: {date_from: "mStart"}})
        expect(await result(some, id)).toEqual([[1]])
        await boards.call("PATCH", `/dashboards/${id}/`, {
            filters: {date_from: "2026-09-01", date_to: "2026-10-01"},
        })
        expect(await result(some, id)).toEqual([[1]])
        await boards.call("PATCH", `/dashboards/${id}/`, {filters: {date_from: "all"}})
        expect(await result(some, id)).toEqual([[3]])
    })

    test("applies its properties and those of the tile, and shows the tile's colour", async () => {
        const properties = [{key: "plan", type: "event", operator: "exact", value: ["team"]}]
        const {id} = await boards.dashboard({filters: {properties}})
        const insight = await made(sql(COUNT), [id])
        expect(await result(insight, id)).toEqual([[2]])
        const [tile] = (await boards.read(id)).tiles
        const change = {id: tile?.id, color: "blue", filters_overrides: {date_from: "-2d"}}
        await boards.call("PATCH", `/dashboards/${id}/`, {tiles: [change]})
        expect(await result(insight, id)).toEqual([[1]])
        expect((await read(insight, `?from_dashboard=${id}`)).color).toBe("blue")
    })

    test("sessions and groups have their own time", async () => {
        const {id} = await boards.dashboard({filters: {date_from: "2030-01-01"}})
        for (const table of ["sessions", "groups"]) {
            const insight = await made(sql(`SELECT count() AS n FROM ${table} WHERE {filters} LIMIT 1`), [id])
            expect(await result(insight, id)).toEqual([[0]])
        }
    })

    test("a dashboard that it is not on changes nothing", async () => {
        const {id} = await boards.dashboard({filters: {date_from: "-30d"}})
        const insight = await made(sql(COUNT))
        expect(await result(insight, id)).toEqual([[3]])
        expect((await read(insight, "?from_dashboard=nope")).result).toEqual([[3]])
    })

    test("the query is shown with the dashboard's filters merged in, unless the server does not", async () => {
        const {id} = await boards.dashboard({filters: {date_from: "-30d"}})
        const insight = await made(sql(COUNT), [id])
        const dateRange = {date_from: "-30d", date_to: null}
        const merged = {kind: "DataVisualizationNode", source: {...sql(COUNT).source, filters: {dateRange}}}
        const shown = async () => [
            (await read(insight)).query,
            (await read(insight, `?from_dashboard=${id}`)).query,
            (await boards.read(id)).tiles[0]?.insight?.query,
        ]
        expect(await shown()).toEqual([sql(COUNT), merged, merged])
        const bare = (await boards.dashboard()).id
        await boards.call("PATCH", `/insights/${insight}/`, {dashboards: [id, bare]})
        expect((await boards.read(bare)).tiles[0]?.insight?.query).toEqual(sql(COUNT))
        await boards.project.admin.setPlan(boards.project.id, {mergedFilters: false})
        expect(await shown()).toEqual([sql(COUNT), sql(COUNT), sql(COUNT)])
    })

    test("variables of the dashboard win over those of the node", async () => {
        const variable = {variableId: "v1", code_name: "least", value: 1}
        const source = {
            kind: "HogQLQuery",
            query: "SELECT {variables.least} AS n LIMIT 1",
            variables: {v1: variable},
        }
        const {id} = await boards.dashboard({variables: {v1: {...variable, value: 5}}})
        const insight = await made({kind: "DataVisualizationNode", source}, [id])
        expect([await result(insight), await result(insight, id)]).toEqual([[[1]], [[5]]])
    })
})

test("POST /query takes filters, too", async () => {
    await event("2026-09-01T10:00:00Z")
    await event("2026-10-04T22:30:00Z")
    const count = async (filters: unknown, query = COUNT) => {
        const asked = {kind: "HogQLQuery", query, filters}
        const {body} = await boards.call<QueryBody>("POST", "/query/", {query: asked})
        return body.results?.[0]?.[0] ?? body.detail
    }
    expect(await count({dateRange: {date_from: "-7d"}})).toBe(1)
    expect(await count({dateRange: {date_from: "-7d", date_to: "2026-10-04"}})).toBe(0)
    expect(await count(undefined)).toBe(2)
    // A date without zone is one of the project: there it was half past midnight of the next day.
    await boards.project.admin.updateProject(boards.project.id, {timezone: "Europe/Berlin"})
    expect(await count({dateRange: {date_from: "2026-10-05"}})).toBe(1)
    expect(await count({dateRange: {date_from: "dStart"}})).toBe(1)
    const elsewhere = "SELECT count() FROM numbers(3) WHERE {filters}"
    expect(await count({dateRange: {date_from: "-7d"}}, elsewhere)).toMatch(/Cannot use 'filters'/)
})
