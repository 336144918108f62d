import {sdkNamespace} from "../../sdk/refusal"
import {refuse} from "../api"

/** A value of a form; chained calls narrow it. */
export interface FormNode {
    readonly type: string
    readonly isOptional: boolean
    readonly element?: unknown
    /** @returns what is wrong with a value, as a sentence; null when nothing is */
    readonly check: (value: unknown) => string | null
    /** What onSubmit gets. */
    readonly normal: (value: unknown) => unknown
}

interface Rules {
    readonly isOptional?: boolean
    readonly checks?: readonly ((value: never) => string | null)[]
    readonly fallback?: unknown
    readonly url?: boolean
    readonly element?: unknown
}

const EMPTY = (value: unknown): boolean => value === undefined || value === null || value === ""

function node(
    type: string,
    is: (value: unknown) => boolean,
    rules: Rules = {},
): FormNode & Record<string, unknown> {
    const {isOptional = false, checks = [], fallback, url = false} = rules
    const more = (extra: Rules) => node(type, is, {...rules, ...extra})
    const also = (check: (value: never) => string | null) => more({checks: [...checks, check]})
    return {
        type,
        isOptional,
        element: rules.element,
        check(value) {
            if (EMPTY(value)) return isOptional || fallback !== undefined ? null : "Required"
            if (!is(value)) return `Must be a ${type}`
            for (const check of checks) {
                const problem = check(value as never)
                if (problem !== null) return problem
            }
            return null
        },
        normal(value) {
            if (EMPTY(value)) return fallback ?? (type === "boolean" && !isOptional ? false : undefined)
            return url && !/^[a-z]+:/i.test(String(value)) ? `https://${String(value)}` : value
        },
        optional: () => more({isOptional: true}),
        default: (value: unknown) => more({fallback: value}),
        multiline: () => more({}),
        maxLength: (n: number) =>
            also((text: string) => (text.length > n ? `At most ${n} characters` : null)),
        minLength: (n: number) =>
            also((text: string) => (text.length < n ? `At least ${n} characters` : null)),
        min: (n: number | Date) =>
            also((value: number) => (Number(value) < Number(n) ? `At least ${String(n)}` : null)),
        max: (n: number | Date) =>
            also((value: number) => (Number(value) > Number(n) ? `At most ${String(n)}` : null)),
        url(o: {message?: string; protocol?: RegExp} = {}) {
            const check = (text: string): string | null =>
                isUrl(text, o.protocol) ? null : (o.message ?? "Must be a valid URL")
            return more({checks: [...checks, check], url: true})
        },
        object: () => more({}),
        toJSON: () => ({type, isOptional}),
    }
}

/** Whether a text is a web address; without a protocol it counts as https. */
export function isUrl(text: string, protocol = /https?/): boolean {
    const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`
    try {
        const {hostname, protocol: found} = new URL(whole)
        return new RegExp(`^(${protocol.source}):$`).test(found) && hostname.includes(".")
    } catch {
        return false
    }
}

const isText = (value: unknown): boolean => typeof value === "string"

/** `Forms` of `attio/client`. */
export const Forms = sdkNamespace("attio/client Forms", {
    string: () => node("string", isText),
    number: () => node("number", (value) => typeof value === "number" && Number.isFinite(value)),
    // An untouched box is an answer: no.
    boolean: () => node("boolean", (value) => typeof value === "boolean", {fallback: false}),
    array: (element: unknown) => node("array", Array.isArray, {element}),
    dateTime: () => node("date-time", (value) => value instanceof Date),
    plainDate: () => node("plain-date", isText),
    attioRecord: () => node("attio-record", (value) => typeof value === "object"),
})

/** The node at a path such as "shipping.street" or "items.0.name". @throws HostRefusal when the schema has none */
export function nodeAt(schema: Readonly<Record<string, unknown>>, path: string): FormNode {
    let at: unknown = schema
    for (const part of path.split(".")) {
        const {type, element} = at as {type?: unknown; element?: unknown}
        at =
            type === "array" && /^\d+$/.test(part)
                ? element
                : (at as Record<string, unknown> | undefined)?.[part]
        if (at === undefined) refuse(`The form has no field ${path}.`)
    }
    if (typeof (at as {check?: unknown}).check !== "function") refuse(`${path} is no field of the form.`)
    return at as FormNode
}
