import {configOrThrow} from "@beton/scripts/cli/config-file"
import {companyPages, startDemoPreview} from "@beton/scripts/demo/attio-preview"
import type {AttioPreview} from "@beton/scripts/sandbox/attio-preview"
import type {Browser, Page} from "playwright-core"

import {appHost} from "../app/support/app-host"
import {AS_OF, WAKE} from "../app/support/project"
import {type StoryWorld, storyWorld} from "../app/support/story-world"
import {openWire} from "../app/support/wire"
import {axeFindings, describeInBrowser, openBrowser, screenshot} from "./support"

const wire = openWire()
let world: StoryWorld
let preview: AttioPreview
let browser: Browser
let page: Page
const failures: string[] = []

const open = (path: string) => page.goto(`${preview.url}${path}`)
const view = (name: string) =>
    preview.app.views
        .list()
        .filter((one) => one.name === name)
        .at(-1)
const dialog = () => page.locator("dialog.dialog")
const widget = () => page.locator("button.widget-card")
/** Opens the nth record of a table; the highest scores come first. */
async function openRecord(object: string, n: number): Promise<void> {
    await open(`/objects/${object}`)
    await page.locator("a.name").nth(n).click()
    await widget().waitFor()
}
const queries = async (since: number) =>
    (await world.project.admin.requests({projectId: world.project.id, since})).filter(({path}) =>
        path.endsWith("/query/"),
    ).length
const mark = async () => (await world.project.admin.requests({projectId: world.project.id})).at(-1)?.seq ?? 0

/** The shipped Attio app over a story that the PostHog app has run a day on, as in the demo. */
describeInBrowser("the Attio app in the preview", () => {
    beforeAll(async () => {
        world = await storyWorld("micro")
        const host = appHost({config: world.form, clock: {now: WAKE}, wire})
        await host.day()
        expect(host.errors).toEqual([])
        const started = await startDemoPreview(
            {
                posthog: {url: world.project.url},
                attio: {url: world.crm.url, admin: world.crm.admin},
                state: {
                    ...{workspaceId: world.crm.workspaceId, attioToken: world.crm.token},
                    ...{posthogKey: world.project.key, now: AS_OF},
                },
            },
            configOrThrow(world.form),
        )
        if (started === null) throw new Error("The preview did not start.")
        preview = started
        browser = await openBrowser()
    }, 240_000)
    afterAll(async () => {
        await browser.close()
        await preview.close()
    })
    beforeEach(async () => {
        page = await browser.newPage({viewport: {width: 1280, height: 800}})
        page.setDefaultTimeout(20_000)
        page.on("pageerror", (error) => failures.push(error.stack ?? error.message))
    })
    afterEach(async () => {
        await page.close()
        expect(failures.splice(0)).toEqual([])
    })

    it("a hot company shows its widget from its own attributes: no call to PostHog", async () => {
        const before = await mark()
        await openRecord("companies", 0)
        expect(await widget().textContent()).toMatch(/Hot.*Score \d+ of 100/)
        expect(view("page: record companies")).toMatchObject({posthog: 0, attio: 0, functions: 0, graphql: 1})
        expect(await queries(before)).toBe(0)
        await screenshot(page, "app-company-1280")
        expect(await axeFindings(page)).toEqual([])
    })

    it("the demo's page leads to the hot company with one click", async () => {
        const {project} = configOrThrow(world.form)
        const pages = await companyPages(preview, project, ["co_0001", "nobody"])
        expect([...pages.keys()]).toEqual(["co_0001"])
        await page.goto(pages.get("co_0001") ?? "")
        expect(await widget().textContent()).toMatch(/Hot.*Score \d+ of 100/)
    })

    it("its evidence is one query, whichever record is looked at", async () => {
        const before = await mark()
        await openRecord("companies", 0)
        await widget().click()
        await dialog().getByRole("heading", {name: "Why now"}).waitFor()
        await dialog().getByRole("heading", {name: "Whom to call"}).waitFor()
        expect(await queries(before)).toBe(1)
        // Why now, what to do and whom to call come first: no scrolling, none of the signals' details before it.
        const headings = await dialog().getByRole("heading").allTextContents()
        expect(headings.slice(1, 3)).toEqual(["Why now", "Whom to call"])
        const active = dialog().getByText(/ actions? on \d+ days? of the last 30/)
        expect(await active.first().isVisible()).toBe(true)
        expect(
            await dialog()
                .getByRole("link", {name: /^Open \w+ \w+/})
                .count(),
        ).toBeGreaterThan(0)
        await screenshot(page, "app-evidence-1280")
        expect(await axeFindings(page)).toEqual([])
        // The group type's index is looked up once a day; from then on the query is the only call.
        await openRecord("companies", 1)
        await widget().click()
        await dialog().getByRole("heading", {name: "Why now"}).waitFor()
        expect(view("widget click")).toMatchObject({posthog: 1, functions: 1})
    })

    it("works by keyboard alone, down to the dialog in the dialog and back", async () => {
        await openRecord("companies", 0)
        await widget().focus()
        await page.keyboard.press("Enter")
        await dialog().getByRole("heading", {name: "Why now"}).waitFor()
        await dialog().getByRole("button", {name: "Not useful…"}).focus()
        await page.keyboard.press("Enter")
        await dialog().getByRole("navigation", {name: "Dialogs"}).getByRole("button").waitFor()
        await screenshot(page, "app-not-useful-1280")
        expect(await axeFindings(page)).toEqual([])
        await page.keyboard.press("Escape")
        await dialog().getByRole("heading", {name: "Why now"}).waitFor()
        await page.keyboard.press("Escape")
        await dialog().waitFor({state: "detached"})
        expect(await page.evaluate(() => document.activeElement?.className)).toContain("widget-card")
    })

    it("a deal has the same card, and the action by Ctrl-K", async () => {
        await openRecord("deals", 0)
        await page.keyboard.press("Control+k")
        await page.keyboard.type("beton")
        await page.keyboard.press("Enter")
        await dialog().waitFor()
        expect(await dialog().locator("h2").textContent()).toMatch(/^Evidence/)
        await screenshot(page, "app-deal-1280")
    })

    it("the settings page holds the pairing and the connection, without a secret", async () => {
        await open("/settings")
        expect(await page.getByLabel("Pairing text").inputValue()).toMatch(/^beton1\./)
        await page.getByText("Connected", {exact: true}).waitFor()
        expect(await page.content()).not.toContain(world.project.key)
        await screenshot(page, "app-settings-1280")
        expect(await axeFindings(page)).toEqual([])
    })

    it("a workflow reads the score of a company", async () => {
        await openRecord("companies", 0)
        const domain = (await page.locator('[data-slug="domains"] dd').textContent()) ?? ""
        await open("/workflows")
        const panel = page.getByRole("region", {name: "Get PQL score"})
        await panel.getByLabel("or its domain").fill(domain)
        await panel.getByRole("button", {name: "Run"}).click()
        await page.locator(".runs code").first().waitFor()
        expect(await page.locator(".runs li").first().textContent()).toMatch(/"score":\d+/)
        await screenshot(page, "app-workflows-1280")
        expect(await axeFindings(page)).toEqual([])
    })

    it("the trigger takes several signals and is switched on and off", async () => {
        await open("/workflows")
        const panel = page.getByRole("region", {name: "PQL signal fired"})
        const signals = panel.getByRole("combobox", {name: "Signals"})
        for (const name of ["Usage spike", "Team growth"]) {
            await signals.click()
            await panel.getByRole("option", {name}).click()
        }
        expect(await signals.inputValue()).toBe("Usage spike, Team growth")
        await panel.getByRole("button", {name: "Activate"}).click()
        await panel.getByText("active", {exact: true}).waitFor()
        expect(preview.app.workflows.activations[0]?.config).toEqual({
            signalTypes: ["usage_spike", "team_growth"],
        })
        await panel.getByRole("button", {name: "Deactivate"}).click()
        await panel.getByText("inactive", {exact: true}).waitFor()
    })

    it.each(["light", "dark"] as const)("fits a narrow window, %s", async (colorScheme) => {
        await page.setViewportSize({width: 360, height: 740})
        await page.emulateMedia({colorScheme})
        await openRecord("companies", 0)
        await screenshot(page, `app-company-360-${colorScheme}`)
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
        await widget().click()
        await dialog().getByRole("heading", {name: "Why now"}).waitFor()
        await screenshot(page, `app-evidence-360-${colorScheme}`)
        expect(await axeFindings(page)).toEqual([])
    })

    it("does nothing that Attio would refuse", () => {
        expect(preview.app.problems).toEqual([])
    })
})
