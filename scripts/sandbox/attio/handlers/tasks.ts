import {ApiError, invalid, notFound} from "../errors"
import {parseInstant} from "../instant"
import {rowByValue} from "../records/cells"
import {renderActor} from "../records/render"
import {findContainer} from "../schema/build"
import type {Attribute, Container, Task} from "../types"
import {parseValue} from "../values/parse-value"
import {memberByEmail, parseActor, parseReference} from "../values/references"
import type {ValueContext} from "../values/value-context"
import {type Call, dataOf, type Handler, page, type Route} from "./call"

interface TaskInput {
    content: string
    deadline_at?: string | null
    is_completed?: boolean
    linked_records?: Record<string, unknown>[]
    assignees?: Record<string, unknown>[]
}

const render = (call: Call, task: Task): object => ({
    id: {workspace_id: call.workspace.id, task_id: task.id},
    content_plaintext: task.content,
    deadline_at: task.deadlineAt,
    is_completed: task.completed,
    // Newer than the contract's copy; newer clients require it.
    completed_at: task.completedAt,
    linked_records: task.links.map((link) => ({
        target_object_id: link.objectId,
        target_record_id: link.recordId,
    })),
    assignees: task.assigneeIds.map((id) => ({
        referenced_actor_type: "workspace-member",
        referenced_actor_id: id,
    })),
    created_by_actor: renderActor(call.workspace, task.actor),
    created_at: task.createdAt,
})

/** Links and assignees have the form of attribute values, so they are parsed as such. */
const context = (call: Call, slug: string): ValueContext => ({
    workspace: call.workspace,
    container: {slug: "tasks"} as Container,
    attribute: {slug, type: "record-reference", allowedObjectIds: null} as Attribute,
    findByValue: rowByValue,
})

/** Unknown records and members are 404 here, not value_not_found: the contract lists no other code. */
const resolve = <T>(parse: () => T): T => {
    try {
        return parse()
    } catch (error) {
        if (error instanceof ApiError && error.code === "value_not_found") throw notFound(error.message)
        throw error
    }
}

const apply = (call: Call, task: Task, input: Partial<TaskInput>): void => {
    if (input.deadline_at !== undefined) {
        const deadline = input.deadline_at === null ? null : parseInstant(input.deadline_at)
        if (deadline === null && input.deadline_at !== null) {
            throw invalid('"deadline_at" must be an ISO 8601 date-time or null.')
        }
        task.deadlineAt = deadline
    }
    if (input.is_completed !== undefined && input.is_completed !== task.completed) {
        task.completed = input.is_completed
        task.completedAt = task.completed ? call.stamp().at : null
    }
    if (input.linked_records) {
        task.links = input.linked_records.map((link) => {
            const data = resolve(() => parseReference(context(call, "linked_records"), link, parseValue))
            return {objectId: String(data.target_object_id), recordId: String(data.target_record_id)}
        })
    }
    if (input.assignees) {
        task.assigneeIds = input.assignees.map((one) =>
            String(resolve(() => parseActor(context(call, "assignees"), one)).referenced_actor_id),
        )
    }
}

const create: Handler = (call) => {
    const input = dataOf<TaskInput>(call)
    const {at, actor} = call.stamp()
    const task: Task = {
        id: call.world.ids.uuid(),
        content: input.content,
        deadlineAt: null,
        completed: false,
        completedAt: null,
        links: [],
        assigneeIds: [],
        actor,
        createdAt: at,
    }
    apply(call, task, input)
    call.workspace.tasks.set(task.id, task)
    return {data: render(call, task)}
}

// An address nobody has matches no task.
const assigneeId = (call: Call, assignee: string): string =>
    assignee.includes("@") ? (memberByEmail(call.workspace, assignee) ?? "") : assignee

const list: Handler = (call) => {
    const {
        linked_object: object,
        linked_record_id: record,
        assignee,
        is_completed: completed,
        sort,
    } = call.query
    const linked = object === undefined ? undefined : findContainer(call.workspace, "objects", String(object))
    const member =
        assignee === undefined || assignee === "null" ? assignee : assigneeId(call, String(assignee))
    const matches = (task: Task): boolean =>
        (object === undefined || task.links.some((link) => link.objectId === linked?.id)) &&
        (record === undefined || task.links.some((link) => link.recordId === record)) &&
        (completed === undefined || task.completed === completed) &&
        (member === undefined ||
            (member === "null" ? task.assigneeIds.length === 0 : task.assigneeIds.includes(String(member))))
    const tasks = [...call.workspace.tasks.values()].filter(matches)
    if (sort === "created_at:desc") tasks.reverse()
    return {data: page(call, tasks, 500).map((task) => render(call, task))}
}

const find = (call: Call): Task => {
    const task = call.workspace.tasks.get(call.params.task_id ?? "")
    if (!task) throw notFound(`Could not find task with ID "${call.params.task_id}".`)
    return task
}

const ONE = "/v2/tasks/{task_id}"

/** Tasks. Content cannot be changed after creation (REST.md §5). */
export const TASK_ROUTES: Route[] = [
    {method: "GET", template: "/v2/tasks", kind: "read", handle: list},
    {method: "POST", template: "/v2/tasks", kind: "write", handle: create},
    {method: "GET", template: ONE, kind: "read", handle: (call) => ({data: render(call, find(call))})},
    {
        method: "PATCH",
        template: ONE,
        kind: "write",
        handle: (call) => {
            const task = find(call)
            apply(call, task, dataOf<Partial<TaskInput>>(call))
            return {data: render(call, task)}
        },
    },
    {
        method: "DELETE",
        template: ONE,
        kind: "write",
        handle: (call) => {
            call.workspace.tasks.delete(find(call).id)
            return {}
        },
    },
]
