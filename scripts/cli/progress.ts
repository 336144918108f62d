import type {TextStream} from "./io"

/** Shows how far a long piece of work is. */
export interface Progress {
    /** `fraction` 0..1 when the end is known; `detail` such as "120,000 events". */
    update(fraction: number | null, detail: string): void
    /** Ends the line with how long it took. */
    done(detail: string): void
}

/** On a terminal the line is redrawn at most this often, ms; elsewhere a line is printed. */
const REDRAW_MS = 100
const PRINT_MS = 5000

/** A progress line on a stream; clock in ms. */
export function createProgress(stream: TextStream, label: string, clock: () => number): Progress {
    const startedAt = clock()
    const terminal = stream.isTTY === true
    let lastAt = startedAt
    const write = (text: string): void => void stream.write(terminal ? `\r\u001b[2K${text}` : `${text}\n`)
    return {
        update(fraction, detail) {
            const now = clock()
            if (now - lastAt < (terminal ? REDRAW_MS : PRINT_MS)) return
            lastAt = now
            const percent = fraction === null ? "" : ` ${Math.min(99, Math.floor(fraction * 100))}%`
            write(`${label}${percent} · ${detail}`)
        },
        done(detail) {
            write(
                `${label}: ${detail} (${((clock() - startedAt) / 1000).toFixed(1)} s)${terminal ? "\n" : ""}`,
            )
        },
    }
}
