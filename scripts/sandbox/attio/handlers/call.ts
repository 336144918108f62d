import {notFound} from "../errors"
import {findAttribute, findContainer} from "../schema/build"
import type {Attribute, Container, Row, Stamp, Token, Workspace} from "../types"
import type {World} from "../world"

/** One authorised and validated request. */
export interface Call {
    world: World
    workspace: Workspace
    token: Token
    params: Record<string, string>
    query: Record<string, unknown>
    body: unknown
    /** The instant and author of the change; the same for every value that the request writes. */
    stamp(): Stamp
}

/** Answers with the JSON body of a 200, or throws ApiError. */
export type Handler = (call: Call) => unknown

/** One endpoint; `template` is the path as the contract writes it. */
export interface Route {
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
    template: string
    kind: "read" | "write"
    handle: Handler
    /** Replaces the scopes of the contract where they are missing there. */
    scopes?: string[]
}

/** `body.data`, which the contract has already checked. */
export function dataOf<T>(call: Call): T {
    return (call.body as {data: T}).data
}

/** The object or list in the path. @throws 404 when it does not exist or is disabled. */
export function pathContainer(call: Call): Container {
    const kind = call.params.target ?? (call.params.list === undefined ? "objects" : "lists")
    const name = call.params.identifier ?? call.params.object ?? call.params.list ?? ""
    const found = findContainer(call.workspace, kind, name)
    if (!found)
        throw notFound(`Could not find ${kind === "lists" ? "list" : "object"} with slug/ID "${name}".`)
    return found
}

/** The attribute in the path, archived ones included. @throws 404. */
export function pathAttribute(call: Call, container: Container): Attribute {
    const name = call.params.attribute ?? ""
    const found = findAttribute(container, name)
    if (!found) throw notFound(`Could not find attribute with slug/ID "${name}" on "${container.slug}".`)
    return found
}

/** The record in the path. @throws 404. */
export function pathRow(call: Call, container: Container): Row {
    const id = call.params.record_id ?? ""
    const found = container.rows.get(id)
    if (!found) throw notFound(`Could not find record with ID "${id}" of "${container.slug}".`)
    return found
}

/** One page of a list from `limit` and `offset` of the query string. */
export function page<T>(call: Call, rows: T[], standard = Infinity): T[] {
    const {limit = standard, offset = 0} = call.query as {limit?: number; offset?: number}
    return rows.slice(offset, offset + limit)
}
