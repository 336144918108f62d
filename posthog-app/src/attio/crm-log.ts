import type {RunState} from "../steps/run-state"
import type {StepContext} from "../steps/step"
import type {PlannedWrite} from "./route-plan"

/** An entry of the audit log: a write that happened, to a record that is known (D3). */
export type LoggedWrite = Omit<PlannedWrite, "recordId" | "object" | "isNew"> & {
    readonly object: "deals" | "companies" | "tasks"
    readonly recordId: string
    readonly account: string
}

/** Adds entries to the audit log of the run; they are sent together later. */
export async function logWrites(
    state: RunState,
    writes: readonly LoggedWrite[],
    {store}: Pick<StepContext, "store">,
): Promise<RunState> {
    let {writes: count} = state.crm
    for (const write of writes) {
        await store.putPart("route", "writes", count, [write])
        count += 1
    }
    return {...state, crm: {...state.crm, writes: count}}
}
