import type {Fault} from "../http/faults"
import type {AttioLogEntry} from "./request-log"
import type {AttributeType} from "./types"

/** A member to create with a workspace. */
export interface MemberSeed {
    first_name: string
    last_name: string
    email_address: string
    access_level: "admin" | "member" | "suspended"
}

/** A record to seed; values in any form that the API takes. */
export interface RecordSeed {
    record_id?: string
    /** ISO; also the `active_from` of the plain values. */
    created_at?: string
    values: Record<string, unknown>
    /** Successive values of an attribute, oldest first; null means cleared. Wins over `values`. */
    history?: Record<string, {value: unknown; active_from: string}[]>
}

/** An attribute to seed. */
export interface AttributeSeed {
    title: string
    api_slug: string
    type: AttributeType
    is_unique?: boolean
    is_multiselect?: boolean
    is_required?: boolean
    /** Titles of select options, or of statuses. */
    options?: string[]
    /** Slugs of the objects a reference may point to. */
    allowed_objects?: string[]
    /** ISO code of a currency attribute; USD unless given. */
    currency_code?: string
}

/** Every scope that Beton may ask for (REST.md §1). */
export const ALL_SCOPES: string[] = [
    "record_permission:read-write",
    "object_configuration:read-write",
    "user_management:read",
    "list_configuration:read",
    "list_entry:read",
    "note:read-write",
    "task:read-write",
]

/** Control of a running stand-in; the same in-process (startAttio) and over HTTP (connectAttio). */
export interface AttioAdmin {
    /** `now` fixes the workspace's clock. Deals are off unless enabled, as in a new real workspace. */
    createWorkspace(o?: {
        name?: string
        slug?: string
        dealsEnabled?: boolean
        members?: MemberSeed[]
        now?: string
        /** Null actor ids, null currency config and date-times in dates, as the real service sends them. */
        looseShapes?: boolean
    }): Promise<{workspaceId: string; memberIds: string[]}>
    createToken(workspaceId: string, o: {scopes: string[]}): Promise<string>
    revokeToken(token: string): Promise<void>
    /** Seeds past limits and required values; uniqueness holds. Returns the record ids. */
    seedRecords(workspaceId: string, object: string, records: RecordSeed[]): Promise<string[]>
    createAttribute(workspaceId: string, object: string, attribute: AttributeSeed): Promise<void>
    /** A list over the records of one object; returns its id. */
    createList(
        workspaceId: string,
        o: {name: string; api_slug: string; parent_object: string; attributes?: AttributeSeed[]},
    ): Promise<string>
    /** Puts a record on a list; returns the entry id. */
    addEntry(
        workspaceId: string,
        list: string,
        recordId: string,
        values?: Record<string, unknown>,
    ): Promise<string>
    /** Changes values as a person would in the app (overwriting); the first member unless named. */
    editRecord(
        workspaceId: string,
        object: string,
        recordId: string,
        values: Record<string, unknown>,
        o?: {memberId?: string; at?: string},
    ): Promise<void>
    /** What Attio itself makes of mail and calendars: somebody of the team was in touch with the record. */
    setInteraction(
        workspaceId: string,
        object: string,
        recordId: string,
        attribute: string,
        at: string,
    ): Promise<void>
    deleteRecord(workspaceId: string, object: string, recordId: string): Promise<void>
    /** Merges a record into another one: its values go over, and its id is gone (REST.md §7 `record.merged`). */
    mergeRecords(workspaceId: string, object: string, fromId: string, intoId: string): Promise<void>
    /** All records of an object in the API's shape, oldest first; works for disabled objects too. */
    records(workspaceId: string, object: string): Promise<unknown[]>
    requests(o?: {workspaceId?: string; since?: number}): Promise<AttioLogEntry[]>
    /** Replaces all faults, or those of one workspace. */
    setFaults(faults: Fault[], workspaceId?: string): Promise<void>
    setDealsEnabled(workspaceId: string, enabled: boolean): Promise<void>
    setMemberAccess(
        workspaceId: string,
        memberId: string,
        level: "admin" | "member" | "suspended",
    ): Promise<void>
    setLimits(workspaceId: string, limits: {readsPerSecond?: number; writesPerSecond?: number}): Promise<void>
    /** Fixes the workspace's clock at an ISO instant; null lets it follow the server's clock. */
    setNow(workspaceId: string, now: string | null): Promise<void>
    /** Answers of the stand-in that broke the contract; must be empty. */
    defects(): Promise<string[]>
}

/** Names of all admin calls, for the HTTP form. */
export const ADMIN_CALLS = [
    "createWorkspace",
    "createToken",
    "revokeToken",
    "seedRecords",
    "createAttribute",
    "createList",
    "addEntry",
    "editRecord",
    "setInteraction",
    "deleteRecord",
    "mergeRecords",
    "records",
    "requests",
    "setFaults",
    "setDealsEnabled",
    "setMemberAccess",
    "setLimits",
    "setNow",
    "defects",
] as const satisfies readonly (keyof AttioAdmin)[]
