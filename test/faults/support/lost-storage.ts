import {AS_OF, DAY_MS, WAKE} from "../../app/support/project"
import {type CaseOptions, type CaseResult, openCase, untilDone} from "./open-case"

/** The end of the second day. */
export const NEXT_DAY = new Date(Date.parse(AS_OF) + DAY_MS).toISOString()

/** Two days in a row; between them the storage may be deleted. */
export async function runTwoDays(o: CaseOptions, {lost}: {readonly lost: boolean}): Promise<CaseResult> {
    const one = await openCase(o)
    const faults: string[] = []
    if (!(await untilDone(one))) faults.push("the first day is unfinished")
    if (lost) one.storage.rows.clear()
    one.clock.now = WAKE + DAY_MS
    await o.world.project.admin.updateProject(one.copy.projectId, {now: NEXT_DAY})
    if (!(await untilDone(one, NEXT_DAY))) faults.push("the second day is unfinished")
    return one.conclude(faults)
}

/** Killed, and the next process finds nothing of what the killed one has stored: a disk that ends with its machine. */
export async function runOnLostDisk(o: CaseOptions): Promise<CaseResult> {
    const one = await openCase(o)
    const done = await untilDone(one, AS_OF, () => one.storage.rows.clear())
    return one.conclude(done ? [] : ["unfinished"])
}
