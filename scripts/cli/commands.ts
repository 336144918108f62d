import {existsSync} from "node:fs"
import {fileURLToPath} from "node:url"

import type {Command} from "./command"
import {WorkError} from "./errors"

/** A command as the list knows it; its code (`scripts/commands/<name>.ts`) is loaded only when it is asked for. */
export interface CommandEntry {
    readonly name: string
    /** Shown by `beton --help`. */
    readonly summary: string
}

/** Every command of the CLI. A new one is its file and one line here. */
export const COMMANDS: readonly CommandEntry[] = [
    {name: "demo", summary: "Starts the sandbox, runs everything on the story and serves the result."},
    {name: "import", summary: "Loads exported events into a fresh sandbox and counts them there."},
    {name: "detect", summary: "Shows active and fired signals and scores per account."},
    {name: "backtest", summary: "Replays the past and shows what each signal told about later conversions."},
    {name: "connect", summary: "Guided set-up: asks, proposes from your data, and writes the configuration."},
    {name: "doctor", summary: "Checks keys, scopes, account, data, CRM and the last run; writes nothing."},
    {name: "outcomes", summary: "Shows how the CRM's deals count, and what became of Beton's own."},
    {
        name: "match",
        summary: "Shows how many scored accounts the CRM knows, and what to do about the others.",
    },
    {
        name: "fields",
        summary: "Shows and proposes where Beton's fields go in the CRM; previews and tests a record.",
    },
    {name: "notify", summary: "Shows what messages look like, and sends a test to Slack and the webhook."},
    {name: "run", summary: "Runs the app once against PostHog and Attio; for cron, containers and CI jobs."},
    {name: "provision", summary: "Makes Beton's dashboards in PostHog and brings them up to date."},
    {name: "undo", summary: "Deletes what Beton created in the CRM and nobody has touched since."},
    {name: "queries", summary: "Prints every HogQL query that Beton sends."},
    {name: "pack", summary: "Builds the PostHog app and packs it as a zip archive."},
    {name: "stats-check", summary: "Compares the statistics with a file of reference values."},
    {name: "pairing", summary: "Prints the line that connects the Attio app with this configuration."},
    {name: "keygen", summary: "Makes a new key pair for signing Beton's events."},
]

/** Loads the code of one command. @throws WorkError when this copy of Beton has no such file */
export async function loadCommand(name: string): Promise<Command> {
    const file = new URL(`../commands/${name}.ts`, import.meta.url)
    if (!existsSync(file))
        throw new WorkError(
            `The command "${name}" is not part of this copy of Beton (${fileURLToPath(file)} is missing).`,
        )
    return ((await import(`../commands/${name}.ts`)) as {command: Command}).command
}
