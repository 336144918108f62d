import {mkdirSync} from "node:fs"
import path from "node:path"
import {fileURLToPath} from "node:url"

import type {Browser, BrowserContextOptions, Locator, Page} from "playwright-core"

import {type Pages, startPages} from "../../scripts/sandbox/pages"
import type {ProjectPatch} from "../../scripts/sandbox/posthog/admin-types"
import {type BoardFixture, createBoards} from "../sandbox/posthog-boards"

const SCREENSHOTS = path.join(path.dirname(fileURLToPath(import.meta.url)), "screenshots")

/** A project in Berlin with companies, and the pages that show its dashboards. */
export interface PagesWorld {
    readonly boards: BoardFixture
    readonly pages: Pages
    /** Address of the pages without a path. */
    readonly origin: string
}

/** An event of a company; the instant is UTC. */
export const happened = (event: string, company: string, timestamp: string, properties: object = {}) => ({
    event,
    distinct_id: `someone@${company}.example`,
    timestamp,
    properties: {$groups: {company}, ...properties},
})

/** Opens a world with events; its clock stands at 2026-10-05 08:00 in Berlin unless told. */
export async function openPagesWorld(
    batch: readonly object[],
    patch: ProjectPatch = {},
): Promise<PagesWorld> {
    const boards = await createBoards()
    const {project} = boards
    await project.admin.updateProject(project.id, {
        groupTypes: [{group_type: "company"}],
        timezone: "Europe/Berlin",
        weekStartDay: 1,
        ...patch,
    })
    if (batch.length > 0) {
        const answer = await project.capture("/batch/", {api_key: project.apiToken, batch})
        expect(answer.status).toBe(200)
    }
    const {url, id, key} = project
    const pages = await startPages({url, project: String(id), key})
    return {boards, pages, origin: new URL(pages.url).origin}
}

/** A page with what went wrong in it: its own errors and those it was answered with. */
export async function openPage(
    browser: Browser,
    options: BrowserContextOptions = {},
): Promise<{page: Page; problems: string[]}> {
    const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options})
    const page = await context.newPage()
    const problems: string[] = []
    page.on("pageerror", (error) => problems.push(error.message))
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()))
    return {page, problems}
}

/** Waits until all tiles are computed; the count starts again in the same moment in which a period is chosen. */
export async function allComputed(page: Page): Promise<void> {
    await page.waitForFunction(() => {
        const text = document.querySelector(".progress")?.textContent ?? ""
        return /(\d+) of \1 tiles computed/.test(text)
    })
}

/** A tile by its title. */
export function tileNamed(page: Page, title: string): Locator {
    return page.getByRole("region", {name: title, exact: true}).first()
}

/** The cells of a tile's table, also of one that is folded. */
export function cellsOf(tile: Locator): Promise<string[][]> {
    return tile
        .locator("tbody tr")
        .evaluateAll((rows) =>
            rows.map((row) => Array.from(row.querySelectorAll("td"), (cell) => cell.textContent ?? "")),
        )
}

/** Chooses two days in the date filter, and waits. */
export async function chooseDays(page: Page, from: string, to: string): Promise<void> {
    await page.getByLabel("Period", {exact: true}).selectOption("custom")
    await page.getByLabel("From", {exact: true}).fill(from)
    await page.getByLabel("to", {exact: true}).fill(to)
    await page.getByRole("button", {name: "Apply"}).click()
    await allComputed(page)
}

/** Chooses a usual period, and waits. */
export async function choosePeriod(page: Page, id: string): Promise<void> {
    await page.getByLabel("Period", {exact: true}).selectOption(id)
    await allComputed(page)
}

/** Saves the whole page for people to look at; the folder is not kept in git. */
export async function wholePage(page: Page, name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, {recursive: true})
    await page.screenshot({path: path.join(SCREENSHOTS, `${name}.png`), fullPage: true})
}
