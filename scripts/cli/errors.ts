/** Wrong usage or configuration: exit code 2. The message names the option or setting and the fix. */
export class UsageError extends Error {
    override readonly name = "UsageError"
}

/** The work itself failed for a reason that the user can read (a bad file, a refused key): exit code 1. */
export class WorkError extends Error {
    override readonly name = "WorkError"
}

/** Exit codes of every command (DESIGN §6). */
export const EXIT = {ok: 0, failed: 1, usage: 2} as const

/** A message without a stack; the stack only when DEBUG names beton. */
export function describeError(error: unknown, debug: string | undefined): string {
    const text = error instanceof Error ? error.message : String(error)
    const known = error instanceof UsageError || error instanceof WorkError
    if (/\bbeton\b/.test(debug ?? "") && error instanceof Error) return error.stack ?? text
    return known ? text : `${text || "Unknown error."}\n(Run again with DEBUG=beton for the details.)`
}
