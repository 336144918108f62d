import {invalid, missingValue, uniquenessConflict, valueNotFound} from "../errors"
import {currentValues, deleteRow, historicValues, rowByValue} from "../records/cells"
import {type Query, runQuery} from "../records/query"
import {renderRecord, renderValue} from "../records/render"
import {createRow, parseChanges, updateRow} from "../records/write"
import {findAttribute} from "../schema/build"
import type {Container, Row} from "../types"
import {
    type Call,
    dataOf,
    type Handler,
    page,
    pathAttribute,
    pathContainer,
    pathRow,
    type Route,
} from "./call"

const answer = (call: Call, container: Container, row: Row): unknown => ({
    data: renderRecord(call.workspace, container, row),
})
const valuesOf = (call: Call): Record<string, unknown> =>
    dataOf<{values: Record<string, unknown>}>(call).values

const query: Handler = (call) => {
    const container = pathContainer(call)
    const rows = runQuery(call.workspace, container, (call.body ?? {}) as Query)
    return {data: rows.map((row) => renderRecord(call.workspace, container, row))}
}

const create: Handler = (call) => {
    const container = pathContainer(call)
    const changes = parseChanges(call.workspace, container, valuesOf(call))
    const o = {memberId: call.token.memberId}
    const id = {id: call.world.ids.uuid(), parent: null}
    return answer(call, container, createRow(call.workspace, container, id, changes, call.stamp(), o))
}

/** Upsert: by a unique attribute; its values are added, other multiselects are made equal (REST.md §4). */
const assert: Handler = (call) => {
    const container = pathContainer(call)
    const name = String(call.query.matching_attribute)
    const matching = findAttribute(container, name)
    if (!matching || matching.archived) throw valueNotFound(`Cannot find attribute with slug/ID "${name}".`)
    if (!matching.unique) {
        throw invalid(`The matching attribute "${matching.slug}" is not unique, so it cannot be matched on.`)
    }
    const changes = parseChanges(call.workspace, container, valuesOf(call))
    const values = changes.get(matching) ?? []
    if (values.length === 0) {
        throw missingValue(`A value for the matching attribute "${matching.slug}" was not provided.`)
    }
    const found = new Set(
        values.map((data) => rowByValue(container, matching, data)).filter((id) => id !== undefined),
    )
    if (found.size > 1) {
        throw uniquenessConflict(`The values of "${matching.slug}" belong to more than one record.`)
    }
    const row = container.rows.get([...found][0] ?? "")
    if (row) {
        updateRow(call.workspace, container, row, changes, call.stamp(), {
            mode: "overwrite",
            appended: matching,
        })
        return answer(call, container, row)
    }
    return create(call)
}

const update =
    (mode: "append" | "overwrite"): Handler =>
    (call) => {
        const container = pathContainer(call)
        const row = pathRow(call, container)
        const changes = parseChanges(call.workspace, container, valuesOf(call))
        updateRow(call.workspace, container, row, changes, call.stamp(), {mode})
        return answer(call, container, row)
    }

const remove: Handler = (call) => {
    const container = pathContainer(call)
    deleteRow(call.workspace, container, pathRow(call, container), call.stamp())
    return {}
}

const values: Handler = (call) => {
    const container = pathContainer(call)
    const row = pathRow(call, container)
    const attribute = pathAttribute(call, container)
    if (call.query.show_historic === true && attribute.communication) {
        throw invalid(`Historic values of "${attribute.slug}" are not available: it is enriched by Attio.`)
    }
    const list =
        call.query.show_historic === true ? historicValues(row, attribute) : currentValues(row, attribute)
    return {data: page(call, list).map((value) => renderValue(call.workspace, container, attribute, value))}
}

const entries: Handler = (call) => {
    const row = pathRow(call, pathContainer(call))
    const list = call.workspace.containers
        .filter((one) => one.kind === "lists")
        .flatMap((one) =>
            [...one.rows.values()]
                .filter((entry) => entry.parent?.recordId === row.id)
                .map((entry) => ({
                    list_id: one.id,
                    list_api_slug: one.slug,
                    entry_id: entry.id,
                    created_at: entry.createdAt,
                })),
        )
    return {data: page(call, list)}
}

const ROOT = "/v2/objects/{object}/records"
const ONE = `${ROOT}/{record_id}`

/** Records and their values. */
export const RECORD_ROUTES: Route[] = [
    {method: "POST", template: `${ROOT}/query`, kind: "read", handle: query},
    {method: "POST", template: ROOT, kind: "write", handle: create},
    {method: "PUT", template: ROOT, kind: "write", handle: assert},
    {
        method: "GET",
        template: ONE,
        kind: "read",
        handle: (call) => answer(call, pathContainer(call), pathRow(call, pathContainer(call))),
    },
    {method: "PATCH", template: ONE, kind: "write", handle: update("append")},
    {method: "PUT", template: ONE, kind: "write", handle: update("overwrite")},
    {method: "DELETE", template: ONE, kind: "write", handle: remove},
    {method: "GET", template: `${ONE}/attributes/{attribute}/values`, kind: "read", handle: values},
    {method: "GET", template: `${ONE}/entries`, kind: "read", handle: entries},
]
