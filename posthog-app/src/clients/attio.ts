import {readAttioAnswer} from "@beton/shared/api/attio-answers"
import {type Result, succeed} from "@beton/shared/api/result"
import * as z from "zod"

import type {Host} from "../host"
import {Transport} from "./transport"
import {unreadable} from "./unreadable"

/** A token that works always says what it may do (openapi-subset.json, `/v2/self`). */
const selfSchema = z.discriminatedUnion("active", [
    z.object({active: z.literal(true), scope: z.string(), workspace_slug: z.string().nullish()}),
    z.object({active: z.literal(false)}),
])

const attributeSchema = z.object({
    api_slug: z.string(),
    title: z.string(),
    type: z.string(),
    is_unique: z.boolean(),
    is_multiselect: z.boolean(),
    is_archived: z.boolean(),
    /** Made by Attio itself. */
    is_system_attribute: z.boolean().optional(),
})
/** An attribute of an object. */
export type Attribute = z.infer<typeof attributeSchema>

const statusSchema = z.object({
    id: z.object({status_id: z.string()}),
    title: z.string(),
    is_archived: z.boolean(),
})
/** A stage of a deal. */
export type Status = z.infer<typeof statusSchema>

const optionSchema = z.object({title: z.string(), is_archived: z.boolean()})

const instant = z.string().refine((text) => !Number.isNaN(Date.parse(text)))

/** What Beton reads has its type; an attribute that is unset is an empty list, or is left out. */
const textValues = z.array(z.looseObject({value: z.string()})).optional()

const recordSchema = z.object({
    id: z.object({record_id: z.string()}),
    created_at: instant,
    web_url: z.string().nullish(),
    values: z
        .object({
            name: textValues,
            beton_key: textValues,
            stage: z
                .array(
                    z.looseObject({
                        active_from: instant,
                        status: z.looseObject({id: z.looseObject({status_id: z.string()})}),
                    }),
                )
                .optional(),
            strongest_connection_user: z
                .array(z.looseObject({referenced_actor_id: z.string().nullable()}))
                .optional(),
        })
        .catchall(z.array(z.looseObject({}))),
})
/** A record: each attribute is a list of values, the current ones only. */
export type AttioRecord = z.infer<typeof recordSchema>

const memberSchema = z.object({
    id: z.object({workspace_member_id: z.string()}),
    email_address: z.string(),
    access_level: z.string(),
})
/** A member of the workspace. */
export type Member = z.infer<typeof memberSchema>

const historyValueSchema = z.looseObject({
    active_from: instant,
    active_until: instant.nullable(),
})
/** One value that an attribute of a record has or had; the type's own fields beside the times. */
export type HistoryValue = z.infer<typeof historyValueSchema>

const taskSchema = z.looseObject({
    id: z.object({task_id: z.string()}),
    content_plaintext: z.string(),
    is_completed: z.boolean(),
    created_at: instant,
})
/** A task; who made and finished it is not in Attio's answer but for its creator. */
export type Task = z.infer<typeof taskSchema>

/** A new task; the API wants all of its keys (REST.md §5). */
export interface NewTask {
    readonly content: string
    /** ISO instant. */
    readonly deadlineAt: string | null
    readonly linked: {readonly object: string; readonly recordId: string}
    readonly assigneeIds: readonly string[]
}

/** Which records, in which order; one page. */
export interface RecordQuery {
    readonly filter?: unknown
    /** Oldest first where nothing is said. */
    readonly sorts?: readonly unknown[]
    /** At most 500. */
    readonly limit?: number
    readonly offset?: number
}

/** Values to write: lists of objects throughout, the one form that every reader accepts (REST.md §4). */
export type WriteValues = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

/** A new attribute, in the form the API wants: the eight required keys. */
export interface NewAttribute {
    readonly title: string
    readonly description: string
    readonly api_slug: string
    readonly type: "text" | "number" | "select" | "timestamp" | "date" | "currency" | "checkbox"
    readonly is_unique: boolean
    readonly is_multiselect?: boolean
    /** What the type needs besides (REST.md §3); nothing by default. */
    readonly config?: Readonly<Record<string, unknown>>
}

/** Attio's REST API v2, one method per endpoint (REST.md §2-5). */
export class AttioClient {
    constructor(
        private readonly host: Host,
        private readonly baseUrl: string,
        private readonly token: string,
        private readonly transport: Transport = new Transport(host, {budgetMs: Infinity}),
    ) {}

    /** Whether the token works and what it may do. */
    async self(): Promise<Result<{active: boolean; scopes: readonly string[]; slug: string | null}>> {
        const answer = await this.read("GET", "/v2/self", selfSchema)
        if (!answer.ok) return answer
        if (!answer.value.active) return succeed({active: false, scopes: [], slug: null})
        const {scope, workspace_slug: slug} = answer.value
        return succeed({active: true, scopes: scope.split(" ").filter((s) => s !== ""), slug: slug ?? null})
    }

    /** Attributes of an object, archived ones included: an archived attribute keeps its slug. */
    async attributes(object: string): Promise<Result<Attribute[]>> {
        return this.list(
            "GET",
            `/v2/objects/${object}/attributes?show_archived=true&limit=500`,
            attributeSchema,
        )
    }

    async createAttribute(object: string, attribute: NewAttribute): Promise<Result<Attribute>> {
        const data = {is_multiselect: false, config: {}, ...attribute, is_required: false}
        return this.one("POST", `/v2/objects/${object}/attributes`, attributeSchema, {data})
    }

    async options(object: string, attribute: string): Promise<Result<z.infer<typeof optionSchema>[]>> {
        return this.list(
            "GET",
            `/v2/objects/${object}/attributes/${attribute}/options?show_archived=true`,
            optionSchema,
        )
    }

    async createOption(
        object: string,
        attribute: string,
        title: string,
    ): Promise<Result<z.infer<typeof optionSchema>>> {
        return this.one("POST", `/v2/objects/${object}/attributes/${attribute}/options`, optionSchema, {
            data: {title},
        })
    }

    /** Stages, archived ones included: deals may still be in them. */
    async statuses(object: string, attribute: string): Promise<Result<Status[]>> {
        const path = `/v2/objects/${object}/attributes/${attribute}/statuses?show_archived=true`
        return this.list("GET", path, statusSchema)
    }

    /** Records that match a filter, oldest first; one page. */
    async query(object: string, filter: unknown, limit = 100): Promise<Result<AttioRecord[]>> {
        return this.records(object, {filter, limit})
    }

    /** One page of records; fewer than `limit` may also mean that one was listed twice. */
    async records(object: string, o: RecordQuery): Promise<Result<AttioRecord[]>> {
        const {filter, sorts = [{attribute: "created_at", direction: "asc"}], limit = 100, offset = 0} = o
        const body = {...(filter === undefined ? {} : {filter}), sorts, limit, offset}
        const found = await this.list("POST", `/v2/objects/${object}/records/query`, recordSchema, body)
        // A record that is listed twice is one record.
        return found.ok
            ? succeed([...new Map(found.value.map((record) => [record.id.record_id, record])).values()])
            : found
    }

    /** One record; "not_found" when it was deleted or merged into another. */
    async record(object: string, recordId: string): Promise<Result<AttioRecord>> {
        return this.one("GET", `/v2/objects/${object}/records/${recordId}`, recordSchema)
    }

    /** All values an attribute of a record has had, oldest first; one page. */
    async history(
        object: string,
        recordId: string,
        attribute: string,
        o: {readonly limit?: number; readonly offset?: number} = {},
    ): Promise<Result<HistoryValue[]>> {
        const path = `/v2/objects/${object}/records/${recordId}/attributes/${attribute}/values`
        const page = `limit=${o.limit ?? 100}&offset=${o.offset ?? 0}`
        return this.list("GET", `${path}?show_historic=true&${page}`, historyValueSchema)
    }

    /** Deletes a record for good. "not_found" when it is gone already. */
    async remove(object: string, recordId: string): Promise<Result<unknown>> {
        return this.read("DELETE", `/v2/objects/${object}/records/${recordId}`, z.looseObject({}))
    }

    /** Tasks that are linked to a record. */
    async tasks(object: string, recordId: string): Promise<Result<Task[]>> {
        const path = `/v2/tasks?limit=500&linked_object=${object}&linked_record_id=${recordId}`
        return this.list("GET", path, taskSchema)
    }

    /** Notes on a record; scope note:read. */
    async notes(object: string, recordId: string): Promise<Result<unknown[]>> {
        const path = `/v2/notes?limit=50&parent_object=${object}&parent_record_id=${recordId}`
        return this.list("GET", path, z.looseObject({}))
    }

    /** Entries of lists that a record is on; scope list_entry:read. */
    async entries(object: string, recordId: string): Promise<Result<unknown[]>> {
        return this.list(
            "GET",
            `/v2/objects/${object}/records/${recordId}/entries?limit=100`,
            z.looseObject({}),
        )
    }

    async createTask(task: NewTask): Promise<Result<Task>> {
        const data = {
            content: task.content,
            format: "plaintext",
            deadline_at: task.deadlineAt,
            is_completed: false,
            linked_records: [{target_object: task.linked.object, target_record_id: task.linked.recordId}],
            assignees: task.assigneeIds.map((id) => ({
                referenced_actor_type: "workspace-member",
                referenced_actor_id: id,
            })),
        }
        return this.one("POST", "/v2/tasks", taskSchema, {data})
    }

    /** One task; "not_found" when it is gone. */
    async task(taskId: string): Promise<Result<Task>> {
        return this.one("GET", `/v2/tasks/${taskId}`, taskSchema)
    }

    async removeTask(taskId: string): Promise<Result<unknown>> {
        return this.read("DELETE", `/v2/tasks/${taskId}`, z.looseObject({}))
    }

    async create(object: string, values: WriteValues): Promise<Result<AttioRecord>> {
        return this.one("POST", `/v2/objects/${object}/records`, recordSchema, {data: {values}})
    }

    /**
     * Sets values. A multiselect gets the values added to those that it has (PATCH), unless it is to be replaced (PUT);
     * for everything else the two are the same (REST.md §4).
     */
    async update(
        object: string,
        recordId: string,
        values: WriteValues,
        replaces = false,
    ): Promise<Result<AttioRecord>> {
        const method = replaces ? "PUT" : "PATCH"
        return this.one(method, `/v2/objects/${object}/records/${recordId}`, recordSchema, {data: {values}})
    }

    async members(): Promise<Result<Member[]>> {
        return this.list("GET", "/v2/workspace_members", memberSchema)
    }

    private async list<T extends z.ZodType>(
        method: "GET" | "POST",
        path: string,
        item: T,
        body?: unknown,
    ): Promise<Result<z.output<T>[]>> {
        const answer = await this.read(method, path, z.object({data: z.array(item)}), body)
        return answer.ok ? succeed(answer.value.data) : answer
    }

    private async one<T extends z.ZodType>(
        method: "GET" | "POST" | "PATCH" | "PUT",
        path: string,
        item: T,
        body?: unknown,
    ): Promise<Result<z.output<T>>> {
        const answer = await this.read(method, path, z.object({data: item}), body)
        return answer.ok ? succeed((answer.value as {data: z.output<T>}).data) : answer
    }

    private async read<T extends z.ZodType>(
        method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
        path: string,
        schema: T,
        body?: unknown,
    ): Promise<Result<z.output<T>>> {
        const reads = method === "GET" || path.endsWith("/query")
        const answer = await this.transport.send({
            kind: reads ? "attio_read" : "attio_write",
            url: `${this.baseUrl}${path}`,
            request: {
                method,
                headers: {Authorization: `Bearer ${this.token}`, "Content-Type": "application/json"},
                ...(body === undefined ? {} : {body: JSON.stringify(body)}),
            },
            // A write whose answer was lost may have happened: the step searches by key before it writes again.
            repeatable: reads,
        })
        if (!answer.ok) return answer
        const what = path.split("?")[0] ?? ""
        const result = readAttioAnswer(answer.value, this.host.now(), what)
        if (!result.ok) return result
        const parsed = schema.safeParse(result.value)
        return parsed.success
            ? succeed(parsed.data)
            : unreadable(`Attio's answer (${what})`, parsed.error, what)
    }
}
