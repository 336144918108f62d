import {randomBytes} from "node:crypto"
import path from "node:path"

import {variableOf} from "@beton/posthog-app/runner/config"
import type {Argv} from "yargs"

import {buildPlugin} from "../build/build-plugin"
import type {Command} from "../cli/command"
import {runnerActions} from "../connect/actions"
import {Ask, type Given} from "../connect/ask"
import {connect, type Connected} from "../connect/connect"
import {terminalPrompts} from "../connect/terminal-prompts"
import {readingHost} from "../node-host"

interface Args {
    readonly config: string
    readonly yes: boolean
    readonly overwrite: boolean | undefined
    readonly address: string | undefined
    readonly project: string | undefined
    readonly account: string | undefined
    readonly "domain-property": string | undefined
    readonly outcome: string | undefined
    readonly sources: boolean | undefined
    readonly "own-domains": boolean | undefined
    readonly backfill: boolean | undefined
    readonly "attio-address": string | undefined
}

/** Question id → option and variable that answer it. Secrets have no option: a command line is seen by others. */
const ANSWERS: Readonly<Record<string, {readonly option?: keyof Args; readonly variable?: string}>> = {
    address: {option: "address", variable: variableOf("posthog_host")},
    key: {variable: variableOf("posthog_key")},
    project: {option: "project", variable: variableOf("posthog_project")},
    account: {option: "account", variable: variableOf("account")},
    domain_property: {option: "domain-property", variable: variableOf("domain_property")},
    outcome: {option: "outcome", variable: variableOf("outcome_event")},
    sources: {option: "sources"},
    attio: {variable: variableOf("attio_token")},
    own_domains: {option: "own-domains"},
    overwrite: {option: "overwrite"},
    backfill: {option: "backfill"},
}

/** As `beton run` has them. */
const MAX_MINUTES = 120
const LOCK_EXPIRY_SECONDS = 120

/** `beton connect`: guided set-up from a key to a checked configuration. */
export const command: Command<Args> = {
    command: "connect",
    describe:
        "Guided set-up: finds project, account, domain, conversion and signals, proposes and explains, and writes the configuration. Keys come from prompts, BETON_POSTHOG_KEY and BETON_ATTIO_TOKEN.",
    builder: (yargs: Argv) =>
        yargs
            .option("config", text("file to write", "beton.config.json"))
            .option("yes", {
                type: "boolean",
                default: false,
                describe: "take every proposal without asking, the backfill included",
            })
            .option("overwrite", {type: "boolean", describe: "replace the answers of an existing file"})
            .option("address", text("PostHog: us, eu, or the address of your own"))
            .option("project", text("project id"))
            .option("account", text("group:<group type>, person:<person property> or email"))
            .option("domain-property", text("group property with the web domain, or account"))
            .option("outcome", text("event that marks a won customer, or none"))
            .option("sources", {
                type: "boolean",
                describe: "use the events and properties found for signals (--no-sources: do not)",
            })
            .option("own-domains", {
                type: "boolean",
                describe: "never send the domains of the team in Attio to the CRM",
            })
            .option("backfill", {
                type: "boolean",
                describe: "write the firings of the last 90 days (--no-backfill: do not)",
            })
            .option("attio-address", {...text("another address of Attio's API"), hidden: true}) as Argv<Args>,
    async handler(args, io) {
        const terminal = process.stdin.isTTY === true && process.stderr.isTTY === true
        const given = givenAnswers(args, process.env)
        const signingKey = process.env[variableOf("signing_key")]
        const ask = new Ask({
            given,
            hints: hintsOf(),
            yes: args.yes,
            prompts: terminal ? terminalPrompts(io.signal) : null,
            say: (line) => io.log(line),
        })
        io.log("Beton looks at your PostHog and proposes settings. It writes nothing until you say so.")
        const connected = await connect({
            ask,
            host: readingHost(Date.now, io.log),
            file: args.config,
            ...(args["attio-address"] === undefined ? {} : {attioUrl: args["attio-address"]}),
            ...(signingKey === undefined || signingKey === "" ? {} : {signingKey}),
            seed: () => randomBytes(32),
            actions: runnerActions(async () => (await buildPlugin()).indexJs, {
                env: process.env,
                maxMinutes: MAX_MINUTES,
                lockExpirySeconds: LOCK_EXPIRY_SECONDS,
                progress: (label) => io.progress(label),
                stop: io.signal,
            }),
        })
        io.result(resultOf(connected), nextSteps(connected))
    },
}

function text<T extends string | undefined>(describe: string, standard?: T) {
    return {
        type: "string",
        requiresArg: true,
        describe,
        ...(standard === undefined ? {} : {default: standard}),
    } as const
}

/** What was answered beforehand; an option wins over a variable. */
export function givenAnswers(
    args: Partial<Record<keyof Args, unknown>>,
    env: Readonly<Record<string, string | undefined>>,
): Record<string, Given> {
    const given: Record<string, Given> = {}
    for (const [id, {option, variable}] of Object.entries(ANSWERS)) {
        const value = option === undefined ? undefined : args[option]
        const set = variable === undefined ? undefined : env[variable]
        if (value !== undefined)
            given[id] = {
                value: typeof value === "boolean" ? (value ? "yes" : "no") : String(value),
                from: `--${String(option)}`,
            }
        else if (set !== undefined && set !== "") given[id] = {value: set, from: variable ?? ""}
    }
    const address = given.address
    if (address !== undefined && /^(us|eu)$/.test(address.value))
        given.address = {...address, value: `https://${address.value}.posthog.com`}
    return given
}

function hintsOf(): Record<string, string> {
    return Object.fromEntries(
        Object.entries(ANSWERS).map(([id, {option, variable}]) => [
            id,
            option === undefined ? (variable ?? "") : `--${String(option)}`,
        ]),
    )
}

function resultOf({written, file, settings, publicKey, checks, backfill, dryRun}: Connected): unknown {
    return {written, file, settings, public_key: publicKey, checks, backfill, dry_run: dryRun}
}

function nextSteps({written, file, settings}: Connected): string {
    if (!written) return "Nothing was set up."
    const name = path.relative(process.cwd(), file) || file
    const routing =
        settings.routing_confirmed === "on"
            ? "Routing is on."
            : 'Routing stays off until "routing_confirmed" says "on" in that file.'
    return [
        `Beton is set up in ${name}. ${routing}`,
        `  beton run --config ${name}      runs what is due; start it every hour`,
        `  beton doctor --config ${name}   checks everything again`,
    ].join("\n")
}
