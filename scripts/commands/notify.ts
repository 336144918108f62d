import {findAccountSource} from "@beton/posthog-app/account-source"
import {clientsOf} from "@beton/posthog-app/clients/clients"
import {Transport} from "@beton/posthog-app/clients/transport"
import type {Config} from "@beton/posthog-app/config/config"
import type {Host} from "@beton/posthog-app/host"
import {senderOf} from "@beton/posthog-app/notify/sender"
import {withPublicOnly} from "@beton/posthog-app/runner/public-address"
import type {Argv} from "yargs"

import type {Command} from "../cli/command"
import {configOrThrow} from "../cli/config-file"
import {EXIT, UsageError} from "../cli/errors"
import type {Io} from "../cli/io"
import {runnerSettings} from "../cli/runner-settings"
import {valueOf} from "../cli/value-of"
import {readingHost} from "../node-host"
import {previewOf} from "../notify/preview"
import {previewedMessages, previewText, testText} from "../notify/print"
import {sendTests} from "../notify/send-test"

interface Args {
    readonly config: string | undefined
    readonly preview: boolean
    readonly test: boolean
}

/** `beton notify`: what messages look like, and whether they arrive (D9). */
export const command: Command<Args> = {
    command: "notify",
    describe: "Shows the messages about a routed account, or sends a test to Slack and to the webhook.",
    builder: (yargs: Argv) =>
        yargs
            .option("config", {
                type: "string",
                requiresArg: true,
                describe: "JSON file with the settings; BETON_* variables override it",
            })
            .option("preview", {
                type: "boolean",
                default: false,
                describe: "print both messages about a real account of the last run; send nothing",
            })
            .option("test", {
                type: "boolean",
                default: false,
                describe: "send a message marked as a test to everything that is set up",
            }) as Argv<Args>,
    async handler(args, io) {
        if (args.preview === args.test) throw new UsageError("Write either --preview or --test.")
        const {form, warnings} = runnerSettings(args.config)
        for (const warning of warnings) io.log(warning)
        const config = configOrThrow(form)
        const host = publicHost(config, io)
        const transport = new Transport(host, {budgetMs: Infinity})
        return args.preview ? preview(host, transport, config, io) : test(host, transport, config, io)
    },
}

async function preview(host: Host, transport: Transport, config: Config, io: Io): Promise<number> {
    const {posthog, attio} = clientsOf(host, config, transport)
    const project = valueOf(await posthog.project())
    const account = valueOf(await findAccountSource(posthog, config, project))
    const found = valueOf(await previewOf({posthog, attio, config, account, now: host.now()}))
    const messages = previewedMessages(found, config, host.now())
    io.result(
        {example: found.isExample, account: found.notice.account, notes: found.notes, ...messages},
        previewText(found, messages, config),
    )
    return EXIT.ok
}

async function test(host: Host, transport: Transport, config: Config, io: Io): Promise<number> {
    const channels = senderOf({config, transport, host})
    if (channels.slack === null && channels.webhook === null)
        throw new UsageError(
            "Nothing is set up that could be told. Paste the address of a Slack webhook (slack_webhook), or name a receiver (notify.webhook.url).",
        )
    const results = await sendTests(channels, {
        now: host.now(),
        sleep: async (ms) => {
            io.signal.throwIfAborted()
            io.log(`Busy: trying again in ${Math.ceil(ms / 1000)} s.`)
            await host.sleep?.(ms)
        },
    })
    io.result({messages: results}, testText(results))
    return results.every(({arrived}) => arrived === true) ? EXIT.ok : EXIT.failed
}

/** The command line's host, which keeps the webhook out of inner networks as the runner does. */
function publicHost(config: Config, io: Io): Host {
    const host = readingHost(() => Date.now(), io.log)
    const {url: guarded} = config.settings.notify.webhook
    const send = withPublicOnly(guarded, fetch)
    return {
        ...host,
        fetch: (url, {timeout, ...request}) =>
            url === guarded
                ? send(url, {...request, signal: AbortSignal.timeout(timeout ?? 15_000)})
                : host.fetch(url, {...request, ...(timeout === undefined ? {} : {timeout})}),
    }
}
