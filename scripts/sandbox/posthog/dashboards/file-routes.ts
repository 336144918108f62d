import {type Answer, ok, type ProjectContext} from "../context"
import {ApiError, notFound, requiredField} from "../errors"
import {isoInstant} from "../project-state"
import {page} from "../rest/paging"
import {projectRoutes, type Route} from "../router"
import {invalidField, jsonObject, textField} from "./fields"
import {createFile, moveFile, segments} from "./files"
import {boardsOf, type FileEntry} from "./state"
import {userId} from "./users"

/** Older servers have no project tree (CONTRACT §10: optional). */
function boardsWithFiles({project}: ProjectContext) {
    const boards = boardsOf(project)
    if (boards.plan.older) throw notFound("Endpoint not found.")
    return boards
}

function fileView(file: FileEntry) {
    return {
        id: file.id,
        path: file.path,
        depth: segments(file.path).length,
        type: file.type,
        ref: file.ref,
        href: file.href,
        meta: {created_by: userId(file.createdBy)},
        shortcut: false,
        created_at: file.createdAt,
        last_viewed_at: null,
        user_access_level: "manager",
    }
}

/** examples/file-system-list.json */
function list(context: ProjectContext): Answer {
    const {search} = context
    const parent = search.get("parent")
    const wanted = {type: search.get("type"), ref: search.get("ref"), path: search.get("path")}
    const words = (search.get("search") ?? "").toLowerCase().split(/\s+/).filter(Boolean)
    const files = boardsWithFiles(context)
        .files.filter((file) => !parent || file.path.startsWith(`${parent}/`))
        .filter((file) => !search.get("depth") || String(segments(file.path).length) === search.get("depth"))
        .filter((file) => !wanted.type || file.type === wanted.type)
        .filter((file) => !wanted.ref || file.ref === wanted.ref)
        .filter((file) => !wanted.path || file.path === wanted.path)
        .filter((file) => words.every((word) => file.path.toLowerCase().includes(word)))
        .sort((a, b) => (a.path.toLowerCase() < b.path.toLowerCase() ? -1 : 1))
    const found = page(context, files)
    return ok({...found, results: found.results.map(fileView), users: []})
}

/** examples/file-system-create-folder.json */
function create(context: ProjectContext): Answer {
    const boards = boardsWithFiles(context)
    const body = jsonObject(context)
    const path = textField(body, "path", Infinity)
    const type = textField(body, "type", 100) ?? ""
    if (path === undefined || path === null) throw requiredField("path")
    if (segments(path).length === 0) throw invalidField("blank", "This field may not be blank.", "path")
    const file = createFile(boards, {
        path,
        type,
        ref: textField(body, "ref", 100) ?? null,
        href: textField(body, "href", Infinity) ?? null,
        createdAt: isoInstant(context.world.now(context.project)),
        createdBy: "owner",
    })
    context.world.touch()
    return {status: 201, body: fileView(file)}
}

/** Moves an entry, a folder with all that is in it. */
function move(context: ProjectContext): Answer {
    const boards = boardsWithFiles(context)
    const file = boards.files.find(({id}) => id === context.params.file)
    if (!file) throw notFound()
    const path = textField(jsonObject(context), "new_path", Infinity)
    if (!path) return {status: 400, body: {detail: "new_path is required"}}
    if (file.type === "folder" && `${path}/`.startsWith(`${file.path}/`)) {
        throw new ApiError(400, "validation_error", "invalid_input", "Cannot move folder into itself")
    }
    moveFile(boards, file, path, isoInstant(context.world.now(context.project)))
    context.world.touch()
    return ok(fileView(file))
}

export const fileRoutes: Route[] = [
    ...projectRoutes("GET", "/file_system/", ["file_system:read"], list),
    ...projectRoutes("POST", "/file_system/", ["file_system:write"], create),
    ...projectRoutes("POST", "/file_system/:file/move/", ["file_system:write"], move),
]
