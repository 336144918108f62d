import {PostHogClient} from "@beton/posthog-app/clients/posthog"
import {dueAsOf} from "@beton/posthog-app/days"
import openInBrowser from "open"
import type {Argv} from "yargs"

import {buildPlugin, ROOT} from "../build/build-plugin"
import type {Command} from "../cli/command"
import {configOrThrow, readConfigFile} from "../cli/config-file"
import {WorkError} from "../cli/errors"
import {companyPages, startDemoPreview} from "../demo/attio-preview"
import {collectReport} from "../demo/collect"
import {openSandbox} from "../demo/open-sandbox"
import {servePage} from "../demo/page"
import {pagePort, USUAL_PORT} from "../demo/page-port"
import {runDay} from "../demo/run-day"
import {reportText} from "../demo/words"
import {readingHost} from "../node-host"
import {startPages} from "../sandbox/pages"

interface Args {
    readonly data: string | undefined
    readonly config: string | undefined
    readonly once: boolean
    readonly port: string | undefined
}

/** `beton demo`: the whole path on the embedded sandbox, with the built app in the emulated plugin host. */
export const command: Command<Args> = {
    command: "demo",
    describe:
        "Starts the sandbox, runs a day of the built app on the story (or on exported events) and shows the result.",
    builder: (yargs: Argv) =>
        yargs
            .option("data", {
                type: "string",
                requiresArg: true,
                describe: "directory with exported events, instead of the story",
            })
            .option("config", {
                type: "string",
                requiresArg: true,
                describe: "JSON file with the app's settings",
            })
            .option("once", {type: "boolean", default: false, describe: "exit after the run"})
            .option("port", {
                type: "string",
                requiresArg: true,
                describe: `port of the result page; otherwise ${USUAL_PORT}, or any other when that is taken`,
            }) as Argv<Args>,
    async handler(args, io) {
        const port = await pagePort(args.port)
        const overrides = readConfigFile(args.config)
        const seconds: Record<string, number> = {}
        const timed = async <T>(part: string, work: () => Promise<T>): Promise<T> => {
            const startedAt = performance.now()
            const result = await work()
            seconds[part] = (performance.now() - startedAt) / 1000
            return result
        }
        const plugin = await timed("build", () => buildPlugin())
        const sandbox = await timed("load", () => openSandbox({root: ROOT, data: args.data, io}))
        const {posthog, attio, state, files} = sandbox
        const raw = {
            ...sandbox.settings,
            ...overrides,
            posthog_host: posthog.url,
            posthog_key: state.posthogKey,
            posthog_project: String(state.projectId),
            signing_key: state.signingKey,
            ...(attio === null
                ? {}
                : {
                      attio_token: state.attioToken,
                      settings: withAttio(overrides.settings ?? sandbox.settings.settings, attio.url),
                  }),
        }
        const config = configOrThrow(raw)
        const before = {
            posthog: (await posthog.admin.requests()).length,
            attio: attio === null ? 0 : (await attio.admin.requests()).length,
        }
        io.log("Running the day in the plugin host.")
        const run = await timed("run", () =>
            runDay({
                indexJs: plugin.indexJs,
                pluginJson: plugin.pluginJson,
                config: raw,
                startAt: Date.parse(state.now),
                storageFile: files.hostStorage,
                onProgress: (text) => io.log(`  ${text}`),
            }),
        )
        if (run.problems.length > 0) throw new WorkError(run.problems.join("\n"))
        const asOf = dueAsOf(Date.parse(state.now), config.targetHour)
        const client = new PostHogClient(readingHost(Date.now, io.log), config)
        const report = await timed("report", () =>
            collectReport({posthog, attio, state, config, client, asOf, seconds, before}),
        )
        if (report === null)
            throw new WorkError(`The run of ${asOf} did not finish. ${run.logs.at(-1)?.text ?? ""}`)
        io.result(report, reportText(report))
        if (args.once) return
        const preview = await startDemoPreview(sandbox, config, 0, io.log).catch((error: Error) => {
            io.log(`The Attio preview could not be started. ${error.message}`)
            return null
        })
        if (preview !== null) io.defer(() => preview.close())
        const pages = await startPages({url: posthog.url, project: config.project, key: config.posthogKey})
        io.defer(() => pages.close())
        const accounts = report.top.map(({account}) => account)
        const companies = preview === null ? [] : await companyPages(preview, config.project, accounts)
        const links = {companies: new Map(companies), dashboards: pages.url}
        const page = await servePage(report, sandbox.source, port, links)
        io.defer(() => void page.server.close())
        io.log(`The result is at ${page.url} (Ctrl-C ends the demo).`)
        if (process.stdout.isTTY && !process.env.CI)
            await openInBrowser(page.url).catch(() =>
                io.log("No browser could be opened; open the address yourself."),
            )
        await new Promise<void>((resolve) =>
            io.signal.addEventListener("abort", () => resolve(), {once: true}),
        )
    },
}

function withAttio(settings: unknown, url: string): Record<string, unknown> {
    return {...(typeof settings === "object" && settings !== null ? settings : {}), attio_url: url}
}
