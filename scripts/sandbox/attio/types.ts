/** The state of the Attio stand-in: workspaces, objects, attributes, records. Shapes of the answers are in render.ts. */

export const ATTRIBUTE_TYPES = [
    "text",
    "number",
    "checkbox",
    "currency",
    "date",
    "timestamp",
    "rating",
    "status",
    "select",
    "record-reference",
    "actor-reference",
    "location",
    "domain",
    "email-address",
    "phone-number",
    "interaction",
    "personal-name",
] as const

/** Attribute types of the REST API (REST.md §3). */
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number]

/** Who wrote a value. Attio answers `id: null` for its own "system" actor; see Workspace.looseShapes. */
export interface Actor {
    type: "api-token" | "workspace-member" | "system" | "app"
    id: string
}

/** The type's own fields, as stored: references and choices by id, everything else as it is answered. */
export type ValueData = Readonly<Record<string, unknown>>

/** One value with the time it was current; instants are ISO text with nine fractional digits. */
export interface StoredValue {
    activeFrom: string
    activeUntil: string | null
    actor: Actor
    data: ValueData
}

/** All values an attribute of a record has and had. `current` keeps the order in which it is answered. */
export interface Cell {
    current: StoredValue[]
    past: StoredValue[]
}

/** A select option or a status. */
export interface Choice {
    id: string
    title: string
    archived: boolean
    celebrate: boolean
    targetTime: string | null
}

export type DefaultValue = {type: "static"; template: unknown[]} | {type: "dynamic"; template: string}

export interface Attribute {
    id: string
    slug: string
    title: string
    description: string | null
    type: AttributeType
    system: boolean
    writable: boolean
    required: boolean
    unique: boolean
    multi: boolean
    archived: boolean
    /** Built from e-mail and calendar traffic: its history is not served. */
    communication: boolean
    /** Taken from the record itself instead of from cells. */
    derived: "record_id" | "created_at" | "created_by" | null
    defaultValue: DefaultValue | null
    createdAt: string
    choices: Choice[]
    currency: {code: string; display: string}
    /** Null: any object. */
    allowedObjectIds: string[] | null
    /** The other side of a two-way reference. */
    inverse: {containerId: string; attributeId: string} | null
}

/** A record of an object, or an entry of a list (then `parent` is the record it stands for). */
export interface Row {
    id: string
    createdAt: string
    createdBy: Actor
    cells: Map<string, Cell>
    parent: {objectId: string; recordId: string} | null
}

/** An object or a list: both own attributes and rows. A disabled standard object answers as if it were absent. */
export interface Container {
    id: string
    kind: "objects" | "lists"
    slug: string
    singular: string
    plural: string
    createdAt: string
    enabled: boolean
    parentObjectId: string | null
    attributes: Attribute[]
    rows: Map<string, Row>
    /** Attribute id -> value key -> row id, kept for unique attributes. */
    unique: Map<string, Map<string, string>>
    /** Attributes made unique over data that clashes already: their index does not list every holder. */
    clashing: Set<string>
}

export interface Member {
    id: string
    firstName: string
    lastName: string
    email: string
    accessLevel: "admin" | "member" | "suspended"
    createdAt: string
}

export interface Note {
    id: string
    objectId: string
    recordId: string
    title: string
    plaintext: string
    markdown: string
    meetingId: string | null
    actor: Actor
    createdAt: string
}

export interface Task {
    id: string
    content: string
    deadlineAt: string | null
    completed: boolean
    completedAt: string | null
    links: {objectId: string; recordId: string}[]
    assigneeIds: string[]
    actor: Actor
    createdAt: string
}

export interface Workspace {
    id: string
    name: string
    slug: string
    createdAt: string
    /** Fixed ISO clock for this workspace; null follows the server's clock. */
    now: string | null
    /** Answer like the real service where it deviates from its own specification (REST.md §9.1). */
    looseShapes: boolean
    /** The last instant given out, so that two writes never share one. */
    lastInstant: string
    members: Member[]
    containers: Container[]
    notes: Map<string, Note>
    tasks: Map<string, Task>
    limits: {readsPerSecond: number; writesPerSecond: number}
}

export interface Token {
    value: string
    id: string
    workspaceId: string
    scopes: ReadonlySet<string>
    revoked: boolean
    memberId: string
    issuedAt: number
}

/** When and by whom a change is made. */
export interface Stamp {
    at: string
    actor: Actor
}
