import {type CrmRecord, valueOf} from "../app/support/crm"
import {type AccountWorld, accountWorld} from "./account-world"
import {NOW} from "./app-preview"
import {hasFocus, previewPage, WIDTHS} from "./preview-page"
import {axeFindings, describeInBrowser, screenshot} from "./support"

let world: AccountWorld

/** The whole app without a mouse, and without a serious finding of axe-core at both widths. */
describeInBrowser("the Attio app by keyboard", () => {
    beforeAll(async () => {
        world = await accountWorld()
    }, 240_000)
    afterAll(() => world.preview.close())
    beforeEach(() => world.at(NOW))
    const p = previewPage(() => world.preview)
    const button = (name: string | RegExp) => p.dialog.getByRole("button", {name, exact: typeof name === "string"}) // prettier-ignore
    const press = (key: string) => p.page.keyboard.press(key)

    it("evidence, not useful, a reason, close: the focus goes back each time", async () => {
        await p.record("companies", world.companies.acme)
        await p.tabTo(p.card)
        await press("Enter")
        await p.dialog.getByText("Whom to call").waitFor()
        const notUseful = button("Not useful…")
        await p.tabTo(notUseful)
        await press("Enter")
        const reason = p.dialog.getByRole("combobox", {name: "Reason"})
        await reason.waitFor()
        expect(await reason.inputValue()).toBe("")
        // Nothing is chosen beforehand, so saving at once says what is missing.
        await p.tabTo(button("Save"))
        await press("Enter")
        await p.dialog.getByText("Required").waitFor()
        await p.tabTo(reason)
        await press("ArrowDown")
        await p.dialog.getByRole("option", {name: "Bad timing"}).waitFor()
        for (let i = 0; i < 3; i++) await press("ArrowDown")
        await press("Enter")
        expect(await reason.inputValue()).toBe("Bad timing")
        await p.tabTo(button("Save"))
        await press("Enter")
        await p.page.locator(".toasts").getByText("Bad timing: Beton counts it.").waitFor()
        expect(await hasFocus(notUseful)).toBe(true)
        await p.tabTo(button("Close").last())
        await press("Enter")
        await p.dialog.waitFor({state: "detached"})
        expect(await hasFocus(p.card)).toBe(true)
        const all = (await world.crm.admin.records(world.crm.workspaceId, "companies")) as CrmRecord[]
        const acme = all.find(({id}) => id.record_id === world.companies.acme)
        expect(valueOf(acme, "pql_disposition")).toBe("Bad timing")
    })

    it("settings: paste the pairing, save, check the connection", async () => {
        const {settings} = world.preview.app.state
        const pairing = String(settings.get("pairing"))
        settings.set("pairing", null)
        await p.page.context().grantPermissions(["clipboard-read", "clipboard-write"])
        await p.open("/settings")
        await p.page.getByText("Not paired yet").waitFor()
        await screenshot(p.page, "app-settings-empty-1280")
        await p.page.evaluate((text) => navigator.clipboard.writeText(text), pairing)
        await p.tabTo(p.page.getByLabel("Pairing text"))
        await press("Control+V")
        // Leaving the field saves it.
        await press("Tab")
        await p.page.locator(".toasts").getByText("Saved").waitFor()
        await p.page.getByText("Paired", {exact: true}).waitFor()
        expect(settings.get("pairing")).toBe(pairing)
        const check = p.page.getByRole("button", {name: "Check"})
        await p.tabTo(check)
        await press("Enter")
        await p.dialog.getByText("Last run", {exact: true}).waitFor()
        expect(await p.dialog.innerText()).toContain("PostHog answers HogQL queries.")
        await screenshot(p.page, "app-check-1280")
        expect(await axeFindings(p.page)).toEqual([])
        await press("Escape")
        await p.dialog.waitFor({state: "detached"})
        expect(await hasFocus(check)).toBe(true)
    })

    it("settings: a line that was cut off says so, and nothing else is lost", async () => {
        const {settings} = world.preview.app.state
        const pairing = String(settings.get("pairing"))
        await p.open("/settings")
        await p.page.getByLabel("Pairing text").fill(pairing.slice(0, -20))
        await press("Tab")
        await p.page.getByText("This line cannot be used").waitFor()
        await screenshot(p.page, "app-settings-bad-line-1280")
        settings.set("pairing", pairing)
    })

    it.each(WIDTHS)("axe-core finds nothing serious at %i px", async (width) => {
        await p.page.setViewportSize({width, height: 844})
        const found: string[] = []
        const look = async (name: string) => {
            await screenshot(p.page, `axe-${name}-${width}`)
            expect(await p.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width) // prettier-ignore
            found.push(...(await axeFindings(p.page)).map((one) => `${name}: ${one}`))
        }
        await p.record("companies", world.companies.acme)
        await look("record")
        await p.evidence()
        await look("evidence")
        await button("Not useful…").click()
        await p.dialog.getByRole("combobox", {name: "Reason"}).waitFor()
        await look("not-useful")
        await p.open("/settings")
        await p.page.getByText("Paired", {exact: true}).waitFor()
        await look("settings")
        await p.page.getByRole("button", {name: "Show"}).first().click()
        await p.dialog.getByText("Threshold", {exact: true}).waitFor()
        await look("configuration")
        await p.open("/workflows")
        await p.page.getByRole("region", {name: "PQL signal fired"}).waitFor()
        await look("workflows")
        expect(found).toEqual([])
    })

    it("does nothing that Attio would refuse", () => {
        expect(world.preview.app.problems).toEqual([])
    })
})
