import {HostRefusal} from "../sdk/refusal"
import type {SchemaNode} from "../sdk/root-sdk"

const PRIMITIVES: Readonly<Record<string, string>> = {string: "string", number: "number", boolean: "boolean"}

/**
 * Checks the values of a block's inputs before a handler sees them, as the workflow editor does.
 *
 * @throws HostRefusal naming the first input that is missing or of another type
 */
export function checkConfig(schema: SchemaNode, value: unknown, name = "The configuration"): void {
    if (value === undefined || value === null) {
        if (!schema.isOptional) throw new HostRefusal(`${name} is missing.`)
        return
    }
    const primitive = PRIMITIVES[schema.type]
    if (primitive !== undefined) {
        if (typeof value !== primitive) throw new HostRefusal(`${name} must be a ${primitive}.`)
        return
    }
    if (schema.type === "stringEnum") {
        if (!(schema.values ?? []).includes(String(value)))
            throw new HostRefusal(`${name} must be one of ${(schema.values ?? []).join(", ")}.`)
        return
    }
    if (schema.type === "array") {
        if (!Array.isArray(value)) throw new HostRefusal(`${name} must be a list.`)
        const {element} = schema
        if (element !== undefined)
            value.forEach((item, index) => checkConfig(element, item, `${name} ${index + 1}`))
        return
    }
    if (typeof value !== "object") throw new HostRefusal(`${name} must be an object.`)
    if (schema.type !== "struct") return
    const fields = schema.fields ?? {}
    const unknown = Object.keys(value).find((key) => !(key in fields))
    if (unknown !== undefined) throw new HostRefusal(`The block has no input ${unknown}.`)
    for (const [key, field] of Object.entries(fields))
        checkConfig(field, (value as Record<string, unknown>)[key], `The input ${key}`)
}
