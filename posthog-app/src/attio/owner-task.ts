import {type Result, succeed} from "@beton/shared/api/result"
import {UTCDate} from "@date-fns/utc"
import {addBusinessDays} from "date-fns"

import type {AttioClient} from "../clients/attio"
import type {Notice} from "../steps/notice"

/** Longest text of a task (REST.md §5). */
const MAX_CONTENT = 2000

/** A task that was made, or was there already. */
export interface OwnerTask {
    readonly taskId: string
    readonly created: boolean
    readonly content: string
}

/**
 * The task for the owner of a routed account (D9), linked to its deal or company. Tasks have no key: an open one of the
 * same first line on the same record is taken for the same task, so that a lost answer makes no second one.
 *
 * @param assignee active member, or null for nobody
 * @param workingDays from the run on; weekends do not count
 */
export async function ensureTask(
    attio: AttioClient,
    notice: Notice,
    o: {readonly asOf: string; readonly assignee: string | null; readonly workingDays: number},
): Promise<Result<OwnerTask | null>> {
    const object = notice.deal === null ? "companies" : "deals"
    const recordId = notice.deal?.id ?? notice.record?.id
    if (recordId === undefined) return succeed(null)
    const content = taskText(notice)
    const title = content.split("\n")[0] ?? ""
    const known = await attio.tasks(object, recordId)
    if (!known.ok) return known
    const open = known.value.find(
        (task) => !task.is_completed && task.content_plaintext.split("\n")[0] === title,
    )
    if (open !== undefined) return succeed({taskId: open.id.task_id, created: false, content})
    const created = await attio.createTask({
        content,
        deadlineAt: addBusinessDays(new UTCDate(Date.parse(o.asOf)), o.workingDays).toISOString(),
        linked: {object, recordId},
        assigneeIds: o.assignee === null ? [] : [o.assignee],
    })
    return created.ok ? succeed({taskId: created.value.id.task_id, created: true, content}) : created
}

function taskText({company, score, whyNow, because, posthogUrl}: Notice): string {
    const lines = [
        `Beton: get in touch with ${company}`,
        `Score ${score} of 100. ${whyNow}`,
        `Why you: ${because}.`,
    ]
    const text = [...lines, ...(posthogUrl === null ? [] : [posthogUrl])].join("\n")
    return text.length <= MAX_CONTENT ? text : `${text.slice(0, MAX_CONTENT - 1)}…`
}
