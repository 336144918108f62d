import {readFileSync} from "node:fs"

import type {Browser, Page} from "playwright-core"

import {type Pages, startPages} from "../../scripts/sandbox/pages"
import {
    allComputed,
    happened,
    openPage,
    openPagesWorld,
    type PagesWorld,
    tileNamed,
    wholePage,
} from "./pages-support"
import {axeFindings, describeInBrowser, openBrowser} from "./support"

jest.setTimeout(120_000)

const EVENTS = [happened("=2+3", "a", "2026-09-20T10:00:00Z"), happened("plain", "b", "2026-08-20T10:00:00Z")]
const TABLE = {
    kind: "DataVisualizationNode",
    source: {
        kind: "HogQLQuery",
        query: "SELECT event, '@SUM(A1), \"quoted\" Zoë' AS note, -1 AS `=below`, ['-1', 'x'] AS list, timestamp AS at FROM events WHERE {filters} ORDER BY timestamp LIMIT 10",
    },
    display: "ActionsTable",
}
const CSV = [
    "event,note,'=below,list,at (Europe/Berlin)",
    `'=2+3,"'@SUM(A1), ""quoted"" Zoë",-1,"'-1, x",2026-09-20 12:00`,
    "",
].join("\r\n")

describeInBrowser("using the dashboards' pages", () => {
    let world: PagesWorld
    let browser: Browser
    let page: Page
    let problems: string[]
    let address: string
    beforeAll(async () => {
        world = await openPagesWorld(EVENTS)
        const {boards} = world
        const {id} = await boards.dashboard({name: "Events", filters: {date_from: "-30d"}})
        const insight = {name: "Latest: événements", query: TABLE, dashboards: [id], saved: true}
        expect((await boards.call("POST", "/insights/", insight)).status).toBe(201)
        address = `${world.origin}/dashboards/${id}`
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
    })
    afterEach(async () => {
        await page.context().close()
        expect(problems).toEqual([])
    })
    /** What has the focus, as a reader hears it. */
    const focused = () =>
        page.evaluate(() => {
            const {activeElement: one} = document
            const label = one?.getAttribute("aria-label") ?? (one as HTMLInputElement | null)?.labels?.[0]?.textContent
            return (label ?? one?.textContent ?? "").trim()
        }) // prettier-ignore
    const tabTo = async (name: string): Promise<void> => {
        for (let presses = 0; presses < 20; presses++) {
            await page.keyboard.press("Tab")
            if ((await focused()) === name) return
        }
        throw new Error(`${name} is not reached with the Tab key.`)
    }

    it("everything with the keyboard alone: filter, own days, CSV, retry", async () => {
        const {admin, id} = world.boards.project
        await page.goto(address)
        await allComputed(page)
        const rows = tileNamed(page, "Latest: événements").locator("tbody tr")
        expect(await rows.count()).toBe(1)
        await tabTo("Period")
        // Typing in a list chooses the entry that begins so.
        await page.keyboard.type("Last 9")
        await allComputed(page)
        await rows.nth(1).waitFor()
        await page.keyboard.press("End")
        await tabTo("From")
        await page.keyboard.type("08012026")
        await tabTo("to")
        await page.keyboard.type("08202026")
        await page.keyboard.press("Enter")
        await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1)
        await allComputed(page)
        expect(await rows.textContent()).toContain("plain")
        await tabTo("Download CSV: Latest: événements")
        const waiting = page.waitForEvent("download")
        await page.keyboard.press("Enter")
        expect((await waiting).suggestedFilename()).toBe("latest-événements.csv")
        await admin.setFaults([{path: "/query/", nth: 1, count: 1, effect: {kind: "status", status: 503}}], id)
        await page.reload()
        await allComputed(page)
        await tabTo("Period")
        await page.keyboard.type("Last 7")
        await page.getByRole("alert").filter({hasText: "not available"}).waitFor()
        await tabTo("Try again: Latest: événements")
        await page.keyboard.press("Enter")
        await page.getByText("Nothing in this period.").waitFor()
        // The button is gone; the reader stays at the tile.
        expect(await focused()).toBe("Latest: événements")
    }) // prettier-ignore

    it("the file holds what is shown, and nothing that a spreadsheet would run", async () => {
        await page.goto(address)
        await allComputed(page)
        const waiting = page.waitForEvent("download")
        await page.getByRole("button", {name: "Download CSV"}).click()
        const text = readFileSync(await (await waiting).path(), "utf8")
        expect(text).toBe(`\ufeff${CSV}`)
    })

    it("an answer for a period that was left does not stand below the next one", async () => {
        const {admin, id} = world.boards.project
        await page.goto(address)
        await allComputed(page)
        await admin.setFaults([{path: "/query/", nth: 1, count: 1, effect: {kind: "latency", ms: 1500}}], id)
        await page.evaluate(() => {
            const seen = {most: 0}
            const look = () => (seen.most = Math.max(seen.most, document.querySelectorAll("tbody tr").length))
            new MutationObserver(look).observe(document.body, {childList: true, subtree: true})
            Object.assign(globalThis, {seen})
        })
        const period = page.getByLabel("Period", {exact: true})
        await period.selectOption("all")
        await period.selectOption("own")
        await allComputed(page)
        // All time has two rows.
        expect(await page.evaluate(() => (globalThis as unknown as {seen: {most: number}}).seen.most)).toBe(1)
    })

    it("lists all dashboards, however many", async () => {
        for (let n = 0; n < 205; n++) await world.boards.dashboard({name: `Board ${n}`})
        await page.goto(world.pages.url)
        await page.getByRole("listitem").first().waitFor()
        const titles = await page.getByRole("listitem").getByRole("link").allTextContents()
        expect(titles).toHaveLength(206)
        expect(new Set(titles).size).toBe(206)
    })

    it("a dashboard without tiles, one that is gone, and a project without dashboards say so", async () => {
        const {id} = await world.boards.dashboard({name: "Bare"})
        await page.goto(`${world.origin}/dashboards/${id}`)
        await page.getByText("This dashboard has no tiles yet.").waitFor()
        expect(await page.locator("main").textContent()).not.toContain("0 of 0")
        await page.goto(`${world.origin}/dashboards/99999999`)
        expect(await page.getByRole("alert").textContent()).toBe("This dashboard does not exist, or not any more.")
        expect(problems.splice(0).join(" ")).toContain("404")
        expect(await axeFindings(page)).toEqual([])
        await wholePage(page, "pages-gone")
        await page.getByRole("link", {name: "All dashboards"}).click()
        await page.getByRole("heading", {name: "Dashboards"}).waitFor()
        const empty = await openPagesWorld([])
        await page.goto(empty.pages.url)
        await page.getByText("There are no dashboards yet.").waitFor()
        await empty.pages.close()
    }) // prettier-ignore

    it("says in words when the server or PostHog does not answer", async () => {
        const nobody: Pages = await startPages({url: "http://127.0.0.1:9", project: "1", key: "none"})
        await page.goto(nobody.url)
        expect(await page.getByRole("alert").textContent()).toBe("PostHog does not answer. Is the demo still running?")
        problems.length = 0
        await page.goto(address)
        await allComputed(page)
        await page.route("**/api/tiles/**", (route) => route.abort())
        await page.getByLabel("Period", {exact: true}).selectOption("all")
        await page.getByText("The sandbox does not answer. Is the demo still running?").waitFor()
        problems.length = 0
        await nobody.close()
    }) // prettier-ignore
})
