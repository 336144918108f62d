import {type Answer, fail, jsonOf, named, reasonOf, type Result, retryAfterMs, succeed} from "./result"

/**
 * Turns an answer of Attio's REST API into a value (REST.md §8). Codes are kept for decisions, never shown.
 *
 * @param what which answer it is, for the sentence: "/v2/self"
 */
export function readAttioAnswer(answer: Answer, nowMs: number, what = ""): Result<unknown> {
    const {status} = answer
    const body = answer.text === "" ? null : jsonOf(answer.text)
    if (status >= 200 && status < 300) {
        if (body === undefined)
            return fail(
                "unavailable",
                `Attio's answer${named(what)} was cut off, or something else answered.`,
                "not_json",
            )
        return succeed(body)
    }
    const record = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {}
    const code = typeof record.code === "string" ? record.code : ""
    const message = typeof record.message === "string" ? record.message : ""
    if (status === 401)
        return fail(
            "unauthorized",
            "Attio does not accept the API token. Create a new one in Attio and paste it.",
            code,
        )
    if (code === "billing_error" || status === 402)
        return fail("quota", "The Attio plan does not allow this.", code)
    if (status === 403)
        return fail("missing_scope", "The Attio token lacks a scope that this step needs.", code)
    if (status === 404) return fail("not_found", "Attio does not know this object or record.", code)
    if (status === 409) return fail("conflict", "Attio already has this.", code)
    if (status === 429)
        return fail("throttled", "Attio asks to slow down.", code, retryAfterMs(answer, nowMs))
    if (status >= 500 || status < 200 || code === "merge_in_progress")
        return fail("unavailable", "Attio is not available at the moment.", code)
    if (code === "uniqueness_conflict")
        return fail("conflict", "Attio already has a record with this unique value.", code)
    return fail("refused", `Attio refused the request: ${reasonOf(message)}`, code)
}
