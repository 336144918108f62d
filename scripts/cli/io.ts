import {writeFileSync} from "node:fs"
import path from "node:path"

import {UsageError} from "./errors"
import {createProgress, type Progress} from "./progress"

/** The part of a stream that the CLI uses. */
export interface TextStream {
    write(text: string): unknown
    readonly isTTY?: boolean
}

/** Where a command's output goes: results to stdout, everything else to stderr. */
export interface Io {
    /** A line for people on stderr: what is going on, warnings. */
    log(text: string): void
    /** A progress line on stderr: rewritten in place on a terminal, sparse lines elsewhere. */
    progress(label: string): Progress
    /**
     * The outcome. Without `--json` the text goes to stdout; with `--json` only the JSON does; with `--json FILE` the
     * JSON goes into the file and the text to stdout.
     */
    result(value: unknown, text: string): void
    /** Runs when the command has ended, however it ended (also on Ctrl-C); the last registered runs first. */
    defer(cleanup: () => Promise<void> | void): void
    /** Aborted by Ctrl-C or SIGTERM. */
    readonly signal: AbortSignal
}

/** What {@link createIo} needs from the process. */
export interface IoOptions {
    readonly stdout: TextStream
    readonly stderr: TextStream
    readonly signal: AbortSignal
    /** Value of `--json`, see CommonArgs. */
    readonly json: string | undefined
    /** Directory that a relative file name starts from. */
    readonly cwd: string
    readonly clock: () => number
}

/** The {@link Io} of one command, and the function that runs what it deferred. */
export function createIo(options: IoOptions): {io: Io; close(): Promise<void>} {
    const {stdout, stderr, json} = options
    const cleanups: (() => Promise<void> | void)[] = []
    const io: Io = {
        signal: options.signal,
        log: (text) => void stderr.write(`${text}\n`),
        progress: (label) => createProgress(stderr, label, options.clock),
        result(value, text) {
            if (json === undefined) stdout.write(`${text}\n`)
            else if (json === "") stdout.write(`${JSON.stringify(value, null, 2)}\n`)
            else {
                writeJsonFile(path.resolve(options.cwd, json), value)
                stdout.write(`${text}\n`)
            }
        },
        defer: (cleanup) => void cleanups.push(cleanup),
    }
    return {
        io,
        async close() {
            for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) await cleanup()
        },
    }
}

function writeJsonFile(file: string, value: unknown): void {
    try {
        writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)
    } catch (error) {
        throw new UsageError(
            `--json ${file}: the file cannot be written (${(error as NodeJS.ErrnoException).code}).`,
        )
    }
}
