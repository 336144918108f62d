import Ajv, {type ErrorObject} from "ajv"

import nodeSchema from "../contract/query-nodes.schema.json"
import {parseError} from "../errors"
import type {PropertyFilter} from "../hogql/property-filter"

export const REFRESH_MODES = [
    "blocking",
    "async",
    "lazy_async",
    "force_blocking",
    "force_async",
    "force_cache",
    "async_except_on_cache_miss",
] as const
export type RefreshMode = (typeof REFRESH_MODES)[number]

/** Fill `{filters}` in the text; dates as rangeInstant reads them. */
export interface HogQLFilters {
    dateRange?: {date_from?: string | null; date_to?: string | null} | null
    properties?: PropertyFilter[] | null
    filterTestAccounts?: boolean | null
}

export interface HogQLQueryNode {
    kind: "HogQLQuery"
    query: string
    values?: Record<string, unknown> | null
    modifiers?: {personsOnEventsMode?: string | null} | null
    filters?: HogQLFilters | null
    name?: string | null
}

export interface DatabaseSchemaNode {
    kind: "DatabaseSchemaQuery"
}

/** A checked body of POST /query/ (CONTRACT §5). */
export interface QueryRequest {
    query: HogQLQueryNode | DatabaseSchemaNode
    refresh: RefreshMode
    clientQueryId: string | null
    name: string | null
}

const BODY_KEYS = ["query", "refresh", "client_query_id", "name", "variables_override", "filters_override"]
const MAX_NAME = 128

const ajv = new Ajv({strict: false, allErrors: false})
ajv.addSchema(nodeSchema, "nodes")
const hogqlNode = ajv.compile({$ref: "nodes#/definitions/HogQLQuery"})
const databaseNode = ajv.compile({
    type: "object",
    properties: {
        kind: {const: "DatabaseSchemaQuery"},
        modifiers: {type: ["object", "null"]},
        tags: {type: ["object", "null"]},
        version: {type: ["number", "null"]},
    },
    required: ["kind"],
    additionalProperties: false,
})

/** What is wrong with a node, from the first complaint of its schema. */
export function complaint(errors: readonly ErrorObject[] | null | undefined): string {
    const [error] = errors ?? []
    if (!error) return "The query is not valid."
    const place = `query${error.instancePath.replace(/\//g, ".")}`
    const extra = (error.params as {additionalProperty?: string}).additionalProperty
    if (extra !== undefined) return `${place}.${extra}: Extra inputs are not permitted.`
    return `${place}: ${error.message ?? "is not valid"}.`
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value)
}

function optionalText(body: Record<string, unknown>, field: string, max: number): string | null {
    const value = body[field] ?? null
    if (value === null) return null
    if (typeof value !== "string") throw parseError(`${field}: Input should be a valid string.`)
    if (value.length > max) throw parseError(`${field}: String should have at most ${max} characters.`)
    return value
}

/** Reads and checks a body. Raises 400 `parse_error` for malformed JSON, an unknown kind or an unknown key. */
export function parseQueryRequest(bytes: Buffer): QueryRequest {
    let body: unknown
    try {
        body = JSON.parse(bytes.toString())
    } catch (error) {
        throw parseError(`JSON parse error - ${(error as Error).message}`)
    }
    if (!isObject(body)) throw parseError("The body must be a JSON object.")
    const unknown = Object.keys(body).find((key) => !BODY_KEYS.includes(key))
    if (unknown !== undefined) throw parseError(`${unknown}: Extra inputs are not permitted.`)
    const query = body.query
    if (!isObject(query)) throw parseError("query: Field required.")
    const refresh = body.refresh ?? "blocking"
    if (!(REFRESH_MODES as readonly unknown[]).includes(refresh)) {
        throw parseError(`refresh: Input should be one of ${REFRESH_MODES.join(", ")}.`)
    }
    const validate =
        query.kind === "HogQLQuery"
            ? hogqlNode
            : query.kind === "DatabaseSchemaQuery"
              ? databaseNode
              : undefined
    if (!validate)
        throw parseError(`query.kind: ${JSON.stringify(query.kind ?? null)} is not a known kind of query.`)
    if (!validate(query)) throw parseError(complaint(validate.errors))
    return {
        query: query as unknown as HogQLQueryNode | DatabaseSchemaNode,
        refresh: refresh as RefreshMode,
        clientQueryId: optionalText(body, "client_query_id", 400),
        name: optionalText(body, "name", MAX_NAME) ?? (typeof query.name === "string" ? query.name : null),
    }
}
