import type {Browser, Page} from "playwright-core"

import {type FixturePreview, startFixture} from "../attio-preview/support"
import {axeFindings, describeInBrowser, openBrowser, screenshot} from "./support"

let f: FixturePreview
let browser: Browser
let page: Page
const failures: string[] = []

const open = (path: string) => page.goto(`${f.preview.url}${path}`)

describeInBrowser("the pages of the Attio preview", () => {
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
    })
    afterEach(async () => {
        await page.close()
        expect(failures.splice(0)).toEqual([])
    })

    it("an object action's iframe gets its data and talks both ways", async () => {
        await open("/objects/deals")
        await page.getByRole("button", {name: "Open workbench"}).click()
        const frame = page.frameLocator("dialog iframe")
        await frame.getByText("start deals").waitFor()
        await frame.getByRole("button", {name: "Ask"}).click()
        await frame.getByText("answer for deals").waitFor()
        await frame.getByRole("button", {name: "Done"}).click()
        await page.locator("dialog").waitFor({state: "detached"})
    })

    it("a bulk action asks first, runs in batches over what was chosen, and reports", async () => {
        await open("/objects/companies")
        for (const name of ["Acme", "Globex", "Bare"]) await page.getByLabel(`Select ${name}`).check()
        await screenshot(page, "table-1280")
        expect(await axeFindings(page)).toEqual([])
        await page.getByRole("button", {name: "Count chosen"}).click()
        await page.getByRole("dialog", {name: "Count them?"}).getByRole("button", {name: "Count"}).click()
        await page.locator(".toasts").getByText("3 counted").waitFor()
    })

    it("settings save on their own, and only what fits", async () => {
        const {settings} = f.preview.app.state
        await open("/settings")
        await page.getByLabel("Hot from").fill("400")
        await page.getByLabel("Hot from").blur()
        await page.getByText("At most 100").waitFor()
        expect(settings.get("threshold")).toBeNull()
        await page.getByLabel("Hot from").fill("70")
        await page.getByLabel("Hot from").blur()
        await page.locator(".toasts").getByText("Saved").first().waitFor()
        expect(settings.get("threshold")).toBe(70)
        await page.getByRole("switch", {name: "Write notes"}).check()
        await page.getByText("Notes are on").waitFor()
        await page.reload()
        expect(await page.getByRole("switch", {name: "Write notes"}).isChecked()).toBe(true)
        await screenshot(page, "settings-1280")
        expect(await axeFindings(page)).toEqual([])
    })

    it("a trigger is switched on, gets an event, and shows what came of it", async () => {
        await open("/workflows")
        const panel = page.getByRole("region", {name: "Signal fired"})
        await panel.getByRole("combobox", {name: "Signal"}).click()
        await panel.getByRole("option", {name: "Usage spike"}).click()
        await panel.getByLabel("Lowest score").fill("50")
        await panel.getByText("Scores below are left out").waitFor()
        await panel.getByRole("button", {name: "Activate"}).click()
        await panel.getByText("active", {exact: true}).waitFor()
        await page.getByLabel("Body").fill('{"score": 91}')
        await page.getByRole("button", {name: "Send", exact: true}).click()
        await page.locator(".runs").getByText('{"score":91}').waitFor()
        await panel.getByRole("button", {name: "Deactivate"}).click()
        await panel.getByText("inactive").waitFor()
        await screenshot(page, "workflows-1280")
        expect(await axeFindings(page)).toEqual([])
    })

    it("a DOM tag of the app is taken out, named, and kept among the problems", async () => {
        const person = await f.bench.create("people", {name: "Doe, Jane"})
        await open(`/objects/people/${person.id.record_id}`)
        await page.getByText("<div> is a DOM tag: Attio draws its own components only.").waitFor()
        expect(await page.locator("#from-the-app").count()).toBe(0)
        expect(f.preview.app.problems).toContain("<div> is a DOM tag: Attio draws its own components only.")
    })

    it("refused nothing else of the fixture", () => {
        expect(f.preview.app.problems).toEqual(["<div> is a DOM tag: Attio draws its own components only."])
    })
})
