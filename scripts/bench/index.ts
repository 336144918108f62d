/**
 * `npm run bench`: what detection costs on millions of events, in milliseconds and in floors (defined in floor.ts):
 * (a) one day of all eight signals, (b) a daily replay of 180 days, one query per signal, (c) the same days one by one,
 * measured on 10 and extrapolated. It measures and prints; nothing fails because it is slow. It ends with 1 only when
 * the replay and the single days disagree about a row.
 *
 * Options: `--events N` (default 5,000,000), `--rounds N` (default 3), `--json`.
 */
import {parseArgs} from "node:util"

import {startPostHog} from "../sandbox/posthog"
import {BenchClient} from "./client"
import {makeBenchData} from "./data"
import {partitionsNeeded} from "./partitions"
import {type BenchResult, printResult} from "./print"
import {figures} from "./report"
import {GRIDS, type Round, runRound} from "./rounds"
import {compareRows} from "./same-rows"
import {childUsage} from "./stand-in-usage"

/** The limits of PostHog's API that a measurement must not run into; memory stays as PostHog has it. */
const LIMITS = {perMinute: 1_000_000, perHour: 1_000_000, maxSeconds: 900}

function wholeNumber(name: string, text: string): number {
    const value = Number(text.replace(/[_,]/g, ""))
    if (!Number.isSafeInteger(value) || value < 1)
        throw new Error(`--${name} takes a whole number above 0, not "${text}".`)
    return value
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
        const last = rounds[rounds.length - 1]
        if (last === undefined) throw new Error("Nothing was measured.")
        return {
            data,
            rounds: count,
            figures: figures(rounds),
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
        options: {
            events: {type: "string", default: "5000000"},
            rounds: {type: "string", default: "3"},
            json: {type: "boolean", default: false},
        },
    })
    const progress = progressTo(process.stderr)
    const result = await bench(
        wholeNumber("events", values.events),
        wholeNumber("rounds", values.rounds),
        progress,
    )
    progress("")
    process.stdout.write(`${values.json ? JSON.stringify(result, null, 2) : printResult(result)}\n`)
    if (result.same_rows.some(({equal}) => !equal)) process.exitCode = 1
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
})
