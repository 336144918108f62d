import type {Browser, Page} from "playwright-core"

import {boardOfKinds, EVENTS, KINDS} from "./pages-board"
import {
    allComputed,
    cellsOf,
    chooseDays,
    choosePeriod,
    openPage,
    openPagesWorld,
    type PagesWorld,
    tileNamed,
    wholePage,
} from "./pages-support"
import {axeFindings, describeInBrowser, openBrowser} from "./support"

jest.setTimeout(120_000)

describeInBrowser("a dashboard with every kind of tile", () => {
    let world: PagesWorld
    let browser: Browser
    let page: Page
    let problems: string[]
    let address: string
    beforeAll(async () => {
        world = await openPagesWorld(EVENTS)
        const id = await boardOfKinds(world.boards)
        address = `${world.origin}/dashboards/${id}`
        browser = await openBrowser()
    })
    afterAll(async () => {
        await browser?.close()
        await world?.pages.close()
    })
    const open = async (options = {}): Promise<void> => {
        const opened = await openPage(browser, options)
        page = opened.page
        problems = opened.problems
        await page.goto(address)
        await allComputed(page)
    }
    afterEach(async () => {
        await page.context().close()
        expect(problems).toEqual([])
    })

    const numberIn = (title: string) => tileNamed(page, title).locator(".bold-number").textContent()
    const table = (title: string) => cellsOf(tileNamed(page, title))
    /** Rows that the API answers for the SQL of a tile, as text. */
    const asked = async (title: string, dateRange: object): Promise<string[][]> => {
        const {source} = KINDS[title] as {source: {query: string}}
        const {body} = await world.boards.call<{results: unknown[][]}>("POST", "/query/", {
            query: {...source, filters: {dateRange}},
            refresh: "force_blocking",
        })
        return body.results.map((row) => row.map(String))
    }
    const day = (text: string | undefined) => text?.slice(0, 10) ?? ""

    it("shows what the API answers for SQL", async () => {
        await open()
        const saved = {date_from: "-30d"}
        expect(await numberIn("A number")).toBe("5 sign-ups")
        expect(await numberIn("Without a filter")).toBe("15")
        const rows = await asked("A table", saved)
        expect(rows.length).toBe(6)
        expect(await table("A table")).toEqual(
            rows.map(([company, n, last]) => [company, n, last?.slice(0, 16).replace("T", " ")]),
        )
        expect(await table("A table")).toContainEqual(["a", "3", "2026-09-15 12:00"])
        const perDay = await asked("A line", saved)
        expect(await table("A line")).toEqual(perDay.map(([at, ...counts]) => [day(at), ...counts]))
        expect(await table("An area")).toEqual(perDay.map(([at, ...counts]) => [day(at), ...counts]))
        expect(await table("A bar")).toEqual([
            ["invited", "5", "5"],
            ["paid", "1", "1"],
            ["signed_up", "5", "5"],
        ])
        expect(await table("A stacked bar")).toEqual(await asked("A stacked bar", saved))
    })

    it("draws the marks of each chart, and names the series beside what they look like", async () => {
        await open()
        const drawn = (title: string) => tileNamed(page, title).locator("figure > svg, figure figure > svg")
        const bars = (title: string) => drawn(title).locator("g[aria-label] rect, g rect").count()
        expect(await bars("A bar")).toBe(6)
        expect(await bars("A stacked bar")).toBe(4)
        for (const title of ["A line", "A bar", "A stacked bar", "Trends", "Trends of plans"])
            expect(await tileNamed(page, title).locator(".legend li").count()).toBeGreaterThan(1)
        expect(await tileNamed(page, "A bar").locator(".legend").innerText()).toMatch(/Label of n\s+Label of companies/)
        const fills = await drawn("A bar").locator("g rect").evaluateAll((all) => all.map((one) => one.getAttribute("fill")))
        expect(new Set(fills).size).toBe(2)
        for (const fill of new Set(fills)) expect(await page.locator(String(fill).replace(/^url\((.*)\)$/, "$1")).count()).toBe(1)
        // The second line is dashed and has other symbols.
        expect(await drawn("A line").locator("[stroke-dasharray='6 3']").count()).toBe(1)
        const symbols = await drawn("A line").locator("path[transform]").evaluateAll((all) => all.map((one) => one.getAttribute("d")))
        expect(new Set(symbols).size).toBeGreaterThan(1)
    }) // prettier-ignore

    it("draws a funnel with counts, the base of each rate and who dropped off", async () => {
        await open()
        expect(await table("A funnel")).toEqual([
            ["1. signed_up", "5", "", "", ""],
            ["2. invited", "2", "2 of 5 (40 %)", "2 of 5 (40 %)", "3"],
            ["3. paid", "1", "1 of 2 (50 %)", "1 of 5 (20 %)", "1"],
        ])
        const tile = tileNamed(page, "A funnel")
        expect(await tile.getByRole("img").getAttribute("aria-label")).toContain("2. invited: 2 of 5 (40 %) of the step before, 3 dropped off")
        expect(await tile.textContent()).toContain("Each company counts once. It took the steps in this order, all within 7 days of its first one.")
    }) // prettier-ignore

    it("draws trends as lines, every day and every value of a breakdown", async () => {
        await open()
        const rows = await table("Trends")
        expect(rows).toHaveLength(31)
        expect([rows[0]?.[0], rows.at(-1)?.[0]]).toEqual(["2026-09-05", "2026-10-05"])
        expect(rows.filter(([, up, in_]) => up !== "0" || in_ !== "0")).toEqual([
            ["2026-09-10", "1", "1"],
            ["2026-09-11", "1", "0"],
            ["2026-09-12", "1", "1"],
            ["2026-09-20", "1", "0"],
            ["2026-09-21", "0", "1"],
            ["2026-09-22", "0", "1"],
            ["2026-09-30", "0", "1"],
            ["2026-10-04", "1", "0"],
        ])
        expect(await numberIn("Trends as a number")).toBe("5")
        const heads = tileNamed(page, "Trends of plans").locator("th")
        expect(await heads.evaluateAll((all) => all.map((one) => one.textContent))).toEqual(["week", "pro", "free"])
    }) // prettier-ignore

    it("a chosen period reaches SQL, funnels and trends, its last day as a whole", async () => {
        await open()
        await chooseDays(page, "2026-08-05", "2026-08-07")
        expect(await numberIn("A number")).toBe("1 sign-ups")
        expect(await table("A bar")).toEqual([
            ["invited", "1", "1"],
            ["paid", "1", "1"],
            ["signed_up", "1", "1"],
        ])
        expect((await table("A funnel")).map(([, count]) => count)).toEqual(["1", "1", "1"])
        expect(await table("Trends")).toEqual([
            ["2026-08-05", "1", "0"],
            ["2026-08-06", "0", "1"],
            ["2026-08-07", "0", "0"],
        ])
        expect(await numberIn("Trends as a number")).toBe("1")
        expect(await table("Trends of plans")).toEqual([["2026-08-03", "1"]])
        // The first second of the next day is another day's.
        await chooseDays(page, "2026-08-05", "2026-08-08")
        expect(await numberIn("A number")).toBe("2 sign-ups")
        expect((await table("A funnel")).map(([, count]) => count)).toEqual(["2", "1", "1"])
        expect((await table("Trends")).at(-1)).toEqual(["2026-08-08", "1", "0"])
    })

    it("counts a chosen period as PostHog counts the same one that was saved", async () => {
        await open()
        const native = ["A funnel", "Trends", "Trends of plans"]
        const saved = await Promise.all(native.map(table))
        await choosePeriod(page, "-30d")
        expect(await Promise.all(native.map(table))).toEqual(saved)
        expect(await numberIn("Trends as a number")).toBe("5")
    })

    it("all time begins with the first event", async () => {
        await open()
        await choosePeriod(page, "all")
        expect(await numberIn("A number")).toBe("7 sign-ups")
        const rows = await table("Trends")
        expect([rows[0], rows.at(-1)?.[0]]).toEqual([["2026-08-05", "1", "0"], "2026-10-05"])
        expect((await table("A funnel")).map(([, count]) => count)).toEqual(["7", "3", "2"])
    })

    it("says which tiles keep their own period, and the time zone once", async () => {
        await open()
        expect(await tileNamed(page, "Without a filter").textContent()).toContain("Keeps its own period.")
        expect(await tileNamed(page, "A funnel").textContent()).not.toContain("Keeps its own period.")
        const text = (await page.locator("main").textContent()) ?? ""
        expect(text.match(/Europe\/Berlin/g)).toHaveLength(1)
        expect(text).not.toContain("UTC")
        expect(text).toContain("Computed at 2026-10-05 08:00.")
    })

    it.each([
        ["wide and light", {}],
        ["narrow and light", {viewport: {width: 390, height: 844}}],
        ["wide and dark", {colorScheme: "dark"}],
        ["narrow and dark", {viewport: {width: 390, height: 844}, colorScheme: "dark"}],
    ])("nothing serious for axe, nothing beyond the edge: %s", async (name, options) => {
        await open(options)
        await wholePage(page, `kinds-${name.replace(/ /g, "-")}`)
        expect(await axeFindings(page)).toEqual([])
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(overflow).toBeLessThanOrEqual(0)
        const levels = await page.getByRole("heading").evaluateAll((all) => all.map(({tagName}) => Number(tagName.slice(1))))
        expect(levels[0]).toBe(1)
        levels.forEach((level, i) => expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1))
    }) // prettier-ignore
})
