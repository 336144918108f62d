/** Who must act on a failed call, and whether trying again can help. */
export type FailureKind =
    | "unauthorized"
    | "missing_scope"
    | "not_found"
    | "refused"
    | "conflict"
    | "throttled"
    | "unavailable"
    | "too_slow"
    | "quota"
    | "unreadable"

/** A failed call of an API, as a value. */
export interface Failure {
    readonly kind: FailureKind
    /** One plain sentence: what failed and what to do. Never a secret, a raw body or a status code. */
    readonly message: string
    /** The API's own error code, for decisions. */
    readonly code: string
    /** How long the API asked to wait, ms. */
    readonly retryAfterMs: number | null
}

/** Outcome of a call across I/O. */
export type Result<T> =
    {readonly ok: true; readonly value: T} | {readonly ok: false; readonly failure: Failure}

/** A success. */
export const succeed = <T>(value: T): Result<T> => ({ok: true, value})

/** A failure. */
export const fail = (
    kind: FailureKind,
    message: string,
    code = "",
    retryAfterMs: number | null = null,
): Result<never> => ({
    ok: false,
    failure: {kind, message, code, retryAfterMs},
})

/** Whether the same call may succeed later without anybody acting. */
export function isTransient(failure: Failure): boolean {
    return failure.kind === "throttled" || failure.kind === "unavailable"
}

/**
 * `Retry-After` in either of its two forms: seconds, or an HTTP date (Attio's). A date is read against the server's own
 * `Date` where the answer has one, so that a wrong clock on our side neither hammers nor sleeps for weeks.
 *
 * @returns milliseconds to wait, at most an hour; null when absent or unreadable
 */
export function retryAfterMs(answer: Pick<Answer, "retryAfter" | "date">, nowMs: number): number | null {
    const header = answer.retryAfter?.trim() ?? ""
    if (header === "") return null
    const seconds = Number(header)
    if (Number.isFinite(seconds)) return clampWait(seconds * 1000)
    const at = Date.parse(header)
    if (Number.isNaN(at)) return null
    const serverNow = Date.parse(answer.date ?? "")
    return clampWait(at - (Number.isNaN(serverNow) ? nowMs : serverNow))
}

const MAX_WAIT_MS = 3_600_000

function clampWait(ms: number): number {
    return Math.min(MAX_WAIT_MS, Math.max(0, ms))
}

/** " (query probe)", or nothing. */
export function named(what: string): string {
    return what === "" ? "" : ` (${what})`
}

/** An HTTP answer as the clients see it. */
export interface Answer {
    readonly status: number
    readonly text: string
    readonly retryAfter: string | null
    /** The server's `Date` header. */
    readonly date: string | null
}

/** Longest part of a server's own words that is shown. */
const MAX_REASON = 200

/**
 * A server's reason for a refusal, fit for people: its first words up to where a raw body or a page begins, and nothing
 * that looks like a key, because some servers repeat what they were sent.
 *
 * @returns "no reason given" when nothing is left
 */
export function reasonOf(text: string): string {
    const words = (/^[^{}<>[\]]*/.exec(text)?.[0] ?? "")
        .replace(/[^\S ]+|\p{C}+/gu, " ")
        .replace(/\bph[a-z]_\w+|[A-Za-z0-9_-]{32,}/g, "…")
        .replace(/ {2,}/g, " ")
        .trim()
    const shown = words.length > MAX_REASON ? `${words.slice(0, MAX_REASON).trim()}…` : words
    return shown === "" ? "no reason given" : shown
}

/** JSON of an answer's body; undefined when the body is something else (an HTML error page, a cut-off answer). */
export function jsonOf(text: string): unknown {
    try {
        return JSON.parse(text)
    } catch {
        return undefined
    }
}
