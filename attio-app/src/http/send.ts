import {type Answer, fail, isTransient, type Result} from "@beton/shared/api/result"
import {type BackOff, waitBeforeRetry} from "@beton/shared/api/retry"

/** All calls of one server function or handler together: Attio ends it after 30 s (SDK.md §3). */
const BUDGET_MS = 20_000
/** PostHog stops a query after 10 s and may keep it waiting before. */
const CALL_MS = 15_000
/** Less than this is not worth a call. */
const LEAST_MS = 500
const MOST_TRIES = 4
const BACK_OFF: BackOff = {baseMs: 500, maxMs: 4_000, minMs: 250}

/** Until when the calls of one piece of work may take; unix ms. */
export interface Budget {
    readonly until: number
}

/** The budget of a piece of work that starts now. */
export function budget(ms = BUDGET_MS): Budget {
    return {until: Date.now() + ms}
}

/** One request. */
export interface Call {
    readonly service: "PostHog" | "Attio" | "The workflow"
    readonly url: string
    readonly method: "GET" | "POST" | "PATCH"
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string
    /** The same request a second time does no harm. */
    readonly repeatable: boolean
}

/**
 * Sends a request and reads its answer; tries again what can be tried again, as long after as the service asks, within
 * the budget. A failure's sentence never holds an address or a key.
 *
 * @param read turns an HTTP answer into a value, by the service's own table of errors
 */
export async function send<T>(
    call: Call,
    read: (answer: Answer, now: number) => Result<T>,
    {until}: Budget,
): Promise<Result<T>> {
    for (let tries = 1; ; tries++) {
        const answer = await once(call, until)
        const result = answer.ok ? read(answer.value, Date.now()) : answer
        if (result.ok || !isTransient(result.failure) || !call.repeatable || tries >= MOST_TRIES)
            return result
        const wait = waitBeforeRetry(result.failure, tries - 1, Math.random(), BACK_OFF)
        // What the service asks for is kept, or not waited for at all.
        if (Date.now() + wait + LEAST_MS > until) return result
        await new Promise<void>((resolve) => setTimeout(resolve, wait))
    }
}

async function once({service, url, method, headers, body}: Call, until: number): Promise<Result<Answer>> {
    const ms = Math.min(CALL_MS, until - Date.now())
    if (ms < LEAST_MS) return fail("unavailable", `${service} did not answer in time. Try again in a minute.`, "timeout")
    let timer: unknown
    // The runtime is not known to abort a fetch, so a late answer is left to itself.
    const late = new Promise<"late">((resolve) => (timer = setTimeout(() => resolve("late"), ms)))
    try {
        const answer = await Promise.race([answerOf(url, {method, headers, ...(body === undefined ? {} : {body})}), late])
        if (answer === "late") return fail("unavailable", `${service} did not answer in time. Try again in a minute.`, "timeout")
        if (answer.status >= 300 && answer.status < 400)
            return fail("refused", `${service}'s address leads elsewhere. Write the address that it ends at.`, "redirect")
        return {ok: true, value: answer}
    } catch {
        // The error of a fetch may carry the whole address; the sentence is all anybody needs.
        return fail("unavailable", `${service} could not be reached. Try again in a minute.`, "network")
    } finally {
        clearTimeout(timer as never)
    }
} // prettier-ignore

async function answerOf(url: string, init: RequestInit): Promise<Answer> {
    // Not followed: the key must not travel to another address.
    const response = await fetch(url, {...init, redirect: "manual"})
    const {status, headers} = response
    const text = await response.text()
    return {status, text, retryAfter: headers.get("retry-after"), date: headers.get("date")}
}
