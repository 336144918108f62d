import {tileNode} from "@beton/posthog-app/dashboards/node"
import {DASHBOARDS} from "@beton/posthog-app/dashboards/registry"
import {signalOverview} from "@beton/posthog-app/dashboards/signal-overview"
import type {Browser, Page} from "playwright-core"

import {type Pages, startPages} from "../../scripts/sandbox/pages"
import {formatCell, linkOf} from "../../scripts/sandbox/pages/client/format"
import {lookOf} from "../../scripts/sandbox/pages/client/node"
import {headings} from "../../scripts/sandbox/pages/client/series"
import {appHost} from "../app/support/app-host"
import {WAKE} from "../app/support/project"
import {type StoryWorld, storyWorld} from "../app/support/story-world"
import {openWire} from "../app/support/wire"
import {contextFor, rowsOf} from "../dashboards/support/tiles"
import {allComputed, chooseDays, wholePage} from "./pages-support"
import {axeFindings, describeInBrowser, openBrowser} from "./support"

jest.setTimeout(240_000)

/** A cell as the page must show it: times in the project's zone, and no time where a whole column is days. */
function shownCell(value: unknown, column: readonly unknown[], formatting: Parameters<typeof formatCell>[1]): string {
    if (linkOf(value) !== null) return "Open"
    const inBerlin = (one: unknown): string | null =>
        typeof one === "string" && /^\d{4}-\d\d-\d\dT/.test(one)
            ? new Date(one).toLocaleString("sv-SE", {timeZone: "Europe/Berlin"}).slice(0, 16)
            : null
    const time = inBerlin(value)
    if (time === null) return formatCell(value, formatting)
    return column.every((one) => one === null || inBerlin(one)?.endsWith(" 00:00")) ? time.slice(0, 10) : time
} // prettier-ignore

describeInBrowser("the dashboards in the browser", () => {
    let world: StoryWorld
    let pages: Pages
    let browser: Browser
    let page: Page
    const problems: string[] = []
    beforeAll(async () => {
        world = await storyWorld("micro", {
            ...{dashboards: {enabled: true}, outcomes: {from: "attio"}, backtest: {enabled: true}},
        })
        const host = appHost({config: world.form, clock: {now: WAKE}, wire: openWire()})
        await host.day()
        expect(host.errors).toEqual([])
        const {project} = world
        pages = await startPages({url: project.url, project: String(project.id), key: project.key})
        browser = await openBrowser()
    })
    afterAll(async () => {
        await browser?.close()
        await pages?.close()
    })
    beforeEach(async () => {
        problems.length = 0
        page = await browser.newPage({viewport: {width: 1280, height: 900}})
        page.on("pageerror", (error) => problems.push(error.message))
        page.on("console", (message) => message.type() === "error" && problems.push(message.text()))
        await page.goto(pages.url)
    })
    afterEach(async () => {
        await page.close()
        expect(problems).toEqual([])
    })

    const open = async (title: string): Promise<void> => {
        await page.getByRole("link", {name: title}).click()
        await allComputed(page)
    }
    const tile = (title: string) => page.getByRole("region", {name: title, exact: true}).first()
    const numberIn = async (title: string) =>
        Number((await tile(title).locator(".bold-number").textContent())?.replace(/[^\d.-]/g, ""))

    it("lists all four without the line that Beton knows them by", async () => {
        await page.getByRole("link", {name: DASHBOARDS[0]?.title ?? ""}).waitFor()
        const titles = await page.getByRole("listitem").getByRole("link").allTextContents()
        expect(titles.sort()).toEqual(DASHBOARDS.map(({title}) => title).sort())
        expect(await page.content()).not.toContain("Managed by")
    })

    it.each(DASHBOARDS.map(({title}) => title))("%s: every tile has a value, words or a table; nothing serious for axe; narrow too", async (title) => {
        await open(title)
        expect(await page.locator(".error:not(:empty)").allTextContents()).toEqual([])
        const empty = await page.locator(".tile[data-insight] .body:empty").count()
        expect(empty).toBe(0)
        expect(await axeFindings(page)).toEqual([])
        const name = title.toLowerCase().replace(/[^a-z]+/g, "-")
        await wholePage(page, `${name}-1280`)
        await page.setViewportSize({width: 390, height: 844})
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(overflow).toBeLessThanOrEqual(0)
        await wholePage(page, `${name}-390`)
    }) // prettier-ignore

    it.each(DASHBOARDS.map((one) => [one.title, one] as const))("%s: each tile shows what the API answers, or what it waits for", async (title, definition) => {
        await open(title)
        const context = contextFor(world.form)
        const filters = definition.days === null ? {} : {dateRange: {date_from: `-${definition.days}d`}}
        const shown = await page.locator(".tile").evaluateAll((tiles) =>
            tiles.map((one) => ({
                title: one.querySelector("h2")?.textContent ?? "",
                text: one.textContent ?? "",
                number: one.querySelector(".bold-number")?.textContent ?? null,
                cells: Array.from(one.querySelectorAll("tbody tr"), (line) => Array.from(line.querySelectorAll("td"), (cell) => cell.textContent ?? "")),
            })),
        )
        let computedTiles = 0
        for (const one of definition.tiles) {
            const found = shown.find((some) => some.title === one.title(context))
            if (found === undefined) {
                expect(shown.some(({text}) => text.includes(one.waiting(context).slice(0, 40)))).toBe(true)
                continue
            }
            computedTiles += 1
            const rows = await rowsOf(world.project, definition, one.id, context, {filters})
            const look = lookOf(tileNode(one, context))
            const axes = headings(look, Object.keys(rows[0] ?? {}))
            if (look.as === "number")
                expect([found.title, found.number]).toEqual([found.title, formatCell(Object.values(rows[0] ?? {})[0], look.columns[0]?.formatting)])
            else
                expect([found.title, found.cells]).toEqual([
                    found.title,
                    rows.map((row) => axes.map(({column, formatting}) => shownCell(row[column], rows.map((one) => one[column]), formatting))),
                ])
        }
        expect(computedTiles).toBeGreaterThan(0)
    }) // prettier-ignore

    it("shows what the API says, for another period too, and says which tiles the filter leaves alone", async () => {
        await open(signalOverview.title)
        const rows = async (id: string, filters = {}) =>
            rowsOf(world.project, signalOverview, id, contextFor(world.form), {filters})
        const range = {dateRange: {date_from: "-30d"}}
        const title = "PQL signals fired in this period"
        const [first] = await rows("signals-fired", range)
        expect(await numberIn(title)).toBe(first?.signals_fired)
        expect(Number(first?.signals_fired)).toBeGreaterThan(0)
        const byType = await rows("signals-by-type", range)
        const bars = tile("PQL signals fired by type, and for how many accounts")
        await bars.getByText("Show as table").click()
        const cells = await bars.locator("tbody tr").evaluateAll((lines) =>
            lines.map((line) => Array.from(line.querySelectorAll("td")).map((cell) => cell.textContent)),
        )
        expect(cells).toEqual(byType.map(({signal, fired, accounts}) => [signal, String(fired), String(accounts)]))
        // A period before anything fired.
        await chooseDays(page, "2026-08-01", "2026-08-10")
        expect(await numberIn(title)).toBe(0)
        expect(await bars.textContent()).toContain("Nothing in this period.")
        expect(await tile("The latest runs: what was found, what reached the CRM, what failed").textContent()).toContain("Keeps its own period.")
    }) // prettier-ignore

    it("a tile that cannot be computed says why and can be tried again", async () => {
        const {admin, id} = world.project
        await admin.setFaults(
            [{path: "/insights/", nth: 1, count: 1, effect: {kind: "status", status: 503}}],
            id,
        )
        await open(signalOverview.title)
        const alert = page.locator(".tile [role=alert]")
        expect(await alert.allTextContents()).toEqual(["PostHog is not available at the moment."])
        problems.length = 0
        await page.getByRole("button", {name: "Try again"}).press("Enter")
        await alert.waitFor({state: "detached"})
    })

    it("the key stays on the server, and nobody else may ask", async () => {
        const {key} = world.project
        await open(signalOverview.title)
        expect(await page.content()).not.toContain(key)
        const api = `${new URL(pages.url).origin}/api/dashboards`
        const asked = async (headers: Record<string, string>) => (await fetch(api, {headers})).status
        expect(await asked({"sec-fetch-site": "cross-site"})).toBe(403)
        const posted = await fetch(api, {method: "POST"})
        expect(posted.status).toBe(405)
    })
})
