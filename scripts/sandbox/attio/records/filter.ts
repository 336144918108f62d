import {filterError} from "../errors"
import {findAttribute, findContainer} from "../schema/build"
import type {Attribute, Container, Row, Workspace} from "../types"
import {isObject} from "../values/value-context"
import {currentValues, rowByValue} from "./cells"
import {FILTER_FIELDS} from "./filter-fields"
import {compileOperator, type ValueTest} from "./filter-operators"

/** A compiled filter. `only` lists the rows that can pass when a unique value is asked for. */
export interface Filter {
    test(row: Row): boolean
    only?: Set<string>
}

const all = (filters: Filter[]): Filter => {
    const only = filters.find((one) => one.only)?.only
    return {test: (row) => filters.every((one) => one.test(row)), ...(only ? {only} : {})}
}

const attributeOf = (container: Container, name: string): Attribute => {
    const attribute = findAttribute(container, name)
    if (!attribute || attribute.archived)
        throw filterError(`Unknown attribute "${name}" on "${container.slug}".`)
    return attribute
}

/** Rows that can pass an equality on a unique attribute, from its index. */
function fromIndex(
    container: Container,
    attribute: Attribute,
    operator: string,
    value: unknown,
): Set<string> | null {
    const indexed = attribute.derived === "record_id" || (attribute.unique && attribute.type === "text")
    if (!indexed || container.clashing.has(attribute.id)) return null
    const wanted = operator === "$eq" ? [value] : operator === "$in" && Array.isArray(value) ? value : null
    if (!wanted) return null
    return new Set(
        wanted.map((one) => rowByValue(container, attribute, {value: one})).filter((id) => id !== undefined),
    )
}

/** Condition on one attribute: a scalar, `{$op: v}` or `{property: scalar or {$op: v}}`. */
function compileCondition(
    workspace: Workspace,
    container: Container,
    attribute: Attribute,
    spec: unknown,
): Filter {
    const fields = FILTER_FIELDS[attribute.type]
    const [standard = ""] = Object.keys(fields)
    const tests: ValueTest[] = []
    let only: Set<string> | null = null
    const add = (name: string, condition: unknown): void => {
        const field = fields[name]
        if (!field) throw filterError(`Attribute "${attribute.slug}" has no property "${name}" to filter by.`)
        const operators = isObject(condition) ? Object.entries(condition) : [["$eq", condition] as const]
        if (operators.length === 0) throw filterError(`The condition on "${attribute.slug}" is empty.`)
        for (const [operator, value] of operators) {
            tests.push(compileOperator(workspace, attribute, field, operator, value))
            only = fromIndex(container, attribute, operator, value) ?? only
        }
    }
    if (!isObject(spec)) {
        add(standard, spec)
    } else if (Object.keys(spec).some((key) => key.startsWith("$"))) {
        add(standard, spec)
    } else {
        if (Object.keys(spec).length === 0)
            throw filterError(`The condition on "${attribute.slug}" is empty.`)
        for (const [name, condition] of Object.entries(spec)) add(name, condition)
    }
    return {
        test: (row) => currentValues(row, attribute).some((stored) => tests.every((test) => test(stored))),
        ...(only ? {only} : {}),
    }
}

/** Follows `[[object, attribute], …]`: every hop but the last is a record reference. */
function compilePath(
    workspace: Workspace,
    container: Container,
    path: unknown,
    constraints: unknown,
): Filter {
    const steps = Array.isArray(path) ? path : []
    const hops = steps.map((step, index) => {
        const [object, name] = Array.isArray(step) && step.length === 2 ? (step as unknown[]) : []
        const found =
            typeof object === "string" ? findContainer(workspace, container.kind, object) : undefined
        const place =
            found ?? (typeof object === "string" ? findContainer(workspace, "objects", object) : undefined)
        if (!place || typeof name !== "string")
            throw filterError("A path is a list of [object, attribute] pairs.")
        if (index === 0 && place !== container)
            throw filterError(`The path must start at "${container.slug}".`)
        return {place, attribute: attributeOf(place, name)}
    })
    const last = hops.at(-1)
    if (!last || constraints === undefined)
        throw filterError('A path needs at least one step and "constraints".')
    let filter = compileCondition(workspace, last.place, last.attribute, constraints)
    for (let index = hops.length - 2; index >= 0; index--) {
        const hop = hops[index]
        const next = hops[index + 1]
        if (!hop || !next) continue
        if (hop.attribute.type !== "record-reference") {
            throw filterError(
                `"${hop.attribute.slug}" is not a record reference, so a path cannot go through it.`,
            )
        }
        const {test} = filter
        filter = {
            test: (row) =>
                currentValues(row, hop.attribute).some(({data}) => {
                    const target = next.place.rows.get(String(data.target_record_id))
                    return target !== undefined && data.target_object_id === next.place.id && test(target)
                }),
        }
    }
    return filter
}

/**
 * Compiles a filter in shorthand or verbose form (REST.md §4).
 * @throws ApiError 400 filter_error.
 */
export function compileFilter(workspace: Workspace, container: Container, filter: unknown): Filter {
    if (!isObject(filter)) throw filterError("A filter is an object.")
    const compile = (inner: unknown): Filter => compileFilter(workspace, container, inner)
    const list = (value: unknown, key: string): Filter[] => {
        if (!Array.isArray(value)) throw filterError(`"${key}" takes a list of filters.`)
        return value.map(compile)
    }
    if ("path" in filter && Array.isArray(filter.path)) {
        return compilePath(workspace, container, filter.path, filter.constraints)
    }
    return all(
        Object.entries(filter).map(([key, value]): Filter => {
            if (key === "$and") return all(list(value, key))
            if (key === "$or") {
                const options = list(value, key)
                return {test: (row) => options.some((option) => option.test(row))}
            }
            if (key === "$not") {
                const inner = compile(value)
                return {test: (row) => !inner.test(row)}
            }
            if (key.startsWith("$")) throw filterError(`Unknown operator "${key}".`)
            return compileCondition(workspace, container, attributeOf(container, key), value)
        }),
    )
}
