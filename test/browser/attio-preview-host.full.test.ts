import type {Browser, Page} from "playwright-core"

import {type FixturePreview, startFixture} from "../attio-preview/support"
import {axeFindings, describeInBrowser, openBrowser, screenshot} from "./support"

let f: FixturePreview
let browser: Browser
let page: Page
const failures: string[] = []

const open = (path: string) => page.goto(`${f.preview.url}${path}`)
const company = () => open(`/objects/companies/${f.companies.acme}`)
const view = (name: string) =>
    f.preview.app.views
        .list()
        .filter((one) => one.name === name)
        .at(-1)
const dialog = () => page.locator("dialog.dialog")

describeInBrowser("a record in the Attio preview", () => {
    beforeAll(async () => {
        f = await startFixture()
        browser = await openBrowser()
    }, 180_000)
    afterAll(async () => {
        await browser.close()
        await f.close()
    })
    beforeEach(async () => {
        page = await browser.newPage({viewport: {width: 1280, height: 800}})
        page.setDefaultTimeout(15_000)
        page.on("pageerror", (error) => failures.push(error.stack ?? error.message))
        if (f.preview.app.state.connections.held("posthog") === null)
            await f.preview.app.connect("posthog", "phx_x")
    })
    afterEach(async () => {
        await page.close()
        expect(failures.splice(0)).toEqual([])
    })

    it("a record shows its attributes and the widget, which asks PostHog nothing", async () => {
        await company()
        await page.getByText("82 / 100").waitFor()
        expect(await page.locator('[data-slug="domains"] dd').textContent()).toBe("acme.com")
        expect(view("page: record companies")).toMatchObject({posthog: 0, attio: 0, functions: 0, graphql: 1})
        await screenshot(page, "record-1280")
        expect(await axeFindings(page)).toEqual([])
    })

    it("a click on the widget opens the dialog with one question to PostHog", async () => {
        await company()
        await page.locator("button.widget-card").click()
        await dialog().getByRole("cell", {name: "Usage spike"}).waitFor()
        expect(view("widget click")).toMatchObject({posthog: 1, functions: 1})
        await screenshot(page, "dialog-1280")
        expect(await axeFindings(page)).toEqual([])
    })

    it("works by keyboard alone: widget, focus inside, Esc, focus back", async () => {
        await company()
        await page.getByText("82 / 100").waitFor()
        for (let i = 0; i < 40; i++) {
            await page.keyboard.press("Tab")
            if (await page.evaluate(() => document.activeElement?.classList.contains("widget-card"))) break
        }
        await page.keyboard.press("Enter")
        await dialog().getByRole("cell", {name: "Usage spike"}).waitFor()
        for (let i = 0; i < 14; i++) {
            await page.keyboard.press("Tab")
            // Behind the last control is the browser's own frame, where the document has no focus.
            const inside = () =>
                document.activeElement === document.body || document.activeElement?.closest("dialog")
            expect(await page.evaluate(inside)).toBeTruthy()
        }
        await page.keyboard.press("Escape")
        await dialog().waitFor({state: "detached"})
        expect(await page.evaluate(() => document.activeElement?.className)).toContain("widget-card")
    })

    it("Ctrl-K finds the record's actions", async () => {
        await company()
        await page.getByText("82 / 100").waitFor()
        await page.keyboard.press("Control+k")
        await page.keyboard.type("evid")
        await page.keyboard.press("Enter")
        await dialog().getByRole("cell", {name: "Usage spike"}).waitFor()
        expect(view("record-action: evidence")).toMatchObject({posthog: 1, graphql: 1})
    })

    it("a form tells what is wrong, takes a choice by keyboard, and submits; the toast is announced", async () => {
        await company()
        await page.locator("button.widget-card").click()
        await dialog().getByRole("button", {name: "Save note"}).click()
        const note = dialog().getByLabel("Note")
        expect(await note.getAttribute("aria-invalid")).toBe("true")
        await note.fill("far too long a note for this")
        await dialog().getByRole("button", {name: "Save note"}).click()
        await dialog().getByText("At most 20 characters").waitFor()
        await note.fill("call them")
        const tone = dialog().getByRole("combobox", {name: "Tone"})
        await tone.focus()
        await page.keyboard.press("ArrowDown")
        await dialog().getByRole("option", {name: "Kind"}).waitFor()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Escape")
        expect(await dialog().count()).toBe(1)
        expect(await tone.inputValue()).toBe("Short")
        await dialog().getByRole("button", {name: "Save note"}).click()
        await dialog().waitFor({state: "detached"})
        const toasts = page.locator(".toasts")
        expect(await toasts.getAttribute("aria-live")).toBe("polite")
        await toasts.getByText("call them short").waitFor()
    })

    it("a missing connection opens the connect dialog; then the work goes on", async () => {
        await f.preview.app.disconnect("posthog")
        await company()
        await page.locator("button.widget-card").click()
        const connect = page.getByRole("dialog", {name: "Connect PostHog"})
        await connect.waitFor()
        await connect.getByLabel("Personal API key").fill("bad")
        await connect.getByRole("button", {name: "Connect"}).click()
        await connect.getByText("PostHog does not know this key.").waitFor()
        await screenshot(page, "connect-1280")
        expect(await axeFindings(page)).toEqual([])
        await connect.getByLabel("Personal API key").fill("phx_good")
        await connect.getByRole("button", {name: "Connect"}).click()
        await dialog().getByRole("cell", {name: "Usage spike"}).waitFor()
        expect(await page.content()).not.toContain("phx_good")
    })

    it.each(["light", "dark"] as const)("fits a narrow window, %s", async (colorScheme) => {
        await page.setViewportSize({width: 360, height: 740})
        await page.emulateMedia({colorScheme})
        await company()
        await page.getByText("82 / 100").waitFor()
        await screenshot(page, `record-360-${colorScheme}`)
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
        expect(await axeFindings(page)).toEqual([])
        await page.locator("button.widget-card").click()
        await dialog().getByRole("cell", {name: "Usage spike"}).waitFor()
        await screenshot(page, `dialog-360-${colorScheme}`)
        expect(await axeFindings(page)).toEqual([])
    })
})
