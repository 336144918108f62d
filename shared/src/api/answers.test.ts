import {readAttioAnswer} from "./attio-answers"
import {readCaptureAnswer, readPostHogAnswer} from "./posthog-answers"
import type {Answer, Result} from "./result"

const NOW = Date.parse("2026-10-05T06:00:00Z")
const HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad gateway</h1></body></html>"
const answer = (status: number, body: unknown, retryAfter: string | null = null): Answer => ({
    status,
    text: typeof body === "string" ? body : JSON.stringify(body),
    retryAfter,
    date: null,
})
const brief = (result: Result<unknown>): unknown[] =>
    result.ok
        ? ["ok", result.value]
        : [result.failure.kind, result.failure.message, result.failure.retryAfterMs]

/** CONTRACT §6: {type, code, detail, attr}. */
const posthog = (code: string, detail: string, type = "validation_error") => ({
    type,
    code,
    detail,
    attr: null,
})

describe("PostHog's private API", () => {
    it.each<[string, Answer, unknown[]]>([
        ["200", answer(200, {results: []}), ["ok", {results: []}]],
        ["204 without a body", answer(204, ""), ["ok", null]],
        [
            "200 that is cut off",
            answer(200, '{"results": [['),
            ["unavailable", "PostHog's answer was cut off, or something else answered.", null],
        ],
        [
            "200 with a proxy's page",
            answer(200, HTML),
            ["unavailable", "PostHog's answer was cut off, or something else answered.", null],
        ],
        [
            "400 invalid_input",
            answer(400, posthog("invalid_input", "Unable to resolve field: nope")),
            ["refused", "PostHog refused the request: Unable to resolve field: nope", null],
        ],
        [
            "400 ClickHouse",
            answer(400, posthog("no_common_type", "There is no supertype")),
            ["refused", "PostHog refused the request: There is no supertype", null],
        ],
        [
            "400 parse_error",
            answer(400, posthog("parse_error", "JSON parse error", "invalid_request")),
            ["refused", "PostHog refused the request: JSON parse error", null],
        ],
        ["400 as HTML", answer(400, HTML), ["refused", "PostHog refused the request: no reason given", null]],
        [
            "401",
            answer(
                401,
                posthog("authentication_failed", "Invalid personal API key.", "authentication_error"),
            ),
            [
                "unauthorized",
                "PostHog does not accept the personal API key. Check the key, and that it belongs to this region's address.",
                null,
            ],
        ],
        [
            "402",
            answer(402, posthog("quota_limit_exceeded", "limit", "quota_limited")),
            ["quota", "The PostHog plan's limit is reached until the next period.", null],
        ],
        [
            "403 that names the scope",
            answer(
                403,
                posthog(
                    "permission_denied",
                    "API key missing required scope 'query:read'",
                    "authentication_error",
                ),
            ),
            [
                "missing_scope",
                "The personal API key lacks the scope query:read. Add it to the key in PostHog.",
                null,
            ],
        ],
        [
            "403 for the project",
            answer(
                403,
                posthog(
                    "permission_denied",
                    "API key does not have access to the requested project: ID 12345.",
                ),
            ),
            [
                "missing_scope",
                "The personal API key has no access to this project. Check the project id and the key's projects.",
                null,
            ],
        ],
        [
            "404",
            answer(404, posthog("not_found", "Not found.", "invalid_request")),
            ["not_found", "PostHog does not know this project or object. Check the project id.", null],
        ],
        [
            "405",
            answer(405, posthog("method_not_allowed", 'Method "DELETE" not allowed.')),
            ["refused", 'PostHog refused the request: Method "DELETE" not allowed.', null],
        ],
        [
            "409",
            answer(409, posthog("conflict", "Changed meanwhile.")),
            ["refused", "PostHog refused the request: Changed meanwhile.", null],
        ],
        [
            "429 with seconds",
            answer(429, posthog("throttled", "Request was throttled.", "throttled_error"), "12"),
            ["throttled", "PostHog asks to slow down.", 12_000],
        ],
        [
            "429 without",
            answer(429, posthog("throttled", "Too many concurrent queries.", "throttled_error")),
            ["throttled", "PostHog asks to slow down.", null],
        ],
        [
            "500",
            answer(500, posthog("error", "A server error occurred.", "server_error")),
            ["unavailable", "PostHog is not available at the moment.", null],
        ],
        ["502 as HTML", answer(502, HTML), ["unavailable", "PostHog is not available at the moment.", null]],
        [
            "503",
            answer(503, posthog("error", "at capacity", "server_error")),
            ["unavailable", "PostHog is not available at the moment.", null],
        ],
        ["504 as HTML", answer(504, HTML), ["too_slow", "The query ran longer than PostHog allows.", null]],
        [
            "512",
            answer(512, posthog("estimated_too_slow", "Estimated to be too slow")),
            ["too_slow", "The query ran longer than PostHog allows.", null],
        ],
    ])("%s", (_name, given, expected) => expect(brief(readPostHogAnswer(given, NOW))).toEqual(expected))

    it("keeps the code for decisions", () => {
        const result = readPostHogAnswer(answer(400, posthog("no_common_type", "x")), NOW)
        expect(result).toMatchObject({failure: {code: "no_common_type"}})
    })
})

describe("capture", () => {
    it.each<[string, Answer, unknown[]]>([
        ["200", answer(200, {status: "Ok"}), ["ok", null]],
        ["200 as the number 1", answer(200, "1"), ["ok", null]],
        ["200 with an empty list of limits", answer(200, {status: 1, quota_limited: []}), ["ok", null]],
        [
            "200 with recordings limited",
            answer(200, {status: 1, quota_limited: ["recordings"]}),
            ["ok", null],
        ],
        [
            "200 with events limited",
            answer(200, {status: 1, quota_limited: ["recordings", "events"]}),
            ["quota", "PostHog's event quota is used up: events are dropped until the next period.", null],
        ],
        [
            "400 in plain text",
            answer(400, "invalid JSON"),
            ["refused", "PostHog's ingestion refused the events.", null],
        ],
        [
            "401",
            answer(401, "API key invalid"),
            ["unauthorized", "PostHog's ingestion does not accept the project key.", null],
        ],
        ...[
            "<!doctype html><title>Sign in</title>",
            "{}",
            "[]",
            "null",
            "",
            '{"status":0}',
            '{"status":[1]}',
        ].map((text): [string, Answer, unknown[]] => [
            `200 that confirms nothing: ${text}`,
            answer(200, text),
            [
                "unreadable",
                "What answers at the ingestion address does not confirm the events as PostHog does.",
                null,
            ],
        ]),
        ["413", answer(413, ""), ["refused", "PostHog's ingestion refused the events.", null]],
        ["429", answer(429, "", "3"), ["throttled", "PostHog's ingestion asks to slow down.", 3000]],
        [
            "503 as HTML",
            answer(503, HTML),
            ["unavailable", "PostHog's ingestion is not available at the moment.", null],
        ],
    ])("%s", (_name, given, expected) => expect(brief(readCaptureAnswer(given, NOW))).toEqual(expected))
})

/** REST.md §8: {status_code, type, code, message}. */
const attio = (status_code: number, code: string, message = "m") => ({
    status_code,
    type: "invalid_request_error",
    code,
    message,
})

describe("Attio's API", () => {
    it.each<[string, Answer, unknown[]]>([
        ["200", answer(200, {data: []}), ["ok", {data: []}]],
        ["200 of a delete", answer(200, {}), ["ok", {}]],
        [
            "200 that is cut off",
            answer(200, '{"data":'),
            ["unavailable", "Attio's answer was cut off, or something else answered.", null],
        ],
        [
            "400 validation_type",
            answer(400, attio(400, "validation_type", "Body payload validation error.")),
            ["refused", "Attio refused the request: Body payload validation error.", null],
        ],
        [
            "400 value_not_found",
            answer(400, attio(400, "value_not_found", "Unknown option.")),
            ["refused", "Attio refused the request: Unknown option.", null],
        ],
        [
            "400 filter_error",
            answer(400, attio(400, "filter_error", "Bad filter.")),
            ["refused", "Attio refused the request: Bad filter.", null],
        ],
        [
            "400 uniqueness_conflict",
            answer(400, attio(400, "uniqueness_conflict")),
            ["conflict", "Attio already has a record with this unique value.", null],
        ],
        [
            "400 merge_in_progress",
            answer(400, attio(400, "merge_in_progress")),
            ["unavailable", "Attio is not available at the moment.", null],
        ],
        [
            "400 without a body",
            answer(400, ""),
            ["refused", "Attio refused the request: no reason given", null],
        ],
        [
            "401",
            answer(401, attio(401, "unauthorized")),
            [
                "unauthorized",
                "Attio does not accept the API token. Create a new one in Attio and paste it.",
                null,
            ],
        ],
        [
            "403",
            answer(403, attio(403, "whatever")),
            ["missing_scope", "The Attio token lacks a scope that this step needs.", null],
        ],
        [
            "403 billing_error",
            answer(403, attio(403, "billing_error")),
            ["quota", "The Attio plan does not allow this.", null],
        ],
        [
            "404",
            answer(404, attio(404, "not_found")),
            ["not_found", "Attio does not know this object or record.", null],
        ],
        [
            "409 slug_conflict",
            answer(409, attio(409, "slug_conflict")),
            ["conflict", "Attio already has this.", null],
        ],
        [
            "429 with an HTTP date",
            answer(429, attio(429, "rate_limit_exceeded"), new Date(NOW + 2000).toUTCString()),
            ["throttled", "Attio asks to slow down.", 2000],
        ],
        [
            "429 with seconds",
            answer(429, attio(429, "rate_limit_exceeded"), "2"),
            ["throttled", "Attio asks to slow down.", 2000],
        ],
        [
            "500",
            answer(500, attio(500, "internal_error")),
            ["unavailable", "Attio is not available at the moment.", null],
        ],
        ["502 as HTML", answer(502, HTML), ["unavailable", "Attio is not available at the moment.", null]],
    ])("%s", (_name, given, expected) => expect(brief(readAttioAnswer(given, NOW))).toEqual(expected))
})

describe("a server's own reason is shown as far as it is a sentence", () => {
    const reasonFor = (detail: string): string => {
        const result = readPostHogAnswer(answer(400, posthog("invalid_input", detail)), NOW)
        return result.ok ? "" : result.failure.message.replace("PostHog refused the request: ", "")
    }
    it.each([
        ["Unable to resolve field: nope", "Unable to resolve field: nope"],
        ["<html><body>Bad request</body></html>", "no reason given"],
        ['{"detail": "a raw body"}', "no reason given"],
        ['Invalid input: [{"code": "invalid_type"}]', "Invalid input:"],
        ["The key phx_0123456789abcdefghijklmnopqrstuvwxyzABCD may not.", "The key … may not."],
        [`Token ${"9f".repeat(32)} expired`, "Token … expired"],
        ["first line\n  at secret.py\u0000:7", "first line at secret.py :7"],
        ["word ".repeat(100), `${"word ".repeat(40).trim()}…`],
    ])("%j", (detail, shown) => expect(reasonFor(detail)).toBe(shown))
})

it.each([0, 100, 199])("%i is no answer to the question", (status) => {
    for (const read of [readPostHogAnswer, readCaptureAnswer, readAttioAnswer])
        expect(read(answer(status, {}), NOW)).toMatchObject({failure: {kind: "unavailable"}})
})

it("402 is a plan's limit on both sides", () => {
    expect(readAttioAnswer(answer(402, {}), NOW)).toMatchObject({failure: {kind: "quota"}})
})

it("no message repeats a raw page", () => {
    for (const read of [readPostHogAnswer, readCaptureAnswer, readAttioAnswer]) {
        for (const status of [200, 400, 401, 402, 403, 404, 409, 418, 429, 500, 502, 504, 512]) {
            expect(JSON.stringify(read(answer(status, HTML), NOW))).not.toContain("<")
        }
    }
})
