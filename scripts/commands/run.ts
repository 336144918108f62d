import {dryRunText, runText} from "@beton/posthog-app/runner/report-text"
import {runCommand} from "@beton/posthog-app/runner/run-command"
import type {Argv} from "yargs"

import {buildPlugin} from "../build/build-plugin"
import type {Command} from "../cli/command"
import {UsageError} from "../cli/errors"

interface Args {
    readonly config: string | undefined
    readonly now: boolean
    readonly backfill: boolean
    readonly "dry-run": boolean
    readonly state: string | undefined
    readonly log: string | undefined
    readonly "max-minutes": string
    readonly "lock-expiry": string
}

/** `beton run`: the packed app against a real PostHog and Attio, from cron, a container or a CI job (G3). */
export const command: Command<Args> = {
    command: "run",
    describe:
        "Runs the packed app once against PostHog and Attio: what is unfinished, then what is due. Settings come from --config and BETON_* variables (BETON_POSTHOG_KEY, …).",
    builder: (yargs: Argv) =>
        yargs
            .option("config", {type: "string", requiresArg: true, describe: "JSON file with the settings"})
            .option("now", {type: "boolean", default: false, describe: "a run for the current minute"})
            .option("dry-run", {
                type: "boolean",
                default: false,
                describe: "say what would be written; write nothing",
            })
            .option("backfill", {
                type: "boolean",
                default: false,
                describe: "replay the firings of the days before the first run",
            })
            .option("state", {
                type: "string",
                requiresArg: true,
                describe: "where state is kept (default .beton/state; DATABASE_URL for PostgreSQL)",
            })
            .option("log", {
                choices: ["text", "json"],
                describe: "form of the log lines (default: text on a terminal, else json)",
            })
            .option("max-minutes", {
                type: "string",
                default: "120",
                requiresArg: true,
                describe: "give up after so long; the next start goes on",
            })
            .option("lock-expiry", {
                type: "string",
                default: "120",
                requiresArg: true,
                describe: "seconds after which the lock of a dead run is free",
            }) as Argv<Args>,
    async handler(args, io) {
        if (args.now && args.backfill) throw new UsageError("Use --now or --backfill, not both.")
        const maxMinutes = wholeNumber("max-minutes", args["max-minutes"], 1)
        const lockExpirySeconds = wholeNumber("lock-expiry", args["lock-expiry"], 2)
        const plugin = await buildPlugin()
        const result = await runCommand({
            bundle: plugin.indexJs,
            configFile: args.config,
            env: process.env,
            stateDir: args.state,
            mode: args.now ? "now" : args.backfill ? "backfill" : "due",
            dryRun: args["dry-run"],
            format:
                args.log === "json" || (args.log === undefined && !process.stderr.isTTY) ? "json" : "text",
            maxMinutes,
            lockExpirySeconds,
            write: (line) => io.log(line),
            stop: io.signal,
        })
        const {outcome, message, run, report} = result
        const text = report === null ? runText(run) : dryRunText(report)
        if (result.code === 0)
            io.result({outcome, message, run: run === null ? null : summaryOf(run), report}, text || message)
        return result.code
    },
}

function summaryOf(run: NonNullable<Awaited<ReturnType<typeof runCommand>>["run"]>) {
    const {run_id, as_of, kind, phase, accountsActive, accountsEmitted, fired, held, route, calls, problems} =
        run
    return {
        run_id,
        as_of,
        kind,
        phase,
        accounts_active: accountsActive,
        accounts_emitted: accountsEmitted,
        fired,
        held,
        distrusted: run.distrusted,
        routing: route,
        calls,
        problems,
    }
}

function wholeNumber(name: string, text: string, min: number): number {
    const value = Number(text)
    if (Number.isInteger(value) && value >= min) return value
    throw new UsageError(`--${name} ${text}: must be a whole number from ${min}.`)
}
