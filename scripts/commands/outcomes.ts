import {findAccountSource} from "@beton/posthog-app/account-source"
import {clientsOf} from "@beton/posthog-app/clients/clients"
import {ingestHost} from "@beton/posthog-app/clients/posthog"
import {Transport} from "@beton/posthog-app/clients/transport"
import type {Config} from "@beton/posthog-app/config/config"
import {ConfigError, readRunnerConfig} from "@beton/posthog-app/runner/config"
import {outcomesLine} from "@beton/posthog-app/steps/outcomes"
import type {Argv} from "yargs"

import type {Command} from "../cli/command"
import {configOrThrow} from "../cli/config-file"
import {UsageError} from "../cli/errors"
import type {Io} from "../cli/io"
import {valueOf} from "../cli/value-of"
import {readingHost} from "../node-host"
import {dealOverview} from "../outcomes/overview"
import {overviewText} from "../outcomes/print"
import {precisionOfRouting} from "../outcomes/routed"
import {syncOutcomes, type WaitingHost} from "../outcomes/sync"

interface Args {
    readonly config: string | undefined
    readonly full: boolean
    readonly "dry-run": boolean
}

/** `beton outcomes`: how the CRM's deals count, or all of them sent again (D4). */
export const command: Command<Args> = {
    command: "outcomes",
    describe:
        "Shows stages, lead sources and accounts of the CRM's deals, and what became of Beton's own. Writes nothing unless --full is given.",
    builder: (yargs: Argv) =>
        yargs
            .option("config", {
                type: "string",
                requiresArg: true,
                describe: "JSON file with the settings; BETON_* variables override it",
            })
            .option("full", {
                type: "boolean",
                default: false,
                describe: "read every deal with its history and send all events again, under the same ids",
            })
            .option("dry-run", {
                type: "boolean",
                default: false,
                describe: "with --full: say what would be sent; send nothing",
            }) as Argv<Args>,
    async handler(args, io) {
        if (args["dry-run"] && !args.full)
            throw new UsageError("--dry-run goes with --full: without it nothing is written.")
        const config = settings(args.config, io)
        if (config.attioToken === null)
            throw new UsageError("attio_token is missing: outcomes come from the deals in Attio.")
        const host = waitingHost(io, args["dry-run"] ? config : null)
        if (args.full) await sendAll(host, config, args["dry-run"], io)
        else await show(host, config, io)
    },
}

async function sendAll(host: WaitingHost, config: Config, isDry: boolean, io: Io): Promise<void> {
    const progress = io.progress("Reading deals")
    const done = valueOf(
        await syncOutcomes(host, config, host.now(), ({counts}) => {
            io.signal.throwIfAborted()
            progress.update(null, `${counts.deals} deals, ${counts.events} events`)
        }),
    )
    progress.done(`${done.counts.deals} deals`)
    const line = outcomesLine(done)
    io.result(
        {dry_run: isDry, ...done.counts},
        isDry ? `Dry run, nothing was sent. ${line.replace(/(events?) sent/, "$1 would be sent")}` : line,
    )
}

async function show(host: WaitingHost, config: Config, io: Io): Promise<void> {
    const {posthog, attio} = clientsOf(host, config, new Transport(host, {budgetMs: Infinity}))
    if (attio === null) return
    const project = valueOf(await posthog.project())
    const source = valueOf(await findAccountSource(posthog, config, project))
    const progress = io.progress("Reading deals")
    const overview = valueOf(
        await dealOverview(attio, posthog, config, source, new Date(host.now()).toISOString(), (deals) => {
            io.signal.throwIfAborted()
            progress.update(null, `${deals} deals`)
        }),
    )
    progress.done(`${overview.deals} deals`)
    const routed = await precisionOfRouting(posthog, config, host.now())
    if (!routed.ok) io.log(routed.failure.message)
    const {horizon_days: horizon} = config.settings.backtest
    io.result(
        {...overview, routed: routed.ok ? routed.value : null},
        overviewText(overview, routed.ok ? routed.value : null, horizon),
    )
}

/** The command line's host; in a dry run what would be sent ends here. */
function waitingHost(io: Io, dry: Config | null): WaitingHost {
    const host = readingHost(Date.now, io.log) as WaitingHost
    if (dry === null) return host
    const ingestion = `${ingestHost(dry)}/batch/`
    const accepted = {status: 200, headers: {get: () => null}, text: async () => '{"status":1}'}
    return {
        ...host,
        fetch: (url, request) => (url === ingestion ? Promise.resolve(accepted) : host.fetch(url, request)),
    }
}

function settings(file: string | undefined, io: Io): Config {
    try {
        const {form, warnings} = readRunnerConfig({file, env: process.env})
        for (const warning of warnings) io.log(warning)
        return configOrThrow(form)
    } catch (error) {
        if (error instanceof ConfigError) throw new UsageError(error.message)
        throw error
    }
}
