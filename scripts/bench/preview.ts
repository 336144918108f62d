import {existsSync} from "node:fs"

import {chromium, type Page} from "playwright-core"

import {BenchClient} from "./client"
import {type Cost, median, medianRatio} from "./cost"
import {type PreviewWorld, previewWorld} from "./preview-world"

/** One kind of view: what it took, and as a multiple of its floor. Medians over the rounds. */
export interface ViewFigures {
    readonly name: string
    readonly ms: number
    /** null for a floor. */
    readonly floors: number | null
}

/** What the Attio preview costs a person who waits for it. */
export interface PreviewFigures {
    readonly rounds: number
    readonly views: readonly ViewFigures[]
}

const CHROMIUM = process.env.BETON_CHROMIUM ?? "/usr/bin/chromium"
/** Longer than evidence is kept. */
const FORGOTTEN_MS = 6 * 60_000

/** One round, in ms. */
interface PreviewRound {
    readonly bare: number
    readonly card: number
    readonly query: number
    /** The evidence's query, as PostHog took it. */
    readonly asked: number
    readonly evidence: number
}

/**
 * Loads a company's page with the card, and opens the evidence, in a real browser. The floors: the page without waiting
 * for the card, and one bare HogQL query. null where there is no browser to measure with.
 */
export async function benchPreview(rounds: number, say: (text: string) => void): Promise<PreviewFigures | null> {
    if (!existsSync(CHROMIUM)) return null
    const world = await previewWorld(say)
    const browser = await chromium.launch({executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"]})
    try {
        const page = await browser.newPage()
        await previewRound(world, page)
        const measured: PreviewRound[] = []
        while (measured.length < rounds) {
            say(`Preview: round ${measured.length + 1} of ${rounds}`)
            measured.push(await previewRound(world, page))
        }
        return previewFigures(measured)
    } finally {
        await browser.close()
        await world.close()
    }
} // prettier-ignore

async function previewRound({company, posthog, advance}: PreviewWorld, page: Page): Promise<PreviewRound> {
    // Evidence that was kept would cost no query.
    advance(FORGOTTEN_MS)
    const {url, project, key} = posthog
    const started = performance.now()
    await page.goto(company)
    await page.locator("#attributes").waitFor()
    const bare = performance.now() - started
    await page.locator(".sidebar .widget-card .widget-primary").waitFor()
    const card = performance.now() - started
    const {ms: query} = await new BenchClient(url, project, key).run({name: "bare", text: "SELECT 1", values: {}})
    const evidence = await timed(async () => {
        await page.locator(".sidebar .widget-card").click()
        await page.getByRole("heading", {name: "Whom to call"}).waitFor()
    })
    return {bare, card, query, asked: await posthog.lastQuery(), evidence}
} // prettier-ignore

async function timed(work: () => Promise<void>): Promise<number> {
    const started = performance.now()
    await work()
    return performance.now() - started
}

/** Medians, and ratios within each round. */
export function previewFigures(rounds: readonly PreviewRound[]): PreviewFigures {
    const of = (view: keyof PreviewRound, name: string, floor: keyof PreviewRound | null): ViewFigures => {
        const cost = (ms: number): Cost => ({ms, cpuMs: null})
        const pairs = floor === null ? null : rounds.map((one) => [cost(one[view]), cost(one[floor])] as const)
        return {name, ms: median(rounds.map((one) => one[view])), floors: pairs === null ? null : medianRatio(pairs).elapsed}
    }
    return {
        rounds: rounds.length,
        views: [
            of("bare", "a company's page, until its own values show (floor)", null),
            of("card", "the same, until the card shows", "bare"),
            of("query", "one bare HogQL query (floor)", null),
            of("asked", "the evidence's one query", "query"),
            of("evidence", "the evidence, from the click to its last part", "query"),
        ],
    }
} // prettier-ignore

/** The figures for people. */
export function previewLines(figures: PreviewFigures | null): string[] {
    if (figures === null)
        return ["", "(f) The Attio preview was not measured: there is no Chromium (BETON_CHROMIUM)."] // prettier-ignore
    return [
        "",
        `(f) The Attio app in the preview, in a browser; medians of ${figures.rounds} rounds after a warm-up`,
        ...figures.views.map(
            ({name, ms, floors}) =>
                `  ${name.padEnd(54)}${`${Math.round(ms).toLocaleString("en")} ms`.padStart(10)}${floors === null ? "" : `  ${floors.toFixed(2)} x`}`,
        ),
    ]
}
