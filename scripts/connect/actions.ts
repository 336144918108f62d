import {type RunCommand, runCommand} from "@beton/posthog-app/runner/run-command"
import type {RunReport} from "@beton/posthog-app/steps/dry-report"

import {WorkError} from "../cli/errors"
import type {Progress} from "../cli/progress"

/**
 * What set-up can do once the configuration is written. Each takes the file and ends with the run's report.
 *
 * Errors are WorkErrors with a sentence.
 */
export interface ConnectActions {
    /** Counts what fired in the last 90 days; writes nothing. */
    previewBackfill(file: string): Promise<RunReport>
    /** Writes it, marked as replayed (A12). */
    backfill(file: string): Promise<RunReport>
    /** A run of now that says what it would write; writes nothing. */
    dryRun(file: string): Promise<RunReport>
}

/** Longest log line that is shown while a run works; a longer one would not stay on its line. */
const SHOWN = 70

/** The same runs as `beton run`, of a bundle that is built when the first one starts. Their log lines pass by as progress. */
export function runnerActions(
    bundle: () => Promise<string>,
    o: Omit<RunCommand, "bundle" | "configFile" | "mode" | "dryRun" | "format" | "write"> & {
        readonly progress: (label: string) => Progress
    },
): ConnectActions {
    const {progress, ...command} = o
    let built: Promise<string> | null = null
    const run = async (file: string, mode: RunCommand["mode"], dryRun: boolean): Promise<RunReport> => {
        const line = progress("  Working")
        const show = (text: string): void => line.update(null, messageOf(text).slice(0, SHOWN))
        try {
            built ??= bundle()
            const ready = {...command, bundle: await built, format: "json" as const, write: show}
            const result = await runCommand({...ready, configFile: file, mode, dryRun})
            if (result.report !== null && result.code === 0) return result.report
            throw new WorkError(result.message || "The run ended without a report.")
        } finally {
            line.done("done")
        }
    }
    return {
        previewBackfill: (file) => run(file, "backfill", true),
        backfill: (file) => run(file, "backfill", false),
        dryRun: (file) => run(file, "now", true),
    }
}

/** What a log line says. */
function messageOf(line: string): string {
    const {message} = JSON.parse(line) as {message?: unknown}
    return typeof message === "string" ? message : ""
}
