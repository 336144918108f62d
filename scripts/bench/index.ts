/**
 * `npm run bench`: what detection costs on millions of events, in milliseconds and in floors (defined in floor.ts):
 * (a) one day of all eight signals, (b) a daily replay of 180 days, one query per signal, (c) the same days one by one,
 * measured on 10 and extrapolated, (d) a full backtest over 26 landmarks, (e) every tile of the dashboards. Then estimators on a million rows. It measures and prints; nothing fails because it is slow. It ends with 1 only when
 * the replay and the single days disagree about a row.
 *
 * Last comes the peak memory of a whole run of the runner over many accounts, and of the first sync of many deals, each in
 * a process of its own.
 *
 * Between them: (f) how long a person waits for the Attio app in the preview, in a browser.
 *
 * Options: `--events N` (default 5,000,000; 0 leaves detection out), `--rounds N` (default 3), `--accounts N` (default
 * 100,000; 0 leaves memory out), `--deals N` (default 10,000; 0 leaves the sync out), `--views N` (default 10 rounds of (f); 0 leaves it out),
 * `--no-estimators`, `--json`.
 */
import {parseArgs} from "node:util"

import {startPostHog} from "../sandbox/posthog"
import {backtestFigures, type BacktestRound, backtestRound} from "./backtest"
import {BenchClient} from "./client"
import {makeBenchData} from "./data"
import {estimatorLines, measureEstimators} from "./estimators"
import {manyAccounts, memoryOfRun} from "./memory"
import {memoryLines, syncLines} from "./memory-section"
import {partitionsNeeded} from "./partitions"
import {benchPreview, previewLines} from "./preview"
import {type BenchResult, printResult} from "./print"
import {figures} from "./report"
import {GRIDS, type Round, runRound} from "./rounds"
import {compareRows} from "./same-rows"
import {childUsage} from "./stand-in-usage"
import {memoryOfSync, type SyncFigures} from "./sync-memory"
import {benchTiles, tileLines} from "./tiles"

/** The limits of PostHog's API that a measurement must not run into; memory stays as PostHog has it. */
const LIMITS = {perMinute: 1_000_000, perHour: 1_000_000, maxSeconds: 900}

function wholeNumber(name: string, text: string, min = 1): number {
    const value = Number(text.replace(/[_,]/g, ""))
    if (!Number.isSafeInteger(value) || value < min)
        throw new Error(`--${name} takes a whole number from ${min}, not "${text}".`)
    return value
}

/** The same run as Node likes it and with the limit that the container recipe sets. */
const NODE_OPTIONS = [
    {with: "Node's own limits", options: []},
    {with: "--max-old-space-size=160", options: ["--max-old-space-size=160"]},
] as const

async function benchMemory(accounts: number, say: (text: string) => void) {
    const posthog = await startPostHog()
    try {
        const project = await manyAccounts(posthog, accounts, say)
        const found = []
        for (const {with: name, options} of NODE_OPTIONS) {
            say(`Running over ${accounts.toLocaleString("en")} accounts: ${name}`)
            // The same day again: without the summary of the run before it is due.
            await posthog.admin.sql(
                "ALTER TABLE events DELETE WHERE event LIKE 'beton_%' SETTINGS mutations_sync = 1",
            )
            found.push({with: name, ...(await memoryOfRun(posthog, project, accounts, options))})
        }
        return found
    } finally {
        await posthog.close()
    }
}

async function benchSync(deals: number, say: (text: string) => void): Promise<SyncFigures> {
    const posthog = await startPostHog()
    try {
        say(`First sync of ${deals.toLocaleString("en")} deals`)
        return await memoryOfSync(posthog, deals)
    } finally {
        await posthog.close()
    }
}

async function bench(events: number, count: number, say: (text: string) => void): Promise<BenchResult> {
    const started = performance.now()
    const posthog = await startPostHog()
    const interrupted = (): void => void posthog.close().finally(() => process.exit(130))
    process.once("SIGINT", interrupted)
    try {
        const data = await makeBenchData(posthog.admin, events, (done) =>
            say(`Making events: ${done.toLocaleString("en")} of ${events.toLocaleString("en")}`),
        )
        const key = await posthog.admin.createPersonalKey({scopes: ["query:read"]})
        await posthog.admin.setLimits(data.projectId, LIMITS)
        const client = new BenchClient(posthog.url, data.projectId, key)
        await runRound(client, [], (text) => say(`Warm-up: ${text}`))
        const rounds: Round[] = []
        while (rounds.length < count) {
            // Each sampled day is run once, and each round has some of them beside its replay.
            const share = GRIDS.sampled.flatMap((_, i) => (i % count === rounds.length ? [i] : []))
            rounds.push(
                await runRound(client, share, (text) =>
                    say(`Round ${rounds.length + 1} of ${count}: ${text}`),
                ),
            )
        }
        say("Backtest: warm-up")
        await backtestRound(client)
        const backtests: BacktestRound[] = []
        while (backtests.length < count) {
            say(`Backtest: round ${backtests.length + 1} of ${count}`)
            backtests.push(await backtestRound(client))
        }
        const tiles = await benchTiles(posthog.admin, client, data.projectId, count, say)
        const last = rounds[rounds.length - 1]
        if (last === undefined) throw new Error("Nothing was measured.")
        return {
            data,
            rounds: count,
            figures: figures(rounds, backtestFigures(backtests)),
            tiles,
            same_rows: compareRows(last.replay, new Map(rounds.flatMap(({singles}) => [...singles]))),
            partitions: await partitionsNeeded(client, rounds),
            peak_rss: {
                bench: process.resourceUsage().maxRSS * 1024,
                clickhouse: childUsage()?.peakRssBytes ?? null,
            },
            seconds: (performance.now() - started) / 1000,
        }
    } finally {
        process.off("SIGINT", interrupted)
        await posthog.close()
    }
}

/** Progress on standard error: one changing line on a terminal, else a line for each new stage. */
function progressTo(stream: NodeJS.WriteStream): (text: string) => void {
    let shown = ""
    return (text) => {
        const stage = text.split(":")[0] ?? ""
        if (stream.isTTY) stream.write(`\r\u001b[K${text}`)
        else if (stage !== shown && stage !== "") stream.write(`${stage}\n`)
        shown = stage
    }
}

async function main(): Promise<void> {
    const {values} = parseArgs({
        allowNegative: true,
        options: {
            events: {type: "string", default: "5000000"},
            rounds: {type: "string", default: "3"},
            accounts: {type: "string", default: "100000"},
            deals: {type: "string", default: "10000"},
            views: {type: "string", default: "10"},
            estimators: {type: "boolean", default: true},
            json: {type: "boolean", default: false},
        },
    })
    const progress = progressTo(process.stderr)
    const events = wholeNumber("events", values.events, 0)
    const accounts = wholeNumber("accounts", values.accounts, 0)
    const deals = wholeNumber("deals", values.deals, 0)
    const result = events === 0 ? null : await bench(events, wholeNumber("rounds", values.rounds), progress)
    const estimators = values.estimators
        ? measureEstimators(wholeNumber("rounds", values.rounds), progress)
        : null
    const views = wholeNumber("views", values.views, 0)
    const preview = views === 0 ? null : await benchPreview(views, progress)
    const memory = accounts === 0 ? [] : await benchMemory(accounts, progress)
    const sync = deals === 0 ? null : await benchSync(deals, progress)
    progress("")
    const text = [
        ...(result === null ? [] : [printResult(result), ...tileLines(result.tiles)]),
        ...(estimators === null ? [] : estimatorLines(estimators)),
        ...(views === 0 ? [] : previewLines(preview)),
        ...memoryLines(memory),
        ...(sync === null ? [] : syncLines(sync)),
    ].join("\n")
    process.stdout.write(
        `${values.json ? JSON.stringify({...result, estimators, preview, memory, sync}, null, 2) : text}\n`,
    )
    if (result?.same_rows.some(({equal}) => !equal)) process.exitCode = 1
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
})
