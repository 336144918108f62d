import {filterError, invalid} from "../errors"
import {findAttribute, findContainer} from "../schema/build"
import type {Attribute, Container, Row, Workspace} from "../types"
import {currentValues} from "./cells"
import {compileFilter} from "./filter"
import {FILTER_FIELDS} from "./filter-fields"

/** Body of a records or entries query. */
export interface Query {
    filter?: unknown
    sorts?: {direction: "asc" | "desc"; attribute?: string; path?: string[][]; field?: string}[]
    limit?: number
    offset?: number
}

/** Largest page. No source states it; 500 is the documented default and taken as the maximum (REST.md §4). */
export const MAX_PAGE = 500

type Key = string | number | boolean | undefined
type Reader = (row: Row) => Key

function fieldReader(
    workspace: Workspace,
    container: Container,
    name: string,
    field: string | undefined,
): Reader {
    const attribute = findAttribute(container, name)
    if (!attribute || attribute.archived) throw filterError(`Cannot sort by unknown attribute "${name}".`)
    const fields = FILTER_FIELDS[attribute.type]
    const chosen = fields[field ?? Object.keys(fields)[0] ?? ""]
    if (!chosen) throw filterError(`Attribute "${name}" has no property "${field}" to sort by.`)
    const position = (id: Key): Key => attribute.choices.findIndex((choice) => choice.id === id)
    return (row) => {
        const [first] = currentValues(row, attribute)
        const key = first && chosen.read(workspace, attribute, first)
        return key !== undefined && attribute.choices.length > 0 ? position(key) : key
    }
}

function pathReader(
    workspace: Workspace,
    container: Container,
    path: string[][],
    field: string | undefined,
): Reader {
    const [step, ...rest] = path
    const [object = "", name = ""] = step ?? []
    const place =
        findContainer(workspace, container.kind, object) ?? findContainer(workspace, "objects", object)
    if (place !== container) throw filterError(`The sort path must start at "${container.slug}".`)
    if (rest.length === 0) return fieldReader(workspace, container, name, field)
    const link: Attribute | undefined = findAttribute(container, name)
    const next = findContainer(workspace, "objects", rest[0]?.[0] ?? "")
    if (link?.type !== "record-reference" || !next)
        throw filterError(`A sort path cannot go through "${name}".`)
    const inner = pathReader(workspace, next, rest, field)
    return (row) => {
        const target = next.rows.get(String(currentValues(row, link)[0]?.data.target_record_id))
        return target && inner(target)
    }
}

const pageNumber = (value: number | undefined, standard: number, name: string, max: number): number => {
    const number = value ?? standard
    if (Number.isInteger(number) && number >= 0 && number <= max) return number
    throw invalid(`"${name}" must be a whole number from 0 to ${max}.`, [
        {code: "invalid_number", path: [name], message: `Expected a whole number from 0 to ${max}.`},
    ])
}

/** The rows to test, oldest first. One known id, the usual upsert look-up, needs no walk over all rows. */
function candidates(container: Container, only: Set<string> | undefined): Row[] {
    const rows =
        only?.size === 1 ? [...only].map((id) => container.rows.get(id)) : [...container.rows.values()]
    return rows.filter((row) => row !== undefined).filter((row) => !only || only.has(row.id))
}

/**
 * Runs a query: filter, sort (rows without a value last, ties by age), then one page.
 * @throws ApiError 400 filter_error or validation_type.
 */
export function runQuery(workspace: Workspace, container: Container, query: Query): Row[] {
    const limit = pageNumber(query.limit, MAX_PAGE, "limit", MAX_PAGE)
    const offset = pageNumber(query.offset, 0, "offset", Number.MAX_SAFE_INTEGER)
    const filter = compileFilter(workspace, container, query.filter ?? {})
    const pool = candidates(container, filter.only)
    const rows = pool.filter((row) => filter.test(row))
    const orders = (query.sorts ?? []).map(({direction, attribute, path, field}) => ({
        sign: direction === "asc" ? 1 : -1,
        read: path
            ? pathReader(workspace, container, path, field)
            : fieldReader(workspace, container, attribute ?? "", field),
    }))
    // Reading the keys once keeps sorting thousands of records quick.
    const keyed = rows.map((row) => ({row, keys: orders.map(({read}) => read(row))}))
    keyed.sort((a, b) => {
        for (const [index, {sign}] of orders.entries()) {
            const left = a.keys[index]
            const right = b.keys[index]
            if (left === right) continue
            if (left === undefined) return 1
            if (right === undefined) return -1
            return left < right ? -sign : sign
        }
        return 0
    })
    return keyed.slice(offset, offset + limit).map(({row}) => row)
}
