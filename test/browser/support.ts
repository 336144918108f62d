import {existsSync, mkdirSync, readFileSync} from "node:fs"
import {createRequire} from "node:module"
import path from "node:path"
import {fileURLToPath} from "node:url"

import {type Browser, chromium, type Locator, type Page} from "playwright-core"

const CHROMIUM = process.env.BETON_CHROMIUM ?? "/usr/bin/chromium"
const HERE = path.dirname(fileURLToPath(import.meta.url))

/** `describe` where there is a browser; elsewhere the tests are skipped, and the reason is printed. */
export const describeInBrowser: jest.Describe = existsSync(CHROMIUM) ? describe : skipped()

function skipped(): jest.Describe {
    process.stderr.write(
        `Browser tests are skipped: there is no ${CHROMIUM}. Set BETON_CHROMIUM to a Chromium.\n`,
    )
    return describe.skip
}

/** A headless browser. */
export function openBrowser(): Promise<Browser> {
    return chromium.launch({executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"]})
}

/** Saves what the page shows, for people to look at: test/browser/screenshots is not kept in git. */
export async function screenshot(page: Page, name: string): Promise<void> {
    await page.screenshot({path: pictureFile(name)})
}

/** Saves a part of the page. */
export async function screenshotOf(part: Locator, name: string): Promise<void> {
    await part.screenshot({path: pictureFile(name)})
}

function pictureFile(name: string): string {
    const folder = path.join(HERE, "screenshots")
    mkdirSync(folder, {recursive: true})
    return path.join(folder, `${name}.png`)
}

/** Serious and critical findings of axe-core on the page, one line each. */
export async function axeFindings(page: Page): Promise<string[]> {
    const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
    // Through the debugger, not a script tag: the page's policy allows its own scripts only.
    await page.evaluate(source)
    return page.evaluate(async () => {
        const {axe} = globalThis as unknown as {
            axe: {
                run(): Promise<{
                    violations: {
                        id: string
                        impact: string
                        nodes: {html: string; failureSummary: string}[]
                    }[]
                }>
            }
        }
        const {violations} = await axe.run()
        return violations
            .filter(({impact}) => impact === "serious" || impact === "critical")
            .flatMap(({id, nodes}) =>
                nodes.map(({html, failureSummary}) => `${id}: ${html} ${failureSummary}`),
            )
    })
}
