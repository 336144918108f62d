/**
 * The runner as one file for containers and CI jobs, without the rest of the repository: `node runner.cjs [options]`.
 * The packed app (`index.js`) lies beside it.
 */
import path from "node:path"
import {parseArgs} from "node:util"

import {dryRunText, runText} from "./report-text"
import {runCommand} from "./run-command"
import {stopOnSignals} from "./signals"

const HELP = `node runner.cjs [options]

Runs Beton once: what is unfinished, then what is due. Start it every hour (cron) or once a day.

  --config FILE    JSON file with the settings; BETON_* variables override it
  --now            a run for the current minute instead of the day that is due
  --dry-run        say what would be written; write nothing
  --backfill       replay the firings of the days before the first run (with --dry-run: count them)
  --state DIR      where state is kept (default .beton/state; DATABASE_URL for PostgreSQL)
  --log FORMAT     text or json (default: text on a terminal, else json)
  --max-minutes N  give up after so long; the next start goes on (default 120)
  --lock-expiry N  seconds after which the lock of a dead run is free (default 120)
  --help

Exit codes: 0 ok (also when another run is at work), 1 the run failed or is unfinished, 2 wrong settings.`

/** Wrong options: exit code 2. */
class UsageError extends Error {}

function wholeNumber(name: string, text: string, min: number): number {
    const value = Number(text)
    if (Number.isInteger(value) && value >= min) return value
    throw new UsageError(`--${name} ${text}: must be a whole number from ${min}.`)
}

function parse() {
    return parseArgs({
        options: {
            config: {type: "string"},
            now: {type: "boolean", default: false},
            "dry-run": {type: "boolean", default: false},
            backfill: {type: "boolean", default: false},
            state: {type: "string"},
            log: {type: "string", default: process.stderr.isTTY ? "text" : "json"},
            "max-minutes": {type: "string", default: "120"},
            "lock-expiry": {type: "string", default: "120"},
            help: {type: "boolean", default: false},
        },
    }).values
}

function readOptions(): ReturnType<typeof parse> {
    try {
        return parse()
    } catch (error) {
        // Node's first sentence says what is wrong; a second one would tell how to pass such a word on.
        const [sentence = ""] = (error as Error).message.split(/\.? To specify|\.?$/)
        throw new UsageError(`${sentence}. See --help.`)
    }
}

async function main(): Promise<number> {
    const values = readOptions()
    if (values.help) {
        process.stdout.write(`${HELP}\n`)
        return 0
    }
    if (values.log !== "text" && values.log !== "json")
        throw new UsageError(`--log ${values.log}: must be text or json.`)
    if (values.now && values.backfill) throw new UsageError("Use --now or --backfill, not both.")
    const stop = stopOnSignals()
    const result = await runCommand({
        bundle: path.join(__dirname, "index.js"),
        configFile: values.config,
        env: process.env,
        stateDir: values.state,
        mode: values.now ? "now" : values.backfill ? "backfill" : "due",
        dryRun: values["dry-run"],
        format: values.log,
        maxMinutes: wholeNumber("max-minutes", values["max-minutes"], 1),
        lockExpirySeconds: wholeNumber("lock-expiry", values["lock-expiry"], 2),
        write: (line) => void process.stderr.write(`${line}\n`),
        stop,
    })
    const text = result.report === null ? runText(result.run) : dryRunText(result.report)
    if (text !== "" && result.code === 0) process.stdout.write(`${text}\n`)
    return result.code
}

main().then(
    (code) => {
        process.exitCode = code
    },
    (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
        process.exitCode = error instanceof UsageError ? 2 : 1
    },
)
