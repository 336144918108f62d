import {type Query, runQuery} from "../records/query"
import {renderActor, renderValues} from "../records/render"
import {containerById} from "../schema/build"
import type {Container, Row} from "../types"
import {type Call, pathContainer, type Route} from "./call"

const parentSlug = (call: Call, id: string | null | undefined): string =>
    containerById(call.workspace, id ?? "")?.slug ?? ""

const render = (call: Call, list: Container): object => ({
    id: {workspace_id: call.workspace.id, list_id: list.id},
    api_slug: list.slug,
    name: list.plural,
    parent_object: [parentSlug(call, list.parentObjectId)],
    workspace_access: "full-access",
    workspace_member_access: [],
    created_by_actor: renderActor(call.workspace, {type: "system", id: call.workspace.id}),
    created_at: list.createdAt,
})

const renderEntry = (call: Call, list: Container, row: Row): object => ({
    id: {workspace_id: call.workspace.id, list_id: list.id, entry_id: row.id},
    parent_record_id: row.parent?.recordId,
    parent_object: parentSlug(call, row.parent?.objectId),
    created_at: row.createdAt,
    entry_values: renderValues(call.workspace, list, row),
})

/** Lists and their entries, for reading. */
export const LIST_ROUTES: Route[] = [
    {
        method: "GET",
        template: "/v2/lists",
        kind: "read",
        handle: (call) => ({
            data: call.workspace.containers
                .filter((one) => one.kind === "lists")
                .map((list) => render(call, list)),
        }),
    },
    {
        method: "GET",
        template: "/v2/lists/{list}",
        kind: "read",
        handle: (call) => ({data: render(call, pathContainer(call))}),
    },
    {
        method: "POST",
        template: "/v2/lists/{list}/entries/query",
        kind: "read",
        handle: (call) => {
            const list = pathContainer(call)
            const rows = runQuery(call.workspace, list, (call.body ?? {}) as Query)
            return {data: rows.map((row) => renderEntry(call, list, row))}
        },
    },
]
