import {invalid, notFound} from "../errors"
import {parseInstant} from "../instant"
import {renderActor} from "../records/render"
import {containerById, findContainer} from "../schema/build"
import type {Note} from "../types"
import {type Call, dataOf, type Handler, page, type Route} from "./call"

interface NoteInput {
    parent_object: string
    parent_record_id: string
    title: string
    format: "plaintext" | "markdown"
    content: string
    created_at?: string
    meeting_id?: string | null
}

/** Notes come in small pages: 10 unless asked otherwise, never more than 50 (REST.md §5). */
const STANDARD_PAGE = 10
const MAX_PAGE = 50

const render = (call: Call, note: Note): object => ({
    id: {workspace_id: call.workspace.id, note_id: note.id},
    parent_object: containerById(call.workspace, note.objectId)?.slug,
    parent_record_id: note.recordId,
    title: note.title,
    meeting_id: note.meetingId,
    content_plaintext: note.plaintext,
    content_markdown: note.markdown,
    tags: [],
    created_by_actor: renderActor(call.workspace, note.actor),
    created_at: note.createdAt,
})

const create: Handler = (call) => {
    const input = dataOf<NoteInput>(call)
    const parent = findContainer(call.workspace, "objects", input.parent_object)
    if (!parent?.rows.has(input.parent_record_id)) {
        throw notFound(`Could not find record "${input.parent_record_id}" of "${input.parent_object}".`)
    }
    const given = input.created_at === undefined ? undefined : parseInstant(input.created_at)
    if (given === null) throw invalid('"created_at" must be an ISO 8601 date-time.')
    const {at, actor} = call.stamp()
    const note: Note = {
        id: call.world.ids.uuid(),
        objectId: parent.id,
        recordId: input.parent_record_id,
        title: input.title,
        plaintext:
            input.format === "plaintext" ? input.content : input.content.replace(/[*_`#>]/g, "").trim(),
        markdown: input.content,
        meetingId: input.meeting_id ?? null,
        actor,
        createdAt: given ?? at,
    }
    call.workspace.notes.set(note.id, note)
    return {data: render(call, note)}
}

const list: Handler = (call) => {
    const {parent_object: object, parent_record_id: record, limit = STANDARD_PAGE} = call.query
    if (Number(limit) > MAX_PAGE) throw invalid(`"limit" must not be larger than ${MAX_PAGE}.`)
    const parent = object === undefined ? undefined : findContainer(call.workspace, "objects", String(object))
    if (object !== undefined && !parent)
        throw notFound(`Could not find object with slug/ID "${String(object)}".`)
    const notes = [...call.workspace.notes.values()].filter(
        (note) =>
            (!parent || note.objectId === parent.id) && (record === undefined || note.recordId === record),
    )
    return {data: page(call, notes, STANDARD_PAGE).map((note) => render(call, note))}
}

const find = (call: Call): Note => {
    const note = call.workspace.notes.get(call.params.note_id ?? "")
    if (!note) throw notFound(`Could not find note with ID "${call.params.note_id}".`)
    return note
}

/** Notes. */
export const NOTE_ROUTES: Route[] = [
    {method: "GET", template: "/v2/notes", kind: "read", handle: list},
    {method: "POST", template: "/v2/notes", kind: "write", handle: create},
    {
        method: "GET",
        template: "/v2/notes/{note_id}",
        kind: "read",
        handle: (call) => ({data: render(call, find(call))}),
    },
    {
        method: "DELETE",
        template: "/v2/notes/{note_id}",
        kind: "write",
        handle: (call) => {
            call.workspace.notes.delete(find(call).id)
            return {}
        },
    },
]
