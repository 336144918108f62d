/** The part of the process that is needed. */
type Target = Pick<NodeJS.Process, "on" | "exit">

const NUMBERS = {SIGINT: 2, SIGTERM: 15} as const

/**
 * Aborted by the first SIGINT or SIGTERM; a second one ends the process at once, with the code that shells expect. The
 * listeners stay: the library that cleans up after writes ends a process in which nobody else listens any more.
 */
export function stopOnSignals(target: Target = process): AbortSignal {
    const stop = new AbortController()
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        target.on(signal, () => {
            if (stop.signal.aborted) target.exit(128 + NUMBERS[signal])
            stop.abort()
        })
    }
    return stop.signal
}
