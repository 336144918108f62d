import type {Browser, Page} from "playwright-core"

import {
    allComputed,
    cellsOf,
    chooseDays,
    choosePeriod,
    happened,
    openPage,
    openPagesWorld,
    type PagesWorld,
    tileNamed,
} from "./pages-support"
import {describeInBrowser, openBrowser} from "./support"

jest.setTimeout(120_000)

const EVENTS = [
    happened("opened", "a", "2026-09-20T10:00:00Z", {plan: "pro", country: "DE"}),
    happened("opened", "b", "2026-09-21T10:00:00Z", {plan: "pro", country: "FR"}),
    happened("opened", "c", "2026-09-22T10:00:00Z", {plan: "free", country: "DE"}),
    happened("bought", "a", "2026-09-23T10:00:00Z", {plan: "pro", country: "DE"}),
    happened("bought", "c", "2026-09-24T10:00:00Z", {plan: "free", country: "DE"}),
    happened("opened", "d", "2026-08-20T10:00:00Z", {plan: "pro", country: "DE"}),
]
const property = (key: string, value: string) => ({key, type: "event", operator: "exact", value: [value]})
const NUMBER = {
    kind: "DataVisualizationNode",
    source: {kind: "HogQLQuery", query: "SELECT count() AS n FROM events WHERE {filters} LIMIT 1"},
    display: "BoldNumber",
}
const native = (kind: string, more: object = {}) => ({
    kind: "InsightVizNode",
    source: {kind, series: ["opened", "bought"].map((event) => ({kind: "EventsNode", event})), ...more},
})
const FUNNEL = native("FunnelsQuery", {aggregation_group_type_index: 0})
const QUERIES = {
    Plain: NUMBER,
    "Own property": NUMBER,
    "Own dates": NUMBER,
    "Own dates of a funnel": FUNNEL,
    Funnel: FUNNEL,
    Trends: native("TrendsQuery", {interval: "month"}),
    "Trends that are split": native("TrendsQuery", {interval: "month", trendsFilter: {formula: "A + B"}}),
}

describeInBrowser("filters of a dashboard and of its tiles", () => {
    let world: PagesWorld
    let browser: Browser
    let page: Page
    let problems: string[]
    let id: number
    beforeAll(async () => {
        world = await openPagesWorld(EVENTS)
        const {boards} = world
        const filters = {date_from: "-30d", properties: [property("plan", "pro")]}
        id = (await boards.dashboard({name: "Filtered", filters})).id
        const overrides: Record<string, object> = {
            "Own property": {properties: [property("country", "DE")]},
            "Own dates": {date_from: "2026-08-01", date_to: "2026-08-31"},
            "Own dates of a funnel": {date_from: "2026-08-01", date_to: "2026-08-31"},
        }
        for (const [name, query] of Object.entries(QUERIES))
            await boards.call("POST", "/insights/", {name, query, dashboards: [id], saved: true})
        const tiles = (await boards.read(id)).tiles.flatMap((tile) => {
            const own = overrides[tile.insight?.name ?? ""]
            return own === undefined ? [] : [{id: tile.id, filters_overrides: own}]
        })
        expect(tiles).toHaveLength(3)
        expect((await boards.call("PATCH", `/dashboards/${id}/`, {tiles})).status).toBe(200)
        browser = await openBrowser()
    })
    afterAll(async () => {
        await browser?.close()
        await world?.pages.close()
    })
    beforeEach(async () => {
        const opened = await openPage(browser)
        page = opened.page
        problems = opened.problems
        await page.goto(`${world.origin}/dashboards/${id}`)
        await allComputed(page)
    })
    afterEach(async () => {
        await page.context().close()
        expect(problems).toEqual([])
    })
    const number = (title: string) => tileNamed(page, title).locator(".bold-number").textContent()
    const counts = async (title: string) => (await cellsOf(tileNamed(page, title))).map(([, count]) => count)
    const saysOwn = async (title: string) =>
        ((await tileNamed(page, title).textContent()) ?? "").includes("Keeps its own period.")

    it("reach the tiles as they were saved", async () => {
        // a and b opened, a bought: the paid plans of the last 30 days.
        expect(await number("Plain")).toBe("3")
        // A tile's own properties stand in place of the dashboard's.
        expect(await number("Own property")).toBe("4")
        expect(await number("Own dates")).toBe("1")
        expect(await counts("Funnel")).toEqual(["2", "1"])
        expect(await counts("Own dates of a funnel")).toEqual(["1", "0"])
        expect(await cellsOf(tileNamed(page, "Trends"))).toEqual([
            ["2026-09-01", "2", "1"],
            ["2026-10-01", "0", "0"],
        ])
    })

    it("stay when another period is chosen; a tile with dates of its own keeps them and says so", async () => {
        await choosePeriod(page, "all")
        expect(await number("Plain")).toBe("4")
        expect(await number("Own property")).toBe("5")
        expect(await number("Own dates")).toBe("1")
        expect(await counts("Funnel")).toEqual(["3", "1"])
        expect(await counts("Own dates of a funnel")).toEqual(["1", "0"])
        expect(await cellsOf(tileNamed(page, "Trends"))).toEqual([
            ["2026-08-01", "1", "0"],
            ["2026-09-01", "2", "1"],
            ["2026-10-01", "0", "0"],
        ])
        await chooseDays(page, "2026-09-21", "2026-09-23")
        expect(await number("Plain")).toBe("2")
        expect(await number("Own property")).toBe("2")
        expect(await counts("Funnel")).toEqual(["1", "0"])
        expect(await counts("Trends")).toEqual(["1"])
        for (const title of ["Own dates", "Own dates of a funnel"]) expect(await saysOwn(title)).toBe(true)
        for (const title of ["Plain", "Own property", "Funnel", "Trends"])
            expect(await saysOwn(title)).toBe(false)
    })

    it("says in words what is not computed", async () => {
        const alert = tileNamed(page, "Trends that are split").getByRole("alert")
        expect(await alert.textContent()).toBe(
            "PostHog could not compute it: formula is not computed by this stand-in.",
        )
    })
})
