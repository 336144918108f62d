import {filterError} from "../errors"
import type {Attribute, StoredValue, Workspace} from "../types"
import type {FilterField, Operator} from "./filter-fields"

/** Tests one value of an attribute. */
export type ValueTest = (stored: StoredValue) => boolean

/** Compiles `{$op: value}` on one property. @throws ApiError 400 filter_error. */
export function compileOperator(
    workspace: Workspace,
    attribute: Attribute,
    field: FilterField,
    operator: string,
    value: unknown,
): ValueTest {
    if (!(field.operators as readonly string[]).includes(operator)) {
        throw filterError(`The operator "${operator}" cannot be used with attribute "${attribute.slug}".`)
    }
    const read = (stored: StoredValue): string | number | boolean | undefined =>
        field.read(workspace, attribute, stored)
    const list = operator === "$in" ? value : [value]
    if (!Array.isArray(list))
        throw filterError(`The operator "$in" needs a list (attribute "${attribute.slug}").`)
    if (operator === "$not_empty") {
        if (value !== true)
            throw filterError('The operator "$not_empty" takes true only; use $not for the opposite.')
        return (stored) => read(stored) !== undefined && read(stored) !== null
    }
    const wanted = list.map((one) => field.want(workspace, attribute, one))
    const first = wanted[0] ?? ""
    const compare = (test: (have: string | number, want: string | number) => boolean): ValueTest => {
        return (stored) => {
            const have = read(stored)
            return typeof have === typeof first && test(have as string | number, first as string | number)
        }
    }
    const text = String(first)
    switch (operator as Operator) {
        case "$contains":
            return (stored) =>
                String(read(stored) ?? "")
                    .toLowerCase()
                    .includes(text.toLowerCase())
        case "$starts_with":
            return (stored) => String(read(stored) ?? "").startsWith(text)
        case "$ends_with":
            return (stored) => String(read(stored) ?? "").endsWith(text)
        case "$lt":
            return compare((have, want) => have < want)
        case "$lte":
            return compare((have, want) => have <= want)
        case "$gt":
            return compare((have, want) => have > want)
        case "$gte":
            return compare((have, want) => have >= want)
        default:
            return (stored) => wanted.includes(read(stored) ?? "")
    }
}
