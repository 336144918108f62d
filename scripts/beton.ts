import {WorkError} from "./cli/errors"
import {runCli} from "./cli/run"

const stop = new AbortController()
/** 128 + the number of the signal that ended the command, as shells expect. */
let signalled: number | null = null

for (const [signal, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
] as const) {
    process.on(signal, () => {
        // The second time the user means it.
        if (signalled !== null) process.exit(128 + number)
        signalled = 128 + number
        stop.abort(new WorkError("Stopped."))
    })
}

// The reader of a pipe may leave early (`beton queries | head`).
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1))

const code = await runCli(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    debug: process.env.DEBUG,
    signal: stop.signal,
    clock: Date.now,
})
process.exit(signalled ?? code)
