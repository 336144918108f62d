import * as fc from "fast-check"

import type {Arrived, Request} from "./case"
import {change} from "./json-change"
import {changedJson, type JsonFault} from "./json-faults"
import {changedRecord, RECORD_FAULTS, type RecordFault} from "./record-faults"
import {changedColumns, changedRow, COLUMN_FAULTS, ROW_FAULTS, type RowFault} from "./row-faults"

/** What happens to one answer. */
export type Mutation =
    /** Something else than the answer: a page, nothing, a cut-off answer. */
    | {readonly kind: "text"; readonly status: number; readonly text: string}
    | {readonly kind: "cut-off"; readonly permille: number}
    /** The right body under a wrong status. */
    | {readonly kind: "status"; readonly status: number}
    /** A refusal in the API's own form, whose reason is anything at all. */
    | {readonly kind: "refusal"; readonly status: number; readonly reason: string}
    | ({readonly kind: "json"} & JsonFault)
    | {readonly kind: "columns"; readonly how: (typeof COLUMN_FAULTS)[number]}
    | ({readonly kind: "rows"} & RowFault)
    | ({readonly kind: "records"} & RecordFault)
    | {readonly kind: "no-answer"; readonly error: unknown}

const PAGE = `<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1><script>{"a":1}</script></body></html>`
/** Nothing that an API answers is read from these. */
const odd = fc.oneof(
    fc.constantFrom(
        "",
        " ",
        "null",
        "[]",
        "{}",
        "0",
        '"ok"',
        "true",
        "NaN",
        "undefined",
        PAGE,
        `${PAGE.slice(0, 60)}`,
        "{'data': []}",
        '{"data": null}',
        '{"data": [null]}',
        '{"results": null, "columns": null}',
        '{"results": {}, "columns": []}',
        '{"results": [[]], "columns": []}',
        '{"__proto__": {"polluted": true}}',
        '{"error": "maintenance"}',
        "upstream connect error",
        "\u0000\u0001\ufffd",
        "[".repeat(100_000),
        `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
    ),
    fc.json({maxDepth: 3}),
    fc.string({unit: "binary", maxLength: 40}),
)

/** Statuses that say something about the service or the way to it, not about the question. */
const PASSING = [
    0, 100, 199, 300, 301, 302, 303, 304, 307, 308, 401, 402, 403, 429, 500, 501, 502, 503, 505, 520, 599,
    999,
]
/** Statuses that read as an answer to the question: refused, unknown, in conflict, too slow. */
const REFUSING = [400, 404, 405, 406, 408, 409, 410, 413, 415, 418, 422, 451, 504, 512]

/** Reasons as servers give them, good and bad. */
const reason = (secrets: readonly string[]): fc.Arbitrary<string> =>
    fc.oneof(
        fc.constantFrom(
            "Unable to resolve field: nope",
            PAGE,
            '{"detail": "a raw body"}',
            'Invalid input: [{"code": "invalid_type"}]',
            ...secrets.map((secret) => `The key ${secret} may not do this.`),
            "x".repeat(5000),
            "line one\nline two\n  at stack (file.py:1)",
            "",
        ),
        fc.string({unit: "binary", maxLength: 60}),
    )

/** Mutations of one answer. `secrets` may come back in reasons, as servers sometimes echo what they got. */
export function mutations(secrets: readonly string[]): fc.Arbitrary<Mutation> {
    return fc.oneof(
        {
            weight: 3,
            arbitrary: fc.record({
                kind: fc.constant("text" as const),
                status: fc.constantFrom(200, 200, 200, 201, 204, 429, 500, 502, 503),
                text: odd,
            }),
        },
        {
            weight: 2,
            arbitrary: fc.record({kind: fc.constant("cut-off" as const), permille: fc.nat({max: 999})}),
        },
        {
            weight: 2,
            arbitrary: fc.record({
                kind: fc.constant("status" as const),
                status: fc.constantFrom(...PASSING, ...REFUSING),
            }),
        },
        {
            weight: 1,
            arbitrary: fc.record({
                kind: fc.constant("refusal" as const),
                status: fc.constantFrom(...PASSING, ...REFUSING),
                reason: reason(secrets),
            }),
        },
        {
            weight: 10,
            arbitrary: fc.record({
                kind: fc.constant("json" as const),
                where: fc.nat({max: 100_000}),
                among: fc.constantFrom<"all" | "read">("all", "read", "read"),
                change,
            }),
        },
        {
            weight: 2,
            arbitrary: fc.record({
                kind: fc.constant("columns" as const),
                how: fc.constantFrom(...COLUMN_FAULTS),
            }),
        },
        {
            weight: 4,
            arbitrary: fc.record({
                kind: fc.constant("rows" as const),
                how: fc.constantFrom(...ROW_FAULTS),
                where: fc.nat({max: 1000}),
            }),
        },
        {
            weight: 3,
            arbitrary: fc.record({
                kind: fc.constant("records" as const),
                how: fc.constantFrom(...RECORD_FAULTS),
                where: fc.nat({max: 1000}),
            }),
        },
        {
            weight: 1,
            arbitrary: fc.record({
                kind: fc.constant("no-answer" as const),
                error: fc.oneof(
                    fc.constantFrom(
                        undefined,
                        null,
                        "cut",
                        7,
                        {},
                        ...secrets.map((secret) => new Error(secret)),
                    ),
                    fc.string(),
                ),
            }),
        },
    )
}

/** Whether the service still says something that may be taken for its answer to the question. */
export function mayRefuse(mutation: Mutation, name: string): boolean {
    if (mutation.kind !== "status" && mutation.kind !== "refusal") return false
    // A key may be kept from the warehouse alone.
    return REFUSING.includes(mutation.status) || (name === "confirmed_accounts" && mutation.status === 403)
}

/** Whether a mutation makes anything of an answer. */
export function applies(mutation: Mutation, request: Request, good: Arrived): boolean {
    return mutation.kind === "no-answer" || mutated(mutation, request, good) !== null
}

/**
 * The answer as it arrives; null when the mutation does not apply to it, or would be another valid answer.
 *
 * @throws whatever a fetch may throw, for "no-answer"
 */
export function mutated(mutation: Mutation, request: Request, good: Arrived): Arrived | null {
    switch (mutation.kind) {
        case "text":
            return sameJson(mutation.text, good.text) ? null : {status: mutation.status, text: mutation.text}
        case "cut-off":
            return {
                ...good,
                text: good.text.slice(0, Math.floor((good.text.length * mutation.permille) / 1000)),
            }
        case "status":
            return {...good, status: mutation.status}
        case "refusal": {
            const {reason: detail, status} = mutation
            const body = {type: "invalid_request", code: "invalid_input", detail, message: detail, attr: null}
            return {status, text: JSON.stringify(body)}
        }
        case "json":
            return changedJson(mutation, request, good)
        case "columns":
            return changedColumns(mutation.how, good)
        case "rows":
            return changedRow(mutation, request, good)
        case "records":
            return changedRecord(mutation, request, good)
        case "no-answer":
            throw mutation.error
    }
}

function sameJson(a: string, b: string): boolean {
    try {
        return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b))
    } catch {
        return false
    }
}
