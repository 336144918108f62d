import {newTypes} from "@beton/shared/detection"
import type {Argv} from "yargs"

import type {Command} from "../cli/command"
import {UsageError} from "../cli/errors"
import {openProject} from "../cli/open-project"
import {detectAsOf, type Detection} from "../detect/detect-as-of"

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
        const {config, client, now, lastEvent} = await openProject(args, io)
        for (const instant of instants) refuseFuture(instant, now, lastEvent)
        const detections: Detection[] = []
        for (const instant of instants) {
            io.signal.throwIfAborted()
            detections.push(await detectAsOf(client(), config, instant))
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

function refuseFuture(instant: number, now: number, lastEvent: string | null): void {
    if (instant <= now) return
    const end = new Date(now).toISOString()
    throw new UsageError(
        `--as-of ${new Date(instant).toISOString()}: lies in the future of the data, which ends at ${lastEvent ?? end}. Choose an instant up to ${end}.`,
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
