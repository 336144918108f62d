import path from "node:path"

import type {Argv} from "yargs"

import type {Command} from "../cli/command"
import type {Progress} from "../cli/progress"
import {type ImportSummary, loadExport} from "../import/load-export"
import {startPostHog} from "../sandbox/posthog"

/** `beton import DIR`: loads exported events into a stand-in of its own and says what is there then. */
export const command: Command<{dir: string}> = {
    command: "import <dir>",
    describe:
        "Checks exported events (events, persons and groups as .jsonl or .jsonl.gz), loads them into a fresh sandbox and counts them there. The sandbox ends with the command.",
    builder: (yargs: Argv) =>
        yargs.positional("dir", {
            type: "string",
            demandOption: true,
            describe: "directory that holds events.jsonl[.gz]",
        }),
    async handler({dir}, io) {
        const startedAt = performance.now()
        const posthog = await startPostHog()
        io.defer(() => posthog.close())
        let progress: Progress | undefined
        const summary = await loadExport(posthog.admin, dir, {
            name: path.basename(path.resolve(dir)),
            signal: io.signal,
            onProgress(part, fraction, events) {
                progress ??= io.progress(part === "check" ? "Checking" : "Loading")
                if (fraction < 1) return progress.update(fraction, `${count(events)} events`)
                progress.done(`${count(events)} events`)
                progress = undefined
            },
        })
        const seconds = Math.round((performance.now() - startedAt) / 100) / 10
        for (const note of summary.notes) io.log(note)
        const {events, event_counts, first_event, last_event, persons, groups} = summary
        io.result(
            {events, event_counts, first_event, last_event, persons, groups, seconds},
            readable(summary, seconds),
        )
    },
}

function count(n: number): string {
    return n.toLocaleString("en")
}

function readable(summary: ImportSummary, seconds: number): string {
    const rows = Object.entries(summary.event_counts).map(([name, n]) => ({name, n: count(n)}))
    const nameWidth = Math.max(...rows.map(({name}) => name.length))
    const width = Math.max(...rows.map(({n}) => n.length))
    return [
        `${count(summary.events)} events from ${summary.first_event} to ${summary.last_event}`,
        ...rows.map(({name, n}) => `  ${name.padEnd(nameWidth)}  ${n.padStart(width)}`),
        `${count(summary.persons)} persons, ${count(summary.groups)} groups (${summary.group_types.join(", ") || "no group types"})`,
        `Loaded and counted in ${seconds} s.`,
    ].join("\n")
}
