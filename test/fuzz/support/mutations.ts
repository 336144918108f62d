import * as fc from "fast-check"

import type {Arrived, Request} from "./case"
import {changedAt, kindOf, type Path, pathsOf, valueAt} from "./json-paths"

/** What a JSON value is changed into. Numbers that JSON cannot hold, and depth, are put in as text. */
export type Change =
    | {
          readonly kind:
              | "delete"
              | "null"
              | "huge"
              | "nan"
              | "deep"
              | "as-text"
              | "wrap"
              | "twice"
              | "shorter"
              | "longer"
      }
    | {readonly kind: "other"; readonly value: fc.JsonValue}
    | {readonly kind: "number"; readonly value: number}
    | {readonly kind: "half-a-character" | "unknown-stage"}
    | {readonly kind: "extra"; readonly key: string; readonly value: fc.JsonValue}

/** What happens to one answer. */
export type Mutation =
    /** Something else than the answer: a page, nothing, a cut-off answer. */
    | {readonly kind: "text"; readonly status: number; readonly text: string}
    | {readonly kind: "cut-off"; readonly permille: number}
    /** The right body under a wrong status. */
    | {readonly kind: "status"; readonly status: number}
    /** A refusal in the API's own form, whose reason is anything at all. */
    | {readonly kind: "refusal"; readonly status: number; readonly reason: string}
    | {readonly kind: "json"; readonly where: number; readonly among: "all" | "read"; readonly change: Change}
    | {readonly kind: "columns"; readonly how: "swapped" | "twice" | "missing" | "renamed" | "more"}
    | {readonly kind: "rows"; readonly how: (typeof ROW_FAULTS)[number]; readonly where: number}
    | {readonly kind: "records"; readonly how: (typeof RECORD_FAULTS)[number]; readonly where: number}
    | {readonly kind: "no-answer"; readonly error: unknown}

/** What may be wrong with one row of a query's answer, or one of its cells. */
const ROW_FAULTS = [
    "twice",
    "short",
    "long",
    "object",
    "day",
    "null",
    "text",
    "negative",
    "fraction",
    "huge",
] as const
/** What may be wrong with one record of Attio's. */
const RECORD_FAULTS = [
    "id",
    "values",
    "stage",
    "key",
    "score",
    "since",
    "unknown-stage",
    "twice",
    "null",
] as const

const PAGE = `<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1><script>{"a":1}</script></body></html>`
const SENTINELS = {huge: "@huge@", nan: "@nan@", deep: "@deep@"} as const
const TEXTS: Readonly<Record<string, string>> = {
    huge: "1e999",
    nan: "NaN",
    deep: `${"[".repeat(3000)}${"]".repeat(3000)}`,
}

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

/** Changes of one value inside a JSON value. */
export const change: fc.Arbitrary<Change> = fc.oneof(
    {
        weight: 4,
        arbitrary: fc
            .constantFrom(
                ...([
                    "delete",
                    "null",
                    "huge",
                    "nan",
                    "deep",
                    "as-text",
                    "wrap",
                    "twice",
                    "shorter",
                    "longer",
                ] as const),
            )
            .map((kind) => ({kind})),
    },
    {weight: 3, arbitrary: fc.jsonValue({maxDepth: 2}).map((value) => ({kind: "other" as const, value}))},
    {
        weight: 2,
        arbitrary: fc
            .constantFrom(-1, 0.5, 1e308, -1e308, 2 ** 53, 1e-320)
            .map((value) => ({kind: "number" as const, value})),
    },
    {
        weight: 1,
        arbitrary: fc
            .constantFrom("half-a-character" as const, "unknown-stage" as const)
            .map((kind) => ({kind})),
    },
    {
        weight: 1,
        arbitrary: fc.record({
            kind: fc.constant("extra" as const),
            key: fc.oneof(
                fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "length", "then"),
                fc.string({maxLength: 12}),
            ),
            value: fc.jsonValue({maxDepth: 2}),
        }),
    },
)

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
                how: fc.constantFrom("swapped", "twice", "missing", "renamed", "more"),
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

/** Keys on the way to what Beton reads. */
const READ = new Set(
    "results columns api_token group_types group_type group_type_index active scope status data id record_id created_at values name stage status_id active_from beton_key pql_score pql_signals strongest_connection_user referenced_actor_id value api_slug type is_archived is_unique title workspace_member_id email_address access_level".split(
        " ",
    ),
)

function changedJson(
    {where, among, change: what}: Extract<Mutation, {kind: "json"}>,
    request: Request,
    good: Arrived,
): Arrived | null {
    const body = parsed<unknown>(good)
    const all = pathsOf(body)
    const read = all.filter((path) => path.every((key) => typeof key === "number" || READ.has(key)))
    const from = among === "read" && read.length > 0 ? read : all
    const path = from[where % from.length]
    if (path === undefined || !breaks(what, path, valueAt(body, path), request)) return null
    const text = withChange(body, path, what)
    return text === good.text ? null : {...good, text}
}

/** JSON text of a value with one change in it. */
export function withChange(value: unknown, path: Path, what: Change): string {
    const text = JSON.stringify(changedAt(value, path, (old) => applied(what, old)) ?? null)
    return Object.entries(SENTINELS).reduce(
        (sofar, [kind, sentinel]) => sofar.replace(`"${sentinel}"`, TEXTS[kind] ?? ""),
        text,
    )
}

function applied(what: Change, old: unknown): unknown {
    switch (what.kind) {
        case "delete":
            return undefined
        case "null":
            return null
        case "huge":
        case "nan":
        case "deep":
            return SENTINELS[what.kind]
        case "as-text":
            return typeof old === "string" ? Number(old) || 0 : String(old)
        case "wrap":
            return [old]
        case "twice":
            return Array.isArray(old) ? [...(old as unknown[]), ...(old as unknown[])] : [old, old]
        case "shorter":
            return Array.isArray(old) ? old.slice(0, -1) : {}
        case "longer":
            return Array.isArray(old) ? [...(old as unknown[]), "more"] : [old, "more"]
        case "other":
        case "number":
            return what.value
        case "half-a-character":
            return "\ud83d"
        case "unknown-stage":
            return "00000000-0000-4000-a000-00000000000e"
        case "extra":
            // Not by assignment: "__proto__" is to be a key like any other.
            return Object.fromEntries([...Object.entries(Object(old) as object), [what.key, what.value]])
    }
}

/** Values that may be absent: a company without a name or an owner is a company all the same. */
const MAY_BE_ABSENT = ["name", "strongest_connection_user"]

/** Whether a change makes the answer wrong, or leaves what is read as it was; false for what is another valid answer. */
function breaks(what: Change, path: Path, old: unknown, {name}: Request): boolean {
    const cellsOfRows = path[0] === "results" && path.length >= 2
    const companyValue = name.includes("companies") && MAY_BE_ABSENT.includes(String(path[3]))
    switch (what.kind) {
        case "delete":
            // An element less is another valid list; of a row, it is not.
            if (typeof path.at(-1) === "number") return cellsOfRows && path.length > 2
            return !(companyValue && path.length === 4)
        case "null":
            return old !== null && !(companyValue && path.at(-1) === "referenced_actor_id")
        case "huge":
        case "nan":
        case "deep":
            return true
        case "as-text":
            return typeof old === "number" || typeof old === "string" || typeof old === "boolean"
        case "wrap":
            return true
        case "twice":
            // The same thing told twice is told once; a firing that is read twice is counted twice, and nothing else.
            return Array.isArray(old) && old.length > 0 && !(name === "fired_history" && path.length === 1)
        case "shorter":
        case "longer":
            return (
                Array.isArray(old) &&
                old.length > 0 &&
                (cellsOfRows || what.kind === "longer" || path[0] === "columns")
            )
        case "other":
            return kindOf(what.value) !== kindOf(old) && what.value !== null
        case "number":
            // Counts, days and indexes are whole and small; an amount or a share may be any number.
            return (
                typeof old === "number" &&
                Number.isInteger(old) &&
                !name.includes(" ") &&
                !isAmount(name, path)
            )
        case "half-a-character":
            return name.startsWith("signal_") && path[0] === "results" && path[2] === 0
        case "unknown-stage":
            return name === "POST /v2/objects/deals/records/query" && path.at(-1) === "status_id"
        case "extra":
            return kindOf(old) === "object" && !(what.key in (old as object)) && what.key !== "quota_limited"
    }
}

/** Usage and limit of an account. */
function isAmount(name: string, path: Path): boolean {
    return name === "signal_limit_approaching" && path[0] === "results" && Number(path[2]) > 1
}

function changedColumns(how: Extract<Mutation, {kind: "columns"}>["how"], good: Arrived): Arrived | null {
    const body = parsed<{columns?: string[]}>(good)
    const columns = body?.columns
    const [first, second = "other", ...rest] = columns ?? []
    if (first === undefined) return null
    const changed = {
        swapped: [second, first, ...rest],
        twice: [first, first, ...rest],
        missing: [second, ...rest],
        renamed: [`${first}_2`, second, ...rest],
        more: [first, second, ...rest, "more"],
    }[how]
    return {...good, text: JSON.stringify({...body, columns: changed})}
}

/** The body as JSON; null when it is none. */
function parsed<T>({text}: Arrived): T | null {
    try {
        return JSON.parse(text) as T
    } catch {
        return null
    }
}

/** One row, or one cell of it, is wrong; null where another content would be as right. */
function changedRow(
    {how, where}: Extract<Mutation, {kind: "rows"}>,
    {name}: Request,
    good: Arrived,
): Arrived | null {
    const body = parsed<{results?: unknown[][]}>(good)
    const rows = body?.results ?? []
    const n = where % Math.max(1, rows.length)
    const row = rows[n]
    if (!Array.isArray(row)) return null
    const detection = name.startsWith("signal_")
    // Only there it is an error: elsewhere the same thing told twice is told once, or counted twice.
    if ((how === "twice" || how === "day") && !detection) return null
    const numbers = row.flatMap((cell, i) =>
        typeof cell === "number" && Number.isInteger(cell) && !isAmount(name, ["results", n, i]) ? [i] : [],
    )
    const at = ["negative", "fraction", "huge"].includes(how)
        ? numbers[where % Math.max(1, numbers.length)]
        : how === "day"
          ? 1
          : where % row.length
    if (at === undefined) return null
    const put = (cell: unknown): unknown[] => row.map((old, i) => (i === at ? cell : old))
    const changed: Readonly<Record<typeof how, unknown>> = {
        twice: row,
        short: row.slice(0, -1),
        long: [...row, 1],
        object: {...row},
        day: put(Number(row[at]) + 1),
        null: put(null),
        text: put(typeof row[at] === "string" ? 7 : String(row[at])),
        negative: put(-1 - Number(row[at])),
        fraction: put(Number(row[at]) + 0.5),
        huge: put(1e300),
    }
    const results: unknown[] =
        how === "twice" ? [...rows, row] : rows.map((old, i) => (i === n ? changed[how] : old))
    return {...good, text: JSON.stringify({...body, results})}
}

interface DataRecord {
    readonly id: object
    readonly values: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
}

/** One record is wrong; null for an attribute that the record has not got. */
function changedRecord(
    {how, where}: Extract<Mutation, {kind: "records"}>,
    {name, body: question}: Request,
    good: Arrived,
): Arrived | null {
    const body = parsed<{data?: DataRecord[]}>(good)
    if (!name.endsWith("/records/query") || !Array.isArray(body?.data)) return null
    const n = where % Math.max(1, body.data.length)
    const record = body.data[n]
    if (record === undefined) return null
    const {values} = record
    const edit = (slug: string, change: (value: Readonly<Record<string, unknown>>) => unknown): unknown =>
        (values[slug] ?? []).length === 0
            ? null
            : {...record, values: {...values, [slug]: (values[slug] ?? []).map(change)}}
    const deals = name.includes("/deals/")
    // Who asked for a company's deals may get one without our key.
    const keyed = deals && question.includes("beton_key")
    const changed: Readonly<Record<typeof how, unknown>> = {
        id: {...record, id: {}},
        values: {...record, values: 7},
        stage: deals ? {...record, values: {...values, stage: []}} : null,
        key: keyed ? {...record, values: {...values, beton_key: []}} : null,
        score: edit("pql_score", (value) => ({...value, value: String(value.value)})),
        since: edit("stage", (value) => ({...value, active_from: "lately"})),
        "unknown-stage": edit("stage", (value) => ({
            ...value,
            status: {id: {status_id: "00000000-0000-4000-a000-00000000000e"}},
        })),
        twice: record,
        null: 0,
    }
    if (changed[how] === null) return null
    const put = how === "null" ? null : changed[how]
    const data: unknown[] =
        how === "twice" ? [...body.data, record] : body.data.map((old, i) => (i === n ? put : old))
    return {...good, text: JSON.stringify({...body, data})}
}
