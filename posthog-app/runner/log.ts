/** One line of the runner's log. */
export interface LogEntry {
    readonly level: "info" | "warn" | "error"
    readonly message: string
}

/** Where log lines go. */
export interface Log {
    write(entry: LogEntry): void
}

const HIDDEN = "[hidden]"

/** Replaces every secret in a text, also where it was made part of an address. */
export function redact(text: string, secrets: readonly string[]): string {
    let clean = text
    // The longest first: one secret may contain another.
    for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
        for (const form of new Set([secret, encodeURIComponent(secret)]))
            clean = clean.split(form).join(HIDDEN)
    }
    return clean
}

/**
 * Log lines for people ("text") or for machines ("json": time, level, message), without secrets.
 *
 * @param now unix ms
 */
export function createLog(o: {
    readonly format: "text" | "json"
    readonly write: (line: string) => void
    readonly secrets: readonly string[]
    readonly now: () => number
}): Log {
    return {
        write({level, message}) {
            const clean = redact(message, o.secrets)
            const time = new Date(o.now()).toISOString()
            o.write(
                o.format === "json"
                    ? JSON.stringify({time, level, message: clean})
                    : `${time} ${level === "info" ? "" : `${level}: `}${clean}`,
            )
        },
    }
}
