import {findAccountSource} from "@beton/posthog-app/account-source"
import {clientsOf} from "@beton/posthog-app/clients/clients"
import {Transport} from "@beton/posthog-app/clients/transport"
import type {Config} from "@beton/posthog-app/config/config"
import type {ProvisionContext, Provisioned} from "@beton/posthog-app/dashboards/provision/provision"
import {findSources} from "@beton/posthog-app/dashboards/provision/sources"
import {provisionAll} from "@beton/posthog-app/dashboards/provision/unit"
import {inspectSources} from "@beton/posthog-app/sources"
import {type Failure, isTransient, type Result} from "@beton/shared/api/result"
import type {Argv} from "yargs"

import type {Command} from "../cli/command"
import {configOrThrow} from "../cli/config-file"
import {EXIT, UsageError, WorkError} from "../cli/errors"
import type {Io} from "../cli/io"
import {runnerSettings} from "../cli/runner-settings"
import {doneText, planText} from "../dashboards/print"
import {readingHost} from "../node-host"

interface Args {
    readonly config: string | undefined
    readonly "dry-run": boolean
    readonly restore: boolean
}

/** `beton provision`: makes the dashboards in PostHog and brings them up to date (C1-C6). */
export const command: Command<Args> = {
    command: "provision",
    describe:
        "Makes Beton's dashboards in PostHog and brings them up to date. What people edited, moved or deleted there stays so.",
    builder: (yargs: Argv) =>
        yargs
            .option("config", {
                type: "string",
                requiresArg: true,
                describe: "JSON file with the settings; BETON_* variables override it",
            })
            .option("dry-run", {type: "boolean", default: false, describe: "only show the plan"})
            .option("restore", {
                type: "boolean",
                default: false,
                describe: "bring back what was deleted, and replace edited SQL where Beton has a newer one",
            }) as Argv<Args>,
    async handler(args, io) {
        const {form, warnings} = runnerSettings(args.config)
        for (const warning of warnings) io.log(warning)
        const config = configOrThrow(form)
        if (!config.settings.dashboards.enabled)
            throw new UsageError(
                'Dashboards are switched off. Set "dashboards": {"enabled": true} in the settings.',
            )
        const context = {...(await contextOf(config, io)), restore: args.restore}
        const plan = valueOf(await provisionAll({...context, dryRun: true}))
        if (args["dry-run"]) {
            io.result({applied: false, dashboards: plan}, planText(plan))
            return exitOf(plan)
        }
        io.log(planText(plan))
        io.signal.throwIfAborted()
        const done = valueOf(await provisionAll(context))
        io.result({applied: true, dashboards: done}, doneText(done))
        return exitOf(done)
    },
}

function exitOf(all: readonly Provisioned[]) {
    return all.some(({refused}) => refused.length > 0) ? EXIT.failed : EXIT.ok
}

/** Nothing is kept between commands: what was provisioned is found again in PostHog. */
async function contextOf(config: Config, io: Io): Promise<ProvisionContext> {
    const host = readingHost(Date.now, io.log)
    const transport = new Transport(host, {budgetMs: Infinity})
    const {posthog} = clientsOf(host, config, transport)
    const project = valueOf(await posthog.project())
    const account = valueOf(await findAccountSource(posthog, config, project))
    const now = Date.now()
    const report = valueOf(await inspectSources(posthog, config, account, now))
    io.signal.throwIfAborted()
    const sources = valueOf(await findSources(posthog, config, report, {now}))
    return {host, config, transport, account, sources}
}

function valueOf<T>(result: Result<T>): T {
    if (!result.ok)
        throw new WorkError(
            `PostHog: ${result.failure.message} Start again${whenOf(result.failure)} to go on.`,
        )
    return result.value
}

/** What passes by itself is not over at once. */
function whenOf(failure: Failure): string {
    if (!isTransient(failure)) return ""
    const {retryAfterMs} = failure
    return retryAfterMs === null ? " in a minute" : ` in ${Math.max(1, Math.ceil(retryAfterMs / 1000))} s`
}
