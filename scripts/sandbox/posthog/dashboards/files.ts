import {randomUUID} from "node:crypto"

import type {Boards, Dashboard, FileEntry, Insight, UserName} from "./state"

/** The names of a path; a slash inside a name is escaped with a backslash. */
export const segments = (path: string): string[] => (path.match(/(?:\\.|[^/\\])+/g) ?? []) as string[]

const escaped = (name: string): string => name.replace(/\\/g, "\\\\").replace(/\//g, "\\/")

function add(boards: Boards, entry: Omit<FileEntry, "id">): FileEntry {
    const file = {id: randomUUID(), ...entry}
    boards.files.push(file)
    return file
}

/** Makes the folders above a path that do not exist yet. */
export function ensureParents(boards: Boards, path: string, createdAt: string, createdBy: UserName): void {
    const names = segments(path)
    for (let depth = 1; depth < names.length; depth++) {
        const folder = names.slice(0, depth).join("/")
        if (boards.files.some((file) => file.type === "folder" && file.path === folder)) continue
        add(boards, {path: folder, type: "folder", ref: null, href: null, createdAt, createdBy})
    }
}

/** A new entry with its parents. */
export function createFile(boards: Boards, entry: Omit<FileEntry, "id">): FileEntry {
    ensureParents(boards, entry.path, entry.createdAt, entry.createdBy)
    return add(boards, entry)
}

/** Keeps the entry of an object in step with it: none when it is gone, else in its folder under its present name. */
function sync(
    boards: Boards,
    object: {type: string; ref: string; href: string; name: string; gone: boolean},
    made: {createdAt: string; createdBy: UserName; folder: string},
): void {
    const known = boards.files.find(({type, ref}) => type === object.type && ref === object.ref)
    if (object.gone) boards.files = boards.files.filter((file) => file !== known)
    else if (known) known.path = [...segments(known.path).slice(0, -1), escaped(object.name)].join("/")
    else {
        const {type, ref, href} = object
        const {createdAt, createdBy, folder} = made
        const path = [...segments(folder), escaped(object.name)].join("/")
        createFile(boards, {path, type, ref, href, createdAt, createdBy})
    }
}

/** Files a dashboard; `folder` counts for a new entry only. */
export function fileDashboard(boards: Boards, dashboard: Dashboard, folder?: string | null): void {
    if (boards.plan.older) return
    const {id, name, deleted, createdAt, createdBy} = dashboard
    sync(
        boards,
        {
            type: "dashboard",
            ref: String(id),
            href: `/dashboard/${id}`,
            name: name || "Untitled",
            gone: deleted,
        },
        {createdAt, createdBy, folder: folder || "Unfiled/Dashboards"},
    )
}

/** Files an insight once it is saved. */
export function fileInsight(boards: Boards, insight: Insight, folder?: string | null): void {
    if (boards.plan.older) return
    const {shortId, name, derivedName, deleted, saved, createdAt, createdBy} = insight
    sync(
        boards,
        {
            type: "insight",
            ref: shortId,
            href: `/insights/${shortId}`,
            name: name || derivedName || "Untitled",
            gone: deleted || !saved,
        },
        {createdAt, createdBy, folder: folder || "Unfiled/Insights"},
    )
}

/** Moves an entry, and with a folder all that is in it. */
export function moveFile(boards: Boards, file: FileEntry, path: string, at: string): void {
    ensureParents(boards, path, at, "owner")
    const from = `${file.path}/`
    if (file.type === "folder") {
        for (const other of boards.files) {
            if (other.path.startsWith(from)) other.path = `${path}/${other.path.slice(from.length)}`
        }
    }
    file.path = path
}
