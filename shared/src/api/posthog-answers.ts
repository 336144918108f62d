import {type Answer, fail, jsonOf, named, reasonOf, type Result, retryAfterMs, succeed} from "./result"

interface ErrorBody {
    readonly code: string
    readonly detail: string
}

function errorBody(text: string): ErrorBody {
    const body = jsonOf(text)
    const record = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {}
    return {
        code: typeof record.code === "string" ? record.code : "",
        detail: typeof record.detail === "string" ? record.detail : "",
    }
}

/**
 * Turns an answer of PostHog's private API into a value (error table of CONTRACT §6).
 *
 * @param what which answer it is, for the sentence: "query probe"
 */
export function readPostHogAnswer(answer: Answer, nowMs: number, what = ""): Result<unknown> {
    const {status} = answer
    if (status >= 200 && status < 300) {
        const body = answer.text === "" ? null : jsonOf(answer.text)
        if (body === undefined)
            return fail(
                "unavailable",
                `PostHog's answer${named(what)} was cut off, or something else answered.`,
                "not_json",
            )
        return succeed(body)
    }
    const {code, detail} = errorBody(answer.text)
    if (status === 401) {
        return fail(
            "unauthorized",
            "PostHog does not accept the personal API key. Check the key, and that it belongs to this region's address.",
            code,
        )
    }
    if (status === 402)
        return fail("quota", "The PostHog plan's limit is reached until the next period.", code)
    if (status === 403) {
        const scope = /scope '([a-z_]+:(?:read|write))'/.exec(detail)?.[1]
        if (scope)
            return fail(
                "missing_scope",
                `The personal API key lacks the scope ${scope}. Add it to the key in PostHog.`,
                scope,
            )
        return fail(
            "missing_scope",
            "The personal API key has no access to this project. Check the project id and the key's projects.",
            code,
        )
    }
    if (status === 404)
        return fail("not_found", "PostHog does not know this project or object. Check the project id.", code)
    if (status === 429)
        return fail("throttled", "PostHog asks to slow down.", code, retryAfterMs(answer, nowMs))
    if (status === 504 || status === 512)
        return fail("too_slow", "The query ran longer than PostHog allows.", code)
    if (status >= 500 || status < 200)
        return fail("unavailable", "PostHog is not available at the moment.", code)
    return fail("refused", `PostHog refused the request: ${reasonOf(detail)}`, code)
}

/** Turns an answer of PostHog's capture service (plain-text errors, CONTRACT §11) into a value. */
export function readCaptureAnswer(answer: Answer, nowMs: number): Result<null> {
    const {status} = answer
    if (status >= 200 && status < 300) {
        const body = jsonOf(answer.text)
        const record = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {}
        // Whatever else says 200 on the way has not queued anything: what it "took" would be lost.
        const taken = body === 1 || record.status === 1 || /^ok$/i.test(String(record.status))
        if (!taken)
            return fail(
                "unreadable",
                "What answers at the ingestion address does not confirm the events as PostHog does.",
                "capture",
            )
        const limited = record.quota_limited
        if (Array.isArray(limited) && limited.includes("events")) {
            return fail(
                "quota",
                "PostHog's event quota is used up: events are dropped until the next period.",
                "quota_limited",
            )
        }
        return succeed(null)
    }
    if (status === 401)
        return fail("unauthorized", "PostHog's ingestion does not accept the project key.", "capture_401")
    if (status === 429)
        return fail(
            "throttled",
            "PostHog's ingestion asks to slow down.",
            "capture_429",
            retryAfterMs(answer, nowMs),
        )
    if (status >= 500 || status < 200)
        return fail("unavailable", "PostHog's ingestion is not available at the moment.", "capture_5xx")
    return fail("refused", "PostHog's ingestion refused the events.", `capture_${status}`)
}
