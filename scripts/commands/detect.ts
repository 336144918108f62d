import {randomBytes} from "node:crypto"
import path from "node:path"

import {PostHogClient} from "@beton/posthog-app/clients/posthog"
import {newTypes} from "@beton/shared/detection"
import {keyPairOf} from "@beton/shared/events/signing"
import type {Argv} from "yargs"

import type {Command} from "../cli/command"
import {configOrThrow, readConfigFile} from "../cli/config-file"
import {UsageError} from "../cli/errors"
import {detectAsOf, type Detection} from "../detect/detect-as-of"
import {loadExport} from "../import/load-export"
import {readingHost} from "../node-host"
import {startPostHog} from "../sandbox/posthog"

interface Args {
    readonly data: string
    readonly "as-of": readonly string[]
    readonly config: string | undefined
}

/** `beton detect`: active and fired signals and scores per account, as of one or more instants of exported data. */
export const command: Command<Args> = {
    command: "detect",
    describe:
        "Loads exported events into a fresh sandbox and shows which signals are active and fire, and the score of each account.",
    builder: (yargs: Argv) =>
        yargs
            .option("data", {
                type: "string",
                demandOption: true,
                requiresArg: true,
                describe: "directory that holds events.jsonl[.gz]",
            })
            .option("as-of", {
                type: "string",
                array: true,
                demandOption: true,
                requiresArg: true,
                describe: "instant, ISO 8601; may be repeated",
            })
            .option("config", {
                type: "string",
                requiresArg: true,
                describe: "JSON file with the app's settings",
            }) as Argv<Args>,
    async handler(args, io) {
        const instants = args["as-of"].map(instantOf)
        const future = instants.find((instant) => instant > Date.now())
        // What is in the future today is so for any data: no need to load them first.
        if (future !== undefined) {
            throw new UsageError(
                `--as-of ${new Date(future).toISOString()}: lies in the future. Choose an instant within the data.`,
            )
        }
        const settings = readConfigFile(args.config)
        const posthog = await startPostHog()
        io.defer(() => posthog.close())
        const progress = io.progress("Loading")
        const loaded = await loadExport(posthog.admin, args.data, {
            name: path.basename(path.resolve(args.data)),
            signal: io.signal,
            onProgress: (_part, fraction, events) =>
                progress.update(fraction, `${events.toLocaleString("en")} events`),
        })
        progress.done(`${loaded.events.toLocaleString("en")} events`)
        for (const instant of instants) refuseFuture(instant, loaded.now, loaded.last_event)
        const key = await posthog.admin.createPersonalKey({
            scopes: ["query:read", "project:read", "group:read"],
        })
        const config = configOrThrow({
            ...settings,
            posthog_host: posthog.url,
            posthog_key: key,
            posthog_project: String(loaded.project_id),
            signing_key: keyPairOf(randomBytes(32)).privateKey,
        })
        const detections: Detection[] = []
        for (const instant of instants) {
            io.signal.throwIfAborted()
            const client = new PostHogClient(readingHost(Date.now, io.log), config)
            detections.push(await detectAsOf(client, config, instant))
        }
        const results = detections.map(resultOf)
        io.result(results.length === 1 ? results[0] : results, detections.map(readable).join("\n\n"))
    },
}

function instantOf(text: string): number {
    const iso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.0+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
    const at = iso ? Date.parse(text) : Number.NaN
    if (Number.isNaN(at))
        throw new UsageError(
            `--as-of ${text}: must be an instant like 2026-10-01T06:00:00Z, with its zone, or a date (midnight UTC).`,
        )
    return at
}

function refuseFuture(instant: number, now: string, lastEvent: string | null): void {
    if (instant <= Date.parse(now)) return
    throw new UsageError(
        `--as-of ${new Date(instant).toISOString()}: lies in the future of the data, which ends at ${lastEvent ?? now}. Choose an instant up to ${now}.`,
    )
}

/** The JSON form of a detection. */
export function resultOf(detection: Detection): Record<string, unknown> {
    return {
        as_of: detection.asOf,
        signals: detection.signals,
        accounts: detection.accounts.map((decided) => ({
            account: decided.account,
            score: decided.score,
            active: decided.signals.map((signal) => signal.type),
            fired: newTypes(decided),
            why_now: decided.whyNow,
            evidence: Object.fromEntries(decided.signals.map((signal) => [signal.type, signal.evidence])),
        })),
        coverage: detection.coverage,
        queries: detection.queries,
    }
}

function readable(detection: Detection): string {
    const width = Math.max(...Object.keys(detection.signals).map((id) => id.length))
    const signals = Object.entries(detection.signals).map(([id, {state, reason, active, fired}]) => {
        const words =
            state === "ready"
                ? `active for ${active}, fires for ${fired}`
                : `${state.replaceAll("_", " ")}: ${reason}`
        return `  ${id.padEnd(width)}  ${words}`
    })
    const top = [...detection.accounts]
        .sort((a, b) => b.score - a.score || (a.account < b.account ? -1 : 1))
        .slice(0, 10)
    return [
        `As of ${detection.asOf}`,
        ...signals,
        top.length === 0 ? "No account has an active signal." : "Accounts by score",
        ...top.flatMap((decided) => [
            `  ${String(decided.score).padStart(3)}  ${decided.account}`,
            `       ${decided.whyNow}`,
        ]),
    ].join("\n")
}
