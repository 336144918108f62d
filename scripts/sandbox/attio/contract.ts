import {readFileSync} from "node:fs"

import {Ajv2020, type ErrorObject, type ValidateFunction} from "ajv/dist/2020"
import addFormats from "ajv-formats"

import type {ValidationDetail} from "./errors"

/** Validators of one operation of the OpenAPI subset. */
export interface Operation {
    /** Scopes the token needs. */
    scopes: string[]
    /** Throws nothing; converts path or query text to the declared types in place and returns what is wrong. */
    checkParameters(place: "path" | "query", values: Record<string, unknown>): ValidationDetail[]
    /** True when the operation declares a JSON body. */
    hasBody: boolean
    checkBody(body: unknown): ValidationDetail[]
    /** What is wrong with an answer of ours. */
    checkAnswer(status: number, body: unknown): ValidationDetail[]
}

interface Parameter {
    name: string
    in: string
    required?: boolean
    schema: object
}
interface OperationDocument {
    parameters?: Parameter[]
    requestBody?: unknown
    responses: Record<string, {content?: {"application/json"?: unknown}}>
    security?: Record<string, string[]>[]
}
interface Contract {
    paths: Record<string, Record<string, OperationDocument>>
}

/** The committed copy of the OpenAPI subset. */
export const CONTRACT_FILE = new URL("./contract/openapi-subset.json", import.meta.url)

const PLACEHOLDER = "[slug_or_id_of_matching_attribute]"

/** The specification writes a literal key where any attribute may stand; here any key but target_* is taken. */
function openPlaceholders(node: unknown): void {
    if (typeof node !== "object" || node === null) return
    const schema = node as {properties?: Record<string, unknown>; required?: string[]} & Record<
        string,
        unknown
    >
    if (schema.properties && PLACEHOLDER in schema.properties) {
        schema.patternProperties = {"^(?!target_)": schema.properties[PLACEHOLDER]}
        delete schema.properties[PLACEHOLDER]
        schema.required = schema.required?.filter((key) => key !== PLACEHOLDER) ?? []
        schema.minProperties = 2
    }
    Object.values(node).forEach(openPlaceholders)
}

const details = (errors: ErrorObject[] | null | undefined, prefix: string[] = []): ValidationDetail[] =>
    (errors ?? []).map((error) => ({
        code: error.keyword,
        path: [...prefix, ...error.instancePath.split("/").slice(1)],
        message: error.message ?? "Invalid.",
    }))

/** Loads the contract once; validators are compiled when first used, which takes tens of milliseconds each. */
export function loadContract(): {operation(method: string, template: string): Operation | null} {
    const contract = JSON.parse(readFileSync(CONTRACT_FILE, "utf8")) as Contract
    openPlaceholders(contract)
    const build = (coerceTypes: boolean): Ajv2020 => {
        // Without inlining, the large shared schemas are compiled once instead of once per operation.
        const ajv = new Ajv2020({strict: false, coerceTypes, inlineRefs: false, code: {optimize: false}})
        addFormats(ajv)
        // The specification marks timestamps as "date"; real answers carry either form (REST.md §9.1).
        ajv.addFormat("date", /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/)
        return ajv
    }
    const ajv = build(false)
    ajv.addSchema({$id: "attio", ...contract}, undefined, undefined, false)
    const coercing = build(true)
    const compiled = new Map<string, ValidateFunction>()
    const at = (...parts: string[]): ValidateFunction => {
        const pointer = parts.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/")
        let validate = compiled.get(pointer)
        if (!validate) {
            validate = ajv.compile({$ref: `attio#/${pointer}`})
            compiled.set(pointer, validate)
        }
        return validate
    }
    const run = (validate: ValidateFunction, value: unknown, prefix?: string[]): ValidationDetail[] =>
        validate(value) ? [] : details(validate.errors, prefix)

    const cache = new Map<string, Operation | null>()
    const load = (method: string, template: string): Operation | null => {
        const document = contract.paths[template]?.[method.toLowerCase()]
        if (!document) return null
        const root = ["paths", template, method.toLowerCase()]
        const parameters = {path: null, query: null} as Record<"path" | "query", ValidateFunction | null>
        return {
            scopes: document.security?.flatMap((one) => Object.values(one).flat()) ?? [],
            hasBody: document.requestBody !== undefined,
            checkParameters(place, values) {
                const declared = (document.parameters ?? []).filter((parameter) => parameter.in === place)
                parameters[place] ??= coercing.compile({
                    type: "object",
                    properties: Object.fromEntries(declared.map(({name, schema}) => [name, schema])),
                    required: declared.filter(({required}) => required).map(({name}) => name),
                })
                return run(parameters[place], values, [place])
            },
            checkBody: (body) =>
                run(at(...root, "requestBody", "content", "application/json", "schema"), body),
            checkAnswer(status, body) {
                const generic = at("components", "schemas", "error")
                const code = (body as {code?: unknown} | null)?.code
                // The lists of codes per operation are incomplete in the source; a malformed request is always possible.
                const known = document.responses[String(status)]?.content?.["application/json"] !== undefined
                if (status >= 400 && (!known || code === "validation_type")) return run(generic, body)
                if (!known)
                    return [{code: "undeclared", path: [], message: `Status ${status} is not declared.`}]
                return run(
                    at(...root, "responses", String(status), "content", "application/json", "schema"),
                    body,
                )
            },
        }
    }
    return {
        operation(method, template) {
            const key = `${method} ${template}`
            let operation = cache.get(key)
            if (operation === undefined) {
                operation = load(method, template)
                cache.set(key, operation)
            }
            return operation
        },
    }
}
