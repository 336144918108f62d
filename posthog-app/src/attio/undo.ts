import {type Failure, type Result, succeed} from "@beton/shared/api/result"
import {isByPerson} from "@beton/shared/crm/fields/cells"

import type {AttioClient, AttioRecord} from "../clients/attio"
import type {AuditedWrite} from "./audit-log"
import {cellsOf} from "./cells"

/** What undo does, or would do, with one record that Beton created. */
export interface UndoStep {
    readonly object: "deals" | "companies" | "tasks"
    readonly recordId: string
    readonly account: string
    readonly action: "delete" | "keep" | "gone"
    /** Why it stays, for people; '' otherwise. */
    readonly reason: string
}

/** Tasks first, companies last: nothing is deleted while something of ours still points to it. */
const ORDER = {tasks: 0, deals: 1, companies: 2} as const

/**
 * Which of the created records can go: those that nobody has touched. What a person has edited, moved, completed or built
 * upon stays, whatever made it. Reads only.
 */
export async function planUndo(
    attio: AttioClient,
    writes: readonly AuditedWrite[],
): Promise<Result<readonly UndoStep[]>> {
    const created = writes.filter(({content}) => content.action === "created")
    const byRecord = new Map(
        created.map((write) => [`${write.content.object} ${write.content.record_id}`, write]),
    )
    const ordered = [...byRecord.values()].sort((a, b) => ORDER[a.content.object] - ORDER[b.content.object])
    const steps: UndoStep[] = []
    for (const {account, content} of ordered) {
        const {object, record_id: recordId} = content
        const kept =
            object === "tasks"
                ? await taskKept(attio, recordId)
                : await recordKept(attio, object, recordId, steps)
        if (!kept.ok) return kept
        const subject = {object, recordId, account}
        steps.push(
            kept.value === "gone"
                ? {...subject, action: "gone", reason: ""}
                : {...subject, action: kept.value === null ? "delete" : "keep", reason: kept.value ?? ""},
        )
    }
    return succeed(steps)
}

/** Deletes one record; false when it was gone already. */
export async function undoStep(attio: AttioClient, {object, recordId}: UndoStep): Promise<Result<boolean>> {
    const removed =
        object === "tasks" ? await attio.removeTask(recordId) : await attio.remove(object, recordId)
    if (removed.ok) return succeed(true)
    return isGone(removed.failure) ? succeed(false) : removed
}

/** null: it can go. */
type Kept = Result<string | "gone" | null>

async function taskKept(attio: AttioClient, taskId: string): Promise<Kept> {
    const task = await attio.task(taskId)
    if (!task.ok) return isGone(task.failure) ? succeed("gone") : task
    return succeed(task.value.is_completed ? "it was completed" : null)
}

async function recordKept(
    attio: AttioClient,
    object: "deals" | "companies",
    recordId: string,
    steps: readonly UndoStep[],
): Promise<Kept> {
    const found = await attio.record(object, recordId)
    if (!found.ok) return isGone(found.failure) ? succeed("gone") : found
    const record = found.value
    if (isEdited(record)) return succeed("somebody has edited it")
    const built = await builtUpon(attio, object, recordId, steps)
    if (!built.ok || built.value !== null) return built
    if (object === "deals") {
        const stages = await attio.history("deals", recordId, "stage")
        if (!stages.ok) return stages
        return succeed(stages.value.length > 1 ? "it has been moved to another stage" : null)
    }
    const leaving = new Set(steps.filter(({action}) => action === "delete").map((step) => step.recordId))
    const deals = cellsOf(record, "associated_deals").filter(
        (cell) => !leaving.has(String(cell.target_record_id)),
    )
    if (deals.length > 0) return succeed("it has deals")
    return succeed(cellsOf(record, "team").length > 0 ? "it has people" : null)
}

/** What people have put on a record; what may not be read may be there, so the record stays. */
async function builtUpon(
    attio: AttioClient,
    object: "deals" | "companies",
    recordId: string,
    steps: readonly UndoStep[],
): Promise<Kept> {
    const ours = new Set(steps.filter(({action}) => action === "delete").map((step) => step.recordId))
    const tasks = await attio.tasks(object, recordId)
    const others = tasks.ok ? succeed(tasks.value.filter(({id}) => !ours.has(id.task_id))) : tasks
    const looks = [
        {what: "tasks", scope: "task:read", found: others},
        {what: "notes", scope: "note:read", found: await attio.notes(object, recordId)},
        {what: "a place on a list", scope: "list_entry:read", found: await attio.entries(object, recordId)},
    ] as const
    for (const {what, scope, found} of looks) {
        if (!found.ok && found.failure.kind === "missing_scope")
            return succeed(
                `it may have ${what}, and the Attio token may not read that (add the scope ${scope})`,
            )
        if (!found.ok) return isGone(found.failure) ? succeed("gone") : found
        if (found.value.length > 0) return succeed(`it has ${what}`)
    }
    return succeed(null)
}

function isEdited(record: AttioRecord): boolean {
    return Object.keys(record.values).some(
        (slug) => slug !== "created_by" && isByPerson(cellsOf(record, slug)),
    )
}

function isGone({kind}: Failure): boolean {
    return kind === "not_found"
}
