import type {AttioPreview} from "@beton/scripts/sandbox/attio-preview"
import type {ViewCalls} from "@beton/scripts/sandbox/attio-preview"
import type {Browser, Locator, Page} from "playwright-core"

import {openBrowser} from "./support"

/** Widths that are looked at: a desk and a phone. */
export const WIDTHS = [1280, 390] as const
/** Far more than any page here has places to stop at. */
const MOST_TABS = 90

/** A page on the preview, a new one for each test. */
export interface PreviewPage {
    readonly page: Page
    open(path: string): Promise<unknown>
    /** Opens a record and waits for its card. */
    record(object: string, id: string): Promise<void>
    readonly card: Locator
    readonly dialog: Locator
    /** A click on the card; waits for a text of the dialog. */
    evidence(text?: string | RegExp): Promise<void>
    /** The newest view of a name: what it cost. */
    view(name: string): ViewCalls | undefined
    /** Presses Tab until a place has the focus. */
    tabTo(place: Locator): Promise<void>
}

/** Registers a browser for a test file; what the page throws fails the test. */
export function previewPage(preview: () => AttioPreview, size = {width: 1280, height: 720}): PreviewPage {
    let browser: Browser
    let page: Page
    const failures: string[] = []
    beforeAll(async () => {
        browser = await openBrowser()
    }, 60_000)
    afterAll(() => browser.close())
    beforeEach(async () => {
        page = await browser.newPage({viewport: size})
        page.setDefaultTimeout(20_000)
        page.on("pageerror", (error) => failures.push(error.stack ?? error.message))
    })
    afterEach(async () => {
        await page.close()
        expect(failures.splice(0)).toEqual([])
    })
    const open = (path: string) => page.goto(`${preview().url}${path}`)
    return {
        get page() {
            return page
        },
        get card() {
            return page.locator(".widget .widget-card:not([role=status])")
        },
        get dialog() {
            return page.locator("dialog.dialog")
        },
        open,
        async record(object, id) {
            await open(`/objects/${object}/${id}`)
            await this.card.waitFor()
        },
        async evidence(text = "Whom to call") {
            await this.card.click()
            await this.dialog.getByText(text).first().waitFor()
        },
        view: (name) =>
            preview()
                .app.views.list()
                .filter((one) => one.name === name)
                .at(-1),
        async tabTo(place) {
            for (let i = 0; i < MOST_TABS; i++) {
                if (await hasFocus(place)) return
                await page.keyboard.press("Tab")
            }
            throw new Error("The place cannot be reached with Tab.")
        },
    }
}

/** Whether the keyboard is at a place. */
export function hasFocus(place: Locator): Promise<boolean> {
    return place.evaluate((element) => element === document.activeElement).catch(() => false)
}

/** The card's lines as a rep reads them: title, band, headline, the rest. */
export async function linesOf(card: Locator): Promise<string[]> {
    return (await card.locator("> *").allTextContents()).map((line) => line.trim())
}
